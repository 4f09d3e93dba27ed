//! DescribeRegistrationSectionDefinitions: one test for each sentence of its rule and each error that it raises.

use super::{BRAND, VETTING};
use crate::harness::App;

#[tokio::test]
async fn sections_come_in_their_order_and_those_that_are_named_alone() {
    let app = App::start().await;
    let describe = || app.client().describe_registration_section_definitions().registration_type(BRAND);
    let paths = |answer: aws_sdk_pinpointsmsvoicev2::operation::describe_registration_section_definitions::DescribeRegistrationSectionDefinitionsOutput| -> Vec<String> {
        answer.registration_section_definitions().iter().map(|one| one.section_path.clone()).collect()
    };
    let all = paths(describe().send().await.expect("it answers"));
    assert_eq!((all.len(), all[0].as_str()), (2, "companyInfo"));
    assert_eq!(paths(describe().section_paths(&all[1]).send().await.expect("it answers")), [all[1].clone()]);
}

#[tokio::test]
async fn a_type_without_fields_has_no_sections() {
    let app = App::start().await;
    let describe = app.client().describe_registration_section_definitions().registration_type(VETTING);
    let answer = describe.send().await.expect("it answers");
    assert_eq!(answer.registration_section_definitions().len(), 0);
}

#[tokio::test]
async fn a_type_or_a_section_that_is_not_known_is_refused() {
    let app = App::start().await;
    let describe = || app.client().describe_registration_section_definitions();
    let refused = app.refused(describe().registration_type("NO_SUCH").send()).await;
    assert!(refused.is("ValidationException", "UNKNOWN_REGISTRATION_TYPE"), "{refused:?}");
    assert_eq!(refused.fields, ["registrationType"]);
    let refused = app.refused(describe().registration_type(BRAND).section_paths("noSuch").send()).await;
    assert!(refused.is("ValidationException", "UNKNOWN_REGISTRATION_SECTION"), "{refused:?}");
    assert_eq!(refused.fields, ["sectionPaths"]);
}
