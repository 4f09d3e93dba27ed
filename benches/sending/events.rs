//! Events beside sends: many that wait for a target which is dead, and how fast a target gets them that is there.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    bench::{Bench, binary},
    block::{self, by_http},
    client::Client,
    figure::{Spread, number},
    load::{ACCOUNT, FIRST_APART, LATER, SENDS, Stage, made, sends, signed_send, warm_up},
    pairs::{alternate, show},
    postgres::free_port,
    report::Report,
    server::Server,
};

const CLIENTS: usize = 64;

/// The databases of the two parts.
const DEAD: &str = "dead";
const FAST: &str = "fast";

/// How many are still to be delivered.
const PENDING: &str = "select count(*) from callsign.delivery where status = 'PENDING'";

/// How long all of them may take.
const PATIENCE: Duration = Duration::from_mins(3);

/// A file of settings with a target for whatever is delivered.
fn target(bench: &Bench, name: &str, address: SocketAddr) -> PathBuf {
    let file = bench.folder().join(format!("{name}.toml"));
    let text = format!(
        "[[events.targets]]\narn = \"*\"\nkind = \"webhook\"\nurl = \"http://{address}/\"\nsecret = \"whsec_bG9hZGxvYWRsb2FkbG9hZGxvYWRsb2Fk\"\n"
    );
    fs::write(&file, text).expect("the folder is the program's own");
    file
}

async fn serve(bench: &Bench, database: &str, file: &std::path::Path, settings: &[(&str, &str)]) -> Server {
    let file = file.to_str().expect("the temporary folder's name is text");
    let url = bench.postgres.url(database);
    let mut server = bench.launch_with(&binary(), &["--config", file, "--database-url", &url], settings);
    server.until_ready().await;
    server
}

/// Sends so many messages whose events, two each, are told to a topic, all of them due at once.
async fn tell(bench: &Bench, report: &mut Report, server: &Server, stage: &Stage) {
    let (account, pool) = stage.apart(0);
    let mut client = Client::new(server.address).of_account(account);
    made(&mut client, "CreateConfigurationSet", &json!({ "ConfigurationSetName": "told" })).await;
    let destination = json!({
        "ConfigurationSetName": "told", "EventDestinationName": "topic", "MatchingEventTypes": ["TEXT_ALL"],
        "SnsDestination": { "TopicArn": format!("arn:aws:sns:us-east-1:{FIRST_APART}:events") },
    });
    made(&mut client, "CreateEventDestination", &destination).await;
    let requests = (1..=bench.size.told)
        .map(|number| signed_send(server, account, pool, number, Some(("ConfigurationSetName", "told"))));
    let load = block::load(server, CLIENTS, Arc::new(requests.collect()), PATIENCE);
    let block = by_http(bench, report, server, load, "messages whose events are told");
    report.check(block.done == bench.size.told, format!("{} messages whose events are told", block.done));
}

/// Sends while many deliveries wait for a target that is dead, against sends while none do.
pub async fn dead(bench: &Bench, report: &mut Report, stage: &Stage) {
    bench.database(DEAD, Some(SENDS)).await;
    let file = target(bench, DEAD, SocketAddr::from(([127, 0, 0, 1], free_port())));
    let at_once = [("delivery.accepted_ms", "0"), ("delivery.delivered_ms", "0"), LATER[0]];
    let telling = serve(bench, DEAD, &file, &at_once).await;
    tell(bench, report, &telling, stage).await;
    let all = 2 * bench.size.told;
    let began = Instant::now();
    while bench.count(DEAD, PENDING).await < i64::try_from(all).unwrap_or(i64::MAX) && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(telling);
    let servers = [bench.serve(SENDS, &LATER).await, serve(bench, DEAD, &file, &LATER).await];
    let databases = [SENDS, DEAD];
    warm_up(bench, report, SENDS, &servers[0], stage).await;
    let mut rounds = alternate(bench.size.pairs + 1, async |kind| {
        let load = sends(bench, &servers[kind], CLIENTS, |_| (ACCOUNT, &stage.pool));
        forget_sends(bench, databases[kind]).await;
        let block = by_http(bench, report, &servers[kind], load, databases[kind]);
        let sent = format!("select count(*) from callsign.message where account_id = '{ACCOUNT:012}'");
        let sent = bench.count(databases[kind], &sent).await;
        let is_right = usize::try_from(sent) == Ok(block.done);
        report.check(is_right, format!("{}: {} acknowledged, {sent} messages", databases[kind], block.done));
        block
    })
    .await;
    // The first round warms up.
    rounds.remove(0);
    let left = bench.count(DEAD, "select count(*) from callsign.delivery where status <> 'DELIVERED'").await;
    report.check(usize::try_from(left) == Ok(all), format!("{left} deliveries wait for the dead target"));
    let names = ["nothing to deliver".to_owned(), format!("{all} deliveries wait for a dead target")];
    show(report, "A dead target", [&names[0], &names[1]], CLIENTS, &rounds, "dead");
}

/// Takes out what the measured sends wrote, and leaves what is to be delivered.
async fn forget_sends(bench: &Bench, database: &str) {
    bench.run(database, &format!("delete from callsign.message where account_id = '{ACCOUNT:012}'")).await;
    for table in ["message", "message_event"] {
        bench.run(database, &format!("vacuum callsign.{table}")).await;
    }
    bench.run(database, "checkpoint").await;
}

/// How many events a second a target gets that answers at once.
pub async fn fast(bench: &Bench, report: &mut Report, stage: &Stage) {
    bench.database(FAST, Some(SENDS)).await;
    let (address, got) = receiver().await;
    let file = target(bench, FAST, address);
    // All of them wait for a process that knows the target.
    let at_once = [("delivery.accepted_ms", "0"), ("delivery.delivered_ms", "0"), LATER[0]];
    let closed = target(bench, "closed", SocketAddr::from(([127, 0, 0, 1], free_port())));
    let telling = serve(bench, FAST, &closed, &at_once).await;
    tell(bench, report, &telling, stage).await;
    let all = 2 * bench.size.told;
    let began = Instant::now();
    while bench.count(FAST, PENDING).await < i64::try_from(all).unwrap_or(i64::MAX) && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(telling);
    bench.run(FAST, "update callsign.delivery set next_attempt_at = clock_timestamp(), claimed_until = null").await;
    let server = serve(bench, FAST, &file, &LATER).await;
    let began = Instant::now();
    while bench.count(FAST, PENDING).await > 0 && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let seconds = began.elapsed().as_secs_f64();
    drop(server);
    let (got, delivered) = (
        got.load(Ordering::Relaxed),
        bench.count(FAST, "select count(*) from callsign.delivery where status = 'DELIVERED'").await,
    );
    let is_right = got >= all && usize::try_from(delivered) == Ok(all);
    report.check(is_right, format!("{all} events: {got} arrived, {delivered} are known as delivered"));
    let rate = number(all) / seconds;
    report.add("A fast target", &format!("{all} events in {seconds:.1} s: {rate:.0} a second\n"));
    report.goal("fast", Spread::of([rate]));
}

/// A target that answers at once, and how many requests it had.
async fn receiver() -> (SocketAddr, Arc<AtomicUsize>) {
    let got = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    let counted = Arc::clone(&got);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, Arc::clone(&counted)));
        }
    });
    (address, got)
}

async fn answer(mut stream: TcpStream, got: Arc<AtomicUsize>) {
    let mut buffer = Vec::new();
    loop {
        while let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            let whole = end + 4 + length.unwrap_or_default();
            if buffer.len() < whole {
                break;
            }
            buffer.drain(..whole);
            got.fetch_add(1, Ordering::Relaxed);
            if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.is_err() {
                return;
            }
        }
        if !matches!(stream.read_buf(&mut buffer).await, Ok(1..)) {
            return;
        }
    }
}
