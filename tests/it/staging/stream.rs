//! `/stream`.

use callsign::{database::changes::Notices, staging::MAX_READERS};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use sqlx::{Connection as _, postgres::PgListener};

use super::{ask, get, refused, request, send, send_as, send_silently};
use crate::{
    harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, RawConnection, raw},
    message::stage::{PHONE, Stage},
};

/// An event as it came.
#[derive(Debug)]
pub struct Event {
    pub kind: String,
    id: String,
    pub data: Value,
}

/// One who reads a stream.
pub struct Reader {
    connection: RawConnection,
    text: String,
    /// The id that a browser would come back with.
    pub last_event_id: String,
}

impl Reader {
    pub async fn open(app: &App, path: &str) -> Self {
        Self::come_back(app, path, "").await
    }

    pub async fn come_back(app: &App, path: &str, last_event_id: &str) -> Self {
        let asked = request(app.address(), "GET", path, &Value::Null);
        let asked = if last_event_id.is_empty() { asked } else { asked.with("last-event-id", last_event_id) };
        let mut connection = RawConnection::open(app.address()).await;
        connection.write(&asked.bytes()).await;
        let head = connection.head().await.expect("callsign answers");
        assert_eq!((head.status, head.header("content-type")), (200, "text/event-stream"), "{head:?}");
        let mut reader = Self { connection, text: String::new(), last_event_id: String::new() };
        // The first part has the cursor alone.
        reader.part().await.expect("it begins");
        assert!(!reader.last_event_id.is_empty());
        reader
    }

    /// The next part that isn't a comment; `None` at the end.
    async fn part(&mut self) -> Option<Option<Event>> {
        loop {
            while let Some((part, rest)) = self.text.split_once("\n\n") {
                let (part, rest) = (part.to_owned(), rest.to_owned());
                self.text = rest;
                let line = |name: &str| part.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                if let Some(id) = line("id: ") {
                    self.last_event_id.clone_from(&id);
                    let event = line("event: ").map(|kind| Event {
                        kind,
                        id,
                        data: serde_json::from_str(&line("data: ").expect("it has data")).expect("JSON"),
                    });
                    return Some(event);
                }
            }
            self.text.push_str(&self.connection.chunk().await?);
        }
    }

    pub async fn event(&mut self) -> Event {
        self.part().await.expect("it goes on").expect("an event")
    }

    pub async fn bodies(&mut self, count: usize) -> Vec<String> {
        let mut bodies = Vec::new();
        for _ in 0..count {
            bodies.push(self.event().await.data["message_body"].as_str().expect("a text").to_owned());
        }
        bodies
    }
}

#[tokio::test]
async fn what_happens_comes_as_rows_of_its_view() {
    let stage = Stage::frozen().await;
    let mut reader = Reader::open(&stage.app, "stream?kinds=message,event,inbound").await;
    let id = stage.sent(stage.text(PHONE)).await;
    let sent = reader.event().await;
    assert_eq!((sent.kind.as_str(), &sent.data["message_id"]), ("message", &json!(id)));
    assert!(sent.data["created_timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "{sent:?}");
    stage.pass_ms(400).await;
    let happened = reader.event().await;
    assert_eq!((happened.kind.as_str(), &happened.data["event_type"]), ("event", &json!("TEXT_SUCCESSFUL")));
    assert_eq!(happened.data["message_id"], id.as_str());
    assert_ne!(happened.id, sent.id);
}

#[tokio::test]
async fn calls_come_as_rows_of_their_view_the_refused_ones_with_them() {
    let app = App::start().await;
    let mut all = Reader::open(&app, "stream?kinds=request").await;
    let mut others = Reader::open(&app, &format!("stream?kinds=request&account_id={OTHER_ACCOUNT}")).await;
    let made = raw::call(&app, "CreateOptOutList", r#"{"OptOutListName": "more"}"#).await;
    let refusal = raw::call(&app, "DeleteOptOutList", "{}").await;
    let (mut rows, mut cursors) = (Vec::new(), Vec::new());
    for answer in [&made, &refusal] {
        let call = all.event().await;
        assert_eq!(
            (call.kind.as_str(), &call.data["request_id"]),
            ("request", &json!(answer.request_id().to_string()))
        );
        cursors.push(call.id);
        rows.push(call.data);
    }
    assert_eq!((&rows[0]["outcome"], &rows[1]["outcome"]), (&json!("success"), &json!("ValidationException")));
    let kept = get(&app, "requests?order=asc").await["items"].clone();
    assert_eq!(kept, json!(rows), "an item is the row of its view");
    // Who comes back has missed none, and another account's reader sees nobody else's.
    app.client_of("other", REGION).describe_pools().send().await.expect("a call of the other account");
    let mut back = Reader::come_back(&app, "stream?kinds=request", &cursors[1]).await;
    for reader in [&mut back, &mut others] {
        assert_eq!(reader.event().await.data["account_id"], OTHER_ACCOUNT);
    }
}

/// A session that hears what processes tell each other.
async fn listener(app: &App) -> PgListener {
    let mut listener = PgListener::connect(app.database_url()).await.expect("it connects");
    listener.listen("callsign_changed").await.expect("it listens");
    listener
}

#[tokio::test]
async fn a_process_tells_others_what_it_committed() {
    let app = App::start().await;
    let mut listener = listener(&app).await;
    let client = app.client();
    client.create_opt_out_list().opt_out_list_name("more").send().await.expect("a list is made");
    let first = listener.recv().await.expect("a notice");
    client.create_opt_out_list().opt_out_list_name("again").send().await.expect("a list is made");
    let second = listener.recv().await.expect("a notice");
    assert_eq!(first.payload(), second.payload(), "each process is called by one name");
}

#[tokio::test]
async fn a_notice_of_another_process_is_heard_and_one_of_the_own_is_not() {
    let app = App::start().await;
    let database = app.database();
    let mut one = Notices::open(database.options()).await.expect("it opens");
    let mut two = Notices::open(database.options()).await.expect("it opens");
    one.send().await.expect("it is sent");
    two.hear().await.expect("it is heard");
    assert!(one.hear().now_or_never().is_none());
    two.send().await.expect("it is sent");
    one.hear().await.expect("it is heard");
}

#[tokio::test]
async fn a_stream_goes_on_while_no_notices_are_exchanged_and_after() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    let mut reader = Reader::open(&app, "stream?kinds=message").await;
    let sessions = "select count(*) from pg_stat_activity
                    where datname = current_database() and application_name = 'callsign notices'";
    crate::harness::until("notices are exchanged", || async { app.count(sessions).await == 1 }).await;
    app.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'callsign notices'",
    )
    .await;
    // Nobody tells of this one.
    send_silently(&mut connection, "+12065550142", "one").await;
    assert_eq!(reader.bodies(1).await, ["one"]);
    crate::harness::until("notices are exchanged again", || async { app.count(sessions).await == 1 }).await;
    send(&mut connection, "+12065550142", "two").await;
    assert_eq!(reader.bodies(1).await, ["two"]);
}

#[tokio::test]
async fn only_the_kinds_and_the_scope_that_are_asked_for_come() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    let mut ours = Reader::open(&app, &format!("stream?kinds=message&account_id={ACCOUNT}")).await;
    let mut received = Reader::open(&app, "stream?kinds=inbound").await;
    send_as(&mut connection, OTHER_ACCOUNT, REGION, "+12065550142", "theirs").await;
    send(&mut connection, "+12065550142", "ours").await;
    assert_eq!(ours.bodies(1).await, ["ours"]);
    let inbound = "insert into callsign.message (id, account_id, region, direction, channel, status, origination_phone_number,
                       destination_phone_number, iso_country_code, message_body, request_id, created_at)
                   values (gen_random_uuid(), '000000000000', 'us-east-1', 'INBOUND', 'TEXT', 'RECEIVED', '+12065550142',
                       '+12015550100', 'US', 'STOP', 'request', clock_timestamp())";
    app.execute(inbound).await;
    let event = received.event().await;
    assert_eq!((event.kind.as_str(), &event.data["message_body"]), ("inbound", &json!("STOP")));
    for (query, line) in [
        ("kinds=messages", "422 INVALID_VALUE"),
        ("after=yesterday", "422 INVALID_VALUE"),
        ("after=2020-01-01T00:00:00Z", "422 INVALID_VALUE"),
        ("kind=message", "400 UNKNOWN_PARAMETER"),
    ] {
        assert_eq!(refused(&ask(&app, "GET", &format!("stream?{query}"), Value::Null).await), line, "{query}");
    }
}

#[tokio::test]
async fn a_reader_comes_back_to_another_process_and_misses_nothing() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    let mut reader = Reader::open(&app, "stream").await;
    send(&mut connection, "+12065550142", "one").await;
    assert_eq!(reader.bodies(1).await, ["one"]);
    let last = reader.last_event_id.clone();
    drop(reader);
    send(&mut connection, "+12065550142", "two").await;
    let again = app.beside(|_| {}).await;
    let mut reader = Reader::come_back(&again, "stream", &last).await;
    send(&mut connection, "+12065550142", "three").await;
    assert_eq!(reader.bodies(2).await, ["two", "three"]);
    let mut by_query = Reader::open(&again, &format!("stream?after={last}")).await;
    assert_eq!(by_query.bodies(2).await, ["two", "three"]);
}

#[tokio::test]
async fn a_reader_of_a_cluster_that_was_restored_gets_all_that_is_there() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "one").await;
    send(&mut connection, "+12065550142", "two").await;
    let mut reader = Reader::come_back(&app, "stream", "3999999999:4000000001:").await;
    assert_eq!(reader.bodies(2).await, ["one", "two"]);
    send(&mut connection, "+12065550142", "three").await;
    assert_eq!(reader.bodies(1).await, ["three"]);
}

#[tokio::test]
async fn two_held_transactions_hide_nothing_from_a_stream() {
    let app = App::start().await;
    let (mut one, mut two, mut three) = (app.connection().await, app.connection().await, app.connection().await);
    send(&mut three, "+12065550142", "before").await;
    let mut written = one.begin().await.expect("it begins");
    send(&mut written, "+12065550142", "held").await;
    let mut silent = two.begin().await.expect("it begins");
    sqlx::query("select pg_current_xact_id()").execute(&mut *silent).await.expect("it has its number");
    let mut reader = Reader::open(&app, "stream").await;
    send(&mut three, "+12065550142", "free").await;
    assert_eq!(reader.bodies(1).await, ["free"]);
    written.commit().await.expect("it commits");
    assert_eq!(reader.bodies(1).await, ["held"]);
    send(&mut silent, "+12065550142", "late").await;
    silent.commit().await.expect("it commits");
    assert_eq!(reader.bodies(1).await, ["late"]);
}

#[tokio::test]
async fn more_than_is_read_at_once_comes_whole_and_in_order() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "first").await;
    let mut reader = Reader::open(&app, "stream").await;
    let many = "insert into callsign.message (id, account_id, region, direction, channel, kind, status, origination_phone_number,
                    origination_kind, destination_phone_number, iso_country_code, chosen_by, message_type, message_body,
                    message_encoding, time_to_live, request_id, created_at)
                select gen_random_uuid(), '000000000000', 'us-east-1', 'OUTBOUND', 'TEXT', 'API', 'ACCEPTED', '+12015550100',
                       'LONG_CODE', '+12065550142', 'US', 'DIRECT', 'TRANSACTIONAL', n::text, 'GSM', 259200, 'request',
                       clock_timestamp()
                from generate_series(1, 1001) n";
    app.execute(many).await;
    let expected: Vec<String> = (1..=1001).map(|number| number.to_string()).collect();
    assert_eq!(reader.bodies(1001).await, expected);
    // Who left in the middle would have come back to the beginning.
    let last = reader.last_event_id.clone();
    send(&mut connection, "+12065550142", "last").await;
    assert_eq!(Reader::come_back(&app, "stream", &last).await.bodies(1).await, ["last"]);
}

#[tokio::test]
async fn one_who_reads_nothing_keeps_no_connection_and_nobody_up() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send(&mut connection, "+12065550142", "first").await;
    // As many as four times the connections to the database, and none of them reads.
    let mut silent = Vec::new();
    for _ in 0..16 {
        silent.push(Reader::open(&app, "stream").await);
    }
    let mut readers = Vec::new();
    for _ in 0..8 {
        readers.push(Reader::open(&app, "stream").await);
    }
    let many = "insert into callsign.message (id, account_id, region, direction, channel, kind, status, origination_phone_number,
                    origination_kind, destination_phone_number, iso_country_code, chosen_by, message_type, message_body,
                    message_encoding, time_to_live, request_id, created_at)
                select gen_random_uuid(), '000000000000', 'us-east-1', 'OUTBOUND', 'TEXT', 'API', 'ACCEPTED', '+12015550100',
                       'LONG_CODE', '+12065550142', 'US', 'DIRECT', 'TRANSACTIONAL', n || repeat('x', 1500), 'GSM', 259200,
                       'request', clock_timestamp()
                from generate_series(1, 600) n";
    app.execute(many).await;
    for reader in &mut readers {
        assert_eq!(reader.bodies(600).await.len(), 600);
    }
    app.client().describe_pools().send().await.expect("calls are answered");
    drop(silent);
}

#[tokio::test]
async fn no_more_streams_than_there_are_places_are_read_at_once() {
    let app = App::start().await;
    let mut readers = Vec::new();
    for _ in 0..MAX_READERS {
        readers.push(Reader::open(&app, "stream").await);
    }
    assert_eq!(refused(&ask(&app, "GET", "stream", Value::Null).await), "429 TOO_MANY_READERS");
    // A place is free as soon as its reader has gone.
    readers.pop();
    crate::harness::until("a place is free", || async {
        let asked = request(app.address(), "GET", "stream", &Value::Null);
        let mut connection = RawConnection::open(app.address()).await;
        connection.write(&asked.bytes()).await;
        connection.head().await.expect("callsign answers").status == 200
    })
    .await;
}

#[tokio::test]
async fn streams_end_when_callsign_stops() {
    let mut app = App::start().await;
    let mut reader = Reader::open(&app, "stream").await;
    app.stop().await;
    assert!(reader.part().await.is_none(), "it ends");
}
