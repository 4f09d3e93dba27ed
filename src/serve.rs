//! `callsign serve`: starting, and stopping without breaking a request.

use std::{
    collections::HashMap,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    str::FromStr,
    sync::{Arc, OnceLock, atomic::AtomicBool, atomic::Ordering},
    time::Duration,
};

use actix_web::dev::ServerHandle;
use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use time::OffsetDateTime;
use tokio::{runtime::Handle, task::JoinHandle, time::Instant};
use tracing::{info, warn};
use url::Url;

use crate::{
    api,
    background::{lifecycle, sweep},
    config::{DatabaseUrl, Settings, SettingsError},
    database::{
        Database,
        embedded::{Cluster, DataDir, Embedded, EmbeddedError},
        error::sqlstate,
        migrate::{self, MigrateError},
    },
    path::{Credential, Shared, Throttle},
    server::{self, Clock, Hosts, Interface, Metrics, State},
    staging::Staging,
    store,
    wire::sigv4::{Secret, SigningCredential, Verifier},
};

/// How often expired client tokens and old history are swept.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

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
    background: [JoinHandle<()>; 2],
    drain: Duration,
}

/// The two URLs of a database: for calls, and for migrations where that is another one.
struct Urls {
    calls: PgConnectOptions,
    migrations: Option<PgConnectOptions>,
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
                let database = &shared.database;
                let (days, rows) = (settings.history.retention_days, settings.messages.max_rows);
                let sweeper = tokio::spawn(sweep(Arc::clone(database), days, rows));
                let background =
                    [sweeper, tokio::spawn(lifecycle::rounds(Arc::clone(database), Arc::clone(&state.deployment)))];
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
        for task in &self.background {
            task.abort();
        }
        match self.server.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(%error, "the server ended with an error"),
            Err(error) => warn!(%error, "the server ended with a panic"),
        }
        if let Some(shared) = self.state.shared.get() {
            shared.database.connections().close();
        }
        if let Some(embedded) = self.embedded {
            embedded.stop().await;
        }
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
    let staging = Staging {
        watch: Arc::default(),
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
        clients: Arc::default(),
        staging: settings.staging.enabled.then(|| Interface {
            staging: Arc::new(staging),
            is_open: settings.staging.open || settings.server.listen.ip().is_loopback(),
        }),
        hosts: Hosts { allowed: settings.staging.allowed_hosts.clone() },
        is_draining: AtomicBool::new(false),
    })
}

async fn open_database(
    settings: &Settings,
    progress: &impl Fn(&str),
) -> Result<(Shared, Option<Embedded>), ServeError> {
    let (urls, embedded) = if let Some(urls) = external(settings)? {
        (urls, None)
    } else {
        let embedded = Embedded::start(settings, progress).await?;
        (Urls { calls: options("database.url", embedded.url())?, migrations: None }, Some(embedded))
    };
    match migrate_and_open(settings, &urls, progress).await {
        Ok(shared) => Ok((shared, embedded)),
        Err(error) => {
            if let Some(embedded) = embedded {
                embedded.stop().await;
            }
            Err(error)
        }
    }
}

async fn migrate_and_open(settings: &Settings, urls: &Urls, progress: &impl Fn(&str)) -> Result<Shared, ServeError> {
    let waiting = &mut Waiting::new(settings.database.wait_s, progress);
    let connection = waiting.connect(&urls.calls).await?;
    match &urls.migrations {
        _ if !settings.database.migrate => migrate::require_served(connection).await?,
        Some(migrations) => migrate::migrate_on(waiting.connect(migrations).await?).await?,
        None => migrate::migrate_on(connection).await?,
    }
    let database = Database::new(&urls.calls, settings.database.max_connections, Handle::current())?;
    // Opens the connections that the first calls will want.
    let mut connection = loop {
        match database.connections().open().await {
            Ok(connection) => break connection,
            Err(error) => waiting.rest_after(error).await?,
        }
    };
    let next_tokens = store::next_token::find(&mut connection).await?;
    connection.give_back();
    Ok(Shared::new(database, next_tokens))
}

/// `callsign migrate`: applies migrations and nothing else.
///
/// # Errors
///
/// [`ServeError`].
pub async fn migrate_only(settings: &Settings, progress: impl Fn(&str)) -> Result<(), ServeError> {
    if let Some(urls) = external(settings)? {
        let migrations = urls.migrations.as_ref().unwrap_or(&urls.calls);
        let connection = Waiting::new(settings.database.wait_s, &progress).connect(migrations).await?;
        return Ok(migrate::migrate_on(connection).await?);
    }
    let embedded = Embedded::start(settings, &progress).await?;
    let migrated = match options("database.url", embedded.url()) {
        Ok(options) => migrate::migrate(&options).await.map_err(ServeError::from),
        Err(error) => Err(error),
    };
    embedded.stop().await;
    migrated
}

fn external(settings: &Settings) -> Result<Option<Urls>, ServeError> {
    let Some(url) = &settings.database.url else { return Ok(None) };
    let calls = options("database.url", url.expose())?;
    let migrations = settings.database.migration_url.as_ref().map(DatabaseUrl::expose);
    let migrations = migrations.map(|url| options("database.migration_url", url)).transpose()?;
    Ok(Some(Urls { calls, migrations }))
}

fn options(setting: &'static str, url: &str) -> Result<PgConnectOptions, ServeError> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(ServeError::DatabaseUrl(setting, "it begins otherwise"));
    }
    // What sqlx says may hold a value of the URL.
    let cause = match Url::parse(url) {
        Ok(_) => "one of its parts has a value that isn't understood",
        Err(_) => "its parts can't be told from each other",
    };
    let options = PgConnectOptions::from_str(url).map_err(|_| ServeError::DatabaseUrl(setting, cause))?;
    Ok(options.disable_statement_logging())
}

impl Embedded {
    /// Starts the PostgreSQL that the settings describe.
    async fn start(settings: &Settings, progress: &impl Fn(&str)) -> Result<Self, ServeError> {
        let data_dir = match &settings.database.data_dir {
            Some(folder) => DataDir::Named(folder.clone()),
            None => DataDir::Default(PathBuf::from(".callsign")),
        };
        // A connection of this process more than it has: for `psql`, for migrations.
        let max_connections = settings.database.max_connections.saturating_add(84);
        let parameters = vec![("max_connections".to_owned(), max_connections.to_string())];
        let cluster = Cluster { data_dir, program: std::env::current_exe()?, parameters };
        Ok(crate::database::embedded::start(&cluster, progress).await?)
    }
}

/// Waiting for the database to answer, for as long as the settings say.
struct Waiting<'p, P> {
    wait_s: u64,
    deadline: Instant,
    progress: &'p P,
    said: bool,
}

impl<'p, P: Fn(&str)> Waiting<'p, P> {
    fn new(wait_s: u64, progress: &'p P) -> Self {
        Self { wait_s, deadline: Instant::now() + Duration::from_secs(wait_s), progress, said: false }
    }

    /// A connection, as soon as the database gives one.
    async fn connect(&mut self, options: &PgConnectOptions) -> Result<PgConnection, ServeError> {
        let options = options.clone().application_name("callsign migrate");
        loop {
            let error = match tokio::time::timeout(Duration::from_secs(5), options.connect()).await {
                Ok(Ok(connection)) => return Ok(connection),
                Ok(Err(error)) => error,
                Err(elapsed) => sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, elapsed)),
            };
            self.rest_after(error).await?;
        }
    }

    /// Returns when it is time to try again after `error`; an error that doesn't pass by waiting is the answer.
    async fn rest_after(&mut self, error: sqlx::Error) -> Result<(), ServeError> {
        let wait_s = self.wait_s;
        let may_pass = match &error {
            // 57P03: it starts, stops, or recovers; 53300: all its sessions are taken. A wrong password stays wrong.
            sqlx::Error::Database(_) => matches!(sqlstate(&error).as_deref(), Some("57P03" | "53300")),
            sqlx::Error::Io(_) => true,
            _ => false,
        };
        if !may_pass {
            return Err(ServeError::Refused(error));
        }
        if Instant::now() >= self.deadline {
            return Err(ServeError::NoDatabase(wait_s, error));
        }
        if !self.said {
            (self.progress)(&format!("waiting up to {wait_s} s for the database to answer ({error})"));
            self.said = true;
        }
        tokio::time::sleep(migrate::RETRY_EVERY).await;
        Ok(())
    }
}

async fn sweep(database: Arc<Database>, history_retention_days: u32, max_messages: u32) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        sweep::round(&database, history_retention_days, max_messages).await;
    }
}
