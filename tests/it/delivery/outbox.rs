//! Which events get a delivery, and what it says.

use callsign::{domain::event_destination::takes, model::configuration_set::EventType};
use proptest::prelude::*;
use serde_json::Value;
use strum::VariantNames;

use super::{at_once, deliveries, receiver::Receiver, send, set, stage, until_so_many, webhook};
use crate::{
    harness::{TARGETS, Target},
    message::stage::{PHONE, Stage},
};

#[tokio::test]
async fn each_destination_of_the_set_gets_each_event_that_it_takes() {
    let stage = stage(&[("logs", TARGETS[0]), ("firehose", TARGETS[1]), ("sns", TARGETS[2])], vec![]).await;
    let message = send(&stage).await;
    until_so_many(&stage, 6, "NO_TARGET").await;
    let mut found =
        deliveries(&stage, "event_type, configuration_set_name, event_destination_name, destination_arn").await;
    found.sort();
    let mut wanted = Vec::new();
    for (name, arn) in [
        ("logs", "arn:aws:logs:us-east-1:000000000000:log-group:/sms/events:*"),
        ("firehose", "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"),
        ("sns", "arn:aws:sns:us-east-1:000000000000:events"),
    ] {
        for event in ["TEXT_SUCCESSFUL", "TEXT_DELIVERED"] {
            wanted.push(format!("NO_TARGET {event} events {name} {arn}"));
        }
    }
    wanted.sort();
    assert_eq!(found, wanted);
    let same = "select count(*) from callsign.delivery d
                join callsign.message_event e on e.message_id = d.message_id and e.event_type = d.event_type
                where e.event = d.record";
    assert_eq!(stage.app.count(same).await, 6, "the record is the event, byte for byte");
    assert_eq!(stage.column(&message, "configuration_set_name").await.as_deref(), Some("events"));
}

#[tokio::test]
async fn a_destination_gets_only_what_it_matches() {
    let stage = stage(&[], vec![]).await;
    let topic = Target::Sns("arn:aws:sns:us-east-1:000000000000:delivered");
    let request = stage.client.create_event_destination().configuration_set_name("events");
    let request = request.event_destination_name("delivered").set_sns_destination(topic.sns());
    let request = request.matching_event_types(aws_sdk_pinpointsmsvoicev2::types::EventType::TextDelivered);
    request.send().await.expect("the set takes the destination");
    send(&stage).await;
    until_so_many(&stage, 1, "NO_TARGET").await;
    assert_eq!(deliveries(&stage, "event_type").await, ["NO_TARGET TEXT_DELIVERED"]);
}

#[tokio::test]
async fn what_is_disabled_or_gone_gets_nothing_and_nothing_is_kept_for_it() {
    let stage = Stage::frozen().await;
    set(&stage, &[("sns", TARGETS[2])]).await;
    send(&stage).await;
    let update = stage.client.update_event_destination().configuration_set_name("events").event_destination_name("sns");
    update.enabled(false).send().await.expect("it is switched off");
    stage.pass_ms(350).await;
    let update = stage.client.update_event_destination().configuration_set_name("events").event_destination_name("sns");
    update.enabled(true).send().await.expect("it is switched on");
    stage.pass_ms(2_450).await;
    let found = deliveries(&stage, "event_type").await;
    assert!(found.len() == 1 && found[0].ends_with(" TEXT_DELIVERED"), "{found:?}");

    send(&stage).await;
    stage.client.delete_configuration_set().configuration_set_name("events").send().await.expect("the set goes");
    stage.pass_ms(10_000).await;
    assert_eq!(deliveries(&stage, "event_type").await.len(), 1);
    assert_eq!(
        stage.app.count("select count(*) from inspect.message_events").await,
        4,
        "events are recorded all the same"
    );
}

#[tokio::test]
async fn a_message_without_a_set_is_delivered_nowhere() {
    let stage = stage(&[("sns", TARGETS[2])], vec![]).await;
    stage.sent(stage.text(PHONE)).await;
    send(&stage).await;
    until_so_many(&stage, 2, "NO_TARGET").await;
    assert_eq!(deliveries(&stage, "event_type").await.len(), 2);
}

#[tokio::test]
async fn the_event_bus_gets_every_event_without_the_phone_where_a_target_names_it() {
    let receiver = Receiver::new().await;
    let target = webhook("arn:aws:events:*", &receiver.url("/bus"));
    let stage = Stage::with(|settings| at_once(settings, vec![target])).await;
    stage.sent(stage.text(PHONE)).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    assert_eq!(
        deliveries(&stage, "event_type, configuration_set_name, destination_arn").await,
        [format!("DELIVERED TEXT_SUCCESSFUL {bus}"), format!("DELIVERED TEXT_DELIVERED {bus}")]
    );
    for request in receiver.wait(2).await {
        assert_eq!(request.json()["destinationPhoneNumber"], Value::Null);
        assert_eq!(request.json()["eventVersion"], "1.0");
    }
}

#[tokio::test]
async fn the_event_bus_gets_nothing_from_a_target_that_fits_everything() {
    let receiver = Receiver::new().await;
    let stage = stage(&[("sns", TARGETS[2])], vec![webhook("*", &receiver.url("/"))]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    assert_eq!(deliveries(&stage, "destination_arn").await.len(), 2);
}

#[tokio::test]
async fn deliveries_go_with_their_message() {
    let stage = stage(&[("sns", TARGETS[2])], vec![]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "NO_TARGET").await;
    stage.app.execute("delete from callsign.message").await;
    assert_eq!(deliveries(&stage, "event_type").await, Vec::<String>::new());
}

/// The rule, said the long way.
fn naive(matching: &[String], event_type: &str) -> bool {
    for family in ["TEXT", "MEDIA", "VOICE", "RCS"] {
        for name in matching {
            if name == event_type || name == "ALL" {
                return true;
            }
            if event_type.starts_with(&format!("{family}_")) && *name == format!("{family}_ALL") {
                return true;
            }
        }
    }
    false
}

proptest! {
    #[test]
    fn an_event_is_taken_by_its_type_its_family_or_all(
        matching in proptest::sample::subsequence(EventType::VARIANTS.to_vec(), 1..5),
        event_type in proptest::sample::select(
            EventType::VARIANTS.iter().filter(|name| !name.ends_with("ALL")).copied().collect::<Vec<_>>()),
    ) {
        let matching: Vec<String> = matching.into_iter().map(str::to_owned).collect();
        prop_assert_eq!(takes(&matching, event_type), naive(&matching, event_type));
    }
}
