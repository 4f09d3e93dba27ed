//! The present, which comes from the database: instances whose clocks differ agree on every status.
//!
//! `begin` asks for it in the same trip. An account whose clock was set has a row in `callsign.clock`; a process keeps those rows,
//! and reads them anew in the transaction that finds their version changed.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use crate::model::{error::ServiceError, timestamp};

/// How an account's clock was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    /// It goes, ahead of the real one by so much.
    Offset(Duration),
    /// It stands.
    Frozen(OffsetDateTime),
}

/// Version, account, where a frozen clock stands, how far another is ahead.
type ClockRow = (i64, Option<String>, Option<OffsetDateTime>, Option<i64>);

/// The moment at which a unit of work began, for every account.
#[derive(Clone, Debug)]
pub struct Present {
    real: OffsetDateTime,
    clocks: Arc<HashMap<String, Clock>>,
    later: Duration,
}

impl Present {
    /// The moment `real` where no account's clock is set.
    #[must_use]
    pub fn real(real: OffsetDateTime) -> Self {
        Self { real, clocks: Arc::default(), later: Duration::ZERO }
    }

    /// What the clock of an account shows, in whole milliseconds. A stored time is compared with the present of the account that
    /// owns its row.
    #[must_use]
    pub fn of(&self, account_id: &str) -> OffsetDateTime {
        let now = timestamp::to_milliseconds(match self.clocks.get(account_id) {
            None => self.real,
            Some(Clock::Offset(offset)) => self.real + *offset,
            Some(Clock::Frozen(at)) => *at,
        });
        now + self.later
    }

    /// The same where the clock of an account was just made real.
    #[must_use]
    pub fn with_real(&self, account_id: &str) -> Self {
        let mut clocks = (*self.clocks).clone();
        clocks.remove(account_id);
        Self { clocks: Arc::new(clocks), ..self.clone() }
    }

    /// The same so many microseconds later: what is made step by step in one moment stays in its order.
    #[must_use]
    pub fn later(&self, microseconds: i64) -> Self {
        Self { later: Duration::microseconds(microseconds), ..self.clone() }
    }
}

/// The clocks that were set, as this process knows them.
#[derive(Default)]
pub struct Clocks(RwLock<(i64, Arc<HashMap<String, Clock>>)>);

impl Clocks {
    /// The present, by what `begin` answered: the database's own time in microseconds since 1970, and the clocks' version.
    ///
    /// # Errors
    ///
    /// The database's.
    pub(super) async fn present(
        &self,
        tx: &mut PgConnection,
        real_us: i64,
        version: i64,
    ) -> Result<Present, ServiceError> {
        let real = OffsetDateTime::from_unix_timestamp_nanos(i128::from(real_us) * 1_000);
        let real = real.map_err(ServiceError::internal)?;
        let known = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            (known.0 == version).then(|| Arc::clone(&known.1))
        };
        let clocks = match known {
            Some(clocks) => clocks,
            None => self.read(tx).await?,
        };
        Ok(Present { real, clocks, later: Duration::ZERO })
    }

    /// Reads the clocks together with their version, which may be newer than the one that `begin` saw.
    async fn read(&self, tx: &mut PgConnection) -> Result<Arc<HashMap<String, Clock>>, ServiceError> {
        let rows: Vec<ClockRow> = sqlx::query_as(
            "select v.version, c.account_id, c.at, c.offset_ms
             from callsign.version v left join callsign.clock c on true where v.kind = 'clock'",
        )
        .fetch_all(tx)
        .await?;
        let version = rows.first().map_or(0, |row| row.0);
        let clocks = rows.into_iter().filter_map(|(_, account_id, at, offset_ms)| {
            let clock = match (at, offset_ms) {
                (Some(at), _) => Clock::Frozen(at),
                (None, offset_ms) => Clock::Offset(Duration::milliseconds(offset_ms?)),
            };
            Some((account_id?, clock))
        });
        let clocks: Arc<HashMap<String, Clock>> = Arc::new(clocks.collect());
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (version, Arc::clone(&clocks));
        Ok(clocks)
    }
}
