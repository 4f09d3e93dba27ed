//! `callsign serve`: starting, and stopping without breaking a request.

use std::{
    collections::HashMap,
    net::{SocketAddr, TcpListener},
    sync::{Arc, OnceLock, atomic::AtomicBool, atomic::Ordering},
    time::Duration,
};

use actix_web::dev::ServerHandle;
use time::OffsetDateTime;
use tokio::task::JoinHandle;
use tracing::{info, warn};

use crate::{
    api,
    background::{Background, sweep::Kept},
    config::{RequestsKept, Settings, SettingsError},
    database::{
        embedded::{Embedded, EmbeddedError},
        migrate::MigrateError,
    },
    path::{
        Credential, Throttle,
        request_log::{Keep, RequestLog},
    },
    server::{self, Clock, Hosts, Interface, Metrics, State},
    staging::Staging,
    wire::sigv4::{Secret, SigningCredential, Verifier},
};

mod database;

pub use database::migrate_only;
use database::open_database;

/// Why callsign didn't start, or stopped. Each text is one sentence for the user.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A setting is bad.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The address can't be listened on.
    #[error("server.listen: {0} can't be listened on ({1}): end the program that uses it, or choose another port")]
    Listen(SocketAddr, std::io::Error),
    /// The URL of the database can't be read. Its text is not repeated: it may hold a password anywhere.
    #[error("{0}: not a PostgreSQL URL ({1}): write postgres://user:password@host:port/database")]
    DatabaseUrl(&'static str, &'static str),
    /// The database doesn't answer.
    #[error("database.url: no answer within {0} s ({1}): start the database, or correct the URL")]
    NoDatabase(u64, sqlx::Error),
    /// The database answers, but refuses the connection.
    #[error("database.url: the database refuses the connection ({0}): correct the URL, or what the database permits")]
    Refused(sqlx::Error),
    /// The embedded PostgreSQL didn't start, or ended.
    #[error("{0}")]
    Embedded(#[from] EmbeddedError),
    /// The database doesn't have the program's schema.
    #[error("{0}")]
    Migrate(#[from] MigrateError),
    /// The database fails.
    #[error("the database fails: {0}")]
    Database(#[from] sqlx::Error),
    /// Anything else that the operating system refuses.
    #[error("{0}")]
    Io(#[from] std::io::Error),
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
        let (state, listener) = (Arc::new(state(settings, &clock)?), listen(settings.server.listen)?);
        let address = listener.local_addr()?;
        let server = server::start(listener, Arc::clone(&state))?;
        let handle = server.handle();
        let server = tokio::spawn(server);
        match open_database(settings, &progress).await {
            Ok((shared, embedded)) => {
                let shared = Arc::new(shared);
                let background = Background::start(&shared, &state.requests, &state.deployment, kept(settings));
                // Set once, here.
                let _ = state.shared.set(shared);
                let drain = Duration::from_millis(settings.server.drain_ms);
                Ok(Self { address, state, handle, server, embedded, background, drain })
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
    let listener = TcpListener::bind(address).map_err(|error| ServeError::Listen(address, error))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// The account of the credentials, if it is one only.
fn only_account_id(identities: &HashMap<String, Credential>) -> Option<String> {
    let mut accounts = identities.values().map(|credential| credential.account_id.as_str());
    let first = accounts.next()?;
    accounts.all(|account| account == first).then(|| first.to_owned())
}

fn state(settings: &Settings, clock: &Clock) -> Result<State, ServeError> {
    let mut signing = Vec::new();
    let mut identities = HashMap::new();
    for credential in settings.credentials()? {
        let account_id = credential.account()?;
        let user = credential.user.clone().unwrap_or_else(|| credential.access_key_id.clone());
        let user_arn = server::user_arn(&account_id, &user);
        let policy = credential.identity_policy()?.map(Arc::new);
        identities.insert(credential.access_key_id.clone(), Credential { account_id, user_arn, policy });
        signing.push(SigningCredential {
            access_key_id: credential.access_key_id.clone(),
            secret_access_key: Secret::new(credential.secret_access_key.expose()),
            session_token: credential.session_token.as_ref().map(|token| Secret::new(token.expose())),
        });
    }
    let accounts_sign = settings.uses_built_in_credential();
    let every_account = signing.first().filter(|_| accounts_sign).cloned();
    let deployment = Arc::new(settings.deployment());
    let requests = Arc::new(RequestLog::new(match settings.requests.keep {
        RequestsKept::All => Keep::All,
        RequestsKept::Refused => Keep::Refused,
        RequestsKept::None => Keep::None,
    }));
    let staging = Staging {
        watch: Arc::default(),
        requests: Arc::clone(&requests),
        is_embedded: settings.database.url.is_none(),
        deployment: Arc::clone(&deployment),
        only_account_id: only_account_id(&identities),
    };
    Ok(State {
        verifier: Verifier::new("sms-voice", signing.clone()).with_every_account(every_account.clone()),
        sts_verifier: Verifier::new("sts", signing).with_every_account(every_account),
        identities,
        accounts_sign,
        deployment,
        throttle: settings
            .throttling
            .enabled
            .then(|| Arc::new(Throttle::new(api::operations().map(|served| served.name), clock))),
        shared: OnceLock::new(),
        metrics: Metrics::new()?,
        requests,
        clients: Arc::default(),
        staging: settings.staging.enabled.then(|| Interface {
            staging: Arc::new(staging),
            is_open: settings.staging.open || settings.server.listen.ip().is_loopback(),
        }),
        hosts: Hosts { allowed: settings.staging.allowed_hosts.clone() },
        is_draining: AtomicBool::new(false),
    })
}
