//! A way to the database that can become a black hole, and that can keep the answer to a commit.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::world::Place;

/// How a commit looks on its way to PostgreSQL.
const COMMIT: &[u8] = b"commit\0";

/// The way. Connections that were lost in a hole stay lost, and nobody is told.
pub struct Way {
    /// The URL by this way.
    pub url: String,
    is_open: watch::Sender<bool>,
    keeps_commits: Arc<AtomicBool>,
    /// Whether an answer was kept.
    pub has_kept: Arc<AtomicBool>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Way {
    /// A way to a database on `port`.
    pub async fn to(place: &Place, port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let own = listener.local_addr().expect("it listens").port();
        let (is_open, watched) = watch::channel(true);
        let (keeps_commits, has_kept) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (keeps, kept) = (Arc::clone(&keeps_commits), Arc::clone(&has_kept));
        let accepting = tokio::spawn(async move {
            let mut carried = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (watched, keeps, kept) = (watched.clone(), Arc::clone(&keeps), Arc::clone(&kept));
                carried.spawn(async move {
                    if let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await {
                        Box::pin(carry(client, server, watched, keeps, kept)).await;
                    }
                });
            }
        });
        let url = place.url.replace(&format!(":{port}/"), &format!(":{own}/"));
        Self { url, is_open, keeps_commits, has_kept, accepting }
    }

    /// Everything that is carried now falls into a hole, and what comes until it opens again.
    pub fn close(&self) {
        self.is_open.send_replace(false);
    }

    /// New connections are carried again.
    pub fn open(&self) {
        self.is_open.send_replace(true);
    }

    /// From now on (or no longer) a commit reaches the database, and its answer doesn't come back.
    pub fn keep_commits(&self, keeps: bool) {
        self.has_kept.store(false, Ordering::SeqCst);
        self.keeps_commits.store(keeps, Ordering::SeqCst);
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn carry(
    client: TcpStream,
    server: TcpStream,
    mut is_open: watch::Receiver<bool>,
    keeps: Arc<AtomicBool>,
    kept: Arc<AtomicBool>,
) {
    // Kept answers and what was lost are this connection's own affair.
    let is_kept = AtomicBool::new(false);
    for socket in [&client, &server] {
        let _closed = socket.set_nodelay(true);
    }
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = async {
        let mut chunk = [0; 16_384];
        while let Ok(length @ 1..) = from_client.read(&mut chunk).await {
            let is_commit = chunk[..length].windows(COMMIT.len()).any(|window| window == COMMIT);
            if is_commit && keeps.load(Ordering::SeqCst) {
                is_kept.store(true, Ordering::SeqCst);
            }
            if to_server.write_all(&chunk[..length]).await.is_err() {
                break;
            }
        }
    };
    let down = async {
        let mut chunk = [0; 16_384];
        while let Ok(length @ 1..) = from_server.read(&mut chunk).await {
            if is_kept.load(Ordering::SeqCst) {
                kept.store(true, Ordering::SeqCst);
                std::future::pending::<()>().await;
            }
            if to_client.write_all(&chunk[..length]).await.is_err() {
                break;
            }
        }
    };
    let hole = async { drop(is_open.wait_for(|is_open| !is_open).await) };
    let is_lost = tokio::select! {
        biased;
        () = hole => true,
        () = up => false,
        () = down => false,
    };
    if is_lost {
        // Neither side hears of it.
        tokio::time::sleep(Duration::from_hours(1)).await;
    }
    drop((from_client, to_client, from_server, to_server));
}
