//! GET `/messages/{message_id}`: one, with what happened to it and why it was sent from where it was.

use std::str::FromStr as _;

use serde_json::{Value, json};
use uuid::Uuid;

use super::no_match;
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::message::selection::ChosenBy,
    staging::{Asked, Outcome, Refusal, parameters::Parameters},
    store::view::{Reach, message},
};

/// The message with this id, with its events and its route.
///
/// # Errors
///
/// 404.
pub async fn one(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let reach = asked.reach_all(account_id, region)?;
    let id = id.parse().map_err(|_| no_match())?;
    Ok((200, find(&asked, reach, id).await?.ok_or_else(no_match)?))
}

/// A message of the reach, complete.
pub(super) async fn find(asked: &Asked, reach: Reach, id: Uuid) -> Result<Option<Value>, Refusal> {
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let found = message::find(&mut tx, &reach, id).await?;
        tx.commit().await?;
        Ok(found)
    };
    Ok(asked.shared.database.work(work).await?.map(with_route))
}

/// Which identity was chosen, and why; nothing was, for what was received.
fn with_route(mut message: Value) -> Value {
    let chosen_by = message["chosen_by"].as_str().and_then(|word| ChosenBy::from_str(word).ok());
    message["route"] = chosen_by.map_or(Value::Null, |by| {
        json!({
            "origination_identity": message["origination_identity"],
            "origination_identity_arn": message["origination_identity_arn"],
            "origination_phone_number": message["origination_phone_number"],
            "pool_id": message["pool_id"],
            "chosen_by": by.as_ref(),
            "why": by.sentence(),
        })
    });
    message
}
