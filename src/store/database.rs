//! A migrated database, ready for units of work.

use std::{
    collections::HashSet,
    future::Future,
    sync::{Arc, PoisonError, RwLock},
};

use sqlx::{Row, postgres::PgConnectOptions};
use time::{Duration, OffsetDateTime};
use tokio::{runtime::Handle, time::Instant};
use uuid::Uuid;

use super::{
    account_region,
    connections::Connections,
    migrate,
    page::NextTokens,
    sweep,
    turns::Turns,
    unit_of_work::{self, Mode, Tx},
};
use crate::model::{arn::Scope, error::ServiceError};

/// How many scopes the process remembers having made. Beyond it, making one again is only a cheap statement.
const REMEMBERED_SCOPES: usize = 10_000;

/// How many times as long as a batch took a sweep rests after it.
const REST_AFTER_BATCH: u32 = 4;

/// A migrated database, shared by all requests of the process.
pub struct Database {
    connections: Connections,
    runtime: Handle,
    turns: Arc<Turns>,
    next_tokens: NextTokens,
    scopes: RwLock<HashSet<Scope>>,
}

impl Database {
    /// Opens a migrated database, and the connections that the first calls will want. Units of work will run on `runtime`,
    /// which must outlive the server's workers.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn open(options: &PgConnectOptions, max_connections: u32, runtime: Handle) -> Result<Self, sqlx::Error> {
        let connections =
            Connections::new(options, max_connections).map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
        let mut connection = connections.open().await?;
        let key: Vec<u8> =
            sqlx::query("select key from callsign.next_token_key").fetch_one(&mut *connection).await?.try_get(0)?;
        connection.give_back();
        Ok(Self {
            connections,
            runtime,
            turns: Arc::new(Turns::new(max_connections)),
            next_tokens: NextTokens::new(&key),
            scopes: RwLock::default(),
        })
    }

    /// The connections, for a unit of work to begin on.
    #[must_use]
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// Where units of work run.
    #[must_use]
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// The turns at resources that many want at the same time.
    #[must_use]
    pub fn turns(&self) -> &Arc<Turns> {
        &self.turns
    }

    /// What signs and reads this database's NextTokens.
    #[must_use]
    pub fn next_tokens(&self) -> &NextTokens {
        &self.next_tokens
    }

    /// Runs a unit of work, see [`unit_of_work::run`].
    ///
    /// # Errors
    ///
    /// Those of `work`, and InternalServerException at its deadline.
    pub async fn work<T, F>(&self, work: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ServiceError>> + Send + 'static,
    {
        unit_of_work::run(&self.runtime, work).await
    }

    /// Makes the row of a scope that this process sees for the first time, and its list `Default`.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn ensure(&self, scope: &Scope, list: Uuid, now: OffsetDateTime) -> Result<(), ServiceError> {
        if self.scopes.read().unwrap_or_else(PoisonError::into_inner).contains(scope) {
            return Ok(());
        }
        let (connections, wanted) = (self.connections.clone(), scope.clone());
        self.work(async move {
            let mut tx = Tx::begin(&connections, Mode::Write).await?;
            account_region::insert(&mut tx, &wanted, list, now).await?;
            tx.commit().await
        })
        .await?;
        let mut scopes = self.scopes.write().unwrap_or_else(PoisonError::into_inner);
        if scopes.len() < REMEMBERED_SCOPES {
            scopes.insert(scope.clone());
        }
        Ok(())
    }

    /// Whether the database answers and has the program's schema.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong.
    pub async fn is_ready(&self) -> Result<(), String> {
        let connections = self.connections.clone();
        let version = self
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
                let version = migrate::database_version(&mut tx).await?;
                tx.commit().await?;
                Ok(version)
            })
            .await
            .map_err(|error| {
                format!("the database doesn't answer: {}", error.cause().unwrap_or("no free connection"))
            })?;
        let program = migrate::program_version();
        if version == program {
            return Ok(());
        }
        Err(format!("the database has schema version {version}, this callsign needs {program}"))
    }

    /// Sweeps what expired, batch by batch, until nothing is left.
    ///
    /// # Errors
    ///
    /// The database's; what is left is swept the next time.
    pub async fn sweep(&self, history_retention: Duration) -> Result<(), ServiceError> {
        loop {
            let began = Instant::now();
            let connections = self.connections.clone();
            let swept = self
                .work(async move {
                    let mut tx = Tx::begin(&connections, Mode::Write).await?;
                    let tokens = sweep::client_tokens(&mut tx).await?;
                    let events = sweep::association_events(&mut tx, history_retention).await?;
                    tx.commit().await?;
                    Ok(tokens.max(events))
                })
                .await?;
            if swept == 0 {
                return Ok(());
            }
            // Most of the time is the calls'.
            tokio::time::sleep(began.elapsed() * REST_AFTER_BATCH).await;
        }
    }
}
