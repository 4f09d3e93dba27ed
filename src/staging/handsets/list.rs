//! GET `/handsets`: the rules that hold, newest first.

use serde_json::json;

use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::view::handset,
};

/// The rules of the scope, and those for all with them.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn list(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    let part = parameters.part(|text| text.parse::<i64>().ok())?;
    parameters.end("account_id, region, limit, cursor and order")?;
    let reach = asked.reach_all(account_id, region)?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = handset::page(&mut tx, &reach, part).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}
