//! GET `/clock`: what an account's clock shows, or those that were set.

use serde_json::json;

use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::view::clock,
};

/// The clock of the account that is named or signed for; without one, a list of all clocks that were set, by account.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn read(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    let reach = asked.reach(account_id, region)?;
    let connections = asked.shared.database.connections().clone();
    if let Some(account_id) = reach.account_id {
        parameters.end("account_id")?;
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
            let found = clock::find(&mut tx, &account_id).await?;
            tx.commit().await?;
            Ok(found)
        };
        return Ok((200, asked.shared.database.work(work).await?));
    }
    let part = parameters.part(|text| text.parse::<i64>().ok())?;
    parameters.end("account_id, limit, cursor and order")?;
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = clock::page(&mut tx, part).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}
