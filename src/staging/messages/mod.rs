//! What was sent and received.

use super::{Asked, Refusal, parameters::Parameters};
use crate::store::view::message::{Place, Which};

mod delete;
mod latest;
mod list;
mod one;
mod wait;

pub use delete::delete;
pub use latest::latest;
pub use list::list;
pub use one::one;
pub use wait::wait;

/// Whose messages, and what they must be: all that is left of the parameters.
fn which(asked: &Asked, mut parameters: Parameters) -> Result<Which, Refusal> {
    let (account_id, region) = parameters.scope()?;
    Ok(Which { reach: asked.reach(account_id, region)?, filters: parameters.filters()? })
}

/// A place as a cursor, and back.
fn cursor((transaction, sequence): Place) -> String {
    format!("{transaction}.{sequence}")
}

fn place(cursor: &str) -> Option<Place> {
    let (transaction, sequence) = cursor.split_once('.')?;
    let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0);
    Some((number(transaction)?, number(sequence)?))
}

fn no_match() -> Refusal {
    Refusal::no_such("message", "GET /_callsign/v1/messages lists them.")
}
