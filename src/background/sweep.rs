//! Sweeping: removing what is kept for a time only, batch by batch.

use time::Duration;
use tokio::time::Instant;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Tx},
    },
    model::error::ServiceError,
    store,
};

/// How many times as long as a batch took a sweep rests after it.
const REST_AFTER_BATCH: u32 = 4;

/// Sweeps what expired, batch by batch, until nothing is left.
///
/// # Errors
///
/// The database's; what is left is swept the next time.
pub async fn sweep(database: &Database, history_retention: Duration) -> Result<(), ServiceError> {
    loop {
        let began = Instant::now();
        let connections = database.connections().clone();
        let swept = database
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::Write).await?;
                let tokens = store::sweep::client_tokens(&mut tx).await?;
                let events = store::sweep::association_events(&mut tx, history_retention).await?;
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
