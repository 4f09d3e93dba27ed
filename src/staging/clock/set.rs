//! PUT `/clock`: how an account's clock goes, and from when on.

use serde::Deserialize;
use tracing::warn;

use super::{account, go, mode, time};
use crate::{
    domain::clock::{Mode, Wish},
    staging::{
        Asked, Outcome, body,
        parameters::{Parameters, bad},
    },
};

/// What is said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    account_id: Option<String>,
    mode: String,
    at: Option<String>,
}

/// Sets a clock, and answers when everything that fell due by that has happened.
///
/// # Errors
///
/// 409 for a time that is past, which the real one is while the clock is ahead, and if somebody else moves it; 503
/// ADVANCE_UNFINISHED at the deadline; 400 and 422 for members.
pub async fn set(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let in_query = parameters.scope()?.0;
    parameters.end("account_id")?;
    let said: Said = body::read(&asked.body)?;
    let account_id = account(&asked, in_query, said.account_id)?;
    let (mode, at) = (mode(&said.mode)?, time("at", said.at)?);
    if mode == Mode::Real && at.is_some() {
        return Err(bad("at", "left out: a real clock shows the real time"));
    }
    let outcome = go(&asked, account_id.clone(), Wish::Set(mode, at)).await?;
    if mode == Mode::Frozen {
        warn!(account = account_id, "the account's clock stands: nothing falls due until it is advanced");
    }
    Ok(outcome)
}
