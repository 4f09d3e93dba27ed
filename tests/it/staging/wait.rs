//! `/messages/wait`.

use callsign::staging::{MAX_WAITERS, Watch};
use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::Connection as _;

use super::{ask, get, refused, request, send, somebody_looked};
use crate::harness::{App, RawConnection};

const HOLLY: &str = "+12065550142";
const IVY: &str = "+12065550143";

/// A wait that is under way.
async fn begin(app: &App, body: Value) -> RawConnection {
    let mut connection = RawConnection::open(app.address()).await;
    connection.write(&request(app.address(), "POST", "messages/wait", &body).bytes()).await;
    connection
}

async fn found(app: &App, body: Value) -> Value {
    let answer = ask(app, "POST", "messages/wait", body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn bodies(answer: &Value) -> Vec<&str> {
    answer["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["message_body"].as_str().expect("a text"))
        .collect()
}

#[tokio::test]
async fn a_message_that_is_there_already_counts() {
    let app = App::start().await;
    send(&mut app.connection().await, HOLLY, "hello").await;
    let answer = found(&app, json!({ "to": HOLLY, "timeout_ms": 0 })).await;
    assert_eq!(bodies(&answer), ["hello"]);
    assert_eq!(answer["items"], get(&app, "messages").await["items"]);
}

#[tokio::test]
async fn a_message_that_comes_later_ends_the_wait() {
    for scope in [json!({}), json!({ "account_id": "000000000000", "region": "us-east-1" })] {
        let app = App::start().await;
        let mut connection = app.connection().await;
        let mut wait = json!({ "to": HOLLY, "after": null, "timeout_ms": 60_000 });
        wait.as_object_mut().expect("an object").extend(scope.as_object().expect("an object").clone());
        let mut waiting = begin(&app, wait).await;
        somebody_looked(&app).await;
        send(&mut connection, IVY, "another").await;
        send(&mut connection, HOLLY, "hello").await;
        let answer = waiting.answer().await.expect("an answer");
        assert_eq!((answer.status, bodies(&answer.json())), (200, vec!["hello"]), "{answer:?}");
    }
}

#[tokio::test]
async fn a_wait_ends_when_as_many_came_as_it_counts() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, HOLLY, "one").await;
    let mut waiting = begin(&app, json!({ "to": HOLLY, "count": 3, "timeout_ms": 60_000 })).await;
    somebody_looked(&app).await;
    send(&mut connection, HOLLY, "two").await;
    send(&mut connection, HOLLY, "three").await;
    let answer = waiting.answer().await.expect("an answer").json();
    assert_eq!(bodies(&answer), ["three", "two", "one"]);
}

#[tokio::test]
async fn a_message_that_comes_to_match_by_its_status_ends_the_wait() {
    let app = App::start().await;
    send(&mut app.connection().await, HOLLY, "hello").await;
    let mut waiting = begin(&app, json!({ "to": HOLLY, "status": "DELIVERED", "timeout_ms": 60_000 })).await;
    somebody_looked(&app).await;
    app.execute("update callsign.message set status = 'DELIVERED'").await;
    let answer = waiting.answer().await.expect("an answer").json();
    assert_eq!(bodies(&answer), ["hello"]);
    assert_eq!(answer["items"][0]["status"], "DELIVERED");
}

#[tokio::test]
async fn only_what_came_after_the_cursor_or_the_time_counts() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, HOLLY, "one").await;
    let first = found(&app, json!({ "to": HOLLY, "timeout_ms": 0 })).await;
    let after = json!({ "to": HOLLY, "after": first["cursor"], "timeout_ms": 0 });
    let answer = ask(&app, "POST", "messages/wait", after.clone()).await;
    assert_eq!(refused(&answer), "404 NO_MATCH_IN_TIME");
    let at = first["items"][0]["created_timestamp"].clone();
    let later = json!({ "to": HOLLY, "after": at, "timeout_ms": 0 });
    assert_eq!(refused(&ask(&app, "POST", "messages/wait", later.clone()).await), "404 NO_MATCH_IN_TIME");
    send(&mut connection, HOLLY, "two").await;
    app.execute("update callsign.message set created_at = created_at + interval '1 hour' where message_body = 'two'")
        .await;
    assert_eq!(bodies(&found(&app, after).await), ["two"]);
    assert_eq!(bodies(&found(&app, later).await), ["two"]);
}

#[tokio::test]
async fn two_held_transactions_hide_no_message_and_keep_nobody_waiting() {
    let app = App::start().await;
    let (mut one, mut two, mut three) = (app.connection().await, app.connection().await, app.connection().await);
    send(&mut three, HOLLY, "before").await;
    let mut cursor = found(&app, json!({ "to": HOLLY, "timeout_ms": 0 })).await["cursor"].clone();

    // One has written; the other is older than everything that follows, and hasn't yet.
    let mut written = one.begin().await.expect("it begins");
    send(&mut written, HOLLY, "held").await;
    let mut silent = two.begin().await.expect("it begins");
    sqlx::query("select pg_current_xact_id()").execute(&mut *silent).await.expect("it has its number");

    send(&mut three, HOLLY, "free").await;
    let mut after = async |expected: &[&str]| {
        let answer = found(&app, json!({ "to": HOLLY, "after": cursor, "timeout_ms": 0 })).await;
        assert_eq!(bodies(&answer), expected);
        cursor = answer["cursor"].clone();
    };
    after(&["free"]).await;
    written.commit().await.expect("it commits");
    after(&["held"]).await;
    send(&mut silent, HOLLY, "late").await;
    send(&mut three, HOLLY, "free again").await;
    after(&["free again"]).await;
    silent.commit().await.expect("it commits");
    after(&["late"]).await;
}

#[tokio::test]
async fn a_wait_under_way_sees_what_a_held_transaction_wrote_before_it_began() {
    let app = App::start().await;
    let mut one = app.connection().await;
    send(&mut one, IVY, "another").await;
    let mut held = one.begin().await.expect("it begins");
    send(&mut held, HOLLY, "held").await;
    let mut waiting = begin(&app, json!({ "to": HOLLY, "timeout_ms": 60_000 })).await;
    somebody_looked(&app).await;
    send(&mut app.connection().await, IVY, "another one").await;
    held.commit().await.expect("it commits");
    assert_eq!(bodies(&waiting.answer().await.expect("an answer").json()), ["held"]);
}

#[tokio::test]
async fn as_many_as_may_wait_at_once_each_get_their_own_message() {
    let app = App::start().await;
    let phone = |number: usize| format!("+1206555{number:04}");
    let mut waiting = Vec::new();
    for number in 0..MAX_WAITERS {
        waiting.push(begin(&app, json!({ "to": phone(number), "timeout_ms": 60_000 })).await);
    }
    somebody_looked(&app).await;
    let mut connection = app.connection().await;
    for number in 0..MAX_WAITERS {
        send(&mut connection, &phone(number), &number.to_string()).await;
    }
    let answers = join_all(waiting.iter_mut().map(RawConnection::answer)).await;
    for (number, answer) in answers.into_iter().enumerate() {
        assert_eq!(bodies(&answer.expect("an answer").json()), [number.to_string()]);
    }
}

#[tokio::test]
async fn a_waiter_too_many_is_refused_until_a_place_is_free() {
    let watch = Watch::default();
    let mut places: Vec<_> = (0..MAX_WAITERS).map(|_| watch.place().expect("there is a place")).collect();
    assert_eq!(watch.place().expect_err("there is none").status, 429);
    places.pop();
    assert!(watch.place().is_ok());
}

#[tokio::test]
async fn a_wait_in_vain_shows_the_last_messages_and_the_filter_that_each_fails() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    for (to, body) in [(HOLLY, "too old"), (IVY, "code 1"), (HOLLY, "hello"), (HOLLY, "code 2")] {
        send(&mut connection, to, body).await;
    }
    let wait = json!({ "to": HOLLY, "contains": "code", "count": 2, "timeout_ms": 30 });
    let answer = ask(&app, "POST", "messages/wait", wait).await;
    assert_eq!(refused(&answer), "404 NO_MATCH_IN_TIME");
    let near = &answer.json()["error"]["near_misses"];
    let told: Vec<_> = near
        .as_array()
        .expect("a list")
        .iter()
        .map(|miss| {
            (miss["message"]["message_body"].as_str().expect("a text"), miss["failed"].as_str().expect("a name"))
        })
        .collect();
    assert_eq!(told, [("code 2", "after or count"), ("hello", "contains"), ("code 1", "to")]);
}

#[tokio::test]
async fn near_misses_name_each_kind_of_filter() {
    let app = App::start().await;
    send(&mut app.connection().await, HOLLY, "hello").await;
    for (name, value) in [
        ("to", IVY),
        ("from", "MYBRAND"),
        ("pool_id", "pool-1"),
        ("direction", "INBOUND"),
        ("channel", "VOICE"),
        ("message_type", "PROMOTIONAL"),
        ("status", "DELIVERED"),
        ("contains", "bye"),
        ("context.other", "1"),
        ("configuration_set_name", "set"),
        ("since", "2100-01-01T00:00:00Z"),
        ("until", "2000-01-01T00:00:00Z"),
    ] {
        let mut wait = json!({ "timeout_ms": 0 });
        wait[name] = value.into();
        let answer = ask(&app, "POST", "messages/wait", wait).await;
        assert_eq!(answer.json()["error"]["near_misses"][0]["failed"], name, "{answer:?}");
    }
}

#[tokio::test]
async fn members_of_a_wait_that_cannot_be_are_refused() {
    let app = App::start().await;
    for (wait, line) in [
        (json!({ "too": HOLLY }), "400 UNKNOWN_PARAMETER"),
        (json!({ "to": 1 }), "422 INVALID_VALUE"),
        (json!({ "count": 0 }), "422 INVALID_VALUE"),
        (json!({ "count": 1_001 }), "422 INVALID_VALUE"),
        (json!({ "timeout_ms": 60_001 }), "422 INVALID_VALUE"),
        (json!({ "timeout_ms": -1 }), "422 INVALID_VALUE"),
        (json!({ "after": "soon" }), "422 INVALID_VALUE"),
        (json!({ "after": "5:3:" }), "422 INVALID_VALUE"),
        (json!({ "after": "5:7:4" }), "422 INVALID_VALUE"),
        (json!({ "after": "5:9:6,6" }), "422 INVALID_VALUE"),
        (json!({ "after": "0:9:" }), "422 INVALID_VALUE"),
        (json!({ "after": 5 }), "422 INVALID_VALUE"),
        (json!([]), "400 INVALID_BODY"),
    ] {
        let answer = ask(&app, "POST", "messages/wait", wait.clone()).await;
        assert_eq!(refused(&answer), line, "{wait}");
    }
}

#[tokio::test]
async fn who_waits_is_sent_away_at_once_when_callsign_stops() {
    let mut app = App::start().await;
    let mut waiting = begin(&app, json!({ "to": HOLLY, "timeout_ms": 60_000 })).await;
    somebody_looked(&app).await;
    app.stop().await;
    assert_eq!(refused(&waiting.answer().await.expect("an answer")), "503 STOPPING");
}

#[tokio::test]
async fn who_waits_finds_what_another_process_was_sent_without_any_notice() {
    let app = App::start().await;
    let beside = app.beside(|_| {}).await;
    let mut waiting = begin(&beside, json!({ "to": HOLLY, "timeout_ms": 60_000 })).await;
    somebody_looked(&app).await;
    send(&mut app.connection().await, HOLLY, "hello").await;
    assert_eq!(bodies(&waiting.answer().await.expect("an answer").json()), ["hello"]);
}

#[tokio::test]
async fn a_restored_dump_hides_nothing_from_whoever_reads_on() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, HOLLY, "restored").await;
    let cursor = found(&app, json!({ "timeout_ms": 0 })).await["cursor"].clone();
    // As a dump of a cluster that was far ahead brings it along.
    app.execute("update callsign.message set transaction_id = '4000000000'").await;
    let again = App::on_database(app.database_url().to_owned()).await;
    let now = found(&again, json!({ "after": cursor, "timeout_ms": 0 })).await;
    assert_eq!(bodies(&now), ["restored"], "it counts as written now");
    let after = json!({ "after": now["cursor"], "timeout_ms": 0 });
    assert_eq!(refused(&ask(&again, "POST", "messages/wait", after).await), "404 NO_MATCH_IN_TIME");
    // A cursor of a cluster that was ahead says nothing about this one.
    let ahead = json!({ "after": "3999999999:4000000001:", "timeout_ms": 0 });
    assert_eq!(bodies(&found(&again, ahead).await), ["restored"]);
}
