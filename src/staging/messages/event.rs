//! POST `/messages/{message_id}/events`: the next event by hand.

use std::sync::Arc;

use serde::Deserialize;
use time::Duration;

use super::{no_match, one};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::message::event::MessageStatus,
    staging::{
        Asked, Outcome, Refusal, body,
        parameters::{Parameters, bad},
    },
    store::message::by_hand::{self, Ended},
};

/// The longest time until it happens, in milliseconds: thirty days.
const LONGEST_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    event_type: String,
    #[serde(default)]
    after_ms: i64,
}

/// Lets an event happen to a message, at once or after so much time of its account's clock, and answers the message. What was to happen
/// by itself doesn't any more.
///
/// # Errors
///
/// 404; 409 after a final event; 422 for what can't happen to such a message.
pub async fn event(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Said = body::read(&asked.body)?;
    if !(0..=LONGEST_MS).contains(&said.after_ms) {
        return Err(bad("after_ms", &format!("a whole number from 0 to {LONGEST_MS}")));
    }
    let reach = asked.reach_all(account_id, region)?;
    let key = id.parse().map_err(|_| no_match())?;
    let (connections, of, after) =
        (asked.shared.database.connections().clone(), reach.clone(), Duration::milliseconds(said.after_ms));
    let deployment = Arc::clone(&asked.staging.deployment);
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let Some(sent) = by_hand::find(&mut tx, &of, key).await? else { return Ok(None) };
        let status = MessageStatus::of_event_type(sent.channel.0, &said.event_type).filter(|_| sent.is_outbound);
        let Some(status) = status else { return Ok(Some(Ended::Unfit)) };
        let now = tx.present().of(&sent.account_id);
        let ended = by_hand::happen(&mut tx, key, &sent, status, now, after, &deployment).await?;
        if ended == Ended::Done {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(Some(ended))
    };
    let ended = asked.shared.database.work(work).await?;
    asked.shared.database.changes().tell();
    match ended {
        None => Err(no_match()),
        Some(Ended::Unfit) => Err(bad(
            "event_type",
            "one that can happen to such a message, such as TEXT_DELIVERED to a text; what falls back has a falls_back_to",
        )),
        Some(Ended::Over) => Err(Refusal::new(
            409,
            "IS_FINAL",
            "The last word on this message has been said.",
            "Nothing happens to it any more: send another one.",
        )),
        Some(Ended::Done) => Ok((201, one::find(&asked, reach, key).await?.ok_or_else(no_match)?)),
    }
}
