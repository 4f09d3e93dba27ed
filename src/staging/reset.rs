//! POST `/reset`: removes all that an account, a region or everybody has, and begins anew with the seed of the settings.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
    seed::{self, Readable, Seed, Seeded, Unseeded},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::{
        caller::{AccountId, By},
        error::ServiceError,
    },
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
    /// Whether the seed of the settings is carried out then.
    #[serde(default)]
    seed: bool,
}

/// Removes what is there, and answers how many rows of which table that were.
///
/// # Errors
///
/// 422 where neither an account nor `all` is named, and where the seed is refused or of another scope: messages may be gone then, and nothing else is; 403 for another account than the signature's; 503 if it isn't done by the deadline:
/// messages may be gone then, and nothing else is. 400 and 422 for members.
pub async fn reset(asked: Asked) -> Outcome {
    Parameters::of(asked.query.clone())?.end("none: what is to be reset stands in the body")?;
    let said: Said = body::read(&asked.body)?;
    let (kept, is_seeded) = (kept(&said.keep)?, said.seed);
    let reach = reach(&asked, said)?;
    let seed = if is_seeded { Some(Arc::new(seed_of_settings(&asked, &reach).await?)) } else { None };
    let (removed, seeded) = carry_out(&asked, &reach, kept, seed).await?;
    let total: u64 = removed.values().sum();
    super::faults::refresh(&asked).await?;
    tracing::info!(account = reach.account_id, region = reach.region, total, "reset");
    let mut answer = json!({ "removed": removed, "total": total });
    if let Some(seeded) = seeded {
        answer["seeded"] = seeded.answer();
    }
    Ok((200, answer))
}

/// The seed that the settings name, as its file is now.
async fn seed_of_settings(asked: &Asked, reach: &Reach) -> Result<Readable, Refusal> {
    let path = asked.staging.seed_file.clone().ok_or_else(|| {
        Refusal::new(422, "NO_SEED", "The settings name no seed.", "Set seed.file, or PUT a file to /seed.")
    })?;
    let read = tokio::task::spawn_blocking(move || Seed::of_file(&path)).await.map_err(ServiceError::internal)?;
    let seed = read.map_err(|error| seed::refused(format!("seed.file: {error}")))?;
    let readable = seed.read(asked.staging.only_account_id().as_deref()).map_err(|unseeded| match unseeded {
        Unseeded::Unreadable(text) => seed::refused(format!("seed.file: {text}")),
        other => other.into(),
    })?;
    let (account_id, region) = readable.scope();
    let is = |named: &Option<String>, own: &str| named.as_deref().is_none_or(|named| named == own);
    if is(&reach.account_id, account_id) && is(&reach.region, region) {
        return Ok(readable);
    }
    let message = format!("The seed of the settings is of account {account_id} in {region}, which isn't reset.");
    Err(Refusal::new(422, "SEED_ELSEWHERE", message, "Name its account and region, or PUT a file of another to /seed."))
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

async fn carry_out(
    asked: &Asked,
    reach: &Reach,
    kept: Kept,
    seed: Option<Arc<Readable>>,
) -> Result<(Removed, Option<Seeded>), Refusal> {
    let (database, until) = (&asked.shared.database, Instant::now() + asked.staging.deadline);
    let mut removed = Removed::default();
    let request_id = Uuid::new_v4();
    let (by, principal_arn) = (asked.rights.by(), asked.rights.principal_arn.clone());
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
        let (seed, deployment) = (seed.clone(), Arc::clone(&asked.staging.deployment));
        let next_tokens = asked.shared.next_tokens.clone();
        let (by, principal_arn) = (by.clone(), principal_arn.clone());
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            reset::be_patient(&mut tx, left.as_millis()).await?;
            if let Some(seed) = &seed {
                seed.make_scope(&mut tx).await?;
            }
            let Some(made) = reset::lock(&mut tx, &reach, kept).await? else {
                tx.rollback().await?;
                return Ok(None);
            };
            let by = By { access_key_id: Some(&by), principal_arn: principal_arn.as_deref() };
            reset::delete(&mut tx, &reach, kept, made, (request_id, by), &mut so_far).await?;
            let mut seeded = None;
            if let Some(seed) = seed {
                let mut present = tx.present().clone();
                if reset::takes_clocks(&reach, kept) {
                    present = present.with_real(seed.scope().0);
                }
                match seed.carry_out(&mut tx, present, &deployment, next_tokens).await? {
                    Ok(made) => seeded = Some(made),
                    Err(text) => {
                        tx.rollback().await?;
                        return Ok(Some(Err(text)));
                    }
                }
            }
            tx.commit().await?;
            Ok::<_, ServiceError>(Some(Ok((so_far, seeded))))
        };
        if let Some(done) = database.work_within(left, work).await? {
            return done.map_err(|text| seed::refused(format!("seed.file: {text}")));
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
