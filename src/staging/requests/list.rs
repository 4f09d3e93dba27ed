//! GET `/requests`: the calls that match, newest first, page by page.

use serde_json::json;

use super::{filters, flush};
use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::view::request,
};

/// A page of the calls that match all filters. Those of this process are there as soon as they are answered, another's 100 ms later.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn list(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    let reach = asked.reach_all(account_id, region)?;
    let part = parameters.part(|text| text.parse::<i64>().ok())?;
    let filters = filters(parameters)?;
    flush(&asked).await?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = request::page(&mut tx, &reach, &filters, part).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}
