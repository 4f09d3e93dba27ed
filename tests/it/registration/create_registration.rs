//! CreateRegistration: one test for each sentence of its rule and each error that it raises.

use super::{BRAND, created, status, version_status};
use crate::harness::{App, arn, tag};

#[tokio::test]
async fn it_is_created_with_a_draft_and_answers_its_tags() {
    let app = App::start().await;
    let client = app.client();
    let made = client.create_registration().registration_type(BRAND).tags(tag("Name", "Acme"));
    let made = made.send().await.expect("it is made");
    let id = made.registration_id();
    assert!(id.strip_prefix("registration-").is_some_and(|digits| digits.len() == 32), "{id}");
    assert_eq!(made.registration_arn(), arn(&format!("registration/{id}")));
    assert_eq!((made.registration_type(), made.current_version_number()), (BRAND, 1));
    assert_eq!((made.registration_status().as_str(), made.tags().len()), ("CREATED", 1));
    assert_eq!((status(&client, id).await, version_status(&client, id).await), ("CREATED".into(), "DRAFT".into()));
    let tags = client.list_tags_for_resource().resource_arn(made.registration_arn()).send().await;
    assert_eq!(tags.expect("it has tags").tags().len(), 1);
}

#[tokio::test]
async fn a_type_that_is_not_known_is_refused() {
    let app = App::start().await;
    let refused = app.refused(app.client().create_registration().registration_type("NO_SUCH").send()).await;
    assert!(refused.is("ValidationException", "UNKNOWN_REGISTRATION_TYPE"), "{refused:?}");
    assert_eq!(refused.fields, ["registrationType"]);
}

#[tokio::test]
async fn an_account_has_a_quota_of_registrations() {
    let app = App::with(|settings| settings.quotas.registrations = 2).await;
    created(&app.client(), BRAND).await;
    created(&app.client(), BRAND).await;
    let refused = app.refused(app.client().create_registration().registration_type(BRAND).send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "REGISTRATIONS_PER_ACCOUNT"), "{refused:?}");
    created(&app.client_of("other", crate::harness::REGION), BRAND).await;
}

#[tokio::test]
async fn the_same_token_answers_the_same_registration() {
    let app = App::start().await;
    let create = || app.client().create_registration().registration_type(BRAND).client_token("once").send();
    let (first, second) = (create().await.expect("it is made"), create().await.expect("it is replayed"));
    assert_eq!(first.registration_id(), second.registration_id());
    assert_eq!(app.count("select count(*) from inspect.registrations").await, 1);
}
