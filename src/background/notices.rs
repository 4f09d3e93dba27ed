//! Tells other processes on the same database that something was committed, and hears it from them.

use std::{convert::Infallible, sync::Arc, time::Duration};

use tokio::time::sleep;

use crate::{
    database::{Database, changes::Notices},
    model::error::ServiceError,
};

/// How long it takes at least from one notice to the next.
const BETWEEN: Duration = Duration::from_millis(20);

/// How long it rests after a failure. Whoever waits for changes looks by himself meanwhile.
const REST_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Does so for ever, on a connection of its own, which is opened once there is something to be told or waited for.
pub async fn run(database: Arc<Database>) {
    let mut is_out = false;
    loop {
        database.changes().to_be_told().await;
        match exchange(&database, &mut is_out).await {
            Ok(never) => match never {},
            Err(error) if is_out => tracing::debug!(cause = error.cause(), "notices are still out"),
            Err(error) => {
                is_out = true;
                database.tell(&error, "no notices are exchanged: who waits for changes looks once a second").await;
            }
        }
        sleep(REST_AFTER_FAILURE).await;
        // What wasn't told is told first then.
        database.changes().listen();
    }
}

async fn exchange(database: &Database, is_out: &mut bool) -> Result<Infallible, ServiceError> {
    let changes = database.changes();
    let mut notices = Notices::open(database.options()).await?;
    *is_out = false;
    notices.send().await?;
    loop {
        tokio::select! {
            heard = notices.hear() => {
                heard?;
                changes.heard();
            }
            () = changes.to_be_told() => {
                notices.send().await?;
                sleep(BETWEEN).await;
            }
        }
    }
}
