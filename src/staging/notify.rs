//! POST `/notify-configurations/{notify_configuration_id}/status` and `/tier`: what becomes of a notify configuration.

use serde::Deserialize;

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::notify_configuration::{
        NotifyConfigurationId, NotifyConfigurationStatus as Status, NotifyConfigurationTier as Tier,
    },
    store::{
        notify_configuration::{self, Lock},
        seed::NEVER,
        view,
    },
};

/// The longest reason, in characters.
const LONGEST: usize = 2_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusBody {
    status: Status,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TierBody {
    tier: Tier,
}

/// What is to become of one.
enum Change {
    Status(Status, Option<String>),
    Tier(Tier),
}

/// Decides what a notify configuration is, and answers it. One that is PENDING stays so until something else is decided.
///
/// # Errors
///
/// 404; 422 for a bad value.
pub async fn status(asked: Asked, id: &str) -> Outcome {
    let said: StatusBody = body::read(&asked.body)?;
    let is_bad = |text: &String| text.is_empty() || text.chars().count() > LONGEST || text.contains('\0');
    if said.reason.as_ref().is_some_and(is_bad) {
        return Err(bad("reason", &format!("a text of 1 to {LONGEST} characters")));
    }
    change(asked, id, Change::Status(said.status, said.reason)).await
}

/// Gives a notify configuration a tier, and answers it.
///
/// # Errors
///
/// 404; 422 for a bad value.
pub async fn tier(asked: Asked, id: &str) -> Outcome {
    let said: TierBody = body::read(&asked.body)?;
    change(asked, id, Change::Tier(said.tier)).await
}

async fn change(asked: Asked, id: &str, change: Change) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let reach = asked.reach_all(account_id, region)?;
    let id = NotifyConfigurationId::new(id);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let Some(scope) = view::notify_configuration::scope(&mut tx, &reach, id.as_str()).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let Some(found) = notify_configuration::lock(&mut tx, &scope, &id, Lock::Alone).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let now = tx.present().of(scope.account_id());
        match &change {
            Change::Tier(tier) => notify_configuration::set_tier(&mut tx, found.key, *tier).await?,
            Change::Status(Status::Pending, _) => {
                notify_configuration::decide(&mut tx, found.key, Status::Active, NEVER, None).await?;
            }
            Change::Status(status, reason) => {
                let reason = reason.as_deref().filter(|_| *status == Status::Rejected);
                notify_configuration::decide(&mut tx, found.key, *status, now, reason).await?;
            }
        }
        let shown = view::notify_configuration::find(&mut tx, id.as_str()).await?;
        tx.commit().await?;
        Ok(shown)
    };
    let shown = asked.shared.database.work(work).await?;
    asked.shared.database.changes().tell();
    let hint = "DescribeNotifyConfigurations lists those that are there.";
    shown.map(|shown| (200, shown)).ok_or_else(|| Refusal::no_such("notify configuration", hint))
}
