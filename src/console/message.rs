//! A message by its id alone: leads to the conversation that it is part of.

use url::form_urlencoded;
use uuid::Uuid;

use super::{
    Asked, Failure, Outcome, Page,
    inbox::MESSAGES,
    link::{message_place, part},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::message,
};

/// The place of a message in its conversation.
///
/// # Errors
///
/// [`Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key: Uuid = id.parse().map_err(|_| Failure::NotThere)?;
    let (home, connections) = (asked.home(), asked.connections());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let place = message::spot(&mut tx, &home, key, MESSAGES).await?;
        tx.commit().await?;
        Ok(place)
    };
    let place = asked.shared.database.work(work).await?.ok_or(Failure::NotThere)?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    if place.later >= MESSAGES {
        query.append_pair("earlier", &message_place(place.created_at, place.sequence + 1));
    }
    // What a form did is told there.
    for name in ["called", "count"].into_iter().filter(|name| !asked.asks(name).is_empty()) {
        query.append_pair(name, asked.asks(name));
    }
    let path = format!("inbox/{}/{}?{}", part(&place.own), part(&place.phone), query.finish());
    Ok(Page::Elsewhere(asked.url(&format!("{path}#m-{}", place.sequence))))
}
