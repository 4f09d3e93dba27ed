//! PUT `/handsets/{id}`: another rule in its place, for the same account and region.

use super::rule::Said;
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    staging::{Asked, Outcome, body, parameters::Parameters},
    store::{handset::rule, view::handset},
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
    let (account_id, region) = (account_id.or(said.account_id.take()), region.or(said.region.take()));
    let (reach, id, rule) = (asked.reach_all(account_id, region)?, super::id(id)?, said.rule()?);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let is_there = rule::update(&mut tx, id, &reach, &rule).await?;
        let made = if is_there { handset::find(&mut tx, &reach, id).await? } else { None };
        tx.commit().await?;
        Ok(made)
    };
    Ok((200, asked.shared.database.work(work).await?.ok_or_else(super::missing)?))
}
