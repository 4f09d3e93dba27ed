//! The console, `/_callsign/console`: pages for people who look before they read. One screen a file, with its template beside it.
//!
//! A screen is a URL: account, region, filter, place and selection stand in it. It reads by one read-only transaction, and changes
//! nothing itself: a form is the input of an operation of the API, which is carried out as every call is ([`form`]).

use std::sync::Arc;

use crate::{
    database::connections::Connections,
    domain::deployment::Deployment,
    model::{caller::Caller, error::ServiceError},
    path::Shared,
    staging::{Refusal, Rights, Staging},
    store::view::{Home, Reach},
};

mod account;
mod asset;
mod changed;
mod checks;
mod configuration_set;
mod configuration_sets;
mod copy_as;
mod deliveries;
mod delivery;
mod export;
pub mod form;
mod frame;
mod gone;
mod inbox;
mod lab;
mod link;
mod message;
mod notify_configuration;
mod notify_configurations;
mod number;
mod numbers;
mod opt_out_lists;
pub mod own;
mod places;
mod pool;
mod pools;
mod protect_configuration;
mod protect_configurations;
mod rcs_agent;
mod rcs_agents;
pub mod refusal;
mod registration;
mod registrations;
pub mod replay;
mod request;
mod requests;
mod route;
mod search;
mod sender_ids;
mod sentence;
mod start;
mod text;
mod verified_destination_numbers;
mod why;

pub use asset::{Asset, asset};
pub use export::Export;
use frame::Sight;

pub use frame::Notice;
pub use link::{CONSOLE, at_home, first_home};
pub use places::Places;

/// What the console knows about the program that it is in.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// What clients are told to call, without a slash at the end.
    pub url: String,
    /// Whether callsign runs its own PostgreSQL.
    pub is_embedded: bool,
    /// Whether the built-in credential serves.
    pub has_built_in_credential: bool,
    /// The account and the access key of each credential, and whether it has a policy; never its secret.
    pub credentials: Vec<(String, String, bool)>,
    /// Where event destinations really are.
    pub places: Places,
}

/// A request for a page.
pub struct Asked {
    /// What all calls share.
    pub shared: Arc<Shared>,
    /// What operations decide by.
    pub deployment: Arc<Deployment>,
    /// The program.
    pub program: Program,
    /// The account and region that are shown, as the caller of what its forms ask for.
    pub caller: Caller,
    /// The accounts and regions that who asks may look at.
    pub within: Reach,
    /// The path behind account and region, in its parts, decoded.
    pub path: Vec<String>,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The interface, which some forms are calls of.
    pub staging: Arc<Staging>,
    /// What who asks may do.
    pub rights: Rights,
    /// Whether a browser's session lets him in, which he can end.
    pub has_session: bool,
    /// What became of a form.
    pub notice: Option<Notice>,
}

impl Asked {
    fn home(&self) -> Home {
        Home { account_id: self.caller.account_id.to_string(), region: self.caller.region.to_string() }
    }

    fn sight(&self) -> Sight {
        let Home { account_id, region } = self.home();
        Sight {
            shown: Reach { account_id: Some(account_id), region: Some(region), among: None },
            all: self.within.clone(),
        }
    }

    fn connections(&self) -> Connections {
        self.shared.database.connections().clone()
    }

    /// A member of the query, empty where it isn't there.
    fn asks(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Where a screen of the account and region stands.
    fn url(&self, path: &str) -> String {
        format!("{}/{path}", at_home(&self.caller))
    }
}

/// What is answered.
#[derive(Debug)]
pub enum Page {
    /// A page.
    Html(String),
    /// Another URL, to be read.
    Elsewhere(String),
    /// A file, to be kept.
    Export(Export),
}

/// Why there is no page.
#[derive(Debug)]
pub enum Failure {
    /// There is nothing of that name.
    NotThere,
    /// Not now.
    Refused(Refusal),
    /// The database failed, or a template did.
    Failed(ServiceError),
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Failed(ServiceError::internal(error))
    }
}

/// A page, or none.
pub type Outcome = Result<Page, Failure>;

/// The screen that is asked for.
///
/// # Errors
///
/// [`Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let path: Vec<&str> = asked.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        [] | [""] => start::first(asked).await,
        ["start"] => start::show(asked).await,
        ["inbox"] => inbox::show(asked, None).await,
        ["inbox", "export"] => export::show(asked, None),
        ["inbox", own, phone] => inbox::show(asked, Some((own, phone))).await,
        ["inbox", own, phone, "export"] => export::show(asked, Some((own, phone))),
        ["pools"] => pools::show(asked).await,
        ["pools", id] => pool::show(asked, id).await,
        ["pools", id, "why"] => why::show(asked, id).await,
        ["numbers"] => numbers::show(asked).await,
        ["numbers", id] => number::show(asked, id).await,
        ["sender-ids"] => sender_ids::show(asked).await,
        ["opt-out-lists"] => opt_out_lists::show(asked, None).await,
        ["opt-out-lists", name] => opt_out_lists::show(asked, Some(name)).await,
        ["configuration-sets"] => configuration_sets::show(asked).await,
        ["configuration-sets", name] => configuration_set::show(asked, name).await,
        ["registrations"] => registrations::show(asked).await,
        ["registrations", id] => registration::show(asked, id).await,
        ["rcs-agents"] => rcs_agents::show(asked).await,
        ["rcs-agents", id] => rcs_agent::show(asked, id).await,
        ["verified-destination-numbers"] => verified_destination_numbers::show(asked).await,
        ["protect-configurations"] => protect_configurations::show(asked).await,
        ["protect-configurations", id] => protect_configuration::show(asked, id).await,
        ["notify-configurations"] => notify_configurations::show(asked).await,
        ["notify-configurations", id] => notify_configuration::show(asked, id).await,
        ["requests"] => requests::show(asked).await,
        ["requests", id] => request::show(asked, id).await,
        ["events"] => deliveries::show(asked).await,
        ["events", id] => delivery::show(asked, id).await,
        ["lab"] => lab::show(asked).await,
        ["route"] => route::show(asked).await,
        ["messages", id] => message::show(asked, id).await,
        ["account"] => account::show(asked).await,
        _ => Err(Failure::NotThere),
    }
}

/// A page that says what is wrong, for a browser that gets no screen.
#[must_use]
pub fn complaint(title: &str, text: &str) -> String {
    frame::complaint(title, text)
}
