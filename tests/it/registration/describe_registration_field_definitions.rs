//! DescribeRegistrationFieldDefinitions: one test for each sentence of its rule and each error that it raises.

use super::{BRAND, CAMPAIGN, VETTING};
use crate::harness::{App, raw};

#[tokio::test]
async fn a_section_and_fields_narrow_together() {
    let app = App::start().await;
    let describe = || app.client().describe_registration_field_definitions().registration_type(BRAND);
    let name = "companyInfo.companyName";
    let all = describe().send().await.expect("it answers").registration_field_definitions().len();
    assert_eq!(all, 17);
    let section = describe().section_path("companyInfo").send().await.expect("it answers");
    assert!(section.registration_field_definitions().len() < all);
    assert!(section.registration_field_definitions().iter().all(|one| one.section_path == "companyInfo"));
    let both = describe().section_path("companyInfo").field_paths(name).send().await.expect("it answers");
    assert_eq!(both.registration_field_definitions().len(), 1);
    let other = describe().section_path("contactInfo").field_paths(name).send().await.expect("it answers");
    assert_eq!(other.registration_field_definitions().len(), 0);
}

#[tokio::test]
async fn a_conditional_field_tells_its_rules() {
    let app = App::start().await;
    let request = format!(r#"{{"RegistrationType": "{CAMPAIGN}", "FieldPaths": ["campaignUseCase.subUseCases"]}}"#);
    let answer = raw::call(&app, "DescribeRegistrationFieldDefinitions", &request).await.json();
    let field = &answer["RegistrationFieldDefinitions"][0];
    assert_eq!(field["FieldRequirement"], "CONDITIONAL");
    let rule = &field["ConditionalBehavior"]["Rules"][0];
    assert_eq!(rule["RuleBehavior"], "REQUIRED");
    assert_eq!(rule["Conditions"][0]["DependsOnFieldPath"], "campaignUseCase.useCase");
    assert_eq!(rule["Conditions"][0]["Operator"], "IN");
    assert_eq!(field["ConditionalBehavior"]["DefaultBehavior"], "OPTIONAL");
}

#[tokio::test]
async fn a_type_without_fields_answers_none() {
    let app = App::start().await;
    let describe = app.client().describe_registration_field_definitions().registration_type(VETTING);
    assert_eq!(describe.send().await.expect("it answers").registration_field_definitions().len(), 0);
}

#[tokio::test]
async fn what_is_not_known_is_refused() {
    let app = App::start().await;
    let describe = || app.client().describe_registration_field_definitions();
    for (request, reason, field) in [
        (describe().registration_type("NO_SUCH"), "UNKNOWN_REGISTRATION_TYPE", "registrationType"),
        (describe().registration_type(BRAND).section_path("no"), "UNKNOWN_REGISTRATION_SECTION", "sectionPath"),
        (describe().registration_type(BRAND).field_paths("no.such"), "UNKNOWN_REGISTRATION_FIELD", "fieldPaths"),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", reason), "{refused:?}");
        assert_eq!(refused.fields, [field]);
    }
}
