//! What every test stands on: one PostgreSQL for the run, a database for each test, a server on port 0, SDK clients.

mod app;
mod cluster;
mod fixture;
mod refusal;
mod standing;

pub use app::{ACCOUNT, App, OTHER_ACCOUNT, REGION};
pub use cluster::RUNTIME;
pub use fixture::{Fixture, simulator};
pub use refusal::{Refusal, refusal};
pub use standing::{arn_in, refused_without_trace};
