//! SetDefaultMessageType: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::MessageType;

use super::{described, refuses_other_sets};
use crate::harness::{App, Fixture, arn};

#[tokio::test]
async fn the_type_is_answered_described_and_overwritten_freely() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;
    let arn = arn("configuration-set/orders");

    for (named, wanted) in [
        ("orders", MessageType::Transactional),
        (arn.as_str(), MessageType::Promotional),
        ("orders", MessageType::Promotional),
        ("orders", MessageType::Transactional),
    ] {
        let set = app.client().set_default_message_type().configuration_set_name(named).message_type(wanted.clone());
        let answer = set.send().await.expect("the default is set");
        assert_eq!(answer.configuration_set_arn.as_ref(), Some(&arn));
        assert_eq!(answer.configuration_set_name.as_deref(), Some("orders"));
        assert_eq!(answer.message_type, Some(wanted.clone()));
        let set = described(&app, "orders").await;
        assert_eq!(set.default_message_type, Some(wanted));
        assert_eq!((set.default_sender_id, set.default_message_feedback_enabled), (None, None), "the others stay");
    }
    let shown = "select default_message_type from inspect.configuration_sets where configuration_set_name = $1";
    assert_eq!(app.texts_of(shown, "orders").await, ["TRANSACTIONAL"]);
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_sets!(app, |client, set| client
        .set_default_message_type()
        .configuration_set_name(set)
        .message_type(MessageType::Promotional));
}

#[tokio::test]
async fn both_members_are_required_and_the_type_is_the_models() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;

    let missing = app.refused(app.client().set_default_message_type().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["configurationSetName", "messageType"]);
    let set = app.client().set_default_message_type().configuration_set_name("orders").message_type("OTHER".into());
    let unknown = app.refused(set.send()).await;
    assert!(unknown.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{unknown:?}");
    assert_eq!(unknown.fields, ["messageType"]);
}
