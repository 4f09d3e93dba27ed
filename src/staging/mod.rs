//! callsign's own interface, `/_callsign/v1`: what people who test SMS look for and the API of AWS doesn't have. One endpoint a file,
//! one line each in [`ENDPOINTS`].
//!
//! An item is the row of its view in `inspect`. Who gets in, and HTTP itself, are `server`'s.

use std::{path::PathBuf, sync::Arc, time::Duration};

use serde_json::Value;

use crate::{
    domain::deployment::Deployment,
    path::{CredentialsNow, Shared, request_log::RequestLog},
};

mod body;
pub mod carriers;
pub mod clock;
mod conversations;
mod deliveries;
mod endpoints;
mod events;
mod explain;
pub mod faults;
pub mod handsets;
mod inbound;
mod info;
pub mod messages;
mod notify;
mod otp;
mod parameters;
mod refusal;
mod registration_attachment;
pub mod requests;
mod reset;
mod review;
mod rights;
mod route;
pub mod seed;
pub mod sns;
mod stream;
mod verified_destination_number;
mod watch;

pub use endpoints::{Answer, ENDPOINTS, Endpoint, find};
pub use refusal::Refusal;
pub use rights::{Access, Rights, not_enough};
pub use stream::Frames;
pub use watch::{MAX_READERS, MAX_WAITERS, Watch};

/// The interface, described for programs. A test holds it to [`ENDPOINTS`] and to real answers.
pub const OPENAPI: &str = include_str!("openapi.json");

/// A status and a body.
pub type Outcome = Result<(u16, Value), Refusal>;

/// A body that isn't JSON by nature.
pub struct Document {
    /// What it is.
    pub media_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

/// What the requests of a process share.
pub struct Staging {
    /// Who waits for messages.
    pub watch: Arc<Watch>,
    /// The calls that are kept to be asked about.
    pub requests: Arc<RequestLog>,
    /// Whether callsign runs its own PostgreSQL.
    pub is_embedded: bool,
    /// What operations decide by.
    pub deployment: Arc<Deployment>,
    /// How long something may take that goes on batch by batch.
    pub deadline: Duration,
    /// The seed of the settings.
    pub seed_file: Option<PathBuf>,
    /// What every URL begins with that callsign hands out, without a slash at its end.
    pub public_url: String,
    /// Whom each access key stands for.
    pub credentials: Arc<CredentialsNow>,
}

impl Staging {
    /// The account of what is made without one being named: the built-in credential's, or the only one of the settings.
    #[must_use]
    pub fn only_account_id(&self) -> Option<String> {
        self.credentials.get().only_account_id()
    }
}

/// A request that got in.
pub struct Asked {
    /// What the requests of a process share.
    pub staging: Arc<Staging>,
    /// What all calls share.
    pub shared: Arc<Shared>,
    /// What who asks may do.
    pub rights: Rights,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The body, empty or of the media type `application/json`, or TOML where that is taken.
    pub body: Vec<u8>,
    /// Whether it is TOML.
    pub is_toml: bool,
    /// Whether JSON is taken for an answer that comes in another language first.
    pub wants_json: bool,
    /// The cursor of the last event that a stream's reader had.
    pub last_event_id: Option<String>,
}
