//! GET `/otp`: the one-time code that was sent.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    Asked, Outcome,
    messages::{
        wait::{self, LONGEST_MS, USUAL_MS, arrival, in_vain},
        which,
    },
    parameters::{Parameters, bad},
    watch::Found,
};
use crate::{
    domain::message::one_time_code::codes,
    store::view::message::{After, Column, Filter},
};

/// The code in the newest message that matches all filters and has one, as soon as there is one. Only what was sent counts, unless the
/// filters say otherwise.
///
/// # Errors
///
/// Those of `/messages/wait`.
pub async fn otp(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let timeout_ms = match parameters.take("timeout_ms").map(|text| text.parse::<u64>()) {
        None => USUAL_MS,
        Some(Ok(ms)) if ms <= LONGEST_MS => ms,
        Some(_) => return Err(bad("timeout_ms", &format!("a whole number from 0 to {LONGEST_MS}"))),
    };
    let mut after = wait::after(parameters.take("after").map(Value::String))?;
    let mut which = which(&asked, parameters)?;
    if !which.filters.iter().any(|filter| matches!(filter, Filter::Column(Column::Direction, _))) {
        which.filters.push(Filter::Column(Column::Direction, "OUTBOUND".to_owned()));
    }
    let until = Instant::now() + Duration::from_millis(timeout_ms);
    loop {
        let Some(found) = arrival(&asked, &which, &after, 1, until).await? else {
            return Err(in_vain(&asked, which, "otp or after").await?);
        };
        if let Some(answer) = answer(&found) {
            return Ok((200, answer));
        }
        // What is there has no code.
        after = After::Snapshot(found.seen);
    }
}

fn answer(found: &Found) -> Option<Value> {
    found.messages.iter().find_map(|message| {
        let candidates = codes(message["message_body"].as_str().unwrap_or_default());
        let otp = candidates.first()?.clone();
        Some(json!({ "otp": otp, "candidates": candidates, "message_id": message["message_id"] }))
    })
}
