//! Faults that calls are to meet.

use uuid::Uuid;

use super::{Asked, Refusal};
use crate::model::error::ServiceError;

mod create;
mod delete;
mod list;
mod rule;
mod update;

pub use create::create;
pub use delete::{delete, delete_all};
pub use list::list;
pub use update::update;

fn missing() -> Refusal {
    Refusal::no_such("fault", "GET /_callsign/v1/faults lists them.")
}

fn id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| missing())
}

/// Lets this process go by the rules as they are now. Others do within a second.
pub(super) async fn refresh(asked: &Asked) -> Result<(), ServiceError> {
    asked.shared.faults.refresh(&asked.shared.database).await
}
