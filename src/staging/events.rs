//! GET `/events`: what happened to messages, newest first.

use serde_json::json;

use super::{
    Asked, Outcome,
    parameters::{Parameters, time},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::{Place, event},
};

/// A page of the events that match all filters.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn list(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let part = parameters.part(Place::parse)?;
    let (account_id, region) = parameters.scope()?;
    let reach = asked.reach_all(account_id, region)?;
    let at = |name: &str, text: Option<String>| text.map(|text| time(name, &text)).transpose();
    let which = event::Which {
        reach,
        message_id: parameters.take("message_id"),
        event_type: parameters.take("event_type"),
        message_status: parameters.take("message_status"),
        since: at("since", parameters.take("since"))?,
        until: at("until", parameters.take("until"))?,
    };
    parameters
        .end("message_id, event_type, message_status, since, until, account_id, region, limit, cursor and order")?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = event::page(&mut tx, &which, part).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}
