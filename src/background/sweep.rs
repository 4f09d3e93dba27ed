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

/// Sweeps all that expired, what happened after so many days, and messages beyond so many; 0 keeps them for ever. One kind's failure, which is logged, keeps no
/// other from being swept.
pub async fn round(database: &Database, history_retention_days: u32, max_messages: u32) {
    let retention = Duration::days(history_retention_days.into());
    let mut sweeps = vec![Sweep::ClientTokens];
    if history_retention_days > 0 {
        sweeps.push(Sweep::AssociationEvents { retention });
        sweeps.push(Sweep::Messages { retention });
        sweeps.push(Sweep::StickyIdentities { retention });
    }
    if max_messages > 0 {
        sweeps.push(Sweep::MessagesBeyond { max_rows: max_messages });
    }
    for what in sweeps {
        if let Err(error) = sweep(database, what).await {
            tracing::warn!(?what, %error, cause = error.cause(), "sweeping stopped early; the next round goes on");
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
