//! PUT `/seed`: everything that a file holds, made through the operations, all of it or nothing.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use uuid::Uuid;

use super::{
    Asked, Outcome, Refusal,
    parameters::{Parameters, bad},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::deployment::Deployment,
    model::{caller::AccountId, error::ServiceError},
    path::Shared,
    store::{
        reset::{self, Kept, Removed},
        view::Reach,
    },
};

mod file;
mod run;
mod steps;

use file::{File, Places};
use run::{NotSeeded, Seeding};

pub use file::Language;
pub use run::Seeded;

/// The seed of the README: what `callsign seed --example` prints.
pub const EXAMPLE: &str = include_str!("example.toml");

/// A file that is to be carried out.
pub struct Seed {
    /// What it says.
    pub text: String,
    /// In which language.
    pub language: Language,
    /// Whether everything else of its account and region goes first.
    pub replaces: bool,
}

/// Why a file isn't carried out.
#[derive(Debug)]
pub enum Unseeded {
    /// It can't be read. The text says where, and why.
    Unreadable(String),
    /// It names no account, and there are several.
    NoAccount,
    /// What it asks for is refused. The text says where, and why.
    Refused(String),
    /// The database failed.
    Failed(ServiceError),
}

impl From<ServiceError> for Unseeded {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

/// Carries a file out.
///
/// # Errors
///
/// [`Unseeded`]; nothing of it is kept then.
pub async fn apply(
    shared: &Arc<Shared>,
    deployment: &Arc<Deployment>,
    only_account_id: Option<&str>,
    seed: Seed,
    deadline: Duration,
) -> Result<Seeded, Unseeded> {
    let file = File::read(&seed.text, seed.language).map_err(|fault| Unseeded::Unreadable(fault.0))?;
    let account_id = file.account_id.as_deref().or(only_account_id).ok_or(Unseeded::NoAccount)?;
    let account_id = AccountId::parse(account_id)
        .ok_or_else(|| Unseeded::Unreadable("account_id must be twelve digits".to_owned()))?;
    let (database, deployment) = (&shared.database, Arc::clone(deployment));
    let (connections, next_tokens) = (database.connections().clone(), shared.next_tokens.clone());
    let reach = Reach { account_id: Some(account_id.to_string()), region: Some(file.region.clone()), among: None };
    // A merge locks what a reset would, so that no step waits for a call that waits for another.
    let kept = Kept { spend: !seed.replaces, ..Kept::default() };
    let work = async move {
        loop {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            reset::be_patient(&mut tx, deadline.as_millis()).await?;
            reset::make_scope(&mut tx, &account_id, &file.region).await?;
            let Some(made) = reset::lock(&mut tx, &reach, kept).await? else {
                tx.rollback().await?;
                continue;
            };
            if seed.replaces {
                reset::delete(&mut tx, &reach, kept, made, Uuid::new_v4(), &mut Removed::default()).await?;
            }
            let places = Places::of(&seed.text, seed.language);
            let scope = (account_id.clone(), file.region.clone());
            let seeding = Seeding::new(&mut tx, scope, Arc::clone(&deployment), next_tokens.clone(), places);
            let outcome = seeding.run(&file).await;
            return match outcome {
                Ok(seeded) => {
                    tx.commit().await?;
                    Ok(Ok(seeded))
                }
                Err(NotSeeded::Item(text)) => {
                    tx.rollback().await?;
                    Ok(Err(text))
                }
                Err(NotSeeded::Failed(error)) => Err(error),
            };
        }
    };
    database.work_within(deadline, work).await?.map_err(Unseeded::Refused)
}

/// Carries the file in the body out.
///
/// # Errors
///
/// 400 for a file that can't be read, 422 for what is refused, both with its line or path: nothing of it is kept then. 403 for another
/// account than the signature's; 400 and 422 for parameters.
pub async fn seed(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let replaces = match parameters.take("mode").as_deref() {
        None | Some("merge") => false,
        Some("replace") => true,
        Some(_) => return Err(bad("mode", "merge or replace")),
    };
    parameters.end("mode")?;
    let language = if asked.is_toml { Language::Toml } else { Language::Json };
    let text = String::from_utf8(asked.body.clone()).map_err(|_| unreadable("it isn't UTF-8"))?;
    let usual = match asked.rights.accounts.as_deref() {
        Some([only]) => Some(only),
        Some(_) => None,
        None => asked.staging.only_account_id.as_ref(),
    };
    if asked.rights.accounts.is_some() {
        let file = File::read(&text, language).map_err(|fault| unreadable(&fault.0))?;
        asked.reach(file.account_id.or_else(|| usual.cloned()), None)?;
    }
    let seed = Seed { text, language, replaces };
    let (shared, staging) = (&asked.shared, &asked.staging);
    let seeded = apply(shared, &staging.deployment, usual.map(String::as_str), seed, staging.deadline).await;
    let seeded = seeded.map_err(|unseeded| match unseeded {
        Unseeded::Unreadable(text) => unreadable(&text),
        Unseeded::NoAccount => {
            Refusal::new(422, "NO_ACCOUNT", "There are several accounts, and the file names none.", "Name account_id.")
        }
        Unseeded::Refused(text) => {
            Refusal::new(422, "SEED_REFUSED", text, "Correct that item: nothing of the file was kept.")
        }
        Unseeded::Failed(error) => error.into(),
    })?;
    if replaces {
        super::faults::refresh(&asked).await?;
    }
    let Seeded { created, changed, unchanged, ids } = seeded;
    Ok((200, json!({ "created": created, "changed": changed, "unchanged": unchanged, "ids": ids })))
}

fn unreadable(text: &str) -> Refusal {
    Refusal::new(400, "INVALID_SEED", text, "callsign seed --example prints one that is good.")
}
