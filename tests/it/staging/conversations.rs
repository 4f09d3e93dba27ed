//! `/conversations`.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{ask, get, refused, send, send_as};
use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION};

/// A text that a phone sent to the number which messages of tests are from.
async fn receive(connection: &mut PgConnection, from: &str, body: &str) -> String {
    let message = "
        insert into callsign.message
            (id, account_id, region, direction, channel, status, origination_phone_number, destination_phone_number,
             iso_country_code, message_body, request_id, created_at)
        values (gen_random_uuid(), $1, $2, 'INBOUND', 'TEXT', 'RECEIVED', $3, '+12015550100', 'US', $4, 'request',
                date_trunc('milliseconds', clock_timestamp()))
        returning id::text";
    let id = sqlx::query_scalar(message).bind(ACCOUNT).bind(REGION).bind(from).bind(body).fetch_one(connection).await;
    id.expect("the message is inserted")
}

/// Phone and last text of each conversation.
fn told(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().expect("a list").iter();
    items
        .map(|item| {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            format!("{} {}", text(&item["phone"]), text(&item["last_message"]["message_body"]))
        })
        .collect()
}

#[tokio::test]
async fn conversations_are_told_by_their_last_message_with_what_was_said() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "one").await;
    send(&mut connection, "+12065550143", "two").await;
    receive(&mut connection, "+12065550142", "STOP").await;
    let list = get(&app, "conversations").await;
    assert_eq!(told(&list), ["+12065550142 STOP", "+12065550143 two"]);
    let first = &list["items"][0];
    assert_eq!((&first["outbound"], &first["inbound"], &first["unread"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(first["origination_identity"], "+12015550100");
    assert_eq!((&first["account_id"], &first["region"]), (&json!(ACCOUNT), &json!(REGION)));
    assert!(first["last_message"]["created_timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{first}");
    assert_eq!(list["next_cursor"], Value::Null);
}

#[tokio::test]
async fn unread_is_what_came_after_a_cursor_or_a_time() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550143", "makes the scope").await;
    receive(&mut connection, "+12065550142", "one").await;
    let wait = json!({ "timeout_ms": 0 });
    let cursor = ask(&app, "POST", "messages/wait", wait).await.json()["cursor"].as_str().expect("a cursor").to_owned();
    receive(&mut connection, "+12065550142", "two").await;
    for (since, unread) in [(cursor.as_str(), 1), ("2020-01-01T00:00:00Z", 2), ("2999-01-01T00:00:00Z", 0)] {
        let list = get(&app, &format!("conversations?unread_since={since}")).await;
        assert_eq!(list["items"][0]["unread"], unread, "{since}");
    }
    let answer = ask(&app, "GET", "conversations?unread_since=x", Value::Null).await;
    assert_eq!(refused(&answer), "422 INVALID_VALUE");
}

#[tokio::test]
async fn a_search_finds_phones_by_their_beginning_and_texts_by_a_part() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "Your code is 1").await;
    send(&mut connection, "+14165550143", "Hello").await;
    send(&mut connection, "+12065550142", "later").await;
    for (q, found) in [
        ("%2B1416", vec!["+14165550143 Hello"]),
        ("CODE", vec!["+12065550142 later"]),
        ("nothing", vec![]),
        ("", vec!["+12065550142 later", "+14165550143 Hello"]),
    ] {
        assert_eq!(told(&get(&app, &format!("conversations?q={q}")).await), found, "{q}");
    }
    assert_eq!(refused(&ask(&app, "GET", "conversations?order=asc", Value::Null).await), "400 UNKNOWN_PARAMETER");
}

#[tokio::test]
async fn pages_name_each_conversation_once_whatever_the_window() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550100", "old").await;
    // More of one conversation than a page looks at.
    let many = "
        insert into callsign.message
            (id, account_id, region, direction, channel, kind, status, origination_phone_number, origination_kind,
             destination_phone_number, iso_country_code, chosen_by, message_type, message_body, message_encoding, time_to_live,
             request_id, created_at)
        select gen_random_uuid(), '000000000000', 'us-east-1', 'OUTBOUND', 'TEXT', 'API', 'ACCEPTED', '+12015550100', 'LONG_CODE',
               case when n % 700 = 0 then '+120655501' || (n / 700 + 50) else '+12065550199' end, 'US', 'DIRECT',
               'TRANSACTIONAL', 'n' || n, 'GSM', 259200, 'request', clock_timestamp()
        from generate_series(1, 6000) n";
    app.execute(many).await;
    for limit in [1, 2, 3, 100] {
        let (mut phones, mut path) = (Vec::new(), format!("conversations?limit={limit}"));
        loop {
            let page = get(&app, &path).await;
            let items = page["items"].as_array().expect("a list");
            assert!(items.len() <= limit);
            phones.extend(items.iter().map(|item| item["phone"].as_str().expect("a phone").to_owned()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("conversations?limit={limit}&cursor={cursor}");
        }
        assert_eq!(phones.len(), 10, "{limit}: {phones:?}");
        assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), 10, "{phones:?}");
        assert_eq!(phones.last().map(String::as_str), Some("+12065550100"));
    }
}

#[tokio::test]
async fn one_conversation_has_what_both_said_newest_first() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "one").await;
    receive(&mut connection, "+12065550142", "two").await;
    send(&mut connection, "+12065550143", "another").await;
    let path = "conversations/%2B12015550100/%2B12065550142";
    let bodies = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().expect("a list").iter();
        items.map(|item| item["message_body"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(bodies(&get(&app, path).await), ["two", "one"]);
    assert_eq!(bodies(&get(&app, &format!("{path}?order=asc&limit=1")).await), ["one"]);
    for path in [
        "conversations/%2B12015550100/%2B19",
        "conversations/x/y",
        "conversations/%2B12015550100/%2B12065550142?account_id=222222222222",
    ] {
        assert_eq!(refused(&ask(&app, "GET", path, Value::Null).await), "404 NOT_FOUND", "{path}");
    }
}

#[tokio::test]
async fn conversations_of_two_accounts_are_two() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "ours").await;
    send_as(&mut connection, OTHER_ACCOUNT, REGION, "+12065550142", "theirs").await;
    assert_eq!(told(&get(&app, "conversations").await), ["+12065550142 theirs", "+12065550142 ours"]);
    let own = format!("conversations?account_id={ACCOUNT}");
    assert_eq!(told(&get(&app, &own).await), ["+12065550142 ours"]);
}

#[tokio::test]
async fn one_conversation_is_deleted_and_no_other() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "one").await;
    receive(&mut connection, "+12065550142", "two").await;
    send(&mut connection, "+12065550143", "another").await;
    let path = "conversations/%2B12015550100/%2B12065550142";
    let elsewhere = ask(&app, "DELETE", &format!("{path}?account_id=222222222222"), Value::Null).await;
    assert_eq!(elsewhere.json()["deleted"], 0);
    assert_eq!(refused(&ask(&app, "DELETE", &format!("{path}?to=1"), Value::Null).await), "400 UNKNOWN_PARAMETER");
    assert_eq!(ask(&app, "DELETE", path, Value::Null).await.json()["deleted"], 2);
    assert_eq!(refused(&ask(&app, "GET", path, Value::Null).await), "404 NOT_FOUND");
    assert_eq!(told(&get(&app, "conversations").await), ["+12065550143 another"]);
}
