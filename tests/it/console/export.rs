//! The inbox as a file: every message that a search finds, or a conversation holds, a line each.

use callsign::staging::MAX_READERS;
use serde_json::Value;

use super::{get, message, open, request, whole};
use crate::harness::{App, Fixture, RawAnswer, RawConnection};

/// Begins a GET, whose body is left to be read.
async fn begin(app: &App, path: &str) -> (RawConnection, RawAnswer) {
    let mut connection = RawConnection::open(app.address()).await;
    connection.write(&request(app, &whole(path)).bytes()).await;
    let head = connection.head().await.expect("callsign answers");
    (connection, head)
}

/// The rows of the file that the first link of a screen leads to, and the name of the file.
async fn export(app: &App, screen: &str) -> (Vec<Value>, String) {
    let link = open(app, screen).await.all("a[download]", "href").swap_remove(0);
    let (mut connection, head) = begin(app, &link).await;
    assert_eq!((head.status, head.header("content-type")), (200, "application/x-ndjson"), "{link}: {head:?}");
    let mut text = String::new();
    while let Some(chunk) = connection.chunk().await {
        text.push_str(&chunk);
    }
    assert!(text.is_empty() || text.ends_with('\n'), "{link} is whole");
    let rows = text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON"));
    (rows.collect(), head.header("content-disposition").to_owned())
}

async fn bodies(app: &App, screen: &str) -> Vec<String> {
    let (rows, _) = export(app, screen).await;
    rows.iter().map(|row| row["message_body"].as_str().expect("a text").to_owned()).collect()
}

/// Copies the messages so often, each copy with its number behind the text.
async fn copy(app: &App, times: &str) {
    let copies = "
        insert into callsign.message (id, account_id, region, direction, channel, kind, status, origination_identity,
            origination_phone_number, origination_kind, destination_phone_number, iso_country_code, chosen_by,
            message_type, message_body, message_encoding, time_to_live, request_id, created_at)
        select gen_random_uuid(), account_id, region, direction, channel, kind, status, origination_identity,
            origination_phone_number, origination_kind, destination_phone_number, iso_country_code, chosen_by,
            message_type, message_body || ' ' || n, message_encoding, time_to_live, request_id, created_at
        from callsign.message, generate_series(1, $1::text::integer) n order by n";
    app.execute_on(copies, times).await;
}

#[tokio::test]
async fn a_conversation_and_all_messages_are_exported_a_line_each() {
    let app = App::start().await;
    assert!(open(&app, "inbox").await.all("a[download]", "href").is_empty(), "there is nothing to export");
    let mut connection = app.connection().await;
    message(&mut connection, "OUTBOUND", "MYBRAND", "+12065550142", "one\nline \u{2028}").await;
    message(&mut connection, "INBOUND", "MYBRAND", "+12065550142", "two").await;
    message(&mut connection, "OUTBOUND", "MY/BRAND?", "+14255550142", "three").await;
    assert_eq!(bodies(&app, "inbox").await, ["three", "two", "one\nline \u{2028}"]);
    assert_eq!(bodies(&app, "inbox/MYBRAND/%2B12065550142").await, ["two", "one\nline \u{2028}"]);
    assert_eq!(bodies(&app, "inbox/MY%2FBRAND%3F/%2B14255550142").await, ["three"]);
    let (_, named) = export(&app, "inbox").await;
    assert_eq!(named, "attachment; filename=\"messages-000000000000-us-east-1.jsonl\"");
    let (_, named) = export(&app, "inbox/MYBRAND/%2B12065550142").await;
    assert_eq!(named, "attachment; filename=\"conversation-12065550142.jsonl\"");
}

#[tokio::test]
async fn a_line_is_the_message_as_the_interface_tells_it() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    message(&mut connection, "OUTBOUND", "MYBRAND", "+12065550142", "Don’t share it.").await;
    let told = get(&app, "/_callsign/v1/messages?account_id=000000000000&region=us-east-1").await.json();
    assert_eq!(export(&app, "inbox").await.0, *told["items"].as_array().expect("a list"));
}

#[tokio::test]
async fn an_export_has_what_the_search_finds_and_a_conversation_all_of_it() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    message(&mut connection, "OUTBOUND", "MYBRAND", "+12065550142", "your code is 123456").await;
    message(&mut connection, "OUTBOUND", "MYBRAND", "+12065550142", "hello").await;
    message(&mut connection, "OUTBOUND", "MYBRAND", "+14255550142", "your code is 654321").await;
    assert_eq!(bodies(&app, "inbox?q=has:code").await, ["your code is 654321", "your code is 123456"]);
    assert_eq!(bodies(&app, "inbox?q=has:code+to:1206").await, ["your code is 123456"]);
    assert_eq!(bodies(&app, "inbox/MYBRAND/%2B12065550142?q=has:code").await, ["hello", "your code is 123456"]);
    let other = Fixture(app.client_of("other", "us-east-1"));
    let number = other.long_code("US").await;
    let send = other.0.send_text_message().destination_phone_number("+12065550142").origination_identity(&number);
    send.message_body("your code is 111111").send().await.expect("it is sent");
    assert_eq!(bodies(&app, "inbox?q=has:code+to:1206").await, ["your code is 123456"], "nobody else's");
}

#[tokio::test]
async fn an_export_has_every_message_once_however_many_parts_it_takes() {
    let app = App::start().await;
    message(&mut app.connection().await, "OUTBOUND", "MYBRAND", "+12065550142", "number").await;
    copy(&app, "450").await;
    let mut wanted: Vec<String> = (1..=450).rev().map(|place| format!("number {place}")).collect();
    wanted.push("number".to_owned());
    assert_eq!(bodies(&app, "inbox").await, wanted);
    assert_eq!(bodies(&app, "inbox/MYBRAND/%2B12065550142").await, wanted);
}

#[tokio::test]
async fn an_export_finds_what_lies_behind_thousands_that_do_not_match() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    message(&mut connection, "OUTBOUND", "OLD", "+14255550100", "before all").await;
    message(&mut connection, "OUTBOUND", "LONG", "+12065550100", "number").await;
    copy(&app, "2500").await;
    message(&mut connection, "OUTBOUND", "NEW", "+14255550100", "after all").await;
    app.execute("delete from callsign.message where message_body like 'before all %'").await;
    assert_eq!(bodies(&app, "inbox?q=all").await, ["after all", "before all"]);
}

#[tokio::test]
async fn an_export_is_one_of_the_streams_that_may_be_read_at_once() {
    let app = App::start().await;
    message(&mut app.connection().await, "OUTBOUND", "MYBRAND", "+12065550142", "hello").await;
    let mut readers = Vec::new();
    for _ in 0..MAX_READERS {
        let (reader, head) = begin(&app, "/_callsign/v1/stream").await;
        assert_eq!(head.status, 200, "{head:?}");
        readers.push(reader);
    }
    let refused = get(&app, "inbox/export").await;
    assert_eq!((refused.status, refused.header("content-type")), (429, "text/html; charset=utf-8"));
    drop(readers);
    crate::harness::until("a place is free", || async { begin(&app, "inbox/export").await.1.status == 200 }).await;
}
