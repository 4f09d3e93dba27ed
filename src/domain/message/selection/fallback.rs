//! What stands in for identities where none can carry a message.

use super::WITHOUT_SHARED_ROUTES;
use crate::domain::{
    country::{self, SenderIds},
    message::{channel::Channel, destination::Destination, direct::OwnedSenderId},
};

/// Where a message is sent from when an own identity isn't named, and none can carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The configuration set's DefaultSenderId.
    DefaultSenderId(String),
    /// A shared route, shown as [`SHARED_ROUTE`](super::SHARED_ROUTE).
    SharedRoute,
}

/// What may stand in for identities.
#[derive(Clone, Debug, Default)]
pub struct Fallbacks {
    /// Whether shared routes are open: the pool's SharedRoutesEnabled, and always where no identity is named.
    pub shared_routes: bool,
    /// The configuration set's DefaultSenderId, and what the account has of it in the destination's country.
    pub default_sender_id: Option<(String, Option<OwnedSenderId>)>,
}

impl Fallbacks {
    /// What a message is sent from that no identity can carry. Documented: the set's DefaultSenderId instead of the generic
    /// sender where the country has sender IDs; Assumed (MD8): the rest.
    #[must_use]
    pub fn find(&self, channel: Channel, destination: &Destination) -> Option<Fallback> {
        if channel != Channel::Text || !self.shared_routes {
            return None;
        }
        let country = destination.iso_country_code.as_str();
        if let Some((sender_id, owned)) = &self.default_sender_id {
            let is_sent = match country::sender_ids(country) {
                SenderIds::Yes => true,
                SenderIds::Registration => owned.as_ref().is_some_and(|owned| owned.registered),
                SenderIds::No => false,
            };
            if is_sent {
                return Some(Fallback::DefaultSenderId(sender_id.clone()));
            }
        }
        (!WITHOUT_SHARED_ROUTES.contains(&country)).then_some(Fallback::SharedRoute)
    }
}
