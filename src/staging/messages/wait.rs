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
    store::view::{
        Snapshot,
        message::{self, After, MOST, Which},
    },
};

/// The longest wait, in milliseconds, and the usual one.
pub const LONGEST_MS: u64 = 60_000;
pub const USUAL_MS: u64 = 10_000;

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
    match arrival(&asked, &which, &after, count, until).await? {
        Some(found) => Ok(answer(&found)),
        // What passes all filters was too early, or too few.
        None => Err(in_vain(&asked, which, "after or count").await?),
    }
}

/// Waits until so many messages match and came after something; `None` if they didn't in time.
///
/// # Errors
///
/// 429 for a waiter too many; 503 when callsign stops.
pub async fn arrival(
    asked: &Asked,
    which: &Which,
    after: &After,
    count: usize,
    until: Instant,
) -> Result<Option<Found>, Refusal> {
    let (database, watch) = (&asked.shared.database, &asked.staging.watch);
    let place = watch.place()?;
    let found = look(database, which, after).await?;
    if found.is_enough(count) {
        return Ok(Some(found));
    }
    if until <= Instant::now() {
        return Ok(None);
    }
    let arrival = watch.wait(database, place, which.clone(), after.clone(), found, count);
    match timeout_at(until, arrival).await {
        Ok(Some(found)) => return Ok(Some(found)),
        Ok(None) => return Err(Refusal::stopping()),
        Err(_elapsed) => {}
    }
    // The last look, which misses nothing that was there in time.
    let found = look(database, which, after).await?;
    Ok(found.is_enough(count).then_some(found))
}

fn answer(found: &Found) -> (u16, Value) {
    (200, json!({ "items": found.messages, "cursor": found.seen.as_str() }))
}

/// The refusal, with the last messages, each with the first filter that it failed: `else_` where it failed none.
///
/// # Errors
///
/// The database's.
pub async fn in_vain(asked: &Asked, which: Which, else_: &str) -> Result<Refusal, ServiceError> {
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let near = message::near(&mut tx, &which, NEAR_MISSES).await?;
        tx.commit().await?;
        Ok(near)
    };
    let near = asked.shared.database.work(work).await?;
    let near = near.into_iter().map(|(message, failed)| {
        let failed = failed.unwrap_or_else(|| else_.to_owned());
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

/// The cursor or the time after which messages count.
///
/// # Errors
///
/// 422 for what is neither.
pub fn after(value: Option<Value>) -> Result<After, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(After::Nothing),
        Some(Value::String(text)) => after_text("after", &text),
        Some(_) => Err(bad_after("after")),
    }
}

/// The same of a parameter.
///
/// # Errors
///
/// 422 for what is neither.
pub fn after_text(name: &str, text: &str) -> Result<After, Refusal> {
    match Snapshot::parse(text) {
        Some(seen) => Ok(After::Snapshot(seen)),
        None => Ok(After::Time(time(name, text).map_err(|_| bad_after(name))?)),
    }
}

fn bad_after(name: &str) -> Refusal {
    bad(name, "the cursor of an answer, or a time such as 2026-01-31T12:00:00Z")
}
