//! callsign's own interface, `/_callsign/v1`: what people who test SMS look for and the API of AWS doesn't have. One endpoint a file.
//!
//! An item is the row of its view in `inspect`. Who gets in, and HTTP itself, are `server`'s.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    domain::deployment::Deployment,
    path::{Shared, request_log::RequestLog},
    store::view::Reach,
};

mod body;
pub mod handsets;
mod inbound;
mod info;
pub mod messages;
mod parameters;
mod refusal;
pub mod requests;
mod watch;

pub use inbound::inbound;
pub use info::info;
pub use refusal::Refusal;
pub use watch::{MAX_WAITERS, Watch};

/// A status and a body.
pub type Outcome = Result<(u16, Value), Refusal>;

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
    /// The account of what is made without one being named: the built-in credential's, or the only one of the settings.
    pub only_account_id: Option<String>,
}

/// A request that got in.
pub struct Asked {
    /// What the requests of a process share.
    pub staging: Arc<Staging>,
    /// What all calls share.
    pub shared: Arc<Shared>,
    /// The account and region that it is signed for. One that isn't signed may touch all.
    pub signed_for: Option<(String, String)>,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The body, empty or of the media type `application/json`.
    pub body: Vec<u8>,
}

impl Asked {
    /// Whose rows it is about, by its signature or by what it says.
    fn reach(&self, account_id: Option<String>, region: Option<String>) -> Result<Reach, Refusal> {
        let Some((own_account, own_region)) = &self.signed_for else { return Ok(Reach { account_id, region }) };
        let is_other = |said: &Option<String>, own: &String| said.as_ref().is_some_and(|said| said != own);
        if is_other(&account_id, own_account) || is_other(&region, own_region) {
            return Err(Refusal::new(
                403,
                "NOT_YOURS",
                "The request is signed for another account or region than it names.",
                "Leave account_id and region out: they are those of the signature.",
            ));
        }
        Ok(Reach { account_id: Some(own_account.clone()), region: Some(own_region.clone()) })
    }
}
