//! Places and snapshots: how whoever reads on misses nothing.
//!
//! Sequences are drawn before the commit, so no place in a list tells what came later. A [`Snapshot`] does: what it didn't see is
//! new, whoever held his transaction open in the meantime, and nobody waits for him.

use std::fmt;

use sqlx::PgConnection;

use crate::model::error::ServiceError;

/// The place of a message or an event in a list: by its transaction, then by its sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The transaction that wrote it.
    pub transaction: i64,
    /// Its sequence.
    pub sequence: i64,
}

impl Place {
    /// `None` unless `text` is what a place is written as.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (transaction, sequence) = text.split_once('.')?;
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
        Some(Self { transaction: number(transaction)?, sequence: number(sequence)? })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.transaction, self.sequence)
    }
}

/// What a statement saw, as PostgreSQL writes it: `xmin:xmax:xip,…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot(String);

impl Snapshot {
    /// `None` unless PostgreSQL takes `text` for one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| {
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u64>().ok().filter(|number| is_plain && (1..=i64::MAX as u64).contains(number))
        };
        let mut parts = text.split(':');
        let (xmin, xmax, running) = (number(parts.next()?)?, number(parts.next()?)?, parts.next()?);
        let mut last = xmin.checked_sub(1)?;
        for xid in running.split(',').filter(|_| !running.is_empty()) {
            let xid = number(xid).filter(|xid| *xid > last && *xid < xmax)?;
            last = xid;
        }
        (parts.next().is_none() && xmin <= xmax).then(|| Self(text.to_owned()))
    }

    /// What PostgreSQL itself said.
    pub(super) fn of_postgresql(text: String) -> Self {
        Self(text)
    }

    /// The snapshot that shows nothing.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self("1:1:".to_owned())
    }

    /// Whether it is of another cluster, or of what this one was before it was restored: it has seen more transactions than there
    /// have been. Then it says nothing about what there is.
    #[must_use]
    pub fn is_beyond(&self, now: &Self) -> bool {
        let xmax = |text: &str| text.split(':').nth(1).and_then(|xmax| xmax.parse::<u64>().ok()).unwrap_or_default();
        xmax(&self.0) > xmax(&now.0)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lets what a restored dump brought along count as written now: its transactions are those of another cluster, which this one may
/// not have reached. Whoever reads on reads it again.
///
/// # Errors
///
/// The database's.
pub async fn set_back(tx: &mut PgConnection) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.message set transaction_id = callsign.transaction_id()
         where transaction_id >= pg_snapshot_xmax(pg_current_snapshot())",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.message_event set happened_in = callsign.transaction_id()
         where happened_in >= pg_snapshot_xmax(pg_current_snapshot())",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.request set transaction_id = callsign.transaction_id()
         where transaction_id >= pg_snapshot_xmax(pg_current_snapshot())",
    )
    .execute(tx)
    .await?;
    Ok(())
}
