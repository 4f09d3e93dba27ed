//! R16: four thousand connections that want nothing good, and a client beside them.

use std::{
    net::SocketAddr,
    sync::Barrier,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::{
    client::Client,
    table::{Row, quantile, speed, within},
    world::{Server, World},
};

/// How many connections there are of each kind.
const CONNECTIONS: usize = 4_000;

/// A request of somebody whom callsign doesn't know, up to its body.
const FORGED: &str = "POST / HTTP/1.1\r\nhost: a\r\nx-amz-target: PinpointSMSVoiceV2.DescribePools\r\n\
                      authorization: AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0\r\n";

/// What each connection sends at once, and then piece by piece.
fn kinds() -> [(&'static str, Vec<u8>, &'static [u8]); 5] {
    let big = [format!("{FORGED}content-length: 262144\r\n\r\n").into_bytes(), vec![b' '; 260_000]].concat();
    let slow = format!("{FORGED}content-length: 262144\r\n\r\n").into_bytes();
    let metrics = b"GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n".repeat(500);
    [
        ("idle", Vec::new(), b""),
        ("slow head", b"POST / HTTP/1.1\r\nx: ".to_vec(), b"x"),
        ("slow body", slow, b"x"),
        ("big body", big, b""),
        ("pipelined and unread", metrics, b""),
    ]
}

/// One of the connections: as long as it is kept open, and then anew.
async fn connect(server: SocketAddr, first: Vec<u8>, then: &'static [u8]) {
    loop {
        let Ok(mut stream) = TcpStream::connect(server).await else {
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        // What isn't read any more keeps the connection waiting, as it should.
        let _closed = timeout(Duration::from_secs(10), stream.write_all(&first)).await;
        loop {
            sleep(Duration::from_secs(1)).await;
            if then.is_empty() && !first.is_empty() || stream.write_all(then).await.is_err() {
                break;
            }
        }
        sleep(Duration::from_secs(1)).await;
    }
}

/// How long each call of a client takes, and the most memory that the server had. On a thread of its own, so
/// that the crowd's tasks have no part in it.
fn beside(server: &Server, is_connected: &Barrier, lasts: Duration) -> (Vec<Duration>, u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let (mut took, mut most) = (Vec::new(), 0);
        let mut client = Client::new(server.address);
        client.call("DescribePools", &json!({})).await.expect("it is answered");
        is_connected.wait();
        let end = Instant::now() + lasts;
        while Instant::now() < end {
            let answer = client.call("DescribePools", &json!({})).await.expect("it is answered");
            assert!(answer.is_success(), "{answer:?}");
            took.push(client.took);
            most = most.max(server.resident_kib());
            sleep(Duration::from_millis(5)).await;
        }
        (took, most)
    })
}

/// What one kind does to the server's memory and to a client's calls.
async fn suffer(world: &World, server: &Server, kind: &str, first: Vec<u8>, then: &'static [u8]) -> [Row; 2] {
    let mut warm = Client::new(server.address);
    // Readers of an account that has no row yet wait for each other.
    let known = warm.call("SetTextMessageSpendLimitOverride", &json!({ "MonthlyLimit": 1 })).await;
    assert!(known.is_ok_and(|answer| answer.is_success()), "the account and region are known");
    for _ in 0..200 {
        warm.call("DescribePools", &json!({})).await.expect("it is answered");
    }
    let before = server.resident_kib();
    let (is_connected, lasts) = (Barrier::new(2), Duration::from_secs(world.rounds(12, 6) as u64));
    let ((mut took, most), crowd) = std::thread::scope(|scope| {
        let client = scope.spawn(|| beside(server, &is_connected, lasts));
        is_connected.wait();
        let crowd: Vec<_> =
            (0..CONNECTIONS).map(|_| tokio::spawn(connect(server.address, first.clone(), then))).collect();
        (client.join().expect("every call is answered"), crowd)
    });
    crowd.iter().for_each(tokio::task::JoinHandle::abort);
    let grown = most.saturating_sub(before) / 1024;
    let what = format!("{CONNECTIONS} connections, {kind}");
    [
        speed("R16", format!("{what}: memory grown <= 20 MiB"), format!("{grown} MiB"), grown <= 20),
        within(
            "R16",
            &format!("{what}: p99 of calls beside them"),
            Duration::from_millis(100),
            quantile(&mut took, 0.99),
        ),
    ]
}

/// R16: each kind on a callsign of its own.
pub async fn run(world: &World) -> Vec<Row> {
    let mut rows = Vec::new();
    for (kind, first, then) in kinds() {
        let place = world.database("clients").await;
        let server = world.serve(&place.url, &[]).await;
        rows.extend(suffer(world, &server, kind, first, then).await);
    }
    rows
}
