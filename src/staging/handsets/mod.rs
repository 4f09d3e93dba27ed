//! What the phones at the other end do.

use uuid::Uuid;

use super::Refusal;

mod create;
mod delete;
mod list;
mod one;
mod rule;
mod update;

pub use create::create;
pub use delete::delete;
pub use list::list;
pub use one::one;
pub use rule::Said;
pub use update::update;

fn missing() -> Refusal {
    Refusal::no_such("handset", "GET /_callsign/v1/handsets lists them.")
}

fn id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| missing())
}
