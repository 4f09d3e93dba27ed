//! What a deployment may set about the rules: quotas, waiting times, readings of the model.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::{
    account::Account,
    inbound::Inbound,
    notify::Notify,
    policy::Pattern,
    quota::Quotas,
    registration::settings::Registrations,
    sending::{Delivery, Handsets, Sending},
    spend_limit::SpendLimits,
    verification::Verification,
};
use crate::model::message::MessageType;

/// The settings that operations decide by.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The service quotas.
    pub quotas: Quotas,
    /// What every account is.
    pub account: Account,
    /// What an account may spend.
    pub spend_limits: SpendLimits,
    /// Which reading of the model holds where two exist.
    pub compatibility: Compatibility,
    /// What URLs of callsign's own interface begin with, without a slash at their end, where it is there.
    pub interface_url: Option<String>,
    /// Events and where they go.
    pub events: Events,
    /// How long new resources take to become ACTIVE.
    pub lifecycle: Lifecycle,
    /// Sends.
    pub sending: Sending,
    /// How long what happens to a message takes.
    pub delivery: Delivery,
    /// Phones.
    pub handsets: Handsets,
    /// What comes in.
    pub inbound: Inbound,
    /// Codes that verify destination numbers.
    pub verification: Verification,
    /// Reviews of registrations.
    pub registrations: Registrations,
    /// Names of notify configurations.
    pub notify: Notify,
    /// How many accounts and regions are made at most, where any caller may be any account.
    pub builtin_scopes: Option<u32>,
    /// How long a client token is remembered.
    pub client_token_retention: Duration,
}

/// Which reading of the model holds where two exist.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Compatibility {
    /// Whether phone numbers need an IsoCountryCode in a request.
    pub iso_country_code: IsoCountryCode,
    /// Whether the last phone number may leave a pool that has sender IDs.
    pub last_phone_number: LastPhoneNumber,
    /// How DescribeSenderIds writes MessageTypes.
    pub describe_sender_ids: DescribeSenderIds,
    /// Whether an event destination may match `TEXT_SENT`.
    pub text_sent: TextSent,
}

/// How DescribeSenderIds writes MessageTypes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DescribeSenderIds {
    /// Observed: the provider for Terraform normalises `Transactional` and `Promotional`, and says why.
    #[default]
    Observed,
    /// Documented: the model has capitals.
    Model,
}

impl DescribeSenderIds {
    /// The message type as it is written.
    #[must_use]
    pub fn message_type(self, message_type: MessageType) -> &'static str {
        match (self, message_type) {
            (Self::Observed, MessageType::Transactional) => "Transactional",
            (Self::Observed, MessageType::Promotional) => "Promotional",
            (Self::Model, MessageType::Transactional) => "TRANSACTIONAL",
            (Self::Model, MessageType::Promotional) => "PROMOTIONAL",
        }
    }
}

/// Whether an event destination may match `TEXT_SENT`. Documented: the model has it, and AWS doesn't support it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TextSent {
    /// Settled (decision RD3): it is refused.
    #[default]
    Refuse,
    /// It is kept. No such event ever comes.
    Accept,
}

/// What a deployment may set about events and where they go.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// ARNs that can't be accessed when an event destination is made or changed.
    pub inaccessible: Vec<String>,
    /// Whether QUEUED and PENDING are told of a message before anything else.
    pub verbose: bool,
    /// The event buses that something was set for, which get the events of every message.
    pub event_buses: Vec<Pattern>,
}

impl Events {
    /// Whether something was set for an event bus. Settled: without that it gets nothing, and nothing is kept.
    #[must_use]
    pub fn go_to_event_bus(&self, arn: &str) -> bool {
        self.event_buses.iter().any(|pattern| pattern.matches(arn))
    }
}

/// Whether the last phone number may leave a pool that has sender IDs. The last identity never may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LastPhoneNumber {
    /// Assumed (row 21): the literal meaning of the Reason LAST_PHONE_NUMBER.
    #[default]
    Refuse,
    /// Only the last identity, of whatever kind, is kept.
    Allow,
}

/// Whether IsoCountryCode must stand beside a phone number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum IsoCountryCode {
    /// Documented: the reference page of AssociateOriginationIdentity.
    #[default]
    Required,
    /// Documented: the newer model. A phone number then answers with its own country.
    Optional,
}

/// How long new resources take to become ACTIVE, in milliseconds. AWS takes seconds; with 0 it is over at once.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lifecycle {
    /// How long a phone number is PENDING. SIMULATOR numbers never are.
    pub pending_ms: u32,
    /// How long a pool is CREATING.
    pub creating_ms: u32,
    /// How long a phone number is ASSOCIATING after it entered a pool.
    pub associating_ms: u32,
    /// How long a phone number is DISASSOCIATING after it left a pool.
    pub disassociating_ms: u32,
    /// How long what is attached to registrations is UPLOAD_IN_PROGRESS.
    pub attachment_ms: u32,
    /// How long a notify configuration is PENDING.
    pub notify_ms: u32,
    /// How long the tester of an RCS agent that can be tested is PENDING.
    pub tester_ms: u32,
}

impl Lifecycle {
    /// How long a phone number is PENDING.
    #[must_use]
    pub fn pending(&self) -> Duration {
        Duration::milliseconds(self.pending_ms.into())
    }

    /// How long a pool is CREATING.
    #[must_use]
    pub fn creating(&self) -> Duration {
        Duration::milliseconds(self.creating_ms.into())
    }

    /// How long a phone number is ASSOCIATING.
    #[must_use]
    pub fn associating(&self) -> Duration {
        Duration::milliseconds(self.associating_ms.into())
    }

    /// How long a phone number is DISASSOCIATING.
    #[must_use]
    pub fn disassociating(&self) -> Duration {
        Duration::milliseconds(self.disassociating_ms.into())
    }

    /// How long an attachment is UPLOAD_IN_PROGRESS.
    #[must_use]
    pub fn attachment(&self) -> Duration {
        Duration::milliseconds(self.attachment_ms.into())
    }

    /// How long a notify configuration is PENDING.
    #[must_use]
    pub fn notify(&self) -> Duration {
        Duration::milliseconds(self.notify_ms.into())
    }

    /// How long a tester is PENDING.
    #[must_use]
    pub fn tester(&self) -> Duration {
        Duration::milliseconds(self.tester_ms.into())
    }
}
