//! DELETE `/messages`: what matches, with its events.

use serde_json::json;
use tokio::time::Instant;

use super::which;
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    staging::{Asked, Outcome, Refusal, parameters::Parameters},
    store::view::message::{self, Which},
};

/// Removes the messages that match all filters and were there when it began, batch by batch. What they cost stays spent.
///
/// # Errors
///
/// 503 if it isn't done by the deadline: what was removed is gone, and it may be asked again. 400 and 422 for parameters.
pub async fn delete(asked: Asked) -> Outcome {
    let which = which(&asked, Parameters::of(asked.query.clone())?)?;
    delete_all(&asked, which).await
}

/// The same of messages that are named already.
///
/// # Errors
///
/// As [`delete`], but for parameters.
pub async fn delete_all(asked: &Asked, which: Which) -> Outcome {
    let database = &asked.shared.database;
    let (until, mut deleted, mut seen) = (Instant::now() + asked.staging.deadline, 0, None);
    loop {
        let (connections, which, known) = (database.connections().clone(), which.clone(), seen.clone());
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            let seen = match known {
                Some(seen) => seen,
                None => message::snapshot(&mut tx).await?,
            };
            let batch = message::delete(&mut tx, &which, &seen).await?;
            tx.commit().await?;
            Ok((seen, batch))
        };
        let (known, batch) = database.work(work).await?;
        seen = Some(known);
        deleted += batch;
        if batch == 0 {
            return Ok((200, json!({ "deleted": deleted })));
        }
        if Instant::now() >= until {
            let message = format!("{deleted} messages were removed, and there are more.");
            return Err(Refusal::new(503, "DELETE_UNFINISHED", message, "Ask again: it goes on where it was."));
        }
    }
}
