//! The road that every call takes, whatever it asks for.

pub mod admission;
pub(crate) mod authorise;
mod call;
mod client_token;
mod company;
mod credential;
pub(crate) mod describe;
mod examine;
pub(crate) mod execute;
mod explain;
mod fault;
pub(crate) mod listing;
mod member;
mod operation;
mod perform;
mod rate;
mod request;
pub mod request_log;
mod scopes;
mod served;
mod shared;
mod steps;

pub use authorise::RequestTags;
pub use call::Call;
pub use credential::{Credential, Credentials, CredentialsNow, IdentityPolicy};
pub use examine::{Explanation, Told, examine};
pub use explain::{Explained, Verdict};
pub use fault::{Exposed, Faults};
pub use operation::{Asked, Granted, LockedRows, Operation, Outcome, Refusal, Run, Together};
pub use rate::Throttle;
pub use request::Request;
pub use served::{Served, served, together};
pub use shared::Shared;
