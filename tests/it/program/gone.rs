//! What the log says of a PostgreSQL that goes and comes back.

use std::net::SocketAddr;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::get;
use crate::harness::{Process, RawRequest, Scratch, until};

/// What connections see of a cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// They end, as with a PostgreSQL that stops.
    Ends,
    /// They are reset, as with a host that goes.
    Resets,
}

/// The way to a database, which can be cut.
struct Way {
    address: SocketAddr,
    database: (String, u16),
    open: Option<JoinHandle<()>>,
}

impl Way {
    /// The first cut resets connections.
    async fn to(url: &url::Url) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let database = (url.host_str().expect("a host").to_owned(), url.port().unwrap_or(5432));
        let mut way = Self { address, database, open: None };
        way.carry(listener, Cut::Resets);
        way
    }

    fn carry(&mut self, listener: TcpListener, cut: Cut) {
        let database = self.database.clone();
        self.open = Some(tokio::spawn(async move {
            // They end with this one.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let database = database.clone();
                if cut == Cut::Resets {
                    client.set_zero_linger().expect("it is open");
                }
                connections.spawn(async move {
                    let mut server = TcpStream::connect(database).await.expect("the database is there");
                    let _ended = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        }));
    }

    async fn cut(&mut self) {
        let open = self.open.take().expect("it is open");
        open.abort();
        let _aborted = open.await;
    }

    /// The next cut ends connections.
    async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port is still free");
        self.carry(listener, Cut::Ends);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_goes_is_one_warning_and_one_that_is_back_one_line() {
    let scratch = Scratch::migrated().await;
    let mut url = url::Url::parse(scratch.url()).expect("the URL is one");
    let mut way = Way::to(&url).await;
    url.set_host(Some("127.0.0.1")).expect("it takes a host");
    url.set_port(Some(way.address.port())).expect("it takes a port");
    let process = Process::serving(url.as_str(), &[]);
    let address = process.address();
    let call = || async { RawRequest::call(address, "DescribePools", "{}").send(address).await.status };
    assert_eq!(call().await, 200);
    let (process, call) = (&process, &call);
    let count = |text: &str| process.stderr().lines().filter(|line| line.contains(text)).count();

    for round in 1..=2 {
        // The connection for notices is lost with the others.
        until("notices are exchanged", || async {
            let notices = "select count(*) from pg_stat_activity
                           where datname = current_database() and application_name = 'callsign notices'";
            let notices: i64 =
                sqlx::query_scalar(notices).fetch_one(&mut scratch.connection().await).await.expect("they are counted");
            call().await == 200 && notices == 1
        })
        .await;
        way.cut().await;
        until("it is told", || async { count("PostgreSQL is gone") == round }).await;
        for _ in 0..5 {
            assert_ne!(call().await, 200);
            assert_eq!(get(process, "/health/ready").await.0, 503);
        }
        // Rounds of the background have failed meanwhile, many times.
        until("a sweep of faults has failed", || async { call().await != 200 }).await;
        way.mend().await;
        until("it is ready again", || async { get(process, "/health/ready").await.0 == 200 }).await;
        assert_eq!(call().await, 200);
        assert_eq!((count("PostgreSQL is gone"), count("PostgreSQL is back")), (round, round));
    }
    let warned: Vec<String> =
        process.stderr().lines().filter(|line| line.contains(" WARN ")).map(str::to_owned).collect();
    assert_eq!(warned.len(), 2, "one for each time: {warned:?}");
}
