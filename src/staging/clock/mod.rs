//! Each account's clock, which every time in AWS's rules goes by.

use std::{str::FromStr, sync::Arc};

use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::time::Instant;

use super::{Asked, Outcome, Refusal, parameters::bad};
use crate::{
    background::advance::{Advanced, NotAdvanced, advance as carry},
    domain::clock::{Mode, Refused, Wish},
    model::caller::AccountId,
    store::view::rfc_3339,
};

mod advance;
mod read;
mod set;

pub use advance::advance;
pub use read::read;
pub use set::set;

/// The account whose clock a request is about.
fn account(asked: &Asked, in_query: Option<String>, in_body: Option<String>) -> Result<String, Refusal> {
    let account_id = super::parameters::same("account_id", in_query, in_body)?;
    if account_id.as_deref().is_some_and(|text| AccountId::parse(text).is_none()) {
        return Err(bad("account_id", "twelve digits"));
    }
    let reach = asked.reach(account_id, None)?;
    reach.account_id.or_else(|| asked.staging.only_account_id()).ok_or_else(|| {
        Refusal::new(422, "NO_ACCOUNT", "There are several accounts, and the request names none.", "Name account_id.")
    })
}

fn mode(text: &str) -> Result<Mode, Refusal> {
    Mode::from_str(text).map_err(|_| bad("mode", "real, offset or frozen"))
}

async fn go(asked: &Asked, account_id: String, wish: Wish) -> Outcome {
    let deadline = Instant::now() + asked.staging.deadline;
    match carry(&asked.shared.database, account_id, wish, Arc::clone(&asked.staging.deployment), deadline).await {
        Ok(advanced) => Ok((200, answer(&advanced))),
        Err(NotAdvanced::Refused(Refused::Backwards)) => Err(Refusal::new(
            409,
            "BACKWARDS",
            "A clock never runs backwards.",
            "Name a later time, or reset the whole account, which sets its clock to real.",
        )),
        Err(NotAdvanced::Refused(Refused::TooFar)) => {
            Err(bad("the time that the clock would show", "within 100 years of the real one"))
        }
        Err(NotAdvanced::Held) => Err(Refusal::new(
            409,
            "HELD",
            "Somebody else moves this clock just now.",
            "Ask again when he has finished.",
        )),
        Err(NotAdvanced::Unfinished(advanced)) => {
            let (now, events) = (rfc_3339(advanced.now), advanced.events);
            let message =
                format!("The clock came to {now}, and {events} events happened; more are due before it is there.");
            Err(Refusal::new(503, "ADVANCE_UNFINISHED", message, "Ask again: it goes on from there."))
        }
        Err(NotAdvanced::Failed(error)) => Err(error.into()),
    }
}

fn answer(advanced: &Advanced) -> Value {
    json!({ "now": rfc_3339(advanced.now), "events": advanced.events, "deliveries": advanced.deliveries })
}

fn time(name: &str, text: Option<String>) -> Result<Option<OffsetDateTime>, Refusal> {
    text.map(|text| super::parameters::time(name, &text)).transpose()
}
