//! DeleteDefaultMessageType: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::MessageType;

use super::{described, refuses_other_sets};
use crate::harness::{App, Fixture, Wire, arn};

#[tokio::test]
async fn the_deleted_type_is_answered_and_absent_afterwards() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;
    let set = app.client().set_default_message_type().configuration_set_name("orders");
    set.message_type(MessageType::Promotional).send().await.expect("the default is set");
    let set = app.client().set_default_sender_id().configuration_set_name("orders");
    set.sender_id("Acme").send().await.expect("the default is set");

    let delete = app.client().delete_default_message_type().configuration_set_name(arn("configuration-set/orders"));
    let deleted = delete.send().await.expect("the default goes");

    assert_eq!(deleted.configuration_set_arn, Some(arn("configuration-set/orders")));
    assert_eq!(deleted.configuration_set_name.as_deref(), Some("orders"));
    assert_eq!(deleted.message_type, Some(MessageType::Promotional));
    let set = described(&app, "orders").await;
    assert_eq!((set.default_message_type, set.default_sender_id.as_deref()), (None, Some("Acme")), "the other stays");
}

#[tokio::test]
async fn without_a_default_the_set_alone_is_answered() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;
    let (before, wire) = (app.state().await, Wire::default());

    let delete = app.client().delete_default_message_type().configuration_set_name("orders");
    delete.customize().interceptor(wire.clone()).send().await.expect("it is answered all the same");

    assert_eq!(wire.members(), ["ConfigurationSetArn", "ConfigurationSetName"]);
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_sets!(app, |client, set| client.delete_default_message_type().configuration_set_name(set));
}

#[tokio::test]
async fn the_name_of_the_set_is_required() {
    let app = App::start().await;

    let refused = app.refused(app.client().delete_default_message_type().send()).await;

    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["configurationSetName"]);
}
