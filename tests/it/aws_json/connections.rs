//! Connections: what HTTP allows beside a plain call, what can't be read, and who gets a place.

use std::time::Duration;

use callsign::server::{Clients, MAX_CLIENTS, MAX_UNSIGNED_BODY_BYTES};
use serde_json::json;
use sqlx::{Connection, Executor};
use std::sync::Arc;

use crate::harness::{App, Fixture, Process, RawConnection, RawRequest, Scratch, eventually, send, until};

/// A signed call of DescribePools with more lines in its head.
fn with_lines(app: &App, lines: &str) -> Vec<u8> {
    let head = RawRequest::call(app.address(), "DescribePools", "{}").head();
    format!("{head}{lines}content-length: 2\r\n\r\n{{}}").into_bytes()
}

async fn metrics(app: &App) -> String {
    send(app.address(), b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("the metrics are there").body
}

/// The value of one line of the metrics.
async fn counted(app: &App, name: &str) -> u64 {
    let metrics = metrics(app).await;
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
    line.unwrap_or_default()
}

#[tokio::test]
async fn a_wish_for_another_protocol_is_ignored_and_the_connection_goes_on() {
    let app = App::start().await;
    for lines in [
        "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n",
        "Upgrade: h2c\r\nConnection: keep-alive, upgrade\r\n",
        "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n",
        "upgrade: websocket\r\n",
        "upgrade: TLS/1.0, IRC/6.9\r\nconnection: upgrade\r\n",
    ] {
        let mut connection = RawConnection::open(app.address()).await;
        for _ in 0..3 {
            connection.write(&with_lines(&app, lines)).await;
            let answer = connection.answer().await.expect("it is answered");
            assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"Pools":[]}"#), "{lines}");
            assert_eq!((answer.header("connection"), answer.header("upgrade")), ("", ""), "{lines}");
        }
    }
}

#[tokio::test]
async fn a_client_that_wants_to_close_is_heard_beside_its_wish_for_another_protocol() {
    let app = App::start().await;
    let mut connection = RawConnection::open(app.address()).await;

    connection.write(&with_lines(&app, "connection: upgrade, close\r\nupgrade: h2c\r\n")).await;

    assert_eq!(connection.answer().await.map(|answer| answer.status), Some(200));
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn a_tunnel_is_refused_before_anything_is_sent_through_it() {
    let app = App::start().await;
    for line in ["CONNECT example.org:443 HTTP/1.1", "CONNECT / HTTP/1.1"] {
        let mut connection = RawConnection::open(app.address()).await;
        connection.write(format!("{line}\r\nhost: example.org\r\n\r\n").as_bytes()).await;
        let answer = connection.answer().await.expect("it is answered");
        assert_eq!(answer.line(), "400 UnknownOperationException");
        assert!(connection.is_closed().await);
    }
}

#[tokio::test]
async fn a_request_that_comes_byte_by_byte_is_answered() {
    let app = App::start().await;
    let mut connection = RawConnection::open(app.address()).await;
    for byte in [b"\r\n".to_vec(), with_lines(&app, "")].concat() {
        connection.write(&[byte]).await;
    }
    assert_eq!(connection.answer().await.map(|answer| answer.status), Some(200));
}

#[tokio::test]
async fn the_head_of_a_later_request_that_does_not_come_is_given_up() {
    let app = App::start().await;
    let mut connection = RawConnection::open(app.address()).await;
    connection.write(&with_lines(&app, "")).await;
    assert_eq!(connection.answer().await.map(|answer| answer.status), Some(200));

    connection.write(b"POST / HTTP/1.1\r\nhost: x\r\n").await;

    let answer = connection.answer().await.expect("callsign doesn't wait for ever");
    assert_eq!(answer.line(), "408 RequestTimeoutException");
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_in_the_form_of_aws_and_counted() {
    let app = App::start().await;
    let chunk = RawRequest::call(app.address(), "DescribePools", "{}").head();
    for (bytes, line, series) in [
        (
            "POST / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n".to_owned(),
            "400 MalformedHttpRequestException",
            r#"{operation="-",outcome="MalformedHttpRequestException"}"#,
        ),
        (
            format!("{chunk}transfer-encoding: chunked\r\n\r\nzz\r\n"),
            "400 MalformedHttpRequestException",
            r#"{operation="DescribePools",outcome="MalformedHttpRequestException"}"#,
        ),
        (
            format!("POST / HTTP/1.1\r\nx: {}", "y".repeat(100_000)),
            "431 MalformedHttpRequestException",
            r#"{operation="-",outcome="MalformedHttpRequestException"}"#,
        ),
        (
            "GET / HTTP/1.1\r\n".to_owned(),
            "408 RequestTimeoutException",
            r#"{operation="-",outcome="RequestTimeoutException"}"#,
        ),
    ] {
        let series = format!("callsign_calls_total{series}");
        let before = counted(&app, &series).await;
        let answer = send(app.address(), bytes.as_bytes()).await.expect("it is answered");
        assert_eq!(answer.line(), line);
        assert_eq!(answer.header("connection"), "close");
        assert_eq!(counted(&app, &series).await, before + 1, "{series}");
    }
}

#[tokio::test]
async fn a_body_without_a_signature_is_read_to_a_smaller_limit() {
    let app = App::start().await;
    let unsigned = |length: usize| RawRequest::unsigned(app.address(), "DescribePools", " ".repeat(length));

    let longest = unsigned(MAX_UNSIGNED_BODY_BYTES).send(app.address()).await;
    let longer = unsigned(MAX_UNSIGNED_BODY_BYTES + 1).send(app.address()).await;

    assert_eq!(longest.line(), "403 MissingAuthenticationTokenException");
    assert_eq!(longer.line(), "413 RequestEntityTooLargeException");
}

#[tokio::test]
async fn a_client_that_breaks_off_is_counted_as_one_that_left() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let mut holder = app.connection().await;
    let mut transaction = holder.begin().await.expect("a transaction begins");
    transaction.execute("select from callsign.phone_number for update").await.expect("the row is held");
    let body = format!("{{\"PhoneNumberId\":\"{number}\"}}");
    let mut connection = RawConnection::open(app.address()).await;
    connection.write(&RawRequest::call(app.address(), "ReleasePhoneNumber", body).bytes()).await;
    until("the call waits", || async {
        app.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'").await > 0
    })
    .await;

    connection.reset();

    let series = r#"callsign_calls_total{operation="ReleasePhoneNumber",outcome="client left"}"#;
    until("it is counted", || async { counted(&app, series).await == 1 }).await;
}

#[tokio::test]
async fn a_client_that_breaks_off_leaves_a_line_in_the_log() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[("log.format", "json")]);
    let number = Fixture(process.client()).number().await;
    let mut holder = scratch.connection().await;
    holder.execute("begin; select from callsign.phone_number for update").await.expect("the row is held");
    let body = format!("{{\"PhoneNumberId\":\"{number}\"}}");
    let mut connection = RawConnection::open(process.address()).await;
    connection.write(&RawRequest::call(process.address(), "ReleasePhoneNumber", body).bytes()).await;
    let waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let mut observer = scratch.connection().await;
    while sqlx::query_scalar::<_, i64>(waits).fetch_one(&mut observer).await.expect("activity is shown") == 0 {}

    connection.reset();

    let line = eventually("the line is there", || {
        let log = process.stderr();
        log.lines().find(|line| line.contains("ReleasePhoneNumber")).map(str::to_owned)
    });
    let line: serde_json::Value = serde_json::from_str(&line).expect("a line is JSON");
    assert_eq!((&line["message"], &line["outcome"]), (&json!("call"), &json!("client left")), "{line}");
}

#[tokio::test]
async fn a_client_that_takes_no_answer_is_closed_however_much_it_asks() {
    let app = App::start().await;
    let mut connection = RawConnection::open(app.address()).await;
    let request = b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000);

    // Each answer has some kilobytes: soon neither side takes any more.
    let is_closed = async { while connection.try_write(&request).await {} };

    tokio::time::timeout(Duration::from_secs(20), is_closed).await.expect("callsign closes it");
}

#[tokio::test]
async fn a_newcomer_gets_the_place_of_the_stranger_that_waited_longest() {
    let app = App::start().await;
    let mut client = RawConnection::open(app.address()).await;
    client.write(&with_lines(&app, "")).await;
    assert_eq!(client.answer().await.map(|answer| answer.status), Some(200));
    let open = "callsign_client_connections";
    let mut strangers = vec![RawConnection::open(app.address()).await];
    // Threads take connections in: a later one may be taken in before it otherwise.
    until("the first of them waits", || async { counted(&app, open).await >= 3 }).await;
    for _ in 1..MAX_CLIENTS + 10 {
        strangers.push(RawConnection::open(app.address()).await);
    }

    let newcomer = RawRequest::call(app.address(), "DescribePools", "{}").send(app.address()).await;

    assert_eq!(newcomer.status, 200);
    assert!(strangers[0].is_closed().await);
    client.write(&with_lines(&app, "")).await;
    assert_eq!(client.answer().await.map(|answer| answer.status), Some(200), "who has called keeps its place");
    until("there are no more than may be", || async { counted(&app, open).await <= MAX_CLIENTS as u64 }).await;
    drop(strangers);
    until("places are given back", || async { counted(&app, open).await < 10 }).await;
}

#[test]
fn what_is_kept_for_all_is_bounded_and_given_back() {
    let clients = Arc::<Clients>::default();
    let whole_bodies = || {
        let mut places = Vec::new();
        loop {
            let mut place = clients.enter().expect("there is room");
            if place.keep(256 * 1024).is_err() {
                return places;
            }
            places.push(place);
        }
    };

    let places = whole_bodies();

    let mut small = clients.enter().expect("there is room");
    assert!((8..64).contains(&places.len()), "{} bodies", places.len());
    assert!(small.keep(4_096).is_ok(), "a small request is read all the same");
    assert!(small.keep(200_000).is_err());
    let all = places.len();
    drop(places);
    assert!(small.keep(200_000).is_ok() && small.keep(0).is_ok());
    assert_eq!(whole_bodies().len(), all);
}

#[test]
fn a_place_that_is_served_is_not_given_away() {
    let clients = Arc::<Clients>::default();
    let mut served: Vec<_> = (0..MAX_CLIENTS).map(|_| clients.enter().expect("there is room")).collect();
    assert!(served.iter_mut().all(callsign::server::Place::serves));

    assert!(clients.enter().is_none(), "nobody can leave");
    served[7].waits();
    assert!(clients.enter().is_some(), "somebody can");

    assert!(!served[7].serves(), "its place was given away");
    drop(served);
    assert_eq!(clients.open(), 0);
}
