//! Telling that something was committed: within the process at once, and to others on the same database by a notice.
//!
//! Never within a unit of work itself: a commit with a notice in it takes one lock for the whole cluster. A notice may be lost, so whoever
//! waits for changes looks by himself from time to time.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::model::error::ServiceError;

/// The channel of notices.
const CHANNEL: &str = "callsign_changed";

/// How long opening the connection for notices may take.
const OPENING: Duration = Duration::from_secs(1);

/// What was committed that somebody may wait for.
#[derive(Default)]
pub struct Changes {
    here: Notify,
    elsewhere: Notify,
}

impl Changes {
    /// Says that something was committed by this process. It never waits.
    pub fn tell(&self) {
        self.here.notify_one();
        self.elsewhere.notify_one();
    }

    /// Says that somebody begins to wait for changes: for others' too.
    pub fn listen(&self) {
        self.tell();
    }

    /// Says that another process committed something.
    pub fn heard(&self) {
        self.here.notify_one();
    }

    /// Returns once something was committed since it returned last. For one task of the process.
    pub async fn wait(&self) {
        self.here.notified().await;
    }

    /// Returns once there is something that others are to be told of. For one task of the process.
    pub async fn to_be_told(&self) {
        self.elsewhere.notified().await;
    }
}

/// The connection for notices of one process.
pub struct Notices {
    listener: PgListener,
    /// Whose own ones are passed over.
    process: String,
}

impl Notices {
    /// Opens it, and listens.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn open(options: &PgConnectOptions) -> Result<Self, ServiceError> {
        let options = options.clone().application_name("callsign notices");
        // sqlx listens on a connection of a pool of its own only.
        let pool =
            PgPoolOptions::new().max_connections(1).acquire_timeout(OPENING).max_lifetime(None).idle_timeout(None);
        let mut listener = PgListener::connect_with(&pool.connect_lazy_with(options)).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(Self { listener, process: Uuid::new_v4().to_string() })
    }

    /// Tells the others.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn send(&mut self) -> Result<(), ServiceError> {
        sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(&self.process).execute(&mut self.listener).await?;
        Ok(())
    }

    /// Returns when another process told something. What was read so far is kept when it is given up.
    ///
    /// # Errors
    ///
    /// The database's, and the loss of the connection.
    pub async fn hear(&mut self) -> Result<(), ServiceError> {
        loop {
            match self.listener.try_recv().await? {
                Some(notice) if notice.payload() == self.process => {}
                Some(_) => return Ok(()),
                None => return Err(ServiceError::internal("the connection for notices was lost")),
            }
        }
    }
}
