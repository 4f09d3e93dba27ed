//! The path that every call takes, whatever it asks for.

pub mod admission;
pub(crate) mod authorise;
mod call;
pub(crate) mod client_token;
mod credential;
pub(crate) mod describe;
pub(crate) mod execute;
pub(crate) mod listing;
mod operation;
mod rate;
pub mod scopes;

pub use authorise::RequestTags;
pub use call::Call;
pub use credential::{Credential, IdentityPolicy};
pub use execute::Shared;
pub use operation::{Execution, Operation, Outcome, Refusal, Served, served};
pub use rate::Throttle;
