//! `/seed`: everything that a file holds, made through the operations, all of it or nothing; and the file of what there is.

use std::{path::Path, sync::Arc, time::Duration};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Asked, Outcome, Refusal,
    parameters::{Parameters, bad},
};
use crate::{
    database::{
        present::Present,
        unit_of_work::{Mode, Patience, Tx},
    },
    domain::deployment::Deployment,
    model::{
        caller::{AccountId, By},
        error::ServiceError,
    },
    path::Shared,
    store::{
        next_token::NextTokens,
        reset::{self, Kept, Removed},
        view::Reach,
    },
};

mod file;
mod places;
mod run;
mod steps;
mod written;

use file::File;
use places::Places;
use run::{NotSeeded, Seeding};

pub use file::Language;
pub use run::Seeded;
pub use written::write;

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

/// A seed that could be read, and whose it is.
pub struct Readable {
    seed: Seed,
    file: File,
    account_id: AccountId,
}

impl Seed {
    /// The file at a path, which is JSON where it is called so. It doesn't replace.
    ///
    /// # Errors
    ///
    /// The operating system's.
    pub fn of_file(path: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let language = if is_json { Language::Json } else { Language::Toml };
        Ok(Self { text, language, replaces: false })
    }

    /// What it says. Without an account of its own it is for the one that is given.
    ///
    /// # Errors
    ///
    /// [`Unseeded`].
    pub fn read(self, only_account_id: Option<&str>) -> Result<Readable, Unseeded> {
        let file = File::read(&self.text, self.language).map_err(|fault| Unseeded::Unreadable(fault.0))?;
        let account_id = file.account_id.as_deref().or(only_account_id).ok_or(Unseeded::NoAccount)?;
        let account_id = AccountId::parse(account_id)
            .ok_or_else(|| Unseeded::Unreadable("account_id must be twelve digits".to_owned()))?;
        Ok(Readable { seed: self, file, account_id })
    }
}

impl Readable {
    /// Its account and region.
    #[must_use]
    pub fn scope(&self) -> (&str, &str) {
        (self.account_id.as_str(), &self.file.region)
    }

    /// Makes the row of its scope, if there is none. To be done before anything is locked.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn make_scope(&self, tx: &mut Tx) -> Result<(), ServiceError> {
        reset::make_scope(tx, &self.account_id, &self.file.region).await
    }

    /// Carries it out on a transaction that holds the locks of its scope, at this present. Where it is refused, the text says where, and
    /// why: nothing may be committed then.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn carry_out(
        &self,
        tx: &mut Tx,
        present: Present,
        deployment: &Arc<Deployment>,
        next_tokens: NextTokens,
    ) -> Result<Result<Seeded, String>, ServiceError> {
        let places = Places::of(&self.seed.text, self.seed.language);
        let scope = (self.account_id.clone(), self.file.region.clone());
        match Seeding::new(tx, scope, present, Arc::clone(deployment), next_tokens, places).run(&self.file).await {
            Ok(seeded) => Ok(Ok(seeded)),
            Err(NotSeeded::Item(text)) => Ok(Err(text)),
            Err(NotSeeded::Failed(error)) => Err(error),
        }
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
    let replaces = seed.replaces;
    let readable = seed.read(only_account_id)?;
    let (database, deployment) = (&shared.database, Arc::clone(deployment));
    let (connections, next_tokens) = (database.connections().clone(), shared.next_tokens.clone());
    let (account_id, region) = readable.scope();
    let reach = Reach { account_id: Some(account_id.to_owned()), region: Some(region.to_owned()), among: None };
    // A merge locks what a reset would, so that no step waits for a call that waits for another.
    let kept = Kept { spend: !replaces, ..Kept::default() };
    let work = async move {
        loop {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            reset::be_patient(&mut tx, deadline.as_millis()).await?;
            readable.make_scope(&mut tx).await?;
            let Some(made) = reset::lock(&mut tx, &reach, kept).await? else {
                tx.rollback().await?;
                continue;
            };
            if replaces {
                reset::delete(&mut tx, &reach, kept, made, (Uuid::new_v4(), By::default()), &mut Removed::default())
                    .await?;
            }
            let present = tx.present().clone();
            let outcome = readable.carry_out(&mut tx, present, &deployment, next_tokens.clone()).await?;
            if outcome.is_ok() {
                tx.commit().await?;
            } else {
                tx.rollback().await?;
            }
            return Ok(outcome);
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
    let only = asked.staging.only_account_id();
    let usual = match asked.rights.accounts.as_deref() {
        Some([only]) => Some(only),
        Some(_) => None,
        None => only.as_ref(),
    };
    if asked.rights.accounts.is_some() {
        let file = File::read(&text, language).map_err(|fault| unreadable(&fault.0))?;
        asked.reach(file.account_id.or_else(|| usual.cloned()), None)?;
    }
    let seed = Seed { text, language, replaces };
    let (shared, staging) = (&asked.shared, &asked.staging);
    let seeded = apply(shared, &staging.deployment, usual.map(String::as_str), seed, staging.deadline).await;
    let seeded = seeded?;
    if replaces {
        super::faults::refresh(&asked).await?;
    }
    Ok((200, seeded.answer()))
}

impl Seeded {
    /// As it is answered.
    #[must_use]
    pub fn answer(&self) -> Value {
        let Self { created, changed, unchanged, ids } = self;
        json!({ "created": created, "changed": changed, "unchanged": unchanged, "ids": ids })
    }
}

impl From<Unseeded> for Refusal {
    fn from(unseeded: Unseeded) -> Self {
        match unseeded {
            Unseeded::Unreadable(text) => unreadable(&text),
            Unseeded::NoAccount => {
                Self::new(422, "NO_ACCOUNT", "There are several accounts, and the file names none.", "Name account_id.")
            }
            Unseeded::Refused(text) => refused(text),
            Unseeded::Failed(error) => error.into(),
        }
    }
}

/// An item is refused, which the text names.
#[must_use]
pub fn refused(text: String) -> Refusal {
    Refusal::new(422, "SEED_REFUSED", text, "Correct that item: nothing of the file was kept.")
}

fn unreadable(text: &str) -> Refusal {
    Refusal::new(400, "INVALID_SEED", text, "callsign seed --example prints one that is good.")
}
