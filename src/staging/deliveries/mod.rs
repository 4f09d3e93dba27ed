//! What goes to event destinations and two-way channels.

use uuid::Uuid;

use super::Refusal;

mod list;
mod one;
mod retry;

pub use list::list;
pub use one::one;
pub use retry::{retry_all, retry_one};

fn missing() -> Refusal {
    Refusal::no_such("delivery", "GET /_callsign/v1/deliveries lists them.")
}

fn id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| missing())
}
