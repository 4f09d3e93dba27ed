//! The road that every call takes, whatever it asks for.

pub mod admission;
pub(crate) mod authorise;
mod call;
mod client_token;
mod company;
mod credential;
pub(crate) mod describe;
pub(crate) mod execute;
pub(crate) mod listing;
mod operation;
mod perform;
mod rate;
mod scopes;
mod served;
mod shared;
mod steps;

pub use authorise::RequestTags;
pub use call::Call;
pub use credential::{Credential, IdentityPolicy};
pub use operation::{Asked, Granted, LockedRows, Operation, Outcome, Refusal, Run, Together};
pub use rate::Throttle;
pub use served::{Execution, Served, served, together};
pub use shared::Shared;
