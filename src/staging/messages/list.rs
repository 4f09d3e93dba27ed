//! GET `/messages`: what matches, newest first, page by page.

use serde_json::json;

use super::which;
use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::view::{Place, message},
};

/// A page of the messages that match all filters.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn list(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let part = parameters.part(Place::parse)?;
    let which = which(&asked, parameters)?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = message::page(&mut tx, &which, part).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}
