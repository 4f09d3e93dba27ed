//! What every test stands on: one PostgreSQL for the run, a database for each test, a server on port 0, SDK clients.

mod app;
mod cluster;
mod fixture;
mod refusal;
mod state;
mod view;
mod wire;

pub use app::{ACCOUNT, App, OTHER_ACCOUNT, REGION};
pub use fixture::{Fixture, simulator};
pub use refusal::{Refusal, refusal};
pub use view::{ROLE, TOPIC, View, arn};
pub use wire::Wire;
