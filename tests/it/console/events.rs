//! Events on their way: what was delivered, and what had nowhere to go.

use serde_json::{Value, json};

use super::{call, get, open};
use crate::{
    delivery::{self, until_so_many},
    harness::TARGETS,
    registration,
};

#[tokio::test]
async fn without_deliveries_it_says_so() {
    let app = crate::harness::App::start().await;
    assert!(open(&app, "events").await.says("No event went out yet."));
    assert!(open(&app, "events?q=is:failed").await.says("No delivery matches."));
    for nothing in ["events/nothing", "events/00000000-0000-0000-0000-000000000000", "messages/nothing"] {
        assert_eq!(get(&app, nothing).await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn deliveries_are_found_by_message_status_set_and_destination() {
    let stage = delivery::stage(&[("sns", TARGETS[2])], vec![]).await;
    let message = delivery::send(&stage).await;
    until_so_many(&stage, 2, "NO_TARGET").await;
    let screen = open(&stage.app, "events").await;
    assert_eq!(screen.texts("td[data-l=Event]"), ["TEXT_DELIVERED", "TEXT_SUCCESSFUL"]);
    assert_eq!(screen.texts("td[data-l=Destination]"), ["sns SNS", "sns SNS"]);
    for (search, found) in [
        (message.as_str(), 2),
        ("is:no-target", 2),
        ("is:delivered", 0),
        ("set:events", 2),
        ("set:other", 0),
        ("to:sns", 2),
        ("TEXT_DELIVERED", 1),
    ] {
        let screen = open(&stage.app, &format!("events?q={search}")).await;
        assert_eq!(screen.texts("td[data-l=Event]").len(), found, "{search}");
    }
    // The message of a delivery leads to where it stands.
    let link = screen.all("td[data-l=Message] a", "href").swap_remove(0);
    let led = get(&stage.app, &link).await;
    assert_eq!(led.status, 303);
    let thread = open(&stage.app, led.header("location").split('#').next().expect("a path")).await;
    assert!(thread.all(".bubble dd a[href*='/events?q=message:']", "href")[0].ends_with(&message));
}

#[tokio::test]
async fn a_delivery_without_a_target_says_what_to_set_and_goes_out_again() {
    let stage = delivery::stage(&[("sns", TARGETS[2])], vec![]).await;
    delivery::send(&stage).await;
    until_so_many(&stage, 2, "NO_TARGET").await;
    let url = open(&stage.app, "events").await.all("td[data-l=Event] a", "href").swap_remove(0);
    let screen = open(&stage.app, &url).await;
    assert!(screen.says("Recorded only: no target of the settings is for this ARN."));
    assert!(screen.texts(".snippet code")[0].contains("[[events.targets]]"));
    assert!(screen.texts("pre")[0].contains("\"eventType\": \"TEXT_DELIVERED\""));
    let envelope = screen.all("details .copy", "data-copy").into_iter().find(|text| text.contains("Notification"));
    let envelope: Value = serde_json::from_str(&envelope.expect("there is one")).expect("JSON");
    let record: Value = serde_json::from_str(envelope["Message"].as_str().expect("a text")).expect("JSON");
    assert_eq!((&envelope["Type"], &record["eventType"]), (&json!("Notification"), &json!("TEXT_DELIVERED")));
    let again = call(&stage.app, &url, "POST deliveries/{delivery_id}/retry", &[]).await;
    assert_eq!(again.texts(".notice"), ["It goes out again: 1 queued."]);
    let all = call(&stage.app, "events", "POST deliveries/retry", &[("configuration_set_name", "nobody's")]).await;
    assert_eq!(all.texts(".notice"), ["They go out again: 0 queued."]);
}

#[tokio::test]
async fn what_is_told_of_a_registration_names_it_in_place_of_a_message() {
    let (app, _receiver) = registration::told::app_with_bus(|_| {}).await;
    let id = registration::created(&app.client(), registration::BRAND).await;
    let screen = open(&app, "events").await;
    assert_eq!((screen.texts("td[data-l=Event]").len(), screen.texts("td[data-l=Message]")), (1, vec![String::new()]));
    let url = screen.all("td[data-l=Event] a", "href").swap_remove(0);
    let leads_to = open(&app, &url).await.all("dl.pairs dd a", "href");
    assert!(leads_to.iter().any(|href| href.ends_with(&format!("/registrations/{id}"))), "{leads_to:?}");
}
