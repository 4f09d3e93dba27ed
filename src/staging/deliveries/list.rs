//! GET `/deliveries`: what matches, newest first, page by page.

use std::str::FromStr;

use serde_json::json;

use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{
        Asked, Outcome,
        parameters::{Parameters, bad, time},
    },
    store::view::delivery::{self, Column, Which},
};

/// The statuses that a delivery may have.
const STATUSES: [&str; 4] = ["PENDING", "DELIVERED", "FAILED", "NO_TARGET"];

/// The columns that can be asked for, by their names.
const COLUMNS: [&str; 6] =
    ["message_id", "event_type", "configuration_set_name", "event_destination_name", "destination_arn", "status"];

/// A page of the deliveries that match all filters.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn list(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    let part = parameters.part(|text| text.parse::<i64>().ok())?;
    let mut which = Which { reach: asked.reach_all(account_id, region)?, ..Which::default() };
    for name in COLUMNS {
        if let (Some(text), Ok(column)) = (parameters.take(name), Column::from_str(name)) {
            if column == Column::Status && !STATUSES.contains(&text.as_str()) {
                return Err(bad(name, &format!("one of {}", STATUSES.join(", "))));
            }
            which.columns.push((column, text));
        }
    }
    let mut at = |name: &str| parameters.take(name).map(|text| time(name, &text)).transpose();
    which.within = (at("since")?, at("until")?);
    parameters.end(&format!("{}, since, until, account_id, region, limit, cursor and order", COLUMNS.join(", ")))?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = delivery::page(&mut tx, &which, part).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}
