//! DeleteEventDestination: one test for each sentence of its rule and each error that it raises.

use super::{described, destination, refuses_other_sets};
use crate::harness::{App, Fixture, TARGETS, arn};

#[tokio::test]
async fn the_destination_is_answered_as_it_was_and_the_others_stay() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.set("orders").await;
    fixture.destination("orders", "topic", TARGETS[2]).await;
    let before = destination(&app, "orders").await;
    fixture.destination("orders", "archive", TARGETS[1]).await;

    let delete = app.client().delete_event_destination().configuration_set_name(arn("configuration-set/orders"));
    let deleted = delete.event_destination_name("topic").send().await.expect("the destination goes");

    assert_eq!(deleted.configuration_set_arn, Some(arn("configuration-set/orders")));
    assert_eq!(deleted.configuration_set_name.as_deref(), Some("orders"));
    assert_eq!(deleted.event_destination, Some(before));
    let left = described(&app, "orders").await;
    let left: Vec<&str> = left.event_destinations().iter().map(|left| left.event_destination_name.as_str()).collect();
    assert_eq!(left, ["archive"]);
    assert_eq!(app.count("select count(*) from inspect.event_destinations").await, 1);
}

#[tokio::test]
async fn a_second_call_is_refused_and_so_is_a_destination_of_another_set() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    for set in ["orders", "codes"] {
        fixture.set(set).await;
        fixture.destination(set, "topic", TARGETS[2]).await;
    }
    let delete = app.client().delete_event_destination().configuration_set_name("orders");
    delete.clone().event_destination_name("topic").send().await.expect("the destination goes");

    for name in ["topic", "Topic", "nobody"] {
        let refused = app.refused(delete.clone().event_destination_name(name).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - event-destination {name}"));
    }
    destination(&app, "codes").await;
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_sets!(app, |client, set| client
        .delete_event_destination()
        .configuration_set_name(set)
        .event_destination_name("topic"));
}

#[tokio::test]
async fn the_two_names_are_required() {
    let app = App::start().await;

    let missing = app.refused(app.client().delete_event_destination().send()).await;

    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["configurationSetName", "eventDestinationName"]);
}
