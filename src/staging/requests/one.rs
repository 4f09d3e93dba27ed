//! GET `/requests/{request_id}`: one call, with what it was asked and answered.

use super::{flush, no_request};
use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::view::request,
};

/// The call whose answer carries this id.
///
/// # Errors
///
/// 404.
pub async fn one(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let reach = asked.reach_all(account_id, region)?;
    let id = id.parse().map_err(|_| no_request())?;
    flush(&asked).await?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let found = request::find(&mut tx, &reach, id).await?;
        tx.commit().await?;
        Ok(found)
    };
    Ok((200, asked.shared.database.work(work).await?.ok_or_else(no_request)?))
}
