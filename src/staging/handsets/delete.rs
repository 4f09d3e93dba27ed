//! DELETE `/handsets/{id}`.

use serde_json::json;

use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::handset::rule,
};

/// Removes a rule. Messages that were accepted under it go on by it.
///
/// # Errors
///
/// 404.
pub async fn delete(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let (reach, id) = (asked.reach_all(account_id, region)?, super::id(id)?);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let is_deleted = rule::delete(&mut tx, id, &reach).await?;
        tx.commit().await?;
        Ok(is_deleted)
    };
    let is_deleted = asked.shared.database.work(work).await?;
    if is_deleted { Ok((200, json!({ "deleted": 1 }))) } else { Err(super::missing()) }
}
