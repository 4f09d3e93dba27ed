//! DELETE `/faults/{id}` and `/faults`.

use serde_json::json;
use uuid::Uuid;

use super::refresh;
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    staging::{Asked, Outcome, Refusal, parameters::Parameters},
    store::fault,
};

/// Removes a rule.
///
/// # Errors
///
/// 404.
pub async fn delete(asked: Asked, id: &str) -> Outcome {
    let id = super::id(id)?;
    match remove(&asked, Some(id)).await? {
        0 => Err(super::missing()),
        deleted => Ok((200, json!({ "deleted": deleted }))),
    }
}

/// Removes all rules of the account that is named or signed for; without one, all there are.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn delete_all(asked: Asked) -> Outcome {
    Ok((200, json!({ "deleted": remove(&asked, None).await? })))
}

async fn remove(asked: &Asked, id: Option<Uuid>) -> Result<u64, Refusal> {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let reach = asked.reach(account_id, region)?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let deleted = fault::delete(&mut tx, id, &reach).await?;
        tx.commit().await?;
        Ok(deleted)
    };
    let deleted = asked.shared.database.work(work).await?;
    refresh(asked).await?;
    Ok(deleted)
}
