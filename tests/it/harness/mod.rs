//! What every test stands on: one PostgreSQL for the run, a database for each test, a server on port 0, SDK clients.

mod app;
pub mod cluster;
mod declared;
mod fixture;
pub mod model;
mod process;
pub mod raw;
mod refusal;
mod requests;
mod spend_limit;
mod spot;
mod stage;
mod standing;
mod state;
mod stock;
mod view;
mod wire;

pub use app::{ACCOUNT, App, OTHER_ACCOUNT, REGION, client_at, settings, settings_without_quotas};
pub use cluster::RUNTIME;
pub use fixture::{Fixture, TARGETS, Target, simulator};
pub use process::{Folder, Process, Scratch, command, eventually, until};
pub use raw::{RawAnswer, RawConnection, RawRequest, send};
pub use refusal::{Refusal, refusal};
pub use spend_limit::SpendLimit;
pub use spot::{Spot, spots};
pub use stage::Stage;
pub use standing::arn_in;
pub use state::{answers, tag, tags};
pub use view::{ROLE, TOPIC, View, arn};
pub use wire::Wire;
