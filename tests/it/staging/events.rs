//! `/events`, and events by hand.

use serde_json::{Value, json};

use super::{ask, get, refused, send};
use crate::{
    harness::App,
    message::stage::{PHONE, Stage},
};

fn types(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("a list").iter().map(|item| item["event_type"].as_str().expect("a type")).collect()
}

#[tokio::test]
async fn events_are_the_rows_of_their_view_newest_first() {
    let stage = Stage::frozen().await;
    let first = stage.sent(stage.text(PHONE)).await;
    stage.pass_ms(5_000).await;
    let second = stage.sent(stage.text(PHONE)).await;
    stage.pass_ms(400).await;
    let list = get(&stage.app, "events").await;
    assert_eq!(types(&list), ["TEXT_SUCCESSFUL", "TEXT_DELIVERED", "TEXT_SUCCESSFUL"]);
    assert_eq!(list["items"][0]["message_id"], second.as_str());
    assert_eq!(list["items"][1]["event"]["messageId"], first.as_str());
    assert!(list["items"][0]["event_timestamp"].as_str().is_some_and(|at| at.len() == 24), "{list}");
    let of = async |query: &str| get(&stage.app, &format!("events?{query}")).await;
    assert_eq!(types(&of(&format!("message_id={first}&order=asc")).await), ["TEXT_SUCCESSFUL", "TEXT_DELIVERED"]);
    assert_eq!(types(&of("event_type=TEXT_DELIVERED").await), ["TEXT_DELIVERED"]);
    assert_eq!(types(&of("message_status=DELIVERED").await), ["TEXT_DELIVERED"]);
    assert_eq!(types(&of("since=2999-01-01T00:00:00Z").await), [""; 0]);
    assert_eq!(types(&of("until=2999-01-01T00:00:00Z").await).len(), 3);
    assert_eq!(types(&of("account_id=222222222222").await), [""; 0]);
    assert_eq!(types(&of("message_id=no-id").await), [""; 0]);
    let page = of("limit=2").await;
    let rest = of(&format!("limit=2&cursor={}", page["next_cursor"].as_str().expect("more follow"))).await;
    assert_eq!((types(&page).len(), types(&rest), &rest["next_cursor"]), (2, vec!["TEXT_SUCCESSFUL"], &Value::Null));
    assert_eq!(refused(&ask(&stage.app, "GET", "events?typ=1", Value::Null).await), "400 UNKNOWN_PARAMETER");
}

#[tokio::test]
async fn an_event_by_hand_happens_in_place_of_what_was_to_come() {
    let stage = Stage::frozen().await;
    let id = stage.sent(stage.text(PHONE)).await;
    let path = format!("messages/{id}/events");
    let made = ask(&stage.app, "POST", &path, json!({ "event_type": "TEXT_SUCCESSFUL" })).await;
    assert_eq!((made.status, &made.json()["status"]), (201, &json!("SUCCESSFUL")), "{made:?}");
    let made = ask(&stage.app, "POST", &path, json!({ "event_type": "TEXT_CARRIER_UNREACHABLE" })).await.json();
    assert_eq!((&made["status"], &made["events"][1]["is_final"]), (&json!("CARRIER_UNREACHABLE"), &json!(true)));
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&id).await, ["TEXT_SUCCESSFUL", "TEXT_CARRIER_UNREACHABLE!"]);
    // The last word is said.
    let answer = ask(&stage.app, "POST", &path, json!({ "event_type": "TEXT_DELIVERED" })).await;
    assert_eq!(refused(&answer), "409 IS_FINAL");
    assert_eq!(stage.app.count("select count(*) from inspect.scheduled_message_events").await, 0);
}

#[tokio::test]
async fn an_event_by_hand_may_come_later_by_the_accounts_clock() {
    let stage = Stage::frozen().await;
    let id = stage.sent(stage.text(PHONE)).await;
    let said = json!({ "event_type": "TEXT_DELIVERED", "after_ms": 60_000 });
    let made = ask(&stage.app, "POST", &format!("messages/{id}/events"), said).await.json();
    assert_eq!((&made["status"], &made["events"]), (&json!("ACCEPTED"), &json!([])));
    stage.pass_ms(59_000).await;
    assert_eq!(stage.happened(&id).await, [""; 0]);
    stage.pass_ms(1_000).await;
    assert_eq!(stage.happened(&id).await, ["TEXT_DELIVERED!"]);
}

#[tokio::test]
async fn what_ends_a_call_for_nothing_gives_its_cost_back() {
    let stage = Stage::frozen().await;
    let id = stage.voice(PHONE).send().await.expect("it is accepted").message_id.expect("an id");
    assert_ne!(stage.spent("VOICE").await, "0.00000");
    let made = ask(&stage.app, "POST", &format!("messages/{id}/events"), json!({ "event_type": "VOICE_BUSY" })).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(stage.spent("VOICE").await, "0.00000");
}

#[tokio::test]
async fn what_cannot_happen_to_a_message_is_refused() {
    let app = App::start().await;
    let id = send(&mut app.connection().await, "+12065550142", "hello").await;
    for (body, line) in [
        (json!({ "event_type": "VOICE_BUSY" }), "422 INVALID_VALUE"),
        (json!({ "event_type": "TEXT_BUSY" }), "422 INVALID_VALUE"),
        (json!({ "event_type": "TEXT_FILE_INACCESSIBLE" }), "422 INVALID_VALUE"),
        (json!({ "event_type": "DELIVERED" }), "422 INVALID_VALUE"),
        (json!({ "event_type": "TEXT_DELIVERED", "after_ms": -1 }), "422 INVALID_VALUE"),
        (json!({ "event_type": "TEXT_DELIVERED", "afterms": 1 }), "400 INVALID_BODY"),
        (json!({}), "400 INVALID_BODY"),
    ] {
        assert_eq!(refused(&ask(&app, "POST", &format!("messages/{id}/events"), body).await), line);
    }
    for id in ["no-id", "018f0000-0000-7000-8000-000000000000"] {
        let answer =
            ask(&app, "POST", &format!("messages/{id}/events"), json!({ "event_type": "TEXT_DELIVERED" })).await;
        assert_eq!(refused(&answer), "404 NOT_FOUND");
    }
    app.execute("update callsign.message set direction = 'INBOUND'").await;
    let answer = ask(&app, "POST", &format!("messages/{id}/events"), json!({ "event_type": "TEXT_DELIVERED" })).await;
    assert_eq!(refused(&answer), "422 INVALID_VALUE");
}
