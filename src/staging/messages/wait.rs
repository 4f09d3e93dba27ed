//! POST `/messages/wait`: until messages match.

use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout_at};

use super::which;
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::error::ServiceError,
    staging::{
        Asked, Outcome, Refusal, body,
        parameters::{Parameters, bad, time},
        watch::{Found, look},
    },
    store::view::message::{self, After, MOST, Snapshot, Which},
};

/// The longest wait, in milliseconds, and the usual one.
const LONGEST_MS: u64 = 60_000;
const USUAL_MS: u64 = 10_000;

/// How many messages are shown that didn't match.
const NEAR_MISSES: i64 = 3;

/// Waits until so many messages match and came after the cursor or time that it names. Without one, what is there counts.
///
/// # Errors
///
/// 404 with near misses if there aren't enough in time; 429 for a waiter too many; 503 when callsign stops; 400 and 422 for members.
pub async fn wait(asked: Asked) -> Outcome {
    let mut members: Map<String, Value> = body::read(&asked.body)?;
    let count = number(&mut members, "count", 1, MOST.unsigned_abs(), 1)?;
    let timeout_ms = number(&mut members, "timeout_ms", 0, LONGEST_MS, USUAL_MS)?;
    let after = after(members.remove("after"))?;
    let mut pairs = asked.query.clone();
    for (name, value) in members {
        match value {
            Value::String(text) => pairs.push((name, text)),
            Value::Null => {}
            _ => return Err(bad(&name, "a text")),
        }
    }
    let which = which(&asked, Parameters::of(pairs)?)?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let until = Instant::now() + Duration::from_millis(timeout_ms);

    let watch = &asked.staging.watch;
    let place = watch.place()?;
    let found = look(&asked.shared.database, &which, &after).await?;
    if found.is_enough(count) {
        return Ok(answer(&found));
    }
    if timeout_ms > 0 {
        let arrival = watch.wait(&asked.shared.database, place, which.clone(), after.clone(), found, count);
        match timeout_at(until, arrival).await {
            Ok(Some(found)) => return Ok(answer(&found)),
            Ok(None) => return Err(Refusal::stopping()),
            Err(_elapsed) => {}
        }
        // The last look, which misses nothing that was there in time.
        let found = look(&asked.shared.database, &which, &after).await?;
        if found.is_enough(count) {
            return Ok(answer(&found));
        }
    }
    Err(in_vain(&asked, which).await?)
}

fn answer(found: &Found) -> (u16, Value) {
    (200, json!({ "items": found.messages, "cursor": found.seen.as_str() }))
}

async fn in_vain(asked: &Asked, which: Which) -> Result<Refusal, ServiceError> {
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let near = message::near(&mut tx, &which, NEAR_MISSES).await?;
        tx.commit().await?;
        Ok(near)
    };
    let near = asked.shared.database.work(work).await?;
    let near = near.into_iter().map(|(message, failed)| {
        // What passes all filters was too early, or too few.
        let failed = failed.unwrap_or_else(|| "after or count".to_owned());
        json!({ "message": message, "failed": failed })
    });
    let refusal = Refusal::new(
        404,
        "NO_MATCH_IN_TIME",
        "Not enough messages matched in time.",
        "near_misses has the last messages, each with the first filter that it fails.",
    );
    Ok(refusal.with_near_misses(near.collect()))
}

fn number(members: &mut Map<String, Value>, name: &str, least: u64, most: u64, usual: u64) -> Result<u64, Refusal> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(usual),
        Some(value) => match value.as_u64() {
            Some(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(bad(name, &format!("a whole number from {least} to {most}"))),
        },
    }
}

fn after(value: Option<Value>) -> Result<After, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(After::Nothing),
        Some(Value::String(text)) => match Snapshot::parse(&text) {
            Some(seen) => Ok(After::Snapshot(seen)),
            None => Ok(After::Time(time("after", &text).map_err(|_| bad_after())?)),
        },
        Some(_) => Err(bad_after()),
    }
}

fn bad_after() -> Refusal {
    bad("after", "the cursor of an answer, a time such as 2026-01-31T12:00:00Z, or null")
}
