//! `/messages`: list, one, latest, delete.

use serde_json::{Value, json};
use sqlx::Connection as _;

use super::{ask, get, refused, send, send_as};
use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION};

const HOLLY: &str = "+12065550142";
const IVY: &str = "+12065550143";

fn bodies(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["message_body"].as_str().expect("a text"))
        .collect()
}

#[tokio::test]
async fn messages_are_the_rows_of_their_view_newest_first() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    for body in ["one", "two", "three"] {
        send(&mut connection, HOLLY, body).await;
    }
    let list = get(&app, "messages").await;
    assert_eq!(bodies(&list), ["three", "two", "one"]);
    assert_eq!(bodies(&get(&app, "messages?order=asc").await), ["one", "two", "three"]);
    let columns: Vec<String> = sqlx::query_scalar(
        "select column_name::text from information_schema.columns where table_schema = 'inspect' and table_name = 'messages'
         order by 1",
    )
    .fetch_all(&mut connection)
    .await
    .expect("the columns are listed");
    let members: Vec<&String> = list["items"][0].as_object().expect("an object").keys().collect();
    assert_eq!(members, columns.iter().collect::<Vec<_>>());
    assert_eq!(list["items"][0]["context"], json!({ "order": "77" }));
    let at = list["items"][0]["created_timestamp"].as_str().expect("a time");
    assert!(at.len() == 24 && at.ends_with('Z'), "{at}");
    assert_eq!(get(&app, "messages/latest").await, list["items"][0]);
}

#[tokio::test]
async fn each_filter_lets_through_what_matches_only() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, HOLLY, "plain").await;
    send(&mut connection, IVY, "Your code is 482913 + 50%").await;
    let others = "update callsign.message set origination_phone_number = 'MYBRAND', pool_id = 'pool-1', channel = 'MEDIA',
                      message_type = 'PROMOTIONAL', status = 'DELIVERED', configuration_set_name = 'set', direction = 'INBOUND',
                      context = '{\"a b\": \"x&y\"}', created_at = '2020-01-01T00:00:00Z'
                  where destination_phone_number = '+12065550143'";
    app.execute(others).await;
    for filter in [
        "to=%2B12065550143",
        "from=MYBRAND",
        "pool_id=pool-1",
        "direction=INBOUND",
        "channel=MEDIA",
        "message_type=PROMOTIONAL",
        "status=DELIVERED",
        "contains=482913",
        "contains=%2B%2050%25",
        "context.a%20b=x%26y",
        "configuration_set_name=set",
        "until=2020-01-01T00:00:00.001Z",
        "since=2020-01-01T00:00:00Z&until=2021-01-01T01:00:00%2B01:00",
        "to=%2B12065550143&status=DELIVERED",
    ] {
        assert_eq!(bodies(&get(&app, &format!("messages?{filter}")).await), ["Your code is 482913 + 50%"], "{filter}");
    }
    for filter in ["since=2020-01-01T00:00:00.001Z", "status=ACCEPTED", "context.order=77", "direction=OUTBOUND"] {
        assert_eq!(bodies(&get(&app, &format!("messages?{filter}")).await), ["plain"], "{filter}");
    }
    for filter in
        ["to=%2B12065550142&status=DELIVERED", "context.other=77", "contains=%25", "until=2020-01-01T00:00:00Z"]
    {
        let found = get(&app, &format!("messages?{filter}")).await;
        let is_percent = filter == "contains=%25";
        assert_eq!(bodies(&found).len(), usize::from(is_percent), "{filter}");
    }
    assert_eq!(get(&app, "messages/latest?to=%2B12065550142").await["message_body"], "plain");
    assert_eq!(refused(&ask(&app, "GET", "messages/latest?to=1", Value::Null).await), "404 NOT_FOUND");
}

#[tokio::test]
async fn a_filter_that_is_not_known_or_cannot_be_is_refused_and_deletes_nothing() {
    let app = App::start().await;
    send(&mut app.connection().await, HOLLY, "kept").await;
    for (query, line) in [
        ("too=1", "400 UNKNOWN_PARAMETER"),
        ("context=1", "400 UNKNOWN_PARAMETER"),
        ("to=1&to=2", "400 REPEATED_PARAMETER"),
        ("channel=SMS", "422 INVALID_VALUE"),
        ("direction=IN", "422 INVALID_VALUE"),
        ("message_type=OTP", "422 INVALID_VALUE"),
        ("status=GONE", "422 INVALID_VALUE"),
        ("since=yesterday", "422 INVALID_VALUE"),
        ("account_id=1", "422 INVALID_VALUE"),
    ] {
        for method in ["GET", "DELETE"] {
            assert_eq!(refused(&ask(&app, method, &format!("messages?{query}"), Value::Null).await), line, "{query}");
        }
    }
    // They are no filters of what is removed.
    assert_eq!(refused(&ask(&app, "DELETE", "messages?limit=1", Value::Null).await), "400 UNKNOWN_PARAMETER");
    assert_eq!(app.count("select count(*) from callsign.message").await, 1);
}

#[tokio::test]
async fn a_name_that_is_none_is_not_repeated_at_any_length() {
    let app = App::start().await;
    let name = "x".repeat(3_000);
    let mut answers = vec![ask(&app, "POST", "handsets", json!({ (name.as_str()): 1 })).await];
    for query in [format!("{name}=1"), format!("{name}=1&{name}=2"), format!("{name}=%00")] {
        answers.push(ask(&app, "GET", &format!("messages?{query}"), Value::Null).await);
    }
    for answer in answers {
        assert!([400, 422].contains(&answer.status), "{answer:?}");
        let message = answer.json()["error"]["message"].as_str().expect("a message").to_owned();
        assert!(message.len() < 400 && message.contains("xxx") && message.ends_with('.'), "{message}");
    }
}

#[tokio::test]
async fn a_list_of_messages_goes_on_by_its_cursor_whatever_comes_in_between() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    for number in 0..5 {
        send(&mut connection, HOLLY, &number.to_string()).await;
    }
    for (order, expected) in [("desc", ["4", "3", "2", "1", "0"].as_slice()), ("asc", &["0", "1", "2", "3", "4"])] {
        let (mut seen, mut path) = (Vec::new(), format!("messages?limit=2&order={order}&to=%2B12065550142"));
        loop {
            let page = get(&app, &path).await;
            seen.extend(bodies(&page).into_iter().map(str::to_owned));
            send(&mut connection, IVY, "in between").await;
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("messages?limit=2&order={order}&to=%2B12065550142&cursor={cursor}");
        }
        assert_eq!(seen, expected);
    }
    for cursor in ["x", "1", "1.x", "-1.1", "99999999999999999999.1"] {
        let answer = ask(&app, "GET", &format!("messages?cursor={cursor}"), Value::Null).await;
        assert_eq!(refused(&answer), "422 INVALID_VALUE", "{cursor}");
    }
}

#[tokio::test]
async fn one_message_has_what_happened_to_it_in_order() {
    let app = App::start().await;
    let id = send(&mut app.connection().await, HOLLY, "hello").await;
    let events = "
        insert into callsign.message_event
            (message_id, ordinal, event_type, message_status, is_final, due_at, happened_at, event)
        select m.id, w.ordinal, w.type, w.word, false, m.created_at, m.created_at, '{\"eventType\": \"' || w.type || '\"}'
        from callsign.message m,
             (values (2, 'TEXT_DELIVERED', 'DELIVERED'), (1, 'TEXT_SUCCESSFUL', 'SUCCESSFUL')) w (ordinal, type, word)
        union all
        select m.id, 3, 'TEXT_UNKNOWN', 'UNKNOWN', true, m.created_at, null, null from callsign.message m";
    app.execute(events).await;
    let message = get(&app, &format!("messages/{id}")).await;
    assert_eq!(message["message_body"], "hello");
    let types: Vec<_> = message["events"].as_array().expect("a list").iter().map(|e| &e["event_type"]).collect();
    assert_eq!(types, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED"]);
    assert_eq!(message["events"][1]["event"]["eventType"], "TEXT_DELIVERED");
    assert!(message["events"][0]["event_timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{message}");
    for other in ["no-uuid", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(refused(&ask(&app, "GET", &format!("messages/{other}"), Value::Null).await), "404 NOT_FOUND");
    }
    let elsewhere = format!("messages/{id}?account_id={OTHER_ACCOUNT}");
    assert_eq!(refused(&ask(&app, "GET", &elsewhere, Value::Null).await), "404 NOT_FOUND");
}

#[tokio::test]
async fn what_matches_is_deleted_with_its_events_and_nothing_else() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, HOLLY, "gone").await;
    send(&mut connection, IVY, "kept").await;
    send_as(&mut connection, OTHER_ACCOUNT, REGION, HOLLY, "theirs").await;
    app.execute(
        "insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
         select id, 1, 'TEXT_DELIVERED', 'DELIVERED', true, created_at from callsign.message",
    )
    .await;
    let path = format!("messages?to=%2B12065550142&account_id={ACCOUNT}");
    assert_eq!(ask(&app, "DELETE", &path, Value::Null).await.json(), json!({ "deleted": 1 }));
    assert_eq!(bodies(&get(&app, "messages?order=asc").await), ["kept", "theirs"]);
    assert_eq!(app.count("select count(*) from callsign.message_event").await, 2);
    assert_eq!(ask(&app, "DELETE", "messages", Value::Null).await.json(), json!({ "deleted": 2 }));
}

#[tokio::test]
async fn more_messages_than_a_batch_holds_are_deleted_at_once() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, HOLLY, "one").await;
    let mut transaction = connection.begin().await.expect("it begins");
    for _ in 0..12 {
        let double = "insert into callsign.message
                          (id, account_id, region, direction, channel, status, origination_phone_number, destination_phone_number,
                           iso_country_code, request_id, created_at)
                      select gen_random_uuid(), account_id, region, 'INBOUND', channel, 'RECEIVED', '+1', '+2', 'US', 'r', created_at
                      from callsign.message limit 200";
        sqlx::query(double).execute(&mut *transaction).await.expect("they are inserted");
    }
    transaction.commit().await.expect("it commits");
    let count = app.count("select count(*) from callsign.message").await;
    assert!(count > 1_000, "{count}");
    assert_eq!(ask(&app, "DELETE", "messages", Value::Null).await.json(), json!({ "deleted": count }));
}
