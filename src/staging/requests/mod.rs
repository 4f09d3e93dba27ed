//! The calls of the API that are kept, and why the refused ones were.

use std::str::FromStr;

use super::{
    Asked, Refusal,
    parameters::{Parameters, bad, time, unknown},
};
use crate::store::view::request::{Column, Filter};

mod list;
mod one;
mod replay;

pub use list::list;
pub use one::one;
pub use replay::{Replay, difference, replay};

/// What is said about filters.
const FILTERS: &str = "the filters request_id, operation, outcome, reason, resource_type, resource_id, fields, access_key_id, \
                       principal_arn, client_token, fault_id, duration_ms, since, until";

/// The filters: all that is left of the parameters.
fn filters(parameters: Parameters) -> Result<Vec<Filter>, Refusal> {
    parameters.rest().map(|(name, text)| filter(&name, text)).collect()
}

fn filter(name: &str, text: String) -> Result<Filter, Refusal> {
    Ok(match name {
        "fields" => Filter::Field(text),
        "since" => Filter::Since(time(name, &text)?),
        "until" => Filter::Until(time(name, &text)?),
        "duration_ms" => match text.parse() {
            Ok(least) if f64::is_finite(least) => Filter::DurationMs(least),
            _ => return Err(bad(name, "a number of milliseconds, the least that a call took")),
        },
        _ => Filter::Column(Column::from_str(name).map_err(|_| unknown(name, FILTERS))?, text),
    })
}

fn no_request() -> Refusal {
    Refusal::no_such("request", "GET /_callsign/v1/requests lists those that are kept.")
}

/// Has the calls of this process written that were answered before.
///
/// # Errors
///
/// 409 while somebody holds their table, 503 if the database fails: a list would lack what was answered.
async fn flush(asked: &Asked) -> Result<(), Refusal> {
    Ok(asked.staging.requests.flush(&asked.shared.database).await?)
}
