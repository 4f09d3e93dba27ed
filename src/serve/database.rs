//! Coming to a database: embedded or external, waited for, and migrated.

use std::{str::FromStr, time::Duration};

use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use tokio::{runtime::Handle, time::Instant};
use url::Url;

use super::{ServeError, psql::data_dir, state::known_credentials};
use crate::{
    config::{DatabaseUrl, Settings},
    database::{
        Database,
        embedded::{Cluster, Embedded},
        error::{said, sqlstate},
        migrate::{self, Schema},
    },
    path::Shared,
    store::{self, in_force::KnownCredential},
};

/// The two URLs of a database: for calls, and for migrations where that is another one.
struct Urls {
    calls: PgConnectOptions,
    migrations: Option<PgConnectOptions>,
}

/// A database that is migrated.
pub(super) struct Opened {
    /// What calls share.
    pub(super) shared: Shared,
    /// The embedded PostgreSQL, if it is one.
    pub(super) embedded: Option<Embedded>,
    /// The version of its schema.
    pub(super) schema: i32,
}

/// Opens the database that the settings name, or the embedded one, migrated.
///
/// # Errors
///
/// [`ServeError`]; nothing is left running then.
pub(super) async fn open_database(settings: &Settings, progress: &impl Fn(&str)) -> Result<Opened, ServeError> {
    let (urls, embedded) = if let Some(urls) = external(settings)? {
        (urls, None)
    } else {
        let embedded = Embedded::start(settings, progress).await?;
        (Urls { calls: options("database.url", embedded.url())?, migrations: None }, Some(embedded))
    };
    match migrate_and_open(settings, &urls, progress).await {
        Ok((shared, schema)) => Ok(Opened { shared, embedded, schema }),
        Err(error) => {
            if let Some(embedded) = embedded {
                embedded.stop().await;
            }
            Err(error)
        }
    }
}

async fn migrate_and_open(
    settings: &Settings,
    urls: &Urls,
    progress: &impl Fn(&str),
) -> Result<(Shared, i32), ServeError> {
    let waiting = &mut Waiting::new(settings.database.wait_s, progress);
    let connection = waiting.connect(&urls.calls).await?;
    match &urls.migrations {
        _ if !settings.database.migrate => migrate::require_served(connection).await?,
        Some(migrations) => drop(migrate::migrate_on(waiting.connect(migrations).await?).await?),
        None => drop(migrate::migrate_on(connection).await?),
    }
    let database = Database::new(&urls.calls, settings.database.max_connections, Handle::current())?;
    // Opens the connections that the first calls will want.
    let mut connection = loop {
        match database.connections().open().await {
            Ok(connection) => break connection,
            Err(error) => waiting.rest_after(error).await?,
        }
    };
    show_in_force(settings, &mut connection).await?;
    let next_tokens = store::next_token::find(&mut connection).await?;
    let session_key = store::session_key::find(&mut connection).await?;
    store::view::set_back(&mut connection).await.map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
    let schema = Schema::of(&mut connection).await?.version();
    connection.give_back();
    Ok((Shared::new(database, next_tokens, session_key), schema))
}

/// Shows people who read the state what is in force. Whoever can't write it serves all the same.
async fn show_in_force(settings: &Settings, connection: &mut PgConnection) -> Result<(), ServeError> {
    let known = known_credentials(settings)?;
    let mut shown = store::in_force::put_quotas(connection, &settings.quotas).await;
    if shown.is_ok() {
        shown = store::in_force::put_credentials(connection, &known).await;
    }
    match shown {
        // read_only_sql_transaction
        Err(error) if sqlstate(&error).as_deref() == Some("25006") => Err(ServeError::ReadOnly),
        Err(error) => {
            tracing::warn!(
                error = said(&error),
                "inspect.quotas and inspect.credentials show what was in force before"
            );
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// Shows people who read the state the credentials of another reading.
pub(super) async fn show_credentials(database: &Database, known: &[KnownCredential]) {
    let shown = match database.connections().open().await {
        Ok(mut connection) => {
            let shown = store::in_force::put_credentials(&mut connection, known).await;
            if shown.is_ok() {
                connection.give_back();
            }
            shown
        }
        Err(error) => Err(error),
    };
    if let Err(error) = shown {
        tracing::warn!(error = said(&error), "inspect.credentials shows those of before");
    }
}

/// `callsign migrate`: applies migrations and nothing else. Answers which database that was, and what was done to it.
///
/// # Errors
///
/// [`ServeError`].
pub async fn migrate_only(settings: &Settings, progress: impl Fn(&str)) -> Result<String, ServeError> {
    if let Some(urls) = external(settings)? {
        let migrations = urls.migrations.as_ref().unwrap_or(&urls.calls);
        let connection = Waiting::new(settings.database.wait_s, &progress).connect(migrations).await?;
        let migrated = migrate::migrate_on(connection).await?;
        let url = settings.database.migration_url.as_ref().or(settings.database.url.as_ref());
        return Ok(format!("{}: {migrated}", url.map(DatabaseUrl::without_password).unwrap_or_default()));
    }
    let embedded = Embedded::start(settings, &progress).await?;
    let migrated = match options("database.url", embedded.url()) {
        Ok(options) => migrate::migrate(&options).await.map_err(ServeError::from),
        Err(error) => Err(error),
    };
    let data_dir = embedded.data_dir().display().to_string();
    embedded.stop().await;
    Ok(format!("callsign's own PostgreSQL in {data_dir}: {}", migrated?))
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
        // A connection of this process more than it has: for `psql`, for migrations.
        let max_connections = settings.database.max_connections.saturating_add(84);
        let parameters = vec![("max_connections".to_owned(), max_connections.to_string())];
        let cluster = Cluster { data_dir: data_dir(settings), program: std::env::current_exe()?, parameters };
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
            (self.progress)(&format!("waiting up to {wait_s} s for the database to answer ({})", said(&error)));
            self.said = true;
        }
        tokio::time::sleep(migrate::RETRY_EVERY).await;
        Ok(())
    }
}
