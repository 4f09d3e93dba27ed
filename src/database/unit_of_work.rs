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

use sqlx::{Executor, PgConnection};
use tokio::runtime::Handle;

use super::connections::{Connection, Connections};
use crate::model::error::ServiceError;

/// How long a unit of work may take, waiting for a connection included.
pub const WORK_DEADLINE: Duration = Duration::from_secs(5);

/// How a unit of work talks to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A transaction that may write.
    Write,
    /// A transaction that may write, for several requests: a lock is soon given up, because each of them can still be carried
    /// out alone.
    Together,
    /// A transaction in which several statements read the same state.
    Read,
    /// A single reading statement, which needs no transaction of its own.
    SingleRead,
}

impl Mode {
    // The time-outs are set again here, where they cost no further trip, for poolers that drop those of the session.
    fn begin(self) -> Option<&'static str> {
        match self {
            Self::Write => Some(
                "begin isolation level read committed; set local lock_timeout = '2s'; set local statement_timeout = '4s'",
            ),
            Self::Together => Some(
                "begin isolation level read committed; set local lock_timeout = '100ms'; \
                 set local statement_timeout = '4s'",
            ),
            Self::Read => Some(
                "begin isolation level repeatable read read only; set local lock_timeout = '2s'; \
                 set local statement_timeout = '4s'",
            ),
            Self::SingleRead => None,
        }
    }
}

/// A unit of work's hold on the database. Dropped without [`Tx::commit`] or [`Tx::rollback`], it closes its connection.
pub struct Tx {
    connection: Connection,
    mode: Mode,
}

impl Tx {
    /// Begins.
    ///
    /// # Errors
    ///
    /// Those of [`Connections::acquire`], and InternalServerException when the connection turns out to be broken.
    pub async fn begin(connections: &Connections, mode: Mode) -> Result<Self, ServiceError> {
        let mut connection = connections.acquire().await?;
        if let Some(begin) = mode.begin() {
            connection.execute(sqlx::raw_sql(begin)).await?;
        }
        Ok(Self { connection, mode })
    }

    /// Makes everything that was written last.
    ///
    /// # Errors
    ///
    /// InternalServerException: whether it lasts is then unknown, and a retry with the same client token finds out.
    pub async fn commit(self) -> Result<(), ServiceError> {
        self.end("commit").await
    }

    /// Undoes everything that was written.
    ///
    /// # Errors
    ///
    /// InternalServerException: the connection is closed then, which undoes it too.
    pub async fn rollback(self) -> Result<(), ServiceError> {
        self.end("rollback").await
    }

    async fn end(mut self, statement: &'static str) -> Result<(), ServiceError> {
        if self.mode != Mode::SingleRead {
            self.connection.execute(sqlx::raw_sql(statement)).await?;
        }
        self.connection.give_back();
        Ok(())
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
/// Those of `work`; InternalServerException after [`WORK_DEADLINE`].
pub async fn run<T, F>(runtime: &Handle, work: F) -> Result<T, ServiceError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, ServiceError>> + Send + 'static,
{
    match runtime.spawn(tokio::time::timeout(WORK_DEADLINE, work)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_elapsed)) => Err(ServiceError::internal("the unit of work reached its deadline")),
        Err(panic) => Err(ServiceError::internal(panic)),
    }
}
