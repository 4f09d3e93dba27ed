//! GET `/deliveries/{id}`: one, with its attempts.

use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::view::delivery,
};

/// The delivery with this id: each attempt with its time, its milliseconds and the first 2 KiB of the answer.
///
/// # Errors
///
/// 404.
pub async fn one(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let (reach, id) = (asked.reach_all(account_id, region)?, super::id(id)?);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let found = delivery::find(&mut tx, &reach, id).await?;
        tx.commit().await?;
        Ok(found)
    };
    Ok((200, asked.shared.database.work(work).await?.ok_or_else(super::missing)?))
}
