//! GET `/conversations`: what own identities and phones said to each other.

use serde_json::json;

use super::{
    Asked, Outcome, Refusal,
    messages::{self, wait},
    parameters::Parameters,
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::{
        Part, Place,
        conversation::{self, Which},
        message::{self, Filter},
    },
};

/// The conversations, by their last message, newest first; with `q` those that hold a text, or whose phone or identity begins so.
///
/// `unread_since`, a cursor or a time, is up to where their reader has read: nothing is kept of that.
///
/// # Errors
///
/// 400 and 422 for parameters.
pub async fn list(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let Part { after, limit, .. } = parameters.part_newest_first(Place::parse)?;
    let (account_id, region) = parameters.scope()?;
    let which = Which {
        reach: asked.reach_all(account_id, region)?,
        q: parameters.take("q").filter(|q| !q.is_empty()),
        unread_since: match parameters.take("unread_since") {
            None => None,
            Some(text) => Some(wait::after_text("unread_since", &text)?),
        },
    };
    parameters.end("q, unread_since, account_id, region, limit and cursor")?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = conversation::page(&mut tx, &which, after, limit).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}

/// The messages of one conversation, newest first unless it says otherwise.
///
/// # Errors
///
/// 404 if nothing was said; 400 and 422 for parameters.
pub async fn one(asked: Asked, own: &str, phone: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let part = parameters.part(Place::parse)?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id, region, limit, cursor and order")?;
    let which = message::Which {
        reach: asked.reach_all(account_id, region)?,
        filters: vec![Filter::Conversation(own.to_owned(), phone.to_owned())],
    };
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let rows = message::page(&mut tx, &which, part).await?;
        tx.commit().await?;
        Ok(rows)
    };
    let (items, next) = asked.shared.database.work(work).await?;
    if items.is_empty() && part.after.is_none() {
        return Err(Refusal::no_such("conversation", "GET /_callsign/v1/conversations lists them."));
    }
    Ok((200, json!({ "items": items, "next_cursor": next.map(|place| place.to_string()) })))
}

/// Removes the messages of one conversation that were there when it began, with their events.
///
/// # Errors
///
/// 503 if it isn't done by the deadline: what was removed is gone, and it may be asked again. 400 and 422 for parameters.
pub async fn delete(asked: Asked, own: &str, phone: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let which = message::Which {
        reach: asked.reach_all(account_id, region)?,
        filters: vec![Filter::Conversation(own.to_owned(), phone.to_owned())],
    };
    messages::delete_all(&asked, which).await
}
