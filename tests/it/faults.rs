//! Faults: clients that vanish, a network that swallows everything, a database that ends its sessions.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, future::join_all, stream};
use serde_json::json;
use sqlx::Executor;
use tokio::{
    io::{AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

use crate::harness::{Fixture, Process, RawAnswer, RawRequest, Scratch, send, until};

const CONNECTIONS: usize = 8;

const SETTINGS: [(&str, &str); 2] = [("database.max_connections", "8"), ("quotas.opt_out_lists", "0")];

/// Numbers that look random, the same in every run.
struct Lottery(u64);

impl Lottery {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }
}

async fn get(address: SocketAddr, path: &str) -> RawAnswer {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    send(address, request.as_bytes()).await.expect("callsign answers")
}

/// How many connections to the database are in use, by the metrics.
async fn in_use(address: SocketAddr) -> usize {
    let metrics = get(address, "/metrics").await.body;
    let line = metrics.lines().find_map(|line| line.strip_prefix("callsign_database_connections{state=\"in_use\"} "));
    line.and_then(|count| count.parse().ok()).expect("the metrics show connections")
}

/// Waits until no connection is in use and no transaction is open.
async fn until_all_is_quiet(scratch: &Scratch, address: SocketAddr) {
    until("no connection is in use, and no transaction is open", || async {
        let open: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and state like '%in transaction%'",
        )
        .fetch_one(&mut scratch.connection().await)
        .await
        .expect("activity is shown");
        open == 0 && in_use(address).await == 0
    })
    .await;
}

/// A call that writes: each makes a list of its own.
fn new_list(address: SocketAddr, name: &str) -> RawRequest {
    let body = json!({ "OptOutListName": name, "ClientToken": format!("token-{name}") });
    RawRequest::call(address, "CreateOptOutList", body.to_string())
}

/// Waits until as many calls at once as there are connections are all served: then none of the connections is lost. A
/// burst that has to wait for connections to be opened may be throttled.
async fn until_a_burst_succeeds(address: SocketAddr) {
    until("a burst finds every connection", || async {
        let call = RawRequest::call(address, "DescribePools", "{}");
        let burst = (0..CONNECTIONS).map(|_| call.send(address));
        join_all(burst).await.iter().all(|answer| answer.status == 200)
    })
    .await;
}

// Clients

/// A client that sends some of its request, then goes away with a reset or without a word.
struct Vanishing {
    bytes: Vec<u8>,
    by_reset: bool,
    patience: Duration,
}

impl Vanishing {
    async fn call(&self, address: SocketAddr) {
        let Ok(mut stream) = TcpStream::connect(address).await else { return };
        if self.by_reset {
            stream.set_zero_linger().expect("the socket takes options");
        }
        let _closed = stream.write_all(&self.bytes).await;
        tokio::time::sleep(self.patience).await;
        if !self.by_reset {
            let _closed = stream.shutdown().await;
        }
    }
}

/// Makes claiming a token slow enough for clients to vanish meanwhile.
const SLOW: &str = "
    create function public.slow() returns trigger language plpgsql as $$
    begin
        perform pg_sleep(0.01);
        return new;
    end $$;
    create trigger slow before insert on callsign.client_token for each row execute function public.slow()";

#[tokio::test]
async fn two_thousand_clients_that_vanish_leave_nothing_behind() {
    let scratch = Scratch::migrated().await;
    let mut process = Process::serving(scratch.url(), &SETTINGS);
    let address = process.address();
    let fixture = Fixture(process.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let body = json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" });
    scratch.connection().await.execute(sqlx::raw_sql(SLOW)).await.expect("the trigger is made");
    let mut lottery = Lottery(42);

    let clients: Vec<_> = (0..2_000)
        .map(|n| {
            let request = match n % 3 {
                0 => RawRequest::call(address, "AssociateOriginationIdentity", body.to_string()),
                1 => RawRequest::call(address, "DescribePhoneNumbers", "{}"),
                _ => new_list(address, &format!("vanished-{n}")),
            };
            let mut bytes = request.bytes();
            // A third of them are cut anywhere, the others go away while they are served.
            if lottery.below(3) == 0 {
                bytes.truncate(lottery.below(bytes.len()));
            }
            let patience = Duration::from_millis(u64::try_from(lottery.below(20)).unwrap_or_default());
            Vanishing { bytes, by_reset: lottery.below(2) == 0, patience }
        })
        .collect();
    stream::iter(&clients).for_each_concurrent(40, |client| client.call(address)).await;

    until_all_is_quiet(&scratch, address).await;
    let served: Vec<u16> = stream::iter(0..200)
        .map(|n| async move { new_list(address, &format!("after-{n}")).send(address).await.status })
        .buffer_unordered(4)
        .collect()
        .await;
    assert_eq!(served, [200; 200]);
    let kept: i64 =
        sqlx::query_scalar("select count(*) from inspect.opt_out_lists where opt_out_list_name like 'after-%'")
            .fetch_one(&mut scratch.connection().await)
            .await
            .expect("the lists are counted");
    assert_eq!(kept, 200, "what was answered is there");
    let metrics = get(address, "/metrics").await.body;
    assert!(!metrics.contains("InternalServerException"), "{metrics}");
    process.signal("TERM");
    assert!(process.end().success());
    let log = process.stderr();
    for trouble in ["transaction in progress", "25P02", "panicked"] {
        assert!(!log.contains(trouble), "{trouble}: {log}");
    }
}

// The network

/// A way to the database that can become a black hole: what is in it stays there, and nobody is told.
struct Way {
    url: String,
    is_open: watch::Sender<bool>,
    /// Shared with every connection that is still carried.
    alive: Arc<()>,
    carried: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Way {
    async fn to(database_url: &str) -> Self {
        let mut url = url::Url::parse(database_url).expect("the URL is one");
        let host = url.host_str().expect("the URL has a host").to_owned();
        let database = format!("{host}:{}", url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it listens").port();
        url.set_host(Some("127.0.0.1")).expect("the URL takes a host");
        url.set_port(Some(port)).expect("the URL takes a port");
        let (is_open, watched) = watch::channel(true);
        let carried = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&carried);
        let alive = Arc::new(());
        let token = Arc::clone(&alive);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, database.clone(), watched.clone(), Arc::clone(&token)));
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { url: url.into(), is_open, alive, carried, task }
    }

    async fn close(&self) {
        self.is_open.send_replace(false);
        // One here, one with the task that accepts.
        until("nothing is carried any more", || async { Arc::strong_count(&self.alive) == 2 }).await;
    }

    fn open(&self) {
        self.is_open.send_replace(true);
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Carries one connection until the hole opens; what fell in never comes out again.
async fn carry(mut client: TcpStream, database: String, mut is_open: watch::Receiver<bool>, alive: Arc<()>) {
    let mut server = TcpStream::connect(database).await.expect("the database is there");
    let hole = async { drop(is_open.wait_for(|is_open| !is_open).await) };
    tokio::select! {
        biased;
        () = hole => {}
        _ = copy_bidirectional(&mut client, &mut server) => return,
    }
    drop(alive);
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_black_hole_before_the_database_heals_once_it_is_gone() {
    let scratch = Scratch::migrated().await;
    let way = Way::to(scratch.url()).await;
    let mut process = Process::serving(&way.url, &SETTINGS);
    let address = process.address();
    for round in 0..2 {
        until_a_burst_succeeds(address).await;

        way.close().await;
        // Clients that give up after a second, as they do.
        let given_up: Vec<bool> = stream::iter(0..48)
            .map(|n| async move {
                let request = new_list(address, &format!("lost-{round}-{n}"));
                timeout(Duration::from_secs(1), request.send(address)).await.is_ok_and(|answer| answer.status == 200)
            })
            .buffer_unordered(24)
            .collect()
            .await;
        assert!(given_up.iter().all(|served| !served), "nothing is answered out of a black hole");
        assert_eq!(get(address, "/health/live").await.status, 200);
        assert_eq!(get(address, "/health/ready").await.status, 503);

        way.open();
        let mut tries = 0;
        until("a call is served again", || {
            tries += 1;
            let request = new_list(address, &format!("back-{round}-{tries}"));
            async move { request.send(address).await.status == 200 }
        })
        .await;
        until_all_is_quiet(&scratch, address).await;
        until_a_burst_succeeds(address).await;
        assert_eq!(get(address, "/health/ready").await.status, 200);
    }
    assert!(way.carried.load(Ordering::Relaxed) > CONNECTIONS, "the database was reached by this way");
    process.signal("TERM");
    assert!(process.end().success());
}

// The database

#[tokio::test]
async fn sessions_that_the_database_ends_cost_their_own_calls_only() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &SETTINGS);
    let address = process.address();
    let end_all = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                   where datname = current_database() and application_name = 'callsign'";
    let mut administrator = scratch.connection().await;
    let mut failed = 0;
    let mut ended = 0;
    for round in 0..4 {
        let mut load = std::pin::pin!(
            stream::iter(0..80)
                .map(|n| async move {
                    let request = new_list(address, &format!("list-{round}-{n}"));
                    (request.send(address).await, request.send(address).await)
                })
                .buffer_unordered(CONNECTIONS)
        );
        let mut answered = 0;
        while let Some((first, again)) = load.next().await {
            answered += 1;
            if answered == 20 {
                let count: i64 = sqlx::query_scalar(end_all).fetch_one(&mut administrator).await.expect("it may");
                ended += usize::try_from(count).unwrap_or_default();
            }
            if first.status == 200 && again.status == 200 {
                assert_eq!(first.body, again.body, "a retry finds what was done");
            }
            for answer in [first, again].into_iter().filter(|answer| answer.status != 200) {
                match answer.line().as_str() {
                    "500 InternalServerException" => failed += 1,
                    // New sessions take their time.
                    line => assert_eq!(line, "400 ThrottlingException"),
                }
            }
        }
    }

    assert!(ended > 0, "there were sessions to end");
    assert!(failed <= ended, "{failed} calls failed for {ended} sessions");
    until_all_is_quiet(&scratch, address).await;
    until_a_burst_succeeds(address).await;
    for n in 0..50 {
        assert_eq!(new_list(address, &format!("after-{n}")).send(address).await.status, 200, "the next calls work");
    }
    let log = process.stderr();
    assert!(!log.contains("panicked"), "{log}");
}
