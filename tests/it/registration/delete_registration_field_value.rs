//! DeleteRegistrationFieldValue: one test for each sentence of its rule and each error that it raises.

use super::{BRAND, complete, created, refuses_others, text};
use crate::harness::App;

const SYMBOL: &str = "companyInfo.stockSymbol";

#[tokio::test]
async fn it_answers_the_value_that_is_gone_then() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    text(&client, &id, SYMBOL, "ACME").await;
    let delete = || client.delete_registration_field_value().registration_id(&id).field_path(SYMBOL);
    let answer = delete().send().await.expect("it is deleted");
    assert_eq!((answer.text_value(), answer.version_number(), answer.field_path()), (Some("ACME"), 1, SYMBOL));
    let described = client.describe_registration_field_values().registration_id(&id).send().await;
    assert_eq!(described.expect("it answers").registration_field_values().len(), 0);
    let refused = app.refused(delete().send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["fieldPath"]);
}

#[tokio::test]
async fn a_required_field_keeps_its_value() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    text(&client, &id, "companyInfo.city", "Oslo").await;
    let delete = client.delete_registration_field_value().registration_id(&id).field_path("companyInfo.city");
    let refused = app.refused(delete.send()).await;
    assert!(refused.is("ValidationException", "REGISTRATION_FIELD_CANNOT_BE_DELETED"), "{refused:?}");
}

#[tokio::test]
async fn a_field_that_is_not_known_is_refused() {
    let app = App::start().await;
    let id = created(&app.client(), BRAND).await;
    let delete = app.client().delete_registration_field_value().registration_id(&id).field_path("no.such");
    let refused = app.refused(delete.send()).await;
    assert!(refused.is("ValidationException", "UNKNOWN_REGISTRATION_FIELD"), "{refused:?}");
}

#[tokio::test]
async fn only_a_draft_is_written() {
    let app = App::start().await;
    let id = complete(&app.client(), BRAND).await;
    let delete = app.client().delete_registration_field_value().registration_id(&id).field_path(SYMBOL);
    let refused = app.refused(delete.send()).await;
    assert!(refused.is("ConflictException", "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED"), "{refused:?}");
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client
        .delete_registration_field_value()
        .registration_id(id)
        .field_path("companyInfo.city"));
}
