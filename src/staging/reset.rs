//! POST `/reset`: removes all that an account, a region or everybody has.

use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::{caller::AccountId, error::ServiceError},
    store::{
        reset::{self, Kept, Removed},
        view::Reach,
    },
};

/// What is said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    account_id: Option<String>,
    #[serde(default)]
    all: bool,
    region: Option<String>,
    #[serde(default)]
    keep: Vec<String>,
}

/// Removes what is there, and answers how many rows of which table that were.
///
/// # Errors
///
/// 422 where neither an account nor `all` is named; 403 for another account than the signature's; 503 if it isn't done by the deadline:
/// messages may be gone then, and nothing else is. 400 and 422 for members.
pub async fn reset(asked: Asked) -> Outcome {
    Parameters::of(asked.query.clone())?.end("none: what is to be reset stands in the body")?;
    let said: Said = body::read(&asked.body)?;
    let kept = kept(&said.keep)?;
    let reach = reach(&asked, said)?;
    let removed = carry_out(&asked, &reach, kept).await?;
    let total: u64 = removed.values().sum();
    super::faults::refresh(&asked).await?;
    tracing::info!(account = reach.account_id, region = reach.region, total, "reset");
    Ok((200, json!({ "removed": removed, "total": total })))
}

fn reach(asked: &Asked, said: Said) -> Result<Reach, Refusal> {
    if said.all == said.account_id.is_some() {
        return Err(Refusal::new(
            422,
            "NOTHING_NAMED",
            "Either account_id or all must say what is reset, and not both.",
            "Name an account_id, or all: true for everything.",
        ));
    }
    if said.account_id.as_deref().is_some_and(|text| AccountId::parse(text).is_none()) {
        return Err(bad("account_id", "twelve digits"));
    }
    if said.all {
        asked.is_admin()?;
    } else {
        // Whoever signs for one region of his account may reset all of it.
        asked.reach(said.account_id.clone(), None)?;
    }
    Ok(Reach { account_id: said.account_id, region: said.region, among: None })
}

fn kept(keep: &[String]) -> Result<Kept, Refusal> {
    let mut kept = Kept::default();
    for name in keep {
        match name.as_str() {
            "clock" => kept.clock = true,
            "faults" => kept.faults = true,
            "handsets" => kept.handsets = true,
            _ => return Err(bad("keep", "a list of clock, faults and handsets")),
        }
    }
    Ok(kept)
}

async fn carry_out(asked: &Asked, reach: &Reach, kept: Kept) -> Result<Removed, Refusal> {
    let (database, until) = (&asked.shared.database, Instant::now() + asked.staging.deadline);
    let mut removed = Removed::default();
    let request_id = Uuid::new_v4();
    // What is many goes first, without keeping anybody waiting.
    loop {
        let (connections, reach, mut so_far) = (database.connections().clone(), reach.clone(), removed.clone());
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            let are_more = reset::delete_messages(&mut tx, &reach, &mut so_far).await?;
            tx.commit().await?;
            Ok((are_more, so_far))
        };
        let are_more;
        (are_more, removed) = database.work(work).await?;
        if !are_more {
            break;
        }
        in_time(until)?;
    }
    loop {
        let left = in_time(until)?;
        let (connections, reach, mut so_far) = (database.connections().clone(), reach.clone(), removed.clone());
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            reset::be_patient(&mut tx, left.as_millis()).await?;
            let Some(made) = reset::lock(&mut tx, &reach, kept).await? else {
                tx.rollback().await?;
                return Ok(None);
            };
            reset::delete(&mut tx, &reach, kept, made, request_id, &mut so_far).await?;
            tx.commit().await?;
            Ok::<_, ServiceError>(Some(so_far))
        };
        if let Some(removed) = database.work_within(left, work).await? {
            return Ok(removed);
        }
    }
}

fn in_time(until: Instant) -> Result<std::time::Duration, Refusal> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        let message = "The reset isn't done: some messages may be gone, and nothing else is.";
        return Err(Refusal::new(503, "RESET_UNFINISHED", message, "Ask again: it goes on where it was."));
    }
    Ok(left)
}
