//! Units of work: what begins, commits and rolls back.
//!
//! A unit of work runs in a task of its own, so that a client that goes away doesn't cut it off, and under a deadline, so
//! that a silent network doesn't hold its connection for ever. Time-outs go up in steps, each below the next: a lock
//! 2 s, a statement 4 s, the work 5 s, the request 8 s.

use std::{
    future::Future,
    ops::{Deref, DerefMut},
    time::Duration,
};

use sqlx::{
    Executor, PgConnection, Row,
    postgres::{PgDatabaseError, PgSeverity},
};
use time::OffsetDateTime;
use tokio::runtime::Handle;

use super::{
    connections::{Connection, Connections},
    present::Present,
};
use crate::model::error::ServiceError;

/// How long a unit of work may take, waiting for a connection included.
pub const WORK_DEADLINE: Duration = Duration::from_secs(5);

/// How a unit of work talks to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A transaction that may write.
    Write(Patience),
    /// A transaction in which several statements read the same state.
    Read,
    /// A single reading statement, which needs no transaction of its own.
    SingleRead,
}

/// What a writing unit of work does about a row that somebody else holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// It waits, as long as a lock may be waited for.
    Wait,
    /// It passes over the row: several requests are carried out, and whoever wants that row can still be carried out alone. What
    /// can't be passed over, a twin's client token, is soon given up.
    Skip,
    /// It gives up at once: what is only to be explained holds nobody up, itself least.
    Nowait,
}

impl Mode {
    // One text each, so that the present costs no further trip. The time-outs are set again here for poolers that drop those of the
    // session.
    fn begin(self) -> Option<&'static str> {
        match self {
            Self::Write(Patience::Wait) => Some(
                "begin isolation level read committed; set local lock_timeout = '2s'; set local statement_timeout = '4s'; \
                 select (extract(epoch from clock_timestamp()) * 1000000)::bigint, version \
                 from callsign.version where kind = 'clock'",
            ),
            Self::Write(Patience::Skip) => Some(
                "begin isolation level read committed; set local lock_timeout = '100ms'; \
                 set local statement_timeout = '4s'; \
                 select (extract(epoch from clock_timestamp()) * 1000000)::bigint, version \
                 from callsign.version where kind = 'clock'",
            ),
            Self::Write(Patience::Nowait) => Some(
                "begin isolation level read committed; set local lock_timeout = '20ms'; \
                 set local statement_timeout = '800ms'; \
                 select (extract(epoch from clock_timestamp()) * 1000000)::bigint, version \
                 from callsign.version where kind = 'clock'",
            ),
            Self::Read => Some(
                "begin isolation level repeatable read read only; set local lock_timeout = '2s'; \
                 set local statement_timeout = '4s'; \
                 select (extract(epoch from clock_timestamp()) * 1000000)::bigint, version \
                 from callsign.version where kind = 'clock'",
            ),
            Self::SingleRead => None,
        }
    }
}

/// A unit of work's hold on the database. Dropped without [`Tx::commit`] or [`Tx::rollback`], it closes its connection.
pub struct Tx {
    connection: Connection,
    mode: Mode,
    present: Present,
}

impl Tx {
    /// Begins.
    ///
    /// # Errors
    ///
    /// Those of [`Connections::acquire`], and InternalServerException when the
    /// connection turns out to be broken.
    pub async fn begin(connections: &Connections, mode: Mode) -> Result<Self, ServiceError> {
        let mut connection = connections.acquire().await?;
        let present = match mode.begin() {
            Some(begin) => {
                let rows = connection.fetch_all(sqlx::raw_sql(begin)).await?;
                let row = rows.last().ok_or_else(|| ServiceError::internal("callsign.version has lost its rows"))?;
                connections.clocks().present(&mut connection, row.try_get(0)?, row.try_get(1)?).await?
            }
            // A read of one statement compares with `callsign.present` in its own text.
            None => Present::real(OffsetDateTime::now_utc()),
        };
        Ok(Self { connection, mode, present })
    }

    /// When it began. In a [`Mode::SingleRead`] this is the process's own time, which nothing stored is compared with.
    #[must_use]
    pub fn present(&self) -> &Present {
        &self.present
    }

    /// Makes everything that was written last.
    ///
    /// # Errors
    ///
    /// [`NotCommitted`].
    pub async fn commit(mut self) -> Result<(), NotCommitted> {
        if self.mode != Mode::SingleRead {
            self.connection.execute(sqlx::raw_sql("commit")).await?;
        }
        self.connection.give_back();
        Ok(())
    }

    /// Undoes everything that was written. A single read has nothing to undo, but what refused it may have been a dead connection:
    /// it is given back only if it still answers.
    ///
    /// # Errors
    ///
    /// InternalServerException: the connection is closed then, which undoes it too.
    pub async fn rollback(mut self) -> Result<(), ServiceError> {
        let statement = if self.mode == Mode::SingleRead { "select" } else { "rollback" };
        self.connection.execute(sqlx::raw_sql(statement)).await?;
        self.connection.give_back();
        Ok(())
    }
}

/// Why a unit of work may not last.
#[derive(Debug)]
pub struct NotCommitted {
    /// InternalServerException, mostly.
    pub error: ServiceError,
    /// Whether nothing lasts: PostgreSQL refused the commit and rolled back. Else nobody knows, and a retry with the same client token
    /// finds out.
    pub is_rolled_back: bool,
}

impl From<sqlx::Error> for NotCommitted {
    fn from(error: sqlx::Error) -> Self {
        let refused = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>());
        // A fatal one may have come after the commit.
        let is_rolled_back = refused.is_some_and(|error| error.severity() == PgSeverity::Error);
        Self { error: error.into(), is_rolled_back }
    }
}

impl From<NotCommitted> for ServiceError {
    fn from(failure: NotCommitted) -> Self {
        failure.error
    }
}

impl Deref for Tx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

/// Runs `work` to its end, whatever becomes of the caller.
///
/// # Errors
///
/// Those of `work`; InternalServerException after `deadline`.
pub async fn run<T, F>(runtime: &Handle, deadline: Duration, work: F) -> Result<T, ServiceError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, ServiceError>> + Send + 'static,
{
    match runtime.spawn(tokio::time::timeout(deadline, work)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_elapsed)) => Err(ServiceError::internal("the unit of work reached its deadline")),
        Err(panic) => Err(ServiceError::internal(panic)),
    }
}
