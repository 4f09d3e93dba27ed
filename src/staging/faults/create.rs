//! POST `/faults`: a fault that calls are to meet.

use uuid::Uuid;

use super::{refresh, rule::Said};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::{caller::AccountId, error::ServiceError},
    staging::{
        Asked, Outcome, body,
        parameters::{Parameters, bad, same},
    },
    store::{fault, view},
};

/// Makes a rule, and answers it. Without an account it is for all of them, unless the request is signed.
///
/// # Errors
///
/// 400 and 422 for a member that no rule has, or that is out of its bounds.
pub async fn create(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let mut said: Said = body::read(&asked.body)?;
    let account_id = same("account_id", account_id, said.account_id.take())?;
    let region = same("region", region, said.region.take())?;
    if account_id.as_deref().is_some_and(|text| AccountId::parse(text).is_none()) {
        return Err(bad("account_id", "twelve digits"));
    }
    let reach = asked.reach(account_id, region)?;
    if reach.region.is_some() && reach.account_id.is_none() {
        return Err(bad("account_id", "there beside region"));
    }
    let rule = said.rule()?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        // What is for all goes by the real clock: no account is called so.
        let now = tx.present().of(reach.account_id.as_deref().unwrap_or_default());
        let id = Uuid::now_v7();
        fault::write(&mut tx, id, &reach, &rule, Some(now)).await?;
        let made = view::fault::find(&mut tx, &reach, id).await?;
        tx.commit().await?;
        made.ok_or_else(|| ServiceError::internal("the fault is gone"))
    };
    let made = asked.shared.database.work(work).await?;
    refresh(&asked).await?;
    Ok((201, made))
}
