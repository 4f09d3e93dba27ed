//! `/otp`.

use serde_json::{Value, json};

use super::{ask, get, refused, request, send, somebody_looked};
use crate::harness::{App, RawConnection};

const HOLLY: &str = "%2B12065550142";

#[tokio::test]
async fn the_newest_code_that_was_sent_is_answered_with_its_message() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "Your code is 111111.").await;
    let id = send(&mut connection, "+12065550142", "Order 77123: your code is 482913.").await;
    send(&mut connection, "+12065550142", "Thank you!").await;
    send(&mut connection, "+12065550143", "Your code is 999999.").await;
    let answer = get(&app, &format!("otp?to={HOLLY}&timeout_ms=0")).await;
    assert_eq!(answer, json!({ "otp": "482913", "candidates": ["482913"], "message_id": id }));
}

#[tokio::test]
async fn a_code_that_comes_later_ends_the_wait_and_a_text_without_one_does_not() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "Welcome!").await;
    let mut waiting = RawConnection::open(app.address()).await;
    let path = format!("otp?to={HOLLY}&timeout_ms=60000");
    waiting.write(&request(app.address(), "GET", &path, &Value::Null).bytes()).await;
    somebody_looked(&app).await;
    send(&mut connection, "+12065550142", "Almost there.").await;
    send(&mut connection, "+12065550142", "4821 is your PIN").await;
    let answer = waiting.answer().await.expect("an answer");
    assert_eq!((answer.status, &answer.json()["otp"]), (200, &json!("4821")), "{answer:?}");
}

#[tokio::test]
async fn only_codes_after_a_cursor_or_a_time_count() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "Your code is 111111.").await;
    let wait = json!({ "to": "+12065550142", "timeout_ms": 0 });
    let cursor = ask(&app, "POST", "messages/wait", wait).await.json()["cursor"].as_str().expect("a cursor").to_owned();
    let after = |after: &str| format!("otp?to={HOLLY}&timeout_ms=0&after={after}");
    let answer = ask(&app, "GET", &after(&cursor), Value::Null).await;
    assert_eq!(refused(&answer), "404 NO_MATCH_IN_TIME");
    send(&mut connection, "+12065550142", "Your code is 222222.").await;
    assert_eq!(get(&app, &after(&cursor)).await["otp"], "222222");
    assert_eq!(get(&app, &after("2020-01-01T00:00:00Z")).await["otp"], "222222");
    let answer = ask(&app, "GET", &after("2999-01-01T00:00:00Z"), Value::Null).await;
    assert_eq!(refused(&answer), "404 NO_MATCH_IN_TIME");
}

#[tokio::test]
async fn in_vain_the_last_messages_are_told_with_what_they_failed() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550143", "Your code is 111111.").await;
    send(&mut connection, "+12065550142", "No code in here.").await;
    let answer = ask(&app, "GET", &format!("otp?to={HOLLY}&timeout_ms=0"), Value::Null).await;
    assert_eq!(refused(&answer), "404 NO_MATCH_IN_TIME");
    let near = answer.json()["error"]["near_misses"].clone();
    assert_eq!((&near[0]["failed"], &near[1]["failed"]), (&json!("otp or after"), &json!("to")), "{near}");
    for (query, line) in [
        ("too=1", "400 UNKNOWN_PARAMETER"),
        ("timeout_ms=60001", "422 INVALID_VALUE"),
        ("timeout_ms=x", "422 INVALID_VALUE"),
        ("after=yesterday", "422 INVALID_VALUE"),
    ] {
        assert_eq!(refused(&ask(&app, "GET", &format!("otp?{query}"), Value::Null).await), line, "{query}");
    }
}

#[tokio::test]
async fn what_a_phone_answered_is_no_code() {
    let app = App::start().await;
    send(&mut app.connection().await, "+12065550142", "Your code is 111111.").await;
    app.execute("update callsign.message set direction = 'INBOUND'").await;
    let answer = ask(&app, "GET", "otp?timeout_ms=0", Value::Null).await;
    assert_eq!(refused(&answer), "404 NO_MATCH_IN_TIME");
    assert_eq!(get(&app, "otp?timeout_ms=0&direction=INBOUND").await["otp"], "111111");
}
