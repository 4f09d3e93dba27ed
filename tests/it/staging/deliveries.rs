//! `/deliveries`: what went where, and once more.

use serde_json::{Value, json};

use super::{ask, get, refused};
use crate::{
    delivery::{self, at_once, receiver::Receiver, until_so_many, webhook},
    harness::{RawRequest, TARGETS, until},
    message::stage::Stage,
};

/// A text whose two events have nowhere to go.
async fn homeless() -> (Stage, String) {
    let stage = delivery::stage(&[("sns", TARGETS[2])], vec![]).await;
    let message = delivery::send(&stage).await;
    until_so_many(&stage, 2, "NO_TARGET").await;
    (stage, message)
}

fn of<'v>(list: &'v Value, member: &str) -> Vec<&'v str> {
    list["items"].as_array().expect("a list").iter().map(|item| item[member].as_str().unwrap_or_default()).collect()
}

#[tokio::test]
async fn deliveries_are_listed_newest_first_by_any_filter() {
    let (stage, message) = homeless().await;
    let all = get(&stage.app, "deliveries").await;
    assert_eq!(of(&all, "event_type"), ["TEXT_DELIVERED", "TEXT_SUCCESSFUL"]);
    let ascending = get(&stage.app, "deliveries?order=asc&limit=1").await;
    assert_eq!(of(&ascending, "event_type"), ["TEXT_SUCCESSFUL"]);
    let cursor = ascending["next_cursor"].as_str().expect("there is more");
    let rest = get(&stage.app, &format!("deliveries?order=asc&cursor={cursor}")).await;
    assert_eq!((of(&rest, "event_type"), &rest["next_cursor"]), (vec!["TEXT_DELIVERED"], &Value::Null));
    let at = all["items"][0]["created_timestamp"].as_str().expect("a time");
    assert!(at.len() == 24 && at.ends_with('Z'), "{at}");
    for (filter, count) in [
        (format!("message_id={message}"), 2),
        ("message_id=nobody".to_owned(), 0),
        ("event_type=TEXT_DELIVERED".to_owned(), 1),
        ("configuration_set_name=events&event_destination_name=sns".to_owned(), 2),
        ("event_destination_name=other".to_owned(), 0),
        ("destination_arn=arn:aws:sns:us-east-1:000000000000:events".to_owned(), 2),
        ("status=NO_TARGET".to_owned(), 2),
        ("status=FAILED".to_owned(), 0),
        ("since=2020-01-01T00:00:00Z".to_owned(), 2),
        ("until=2020-01-01T00:00:00Z".to_owned(), 0),
        ("account_id=111111111111".to_owned(), 0),
        ("region=eu-west-1".to_owned(), 0),
    ] {
        let found = get(&stage.app, &format!("deliveries?{filter}")).await;
        assert_eq!(found["items"].as_array().map(Vec::len), Some(count), "{filter}");
    }
    for (filter, refusal) in [
        ("status=LOST", "422 INVALID_VALUE"),
        ("since=yesterday", "422 INVALID_VALUE"),
        ("limit=0", "422 INVALID_VALUE"),
        ("colour=red", "400 UNKNOWN_PARAMETER"),
    ] {
        let answer = ask(&stage.app, "GET", &format!("deliveries?{filter}"), json!(null)).await;
        assert_eq!(refused(&answer), refusal, "{filter}");
    }
}

#[tokio::test]
async fn a_message_shows_its_deliveries() {
    let (stage, message) = homeless().await;
    let shown = get(&stage.app, &format!("messages/{message}")).await;
    let types: Vec<&str> = shown["deliveries"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|delivery| delivery["event_type"].as_str().expect("a type"))
        .collect();
    assert_eq!(types, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED"]);
    let record: Value = serde_json::from_str(shown["deliveries"][1]["record"].as_str().expect("a text")).expect("JSON");
    assert_eq!(record, shown["events"][1]["event"]);
}

#[tokio::test]
async fn what_had_no_target_is_delivered_once_there_is_one() {
    let (mut stage, _) = homeless().await;
    stage.app.stop().await;
    let receiver = Receiver::new().await;
    let app = stage.app.beside(|settings| at_once(settings, vec![webhook("*", &receiver.url("/"))])).await;
    for (body, queued) in [
        (json!({ "since": "2999-01-01T00:00:00Z" }), 0),
        (json!({ "configuration_set_name": "other" }), 0),
        (json!({ "event_destination_name": "other" }), 0),
        (
            json!({ "since": "2020-01-01T00:00:00Z", "configuration_set_name": "events", "event_destination_name": "sns" }),
            2,
        ),
    ] {
        let answer = ask(&app, "POST", "deliveries/retry", body.clone()).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "queued": queued })), "{body}");
    }
    until_so_many(&stage, 2, "DELIVERED").await;
    assert_eq!(ask(&app, "POST", "deliveries/retry", json!(null)).await.json(), json!({ "queued": 0 }));
    assert_eq!(refused(&ask(&app, "POST", "deliveries/retry", json!({ "sinse": "now" })).await), "400 INVALID_BODY");
    assert_eq!(refused(&ask(&app, "POST", "deliveries/retry", json!({ "since": "now" })).await), "422 INVALID_VALUE");

    // One that was delivered goes out once more where it is asked for by its id.
    let id = get(&app, "deliveries").await["items"][0]["delivery_id"].as_str().expect("an id").to_owned();
    let again = ask(&app, "POST", &format!("deliveries/{id}/retry"), json!(null)).await;
    assert_eq!((again.status, again.json()), (200, json!({ "queued": 1 })));
    let arrived = || receiver.requests().iter().filter(|one| one.header("webhook-id") == id).count();
    until("it arrives again", || async { arrived() == 2 }).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let delivery = get(&app, &format!("deliveries/{id}")).await;
    assert_eq!(delivery["delivery_attempts"].as_array().map(Vec::len), Some(2), "{delivery}");
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let (stage, _) = homeless().await;
    for (method, path) in [
        ("GET", "deliveries/nobody"),
        ("GET", "deliveries/00000000-0000-7000-8000-000000000000"),
        ("POST", "deliveries/nobody/retry"),
        ("POST", "deliveries/00000000-0000-7000-8000-000000000000/retry"),
    ] {
        assert_eq!(refused(&ask(&stage.app, method, path, json!(null)).await), "404 NOT_FOUND", "{method} {path}");
    }
    let id = get(&stage.app, "deliveries").await["items"][0]["delivery_id"].as_str().expect("an id").to_owned();
    for path in [format!("deliveries/{id}?region=eu-west-1"), format!("deliveries/{id}/retry?account_id=111111111111")]
    {
        let method = if path.contains("retry") { "POST" } else { "GET" };
        assert_eq!(refused(&ask(&stage.app, method, &path, json!(null)).await), "404 NOT_FOUND", "{path}");
    }
}

#[tokio::test]
async fn metrics_tell_what_waits_how_long_and_what_has_failed() {
    let (stage, _) = homeless().await;
    stage
        .app
        .execute(
            "update callsign.delivery set recorded_at = clock_timestamp() - interval '1 hour', status = 'PENDING',
                    next_attempt_at = clock_timestamp() + interval '1 hour' where event_type = 'TEXT_DELIVERED';
             update callsign.delivery set status = 'FAILED' where event_type = 'TEXT_SUCCESSFUL'",
        )
        .await;
    let request = RawRequest { method: "GET", path: "/metrics".to_owned(), headers: Vec::new(), body: Vec::new() };
    let answer = request.with("host", "callsign").send(stage.app.address()).await;
    let figure = |name: &str| {
        let line = answer.body.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}"));
        line.rsplit(' ').next().and_then(|text| text.parse::<f64>().ok()).expect("a figure")
    };
    let bits = |name: &str| figure(name).to_bits();
    assert_eq!(bits("callsign_deliveries{status=\"pending\"}"), 1_f64.to_bits());
    assert_eq!(bits("callsign_deliveries{status=\"failed\"}"), 1_f64.to_bits());
    assert!(figure("callsign_delivery_oldest_pending_seconds") >= 3_600.0);
}
