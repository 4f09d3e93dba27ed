//! What happens by itself when its time has come: the events of messages.

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    model::error::ServiceError,
    store::message::due,
};

/// Carries out everything that is due, batch by batch, and answers how many messages that were.
///
/// # Errors
///
/// The database's; what is left is carried out the next time.
pub async fn round(database: &Database) -> Result<usize, ServiceError> {
    let mut all = 0;
    loop {
        let connections = database.connections().clone();
        let count = database
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
                let count = due::carry_out(&mut tx).await?;
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
