//! Sweeping: removing what is kept for a time only, batch by batch.

use time::Duration;
use tokio::time::Instant;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    model::error::ServiceError,
    store::sweep::Sweep,
};

/// How many times as long as a batch took a sweep rests after it.
const REST_AFTER_BATCH: u32 = 4;

/// How much is kept, and for how long; 0 keeps it for ever.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// What happened, in days.
    pub history_days: u32,
    /// How many messages.
    pub messages: u32,
    /// Calls, in days.
    pub request_days: u32,
    /// How many calls.
    pub requests: u32,
}

/// Sweeps all that expired, and what isn't to be kept. One kind's failure, which is logged, keeps no other from being swept.
pub async fn round(database: &Database, kept: Kept) {
    let days = |count: u32| Duration::days(count.into());
    let mut sweeps = vec![Sweep::ClientTokens];
    if kept.history_days > 0 {
        let retention = days(kept.history_days);
        sweeps.push(Sweep::AssociationEvents { retention });
        sweeps.push(Sweep::PoolEvents { retention });
        sweeps.push(Sweep::Messages { retention });
        sweeps.push(Sweep::RegistrationDeliveries { retention });
        sweeps.push(Sweep::StickyIdentities { retention });
    }
    if kept.messages > 0 {
        sweeps.push(Sweep::MessagesBeyond { max_rows: kept.messages });
    }
    if kept.request_days > 0 {
        sweeps.push(Sweep::Requests { retention: days(kept.request_days) });
    }
    if kept.requests > 0 {
        sweeps.push(Sweep::RequestsBeyond { max_rows: kept.requests });
    }
    for what in sweeps {
        if let Err(error) = sweep(database, what).await {
            database.tell(&error, "sweeping stopped early; the next round goes on").await;
        }
    }
}

/// Sweeps what expired, batch by batch, until nothing is left.
///
/// # Errors
///
/// The database's; what is left is swept the next time.
pub async fn sweep(database: &Database, what: Sweep) -> Result<(), ServiceError> {
    loop {
        let began = Instant::now();
        let connections = database.connections().clone();
        let swept = database
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
                let swept = what.batch(&mut tx).await?;
                tx.commit().await?;
                Ok(swept)
            })
            .await?;
        if swept == 0 {
            return Ok(());
        }
        // Most of the time is the calls'.
        tokio::time::sleep(began.elapsed() * REST_AFTER_BATCH).await;
    }
}
