//! PUT `/faults/{id}`: another rule in its place, for the same account and region.

use super::{refresh, rule::Said};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    staging::{
        Asked, Outcome, body,
        parameters::{Parameters, same},
    },
    store::{fault, view},
};

/// Changes what a rule says, and answers it. What isn't said is as usual then, not as before.
///
/// # Errors
///
/// 404; 400 and 422 for a member that no rule has, or that is out of its bounds.
pub async fn update(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let mut said: Said = body::read(&asked.body)?;
    let account_id = same("account_id", account_id, said.account_id.take())?;
    let region = same("region", region, said.region.take())?;
    let (reach, id, rule) = (asked.reach(account_id, region)?, super::id(id)?, said.rule()?);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let is_there = fault::write(&mut tx, id, &reach, &rule, None).await?;
        let made = if is_there { view::fault::find(&mut tx, &reach, id).await? } else { None };
        tx.commit().await?;
        Ok(made)
    };
    let made = asked.shared.database.work(work).await?.ok_or_else(super::missing)?;
    refresh(&asked).await?;
    Ok((200, made))
}
