//! GET `/messages/latest`: the newest that matches.

use super::{no_match, which};
use crate::{
    database::unit_of_work::{Mode, Tx},
    staging::{Asked, Outcome, parameters::Parameters},
    store::view::{Part, message},
};

/// The newest message that matches all filters.
///
/// # Errors
///
/// 404 if none does; 400 and 422 for parameters.
pub async fn latest(asked: Asked) -> Outcome {
    let which = which(&asked, Parameters::of(asked.query.clone())?)?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let newest = Part { after: None, limit: 1, is_ascending: false };
        let (rows, _) = message::page(&mut tx, &which, newest).await?;
        tx.commit().await?;
        Ok(rows.into_iter().next())
    };
    Ok((200, asked.shared.database.work(work).await?.ok_or_else(no_match)?))
}
