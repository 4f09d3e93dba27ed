//! POST `/deliveries/{id}/retry` and `/deliveries/retry`: again.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    staging::{
        Asked, Outcome, Refusal, body,
        parameters::{Parameters, time},
    },
    store::delivery::again::{self, Which},
};

/// How long it goes on.
const DEADLINE: Duration = Duration::from_mins(1);

/// Delivers one again, whatever became of it: three times at once, then with the usual rests.
///
/// # Errors
///
/// 404.
pub async fn retry_one(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let (reach, id) = (asked.reach_all(account_id, region)?, super::id(id)?);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let is_queued = again::one(&mut tx, &reach, id).await?;
        tx.commit().await?;
        Ok(is_queued)
    };
    if asked.shared.database.work(work).await? { Ok((200, json!({ "queued": 1 }))) } else { Err(super::missing()) }
}

/// Which of them.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Said {
    since: Option<String>,
    configuration_set_name: Option<String>,
    event_destination_name: Option<String>,
}

/// Delivers all again that match and failed or had no target, batch by batch.
///
/// # Errors
///
/// 503 if it isn't done within 60 s: it may be asked again. 400 and 422 for members.
pub async fn retry_all(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Said = if asked.body.is_empty() { Said::default() } else { body::read(&asked.body)? };
    let which = Which {
        reach: asked.reach_all(account_id, region)?,
        since: said.since.map(|text| time("since", &text)).transpose()?,
        configuration_set_name: said.configuration_set_name,
        event_destination_name: said.event_destination_name,
    };
    let database = &asked.shared.database;
    let (until, mut queued, mut after) = (Instant::now() + DEADLINE, 0, 0);
    loop {
        let (connections, which) = (database.connections().clone(), which.clone());
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            let batch = again::batch(&mut tx, &which, after).await?;
            tx.commit().await?;
            Ok(batch)
        };
        let (count, last) = database.work(work).await?;
        queued += count;
        match last {
            None => return Ok((200, json!({ "queued": queued }))),
            Some(last) => after = last,
        }
        if Instant::now() >= until {
            let message = format!("{queued} deliveries go out again, and there are more.");
            return Err(Refusal::new(503, "RETRY_UNFINISHED", message, "Ask again: it goes on where it was."));
        }
    }
}
