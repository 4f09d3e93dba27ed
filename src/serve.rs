//! `callsign serve`: starting, and stopping without breaking a request.

use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use actix_web::dev::ServerHandle;
use time::OffsetDateTime;
use tokio::task::JoinHandle;
use tracing::{info, warn};

use crate::{
    background::{Background, delivery::Worker, sweep::Kept},
    config::{DatabaseUrl, Settings, SettingsError},
    database::{
        embedded::{Embedded, EmbeddedError},
        error::said,
        migrate::MigrateError,
    },
    delivery::Post,
    server::{self, Clock, State},
};

mod database;
mod psql;
mod seeding;
mod state;

pub use database::migrate_only;
use database::{Opened, open_database};
pub use psql::{READ_ONLY, line_from_outside, psql};
use seeding::seed;
pub use state::public_url;
use state::{callers, known_credentials, state};

/// Why callsign didn't start, or stopped. Each text is one sentence for the user.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A setting is bad.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// What is settled at the start is read otherwise.
    #[error("auth: whether test/test is the credential is settled at the start: restart callsign")]
    BuiltInCredential,
    /// The address can't be listened on.
    #[error("server.listen: {0} can't be listened on ({1}): end the program that uses it, or choose another port")]
    Listen(SocketAddr, std::io::Error),
    /// The URL of the database can't be read. Its text is not repeated: it may hold a password anywhere.
    #[error("{0}: not a PostgreSQL URL ({1}): write postgres://user:password@host:port/database")]
    DatabaseUrl(&'static str, &'static str),
    /// The port is for privileged programs.
    #[error(
        "server.listen: {0} can't be listened on (ports below 1024 are for root): choose another port such as 4580 and let a proxy have \
         that one, or give callsign the capability CAP_NET_BIND_SERVICE"
    )]
    PrivilegedPort(SocketAddr),
    /// The database can be read only.
    #[error(
        "database.url: the database can only be read (it is a standby, or default_transaction_read_only is on): give the URL of the \
         primary, or turn that off for callsign's role"
    )]
    ReadOnly,
    /// The database doesn't answer.
    #[error("database.url: no answer within {} s ({}): start the database, or correct the URL", .0, said(.1))]
    NoDatabase(u64, sqlx::Error),
    /// The database answers, but refuses the connection.
    #[error("database.url: the database refuses the connection ({}): correct the URL, or what the database permits", said(.0))]
    Refused(sqlx::Error),
    /// The embedded PostgreSQL didn't start, or ended.
    #[error("{0}")]
    Embedded(#[from] EmbeddedError),
    /// The database doesn't have the program's schema.
    #[error("{0}")]
    Migrate(#[from] MigrateError),
    /// The database fails.
    #[error("the database fails: {}", said(.0))]
    Database(#[from] sqlx::Error),
    /// The seed's file can't be read, or asks for what is refused.
    #[error("seed.file {0}: {1}: correct the file")]
    Seed(String, String),
    /// Anything else that the operating system refuses.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The certificates of the system can't be read.
    #[error("events.targets: what sends to them can't be made ({0}): correct the certificates of this system")]
    Post(#[from] reqwest::Error),
    /// The metrics can't be made.
    #[error("{0}")]
    Metrics(#[from] prometheus::Error),
}

/// A callsign that serves.
pub struct Serving {
    address: SocketAddr,
    state: Arc<State>,
    handle: ServerHandle,
    server: JoinHandle<std::io::Result<()>>,
    embedded: Option<Embedded>,
    background: Background,
    drain: Duration,
    has_built_in_credential: bool,
}

impl Serving {
    /// Starts: the port first, so that `/health/live` answers, then the database.
    ///
    /// # Errors
    ///
    /// [`ServeError`]; nothing is left running then.
    pub async fn start(settings: &Settings, progress: impl Fn(&str)) -> Result<Self, ServeError> {
        Self::start_at(settings, Arc::new(OffsetDateTime::now_utc), progress).await
    }

    /// Starts as [`Serving::start`] does, with rates going by `clock`.
    ///
    /// # Errors
    ///
    /// [`ServeError`]; nothing is left running then.
    pub async fn start_at(settings: &Settings, clock: Clock, progress: impl Fn(&str)) -> Result<Self, ServeError> {
        let listener = listen(settings.server.listen)?;
        let address = listener.local_addr()?;
        let state = Arc::new(state(settings, &clock, address)?);
        let post = Post::new(&public_url(settings, address), settings.events.sns.cert_url.clone())?;
        let targets = settings.event_targets()?;
        let server = server::start(listener, Arc::clone(&state))?;
        let handle = server.handle();
        let server = tokio::spawn(server);
        match open_database(settings, &progress).await {
            Ok(Opened { shared, embedded, schema }) => {
                let shared = Arc::new(shared);
                if let Err(error) = Box::pin(seed(settings, &shared, &state)).await {
                    handle.stop(false).await;
                    if let Some(embedded) = embedded {
                        embedded.stop().await;
                    }
                    return Err(error);
                }
                let worker = Worker::new(Arc::clone(&shared.database), post, targets);
                let background = Background::start(&shared, &state.requests, &state.deployment, kept(settings), worker);
                // Set once, here.
                let _ = state.shared.set(shared);
                let drain = Duration::from_millis(settings.server.drain_ms);
                let database = match (&embedded, &settings.database.url) {
                    (Some(embedded), _) => embedded.data_dir().display().to_string(),
                    (None, url) => url.as_ref().map(DatabaseUrl::without_password).unwrap_or_default(),
                };
                info!(version = env!("CARGO_PKG_VERSION"), %address, schema, database, "ready");
                let has_built_in_credential = settings.uses_built_in_credential();
                Ok(Self { address, state, handle, server, embedded, background, drain, has_built_in_credential })
            }
            Err(error) => {
                handle.stop(false).await;
                Err(error)
            }
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The embedded PostgreSQL, if there is one.
    #[must_use]
    pub fn embedded(&self) -> Option<&Embedded> {
        self.embedded.as_ref()
    }

    /// Goes by these settings from now on as to who may call, and what he may. Requests that are under way go on by the old ones. Answers
    /// how many credentials there are.
    ///
    /// # Errors
    ///
    /// [`ServeError`]; everything is as it was then.
    pub async fn read_anew(&self, settings: &Settings) -> Result<usize, ServeError> {
        if settings.uses_built_in_credential() != self.has_built_in_credential {
            return Err(ServeError::BuiltInCredential);
        }
        let (callers, known) = (callers(settings)?, known_credentials(settings)?);
        self.state.read_anew(callers);
        if let Some(shared) = self.state.shared.get() {
            database::show_credentials(&shared.database, &known).await;
        }
        Ok(known.len())
    }

    /// Returns when it can't go on: its PostgreSQL ended.
    pub async fn failed(&mut self) -> ServeError {
        match &mut self.embedded {
            Some(embedded) => embedded.ended().await.into(),
            None => std::future::pending().await,
        }
    }

    /// Stops: asks clients to close their connections while it still accepts new ones, then accepts none, finishes what
    /// runs, and stops its PostgreSQL.
    pub async fn stop(self) {
        self.state.is_draining.store(true, Ordering::Relaxed);
        self.state.let_nobody_wait();
        info!("stopping");
        tokio::time::sleep(self.drain).await;
        self.handle.stop(true).await;
        self.end().await;
    }

    /// Stops without waiting for anybody.
    pub async fn stop_now(self) {
        self.state.let_nobody_wait();
        self.handle.stop(false).await;
        self.end().await;
    }

    async fn end(self) {
        self.background.stop();
        match self.server.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "the server ended with an error"),
            Err(error) => warn!(%error, "the server ended with a panic"),
        }
        if let Some(shared) = self.state.shared.get() {
            if let Err(error) = self.state.requests.flush(&shared.database).await {
                warn!(%error, cause = error.cause(), "the last calls weren't written to the request log");
            }
            shared.database.connections().close();
        }
        if let Some(embedded) = self.embedded {
            embedded.stop().await;
        }
    }
}

fn kept(settings: &Settings) -> Kept {
    Kept {
        history_days: settings.history.retention_days,
        messages: settings.messages.max_rows,
        request_days: settings.requests.retention_days,
        requests: settings.requests.max_rows,
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let listener = TcpListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied if address.port() < 1024 => ServeError::PrivilegedPort(address),
        _ => ServeError::Listen(address, error),
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
