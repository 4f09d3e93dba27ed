//! Whether the phone may be written to, once it is known what would be sent from where.
//!
//! Settled (MD1): the order: countries that are closed, then, behind the choice of an identity, sandbox, opt-outs, protect
//! configurations, what India asks for.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{
    channel::Channel,
    destination::{self, Destination},
};
use crate::{
    domain::{account::AccountTier, check::Rule},
    model::{
        error::{ConflictReason, Field, ServiceError, ValidationReason},
        message::DestinationCountryParameterKey,
        protect_configuration::ProtectStatus,
        resource_type::ResourceType,
    },
};

mod asking;

/// The country that a message goes to, beside those that are closed (`sending.blocked_countries`).
pub struct Country<'r> {
    /// Where the message goes.
    pub destination: &'r Destination,
    /// The countries that are closed.
    pub blocked_countries: &'r [String],
}

fn closed(destination: &Destination) -> ServiceError {
    let message = format!("No messages are sent to {}", destination.iso_country_code);
    let field = Field::new(destination::MEMBER, message);
    ServiceError::validation(ValidationReason::DestinationCountryBlocked, vec![field])
}

/// The countries that an account in the sandbox may call. Documented.
const SANDBOX_CALLS: [&str; 11] = ["AU", "CA", "DE", "HK", "IL", "JP", "MX", "SG", "SE", "US", "GB"];

/// What is known about the phone that a message goes to. Read by a statement that begins with the unit of work.
#[derive(Clone, Debug)]
pub struct Facts<'f> {
    /// As what it is sent.
    pub channel: Channel,
    /// Where it goes.
    pub destination: &'f Destination,
    /// The tier of the account.
    pub tier: AccountTier,
    /// Whether the account verified the number, or for RCS alone, whether it tests the agent that sends.
    pub is_verified: bool,
    /// Whether the number stands on the list that [`OptOutList`] says, and that is enforced.
    pub is_opted_out: bool,
    /// What protects the account, if anything does: the request's configuration, else the set's, else the account's.
    pub protection: Option<&'f Protection>,
    /// Whether the message is sent from a registered sender ID.
    pub from_registered_sender_id: bool,
    /// DestinationCountryParameters.
    pub destination_country_parameters: &'f BTreeMap<DestinationCountryParameterKey, String>,
}

impl Facts<'_> {
    /// Whether the phone may be written to.
    ///
    /// # Errors
    ///
    /// - ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED. Documented: the Reason; Assumed (MD18): the resource.
    /// - ValidationException DESTINATION_COUNTRY_BLOCKED for a call out of the sandbox. Documented: the countries; Assumed:
    ///   the Reason.
    /// - ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT. Documented: the Reason; Assumed (MD19): the resource.
    /// - those of [`Protection::lets_through`].
    /// - ValidationException MISSING_PARAMETER. Assumed (MD21): from a registered sender ID to India both parameters are
    ///   needed, elsewhere none is.
    pub fn may_be_written_to(&self) -> Result<(), ServiceError> {
        self.verdict()
    }

    fn needs_country_parameters(&self) -> bool {
        self.destination.iso_country_code == "IN" && self.from_registered_sender_id
    }

    fn country_parameters(&self) -> Result<(), ServiceError> {
        let needed = [DestinationCountryParameterKey::InTemplateId, DestinationCountryParameterKey::InEntityId];
        if !self.needs_country_parameters()
            || needed.iter().all(|key| self.destination_country_parameters.contains_key(key))
        {
            return Ok(());
        }
        let message = "A registered sender ID to India needs IN_TEMPLATE_ID and IN_ENTITY_ID";
        let field = Field::new("destinationCountryParameters", message);
        Err(ServiceError::validation(ValidationReason::MissingParameter, vec![field]))
    }

    fn conflict(&self, reason: ConflictReason, resource_type: ResourceType) -> ServiceError {
        ServiceError::conflict(reason, resource_type, self.destination.phone_number.as_str())
    }
}

/// Whose opt-out list holds for a message. Assumed (M12.5): the pool's through a pool, that of the number or RCS agent where it was addressed
/// or chosen for the account, else the list `Default`. Where opt-outs are managed by the sender, none holds. Documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptOutList {
    /// That of the pool.
    OfPool,
    /// That of the phone number.
    OfPhoneNumber,
    /// `Default`: for sender IDs and shared routes.
    Default,
}

/// An override for the destination's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberOverride {
    /// ALLOW or BLOCK.
    pub status: ProtectStatus,
    /// When it ends, if it does.
    pub expires_at: Option<OffsetDateTime>,
}

/// A protect configuration in effect, as far as it is about one destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Its ProtectConfigurationId.
    pub protect_configuration_id: String,
    /// What it says about the number, if it does and that hasn't expired.
    pub number_override: Option<ProtectStatus>,
    /// What it says about the country on this channel. Documented: ALLOW where it says nothing.
    pub country_rule: Option<ProtectStatus>,
}

impl NumberOverride {
    /// What it says at the moment `now`. Documented: nothing any more once it has expired.
    #[must_use]
    pub fn at(&self, now: OffsetDateTime) -> Option<ProtectStatus> {
        self.expires_at.is_none_or(|expires_at| now < expires_at).then_some(self.status)
    }
}

impl Protection {
    /// What it says about the message. Documented: the number comes before the country, and MONITOR and FILTER are for texts,
    /// and what goes by their rules (decision RD7).
    /// Assumed (MD12): calls, and (decision RD10) media too, are blocked or go through.
    #[must_use]
    pub fn status(&self, channel: Channel) -> ProtectStatus {
        let status = self.number_override.or(self.country_rule).unwrap_or(ProtectStatus::Allow);
        if matches!(channel, Channel::Text | Channel::Rcs) || status == ProtectStatus::Block {
            status
        } else {
            ProtectStatus::Allow
        }
    }

    /// Whether the message goes through.
    ///
    /// # Errors
    ///
    /// ConflictException DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE or
    /// DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION. Observed: the second one whole.
    pub fn lets_through(&self, channel: Channel) -> Result<(), ServiceError> {
        if self.status(channel) != ProtectStatus::Block {
            return Ok(());
        }
        let reason = if self.number_override.is_some() {
            ConflictReason::DestinationPhoneNumberBlockedByProtectNumberOverride
        } else {
            ConflictReason::DestinationCountryBlockedByProtectConfiguration
        };
        Err(ServiceError::conflict(reason, ResourceType::ProtectConfiguration, self.protect_configuration_id.as_str()))
    }
}
