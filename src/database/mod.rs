//! PostgreSQL: connections, units of work, migrations, and the embedded cluster. No table of a resource is named here.

use std::{future::Future, time::Duration};

use sqlx::postgres::PgConnectOptions;
use tokio::runtime::Handle;

pub mod changes;
pub mod connections;
pub mod embedded;
pub mod error;
pub mod migrate;
pub mod present;
pub mod standing;
pub mod unit_of_work;

use changes::Changes;
use connections::Connections;
use migrate::Schema;
use unit_of_work::{Mode, Tx};

use crate::model::error::ServiceError;

/// A migrated database, shared by all requests of the process.
pub struct Database {
    connections: Connections,
    /// Of connections beside them.
    options: PgConnectOptions,
    changes: Changes,
    runtime: Handle,
}

impl Database {
    /// A migrated database. Units of work will run on `runtime`, which must outlive the server's workers.
    ///
    /// # Errors
    ///
    /// [`sqlx::Error::Configuration`] where there can't be so many connections.
    pub fn new(options: &PgConnectOptions, max_connections: u32, runtime: Handle) -> Result<Self, sqlx::Error> {
        let connections =
            Connections::new(options, max_connections).map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
        Ok(Self { connections, options: connections::session(options), changes: Changes::default(), runtime })
    }

    /// The connections, for a unit of work to begin on.
    #[must_use]
    pub fn connections(&self) -> &Connections {
        &self.connections
    }

    /// How connections beside them are opened.
    #[must_use]
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// What was committed that somebody may wait for.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Where units of work run.
    #[must_use]
    pub fn runtime(&self) -> &Handle {
        &self.runtime
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
        self.work_within(unit_of_work::WORK_DEADLINE, work).await
    }

    /// The same for work that may take longer, or less.
    ///
    /// # Errors
    ///
    /// Those of `work`, and InternalServerException at its deadline.
    pub async fn work_within<T, F>(&self, deadline: Duration, work: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ServiceError>> + Send + 'static,
    {
        unit_of_work::run(&self.runtime, deadline, work).await
    }

    /// Says in the log that something failed beside the calls. While PostgreSQL is gone, which was said, it is no news.
    pub async fn tell(&self, error: &ServiceError, what: &'static str) {
        let cause = error.cause();
        if self.is_gone().await {
            tracing::debug!(%error, cause, "{what}");
        } else {
            tracing::warn!(%error, cause, "{what}");
        }
    }

    /// Whether PostgreSQL is gone. Whoever lost a connection in the middle of something doesn't know yet: it is asked.
    async fn is_gone(&self) -> bool {
        // Each connection that is dead is dropped, until a new one has to be opened.
        for _ in 0..=self.connections.max() {
            let connections = self.connections.clone();
            let asked =
                self.work(async move { Tx::begin(&connections, Mode::SingleRead).await?.rollback().await }).await;
            if asked.is_ok() || self.connections.standing().is_gone() {
                return asked.is_err();
            }
        }
        false
    }

    /// Whether the database answers and has a schema that this program serves. What exactly is wrong is for the log: the
    /// sentence goes to strangers.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong.
    pub async fn is_ready(&self) -> Result<(), String> {
        let connections = self.connections.clone();
        let schema = self
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
                let schema = Schema::of(&mut tx).await?;
                tx.commit().await?;
                Ok(schema)
            })
            .await;
        let schema = match schema {
            Ok(schema) => schema,
            Err(error) => {
                self.tell(&error, "not ready: the database doesn't answer").await;
                return Err("the database doesn't answer".to_owned());
            }
        };
        schema.require_served().map_err(|error| {
            tracing::warn!(%error, "not ready: the schema isn't this program's");
            "the database's schema isn't one that this callsign serves".to_owned()
        })
    }
}
