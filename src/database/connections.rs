//! Connections to PostgreSQL, kept between units of work.
//!
//! The `deadpool` crate over bare `PgConnection`s: `sqlx::Pool` pings on every release, which doubles the round trips of a
//! short statement, and it takes back connections whose work was cut off.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use deadpool::{
    Runtime,
    managed::{self, Metrics, Object, RecycleResult, Timeouts},
};
use futures_util::future::try_join_all;
use sqlx::{ConnectOptions, Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::sync::Semaphore;

use super::{
    error::{said, sqlstate},
    present::Clocks,
    standing::Standing,
};
use crate::model::error::ServiceError;

/// How long a unit of work waits for a connection, opening one included.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection unused for longer than this is asked whether it still answers before it is handed out.
const PING_AFTER_IDLE: Duration = Duration::from_secs(1);

/// How long that question may take.
const PING_TIMEOUT: Duration = Duration::from_millis(500);

/// How many connections are opened at the same time. Proving the password takes many milliseconds of one core, and what
/// isn't open within [`ACQUIRE_TIMEOUT`] was in vain: opening all that a burst asks for at once may never end.
const OPENING_AT_ONCE: usize = 4;

/// How many units of work may wait for each connection. More would wait longer than they may before they are refused.
pub const WAITING_FOR_EACH: usize = 32;

/// The connections of this process.
#[derive(Clone)]
pub struct Connections {
    pool: managed::Pool<Opener>,
    clocks: Arc<Clocks>,
    standing: Standing,
}

/// Opens connections for the pool.
struct Opener {
    options: PgConnectOptions,
    turns: Semaphore,
    standing: Standing,
}

impl managed::Manager for Opener {
    type Type = PgConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<PgConnection, sqlx::Error> {
        // Never closed, so there is always a turn in the end.
        let _turn = self.turns.acquire().await;
        let attempt = self.standing.attempt();
        // Boxed, because opening with TLS is large and rare, and every unit of work would carry it.
        let opened = Box::pin(self.options.connect()).await;
        match &opened {
            Ok(_) => attempt.succeeded(),
            // too_many_connections
            Err(error) if sqlstate(error).as_deref() == Some("53300") => attempt.refused(),
            Err(error) => attempt.failed(&said(error)),
        }
        opened
    }

    async fn recycle(&self, connection: &mut PgConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.last_used() > PING_AFTER_IDLE {
            connection.ping().await?;
            self.standing.reached();
        }
        Ok(())
    }
}

impl Connections {
    /// At most `max_connections` connections with `options`; none is opened yet.
    ///
    /// # Errors
    ///
    /// None that settings can cause; the crate's own are passed on.
    pub fn new(options: &PgConnectOptions, max_connections: u32) -> Result<Self, managed::BuildError> {
        let standing = Standing::default();
        let opener =
            Opener { options: session(options), turns: Semaphore::new(OPENING_AT_ONCE), standing: standing.clone() };
        let pool = managed::Pool::builder(opener)
            .max_size(max_connections as usize)
            .timeouts(Timeouts { wait: None, create: None, recycle: Some(PING_TIMEOUT) })
            .runtime(Runtime::Tokio1)
            .build()?;
        Ok(Self { pool, clocks: Arc::default(), standing })
    }

    /// Opens as many connections as may be opened at the same time, so that a first burst finds them. Answers one of them.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn open(&self) -> Result<Connection, sqlx::Error> {
        let opening = (0..OPENING_AT_ONCE.min(self.pool.status().max_size)).map(|_| self.pool.get());
        let mut opened = try_join_all(opening).await.map_err(|error| match error {
            managed::PoolError::Backend(error) => error,
            other => sqlx::Error::Configuration(Box::new(other)),
        })?;
        Ok(Connection { object: opened.pop(), is_clean: false })
    }

    /// Whether so many units of work wait for a connection already that one more had better come back later.
    #[must_use]
    pub fn are_crowded(&self) -> bool {
        let status = self.pool.status();
        status.waiting >= status.max_size * WAITING_FOR_EACH
    }

    /// A connection for one unit of work.
    ///
    /// # Errors
    ///
    /// ThrottlingException when none is free within [`ACQUIRE_TIMEOUT`]; InternalServerException when the database
    /// refuses.
    pub async fn acquire(&self) -> Result<Connection, ServiceError> {
        match tokio::time::timeout(ACQUIRE_TIMEOUT, self.pool.get()).await {
            Ok(Ok(object)) => Ok(Connection { object: Some(object), is_clean: false }),
            Ok(Err(managed::PoolError::Backend(error))) => Err(error.into()),
            Ok(Err(error)) => Err(ServiceError::internal(error)),
            Err(_elapsed) => Err(ServiceError::no_connection()),
        }
    }

    /// Whether PostgreSQL can be reached.
    #[must_use]
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The clocks of the database behind them.
    pub(super) fn clocks(&self) -> &Clocks {
        &self.clocks
    }

    /// How many connections there may be.
    #[must_use]
    pub fn max(&self) -> usize {
        self.pool.status().max_size
    }

    /// How many connections are open, and how many of them are not in use.
    #[must_use]
    pub fn open_and_idle(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size, status.available)
    }

    /// Closes the idle connections, and every other one when its work ends.
    pub fn close(&self) {
        self.pool.close();
    }
}

/// What every session of callsign has set. The backend of a connection that was closed in the middle of its work notices
/// within a second and ends, and releases its locks.
pub(super) fn session(options: &PgConnectOptions) -> PgConnectOptions {
    options.clone().application_name("callsign").options([
        ("client_connection_check_interval", "1s"),
        ("idle_in_transaction_session_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("statement_timeout", "4s"),
        ("timezone", "UTC"),
    ])
}

/// A connection in use. Dropped before [`Connection::give_back`], it is closed and never used again: whatever cut the
/// work off (a deadline, a panic, a broken network) may have left a transaction open on it.
pub struct Connection {
    object: Option<Object<Opener>>,
    is_clean: bool,
}

impl Connection {
    /// Returns the connection for others to use. Only work that ran to its end may call this.
    pub fn give_back(mut self) {
        self.is_clean = true;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let (Some(object), false) = (self.object.take(), self.is_clean) {
            drop(Object::take(object));
        }
    }
}

const TAKEN_ON_DROP_ONLY: &str = "the object is taken out on drop only";

impl Deref for Connection {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.object.as_ref().expect(TAKEN_ON_DROP_ONLY)
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.object.as_mut().expect(TAKEN_ON_DROP_ONLY)
    }
}
