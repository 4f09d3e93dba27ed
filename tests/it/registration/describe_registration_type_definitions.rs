//! DescribeRegistrationTypeDefinitions: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{RegistrationTypeDefinition, RegistrationTypeFilter};

use super::{BRAND, TOLL_FREE};
use crate::harness::App;

async fn names(app: &App, filters: &[(&str, &[&str])]) -> Vec<String> {
    let mut request = app.client().describe_registration_type_definitions();
    for (name, values) in filters {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let filter = RegistrationTypeFilter::builder().name((*name).into()).set_values(Some(values)).build();
        request = request.filters(filter.expect("it is complete"));
    }
    let answer = request.send().await.expect("it answers");
    answer.registration_type_definitions().iter().map(|one| one.registration_type.clone()).collect()
}

#[tokio::test]
async fn those_that_are_named_come_in_the_order_of_the_catalogue() {
    let app = App::start().await;
    let request = app.client().describe_registration_type_definitions();
    let request = request.registration_types(TOLL_FREE).registration_types(BRAND);
    let answer = request.send().await.expect("both are known");
    let named: Vec<&str> =
        answer.registration_type_definitions().iter().map(RegistrationTypeDefinition::registration_type).collect();
    assert_eq!(named, [BRAND, TOLL_FREE]);
}

#[tokio::test]
async fn filters_ask_for_what_any_association_has() {
    let app = App::start().await;
    let resource_type = "supported-association-resource-type";
    assert_eq!(names(&app, &[(resource_type, &["TOLL_FREE"])]).await, [TOLL_FREE]);
    let of_brands = names(&app, &[(resource_type, &[BRAND])]).await;
    assert_eq!(of_brands, ["US_TEN_DLC_BRAND_VETTING", "US_TEN_DLC_CAMPAIGN_REGISTRATION"]);
    let country = "supported-association-iso-country-code";
    let in_india = names(&app, &[(country, &["IN"])]).await;
    assert_eq!(in_india, ["IN_SENDER_ID_REGISTRATION"]);
    let both = names(&app, &[(country, &["GB", "US"]), (resource_type, &["SENDER_ID"])]).await;
    assert_eq!(both, ["GB_SENDER_ID_REGISTRATION"]);
}

#[tokio::test]
async fn a_type_that_is_not_known_is_refused() {
    let app = App::start().await;
    let request = app.client().describe_registration_type_definitions().registration_types(BRAND);
    let refused = app.refused(request.registration_types("ZZ_LONG_CODE_REGISTRATION").send()).await;
    assert!(refused.is("ValidationException", "UNKNOWN_REGISTRATION_TYPE"), "{refused:?}");
    assert_eq!(refused.fields, ["registrationTypes"]);
}
