//! What happens by itself when its time has come: the events of messages, and what phones answer.

use std::{sync::Arc, time::Duration};

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    domain::inbound::Inbound,
    model::error::ServiceError,
    store::message::due,
};

/// How long it takes at most until what is due is seen.
const DUE_EVERY: Duration = Duration::from_millis(100);

/// Round after round, for ever.
pub async fn rounds(database: Arc<Database>, inbound: Inbound) {
    loop {
        tokio::time::sleep(DUE_EVERY).await;
        if let Err(error) = round(&database, inbound).await {
            tracing::warn!(%error, cause = error.cause(), "what is due waits for the next round");
        }
    }
}

/// Carries out everything that is due, batch by batch, and answers how many messages that were.
///
/// # Errors
///
/// The database's; what is left is carried out the next time.
pub async fn round(database: &Database, inbound: Inbound) -> Result<usize, ServiceError> {
    let mut all = 0;
    loop {
        let connections = database.connections().clone();
        let count = database
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
                let count = due::carry_out(&mut tx, inbound).await?;
                tx.commit().await?;
                Ok(count)
            })
            .await?;
        all += count;
        if count == 0 {
            return Ok(all);
        }
    }
}
