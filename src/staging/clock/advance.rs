//! POST `/clock/advance`: lets time pass on an account's clock.

use serde::Deserialize;

use super::{account, go};
use crate::{
    domain::clock::{Wish, span},
    staging::{
        Asked, Outcome, body,
        parameters::{Parameters, bad},
    },
};

/// What is said: one of `by` and `to`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    account_id: Option<String>,
    by: Option<String>,
    to: Option<String>,
}

/// Lets a span pass, or as much as until the next thing falls due, and answers when everything that fell due has happened.
///
/// # Errors
///
/// 409 if somebody else moves the clock; 503 ADVANCE_UNFINISHED at the deadline; 400 and 422 for members.
pub async fn advance(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let in_query = parameters.scope()?.0;
    parameters.end("account_id")?;
    let said: Said = body::read(&asked.body)?;
    let account_id = account(&asked, in_query, said.account_id)?;
    let wish = match (said.by.as_deref(), said.to.as_deref()) {
        (Some(by), None) => Wish::By(span(by).ok_or_else(|| bad("by", "a span such as 500ms, 30s, 15m, 72h or 31d"))?),
        (None, Some("next")) => Wish::Next,
        (None, Some(_)) => return Err(bad("to", "\"next\": PUT /clock goes to a time")),
        _ => return Err(bad("by or to", "there, one of them")),
    };
    go(&asked, account_id, wish).await
}
