//! What was sent and received.

use super::{Asked, Refusal, parameters::Parameters};
use crate::store::view::message::Which;

mod delete;
mod event;
mod latest;
mod list;
mod one;
pub(super) mod wait;

pub use delete::{delete, delete_all};
pub use event::event;
pub use latest::latest;
pub use list::list;
pub use one::one;
pub use wait::wait;

/// Whose messages, and what they must be: all that is left of the parameters.
pub(super) fn which(asked: &Asked, mut parameters: Parameters) -> Result<Which, Refusal> {
    let (account_id, region) = parameters.scope()?;
    Ok(Which { reach: asked.reach_all(account_id, region)?, filters: parameters.filters()? })
}

pub(super) fn no_match() -> Refusal {
    Refusal::no_such("message", "GET /_callsign/v1/messages lists them.")
}
