//! What every test stands on: one PostgreSQL for the run, a database for each test, a server on port 0, SDK clients.

mod app;
pub mod cluster;
mod fixture;
pub mod raw;
mod refusal;
mod state;

pub use app::{ACCOUNT, App, OTHER_ACCOUNT, REGION, client_at, settings};
pub use fixture::{Fixture, simulator};
pub use refusal::{Refusal, refusal};
pub use state::{answers, arn, refused, tag, tags};
