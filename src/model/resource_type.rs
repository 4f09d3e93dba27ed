//! The kinds of resources.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, IntoStaticStr, VariantNames};

/// The kinds of resources that errors name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ResourceType {
    /// A pool.
    Pool,
    /// A phone number.
    PhoneNumber,
    /// A sender ID.
    SenderId,
    /// An opt-out list.
    OptOutList,
    /// A keyword of a pool or a phone number.
    Keyword,
    /// A destination on an opt-out list.
    OptedOutNumber,
    /// A configuration set.
    ConfigurationSet,
    /// A destination of events of a configuration set.
    EventDestination,
    /// A configuration of one-time codes.
    NotifyConfiguration,
    /// A text that one-time codes are sent in.
    NotifyTemplate,
    /// A configuration of protection.
    ProtectConfiguration,
    /// A registration.
    Registration,
    /// What is attached to a registration.
    RegistrationAttachment,
    /// A destination that was verified.
    VerifiedDestinationNumber,
    /// An RCS agent.
    RcsAgent,
    /// The account itself.
    Account,
    /// A message that was sent.
    Message,
}
