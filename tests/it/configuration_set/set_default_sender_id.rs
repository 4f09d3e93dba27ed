//! SetDefaultSenderId: one test for each sentence of its rule and each error that it raises.

use super::{described, refuses_other_sets};
use crate::harness::{App, Fixture, arn};

#[tokio::test]
async fn a_sender_id_that_nobody_has_is_kept_as_given_and_overwritten_freely() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;
    let arn = arn("configuration-set/orders");

    for (named, wanted) in [("orders", "example"), (arn.as_str(), "eXample"), ("orders", "Other_2-b")] {
        let set = app.client().set_default_sender_id().configuration_set_name(named).sender_id(wanted);
        let answer = set.send().await.expect("the default is set");
        assert_eq!(answer.configuration_set_arn.as_ref(), Some(&arn));
        assert_eq!(answer.configuration_set_name.as_deref(), Some("orders"));
        assert_eq!(answer.sender_id.as_deref(), Some(wanted));
        assert_eq!(described(&app, "orders").await.default_sender_id.as_deref(), Some(wanted));
    }
    let shown = "select default_sender_id from inspect.configuration_sets where configuration_set_name = $1";
    assert_eq!(app.texts_of(shown, "orders").await, ["Other_2-b"]);
    assert_eq!(app.count("select count(*) from inspect.sender_ids").await, 0, "none is made by it");
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_sets!(app, |client, set| client
        .set_default_sender_id()
        .configuration_set_name(set)
        .sender_id("Acme"));
}

#[tokio::test]
async fn both_members_are_required_and_an_arn_is_no_sender_id() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;

    let missing = app.refused(app.client().set_default_sender_id().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["configurationSetName", "senderId"]);
    for wrong in ["", "twelve-chars", "a b", &arn("sender-id/Acme/GB")] {
        let set = app.client().set_default_sender_id().configuration_set_name("orders").sender_id(wrong);
        let refused = app.refused(set.send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, ["senderId"]);
    }
}
