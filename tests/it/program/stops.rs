//! Stops that break no request.

use std::net::SocketAddr;

use futures_util::future::join_all;
use tokio::sync::Barrier;

use super::get;
use crate::harness::{Process, RawConnection, RawRequest, Scratch, until};

/// A client that keeps its connection until it is asked to close it, and goes on until `after` requests later.
/// Answers how many requests it sent, all of which were answered.
async fn heedful_client(address: SocketAddr, started: &Barrier) -> usize {
    let mut sent = 0;
    let mut asked_to_close = 0;
    let mut connection = RawConnection::open(address).await;
    while asked_to_close < 3 {
        connection.write(&RawRequest::call(address, "DescribePools", "{}").bytes()).await;
        sent += 1;
        let answer = connection.answer().await.expect("a request that was sent is answered");
        assert_eq!(answer.status, 200, "{answer:?}");
        if answer.header("connection") == "close" {
            assert!(connection.is_closed().await, "it is closed as it was announced");
            asked_to_close += 1;
            connection = RawConnection::open(address).await;
        }
        if sent == 1 {
            started.wait().await;
        }
    }
    sent
}

#[tokio::test]
async fn a_client_that_heeds_connection_close_loses_no_request_while_callsign_stops() {
    const CLIENTS: usize = 8;
    let scratch = Scratch::migrated().await;
    let mut process = Process::serving(scratch.url(), &[("server.drain_ms", "5000")]);
    let address = process.address();
    let started = Barrier::new(CLIENTS + 1);

    let clients = join_all((0..CLIENTS).map(|_| heedful_client(address, &started)));
    let stop = async {
        started.wait().await;
        process.signal("TERM");
        until("callsign isn't ready any more", || async { get(&process, "/health/ready").await.0 == 503 }).await;
        let (_, reason) = get(&process, "/health/ready").await;
        assert_eq!(reason, r#"{"reason":"callsign is stopping","status":"not ready"}"#);
        assert_eq!(get(&process, "/health/live").await.0, 200);
    };
    let (sent, ()) = futures_util::join!(clients, stop);

    assert!(sent.iter().all(|sent| *sent >= 4), "{sent:?}");
    assert_eq!(process.end().code(), Some(0));
    let answered = process.stderr().lines().filter(|line| line.contains("DescribePools")).count();
    assert_eq!(answered, sent.iter().sum::<usize>(), "one line for each request that was sent");
}

#[tokio::test]
async fn a_second_signal_stops_at_once() {
    let scratch = Scratch::migrated().await;
    for (first, second) in [("TERM", "INT"), ("INT", "INT"), ("INT", "TERM")] {
        // In the ten minutes that it would still accept connections the test would have given up.
        let mut process = Process::serving(scratch.url(), &[("server.drain_ms", "600000")]);
        process.signal(first);
        until("callsign isn't ready any more", || async { get(&process, "/health/ready").await.0 == 503 }).await;

        process.signal(second);

        assert_eq!(process.end().code(), Some(1), "{first}, then {second}");
        assert!(process.stderr().contains("callsign: stopped at once by a second signal"), "{}", process.stderr());
    }
}

#[tokio::test]
async fn a_request_under_way_is_finished_and_idle_connections_do_not_delay_the_stop() {
    let scratch = Scratch::migrated().await;
    let mut process = Process::serving(scratch.url(), &[]);
    let address = process.address();
    let mut idle = RawConnection::open(address).await;
    idle.write(&RawRequest::call(address, "DescribePools", "{}").bytes()).await;
    assert_eq!(idle.answer().await.map(|answer| answer.status), Some(200));
    let request = RawRequest::call(address, "DescribePools", "{}");
    let mut under_way = RawConnection::open(address).await;
    // The head and half of the body: callsign is reading it when it is told to stop.
    under_way.write(format!("{}content-length: 2\r\n\r\n{{", request.head()).as_bytes()).await;
    get(&process, "/health/live").await;

    process.signal("TERM");
    assert!(idle.is_closed().await, "an idle connection is closed");
    under_way.write(b"}").await;

    assert_eq!(under_way.answer().await.map(|answer| answer.body), Some(r#"{"Pools":[]}"#.to_owned()));
    assert_eq!(process.end().code(), Some(0));
}
