//! DescribeRegistrationFieldValues: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::RegistrationFieldValueInformation;

use super::{BRAND, created, refuses_others, text};
use crate::harness::App;

#[tokio::test]
async fn only_fields_with_a_value_come_in_the_order_of_the_catalogue_and_are_narrowed() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    for path in ["contactInfo.website", "companyInfo.city", "companyInfo.companyName"] {
        text(&client, &id, path, "Acme").await;
    }
    let describe = || client.describe_registration_field_values().registration_id(&id);
    let (name, city, site) = ("companyInfo.companyName", "companyInfo.city", "contactInfo.website");
    for (request, expected) in [
        (describe(), vec![name, city, site]),
        (describe().version_number(1).section_path("companyInfo"), vec![name, city]),
        (describe().field_paths(site).field_paths(name).field_paths("companyInfo.state"), vec![name, site]),
        (describe().section_path("contactInfo").field_paths(name), vec![]),
    ] {
        let answer = request.send().await.expect("it answers");
        assert_eq!(answer.version_number(), 1);
        let paths: Vec<&str> =
            answer.registration_field_values().iter().map(RegistrationFieldValueInformation::field_path).collect();
        assert_eq!(paths, expected);
    }
    let pages = describe().into_paginator().page_size(2).items().send();
    let all = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
    assert_eq!(all.iter().map(RegistrationFieldValueInformation::field_path).collect::<Vec<_>>(), [name, city, site]);
    assert!(all.iter().all(|one| one.text_value() == Some("Acme")));
}

#[tokio::test]
async fn what_is_not_known_is_refused() {
    let app = App::start().await;
    let id = created(&app.client(), BRAND).await;
    let describe = || app.client().describe_registration_field_values().registration_id(&id);
    for (request, reason, field) in [
        (describe().version_number(2), "UNKNOWN_REGISTRATION_VERSION", "versionNumber"),
        (describe().section_path("no"), "UNKNOWN_REGISTRATION_SECTION", "sectionPath"),
        (describe().field_paths("no.such"), "UNKNOWN_REGISTRATION_FIELD", "fieldPaths"),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", reason), "{refused:?}");
        assert_eq!(refused.fields, [field]);
    }
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.describe_registration_field_values().registration_id(id));
}
