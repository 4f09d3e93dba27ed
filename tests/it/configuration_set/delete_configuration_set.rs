//! DeleteConfigurationSet: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::MessageType;

use super::{described, refuses_other_sets};
use crate::harness::{App, Fixture, TARGETS, Wire, arn, refusal, tag};

#[tokio::test]
async fn what_the_set_was_is_answered_with_its_destinations_and_defaults() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    fixture.set("orders").await;
    fixture.destination("orders", "topic", TARGETS[2]).await;
    fixture.destination("orders", "archive", TARGETS[0]).await;
    let set = client.set_default_message_type().configuration_set_name("orders");
    set.message_type(MessageType::Promotional).send().await.expect("the default is set");
    let set = client.set_default_sender_id().configuration_set_name("orders");
    set.sender_id("Acme").send().await.expect("the default is set");
    let set = client.set_default_message_feedback_enabled().configuration_set_name("orders");
    set.message_feedback_enabled(false).send().await.expect("the default is set");
    let before = described(&app, "orders").await;
    let wire = Wire::default();

    let delete = client.delete_configuration_set().configuration_set_name("orders");
    let deleted = delete.customize().interceptor(wire.clone()).send().await.expect("the set goes");

    assert_eq!(deleted.configuration_set_name.as_deref(), Some("orders"));
    assert_eq!(deleted.configuration_set_arn, Some(before.configuration_set_arn));
    assert_eq!(deleted.event_destinations.as_ref(), Some(&before.event_destinations));
    assert_eq!(deleted.event_destinations().len(), 2);
    assert_eq!(deleted.default_message_type, Some(MessageType::Promotional));
    assert_eq!(deleted.default_sender_id.as_deref(), Some("Acme"));
    assert_eq!(deleted.default_message_feedback_enabled, Some(false));
    assert_eq!(deleted.created_timestamp, Some(before.created_timestamp));
    assert!(!wire.members().contains(&"ProtectConfigurationId".to_owned()), "{:?}", wire.members());
}

#[tokio::test]
async fn its_destinations_and_tags_go_with_it_at_once() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    fixture.set("stays").await;
    fixture.destination("stays", "topic", TARGETS[2]).await;
    let before = app.row_counts().await;
    let create = client.create_configuration_set().configuration_set_name("orders").tags(tag("team", "a"));
    create.send().await.expect("the set is made");
    for (number, target) in TARGETS.into_iter().enumerate() {
        fixture.destination("orders", &format!("destination-{number}"), target).await;
    }

    let delete = client.delete_configuration_set().configuration_set_name(arn("configuration-set/orders"));
    delete.send().await.expect("nothing keeps it");

    assert_eq!(app.row_counts().await, before);
    let describe = client.describe_configuration_sets().configuration_set_names("orders");
    let gone = refusal(describe.send().await);
    assert_eq!(gone.line(), "ResourceNotFoundException - configuration-set orders");
    let again = app.refused(client.delete_configuration_set().configuration_set_name("orders").send()).await;
    assert_eq!(again.line(), "ResourceNotFoundException - configuration-set orders");
    fixture.set("orders").await;
    assert!(described(&app, "orders").await.event_destinations.is_empty(), "the name is free for a new one");
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_sets!(app, |client, set| client.delete_configuration_set().configuration_set_name(set));
}

#[tokio::test]
async fn the_name_of_the_set_is_required() {
    let app = App::start().await;

    let refused = app.refused(app.client().delete_configuration_set().send()).await;

    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["configurationSetName"]);
}
