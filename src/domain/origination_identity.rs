//! Origination identities: what messages are sent from, and how requests name them.

use serde::Serialize;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

use super::{
    rcs_agent::{ISO_COUNTRY_CODE, RcsAgent},
    settings::Settings,
};
use crate::model::{
    error::{ConflictReason, Field, ServiceError, ValidationReason},
    message::MessageType,
    phone_number::{NumberStatus, NumberType, PhoneNumberId},
    rcs_agent::RcsAgentId,
    resource::{Key, Named, Resource},
    resource_type::ResourceType,
    sender_id::SenderIdKey,
};

mod releasing;

pub use releasing::{ReleasingPhoneNumber, ReleasingSenderId};

/// An identity as a request names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum IdentityName {
    /// By PhoneNumberId or PhoneNumberArn.
    PhoneNumber(Named<PhoneNumberId>),
    /// By SenderId and country, or SenderIdArn.
    SenderId(Named<SenderIdKey>),
    /// By RcsAgentId or RcsAgentArn.
    RcsAgent(Named<RcsAgentId>),
}

impl IdentityName {
    /// The resource that it names.
    #[must_use]
    pub fn resource(&self) -> Resource {
        match self {
            Self::PhoneNumber(named) => named.resource(),
            Self::SenderId(named) => named.resource(),
            Self::RcsAgent(named) => named.resource(),
        }
    }
}

/// What a pool and the phone numbers in it have in common, keywords aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// What kind of messages is sent.
    pub message_type: MessageType,
    /// The rest, which RCS agents have, too.
    pub settings: Settings,
}

/// A phone number, locked.
#[derive(Clone, Debug)]
pub struct PhoneNumber {
    /// Its key.
    pub key: Uuid,
    /// Its country.
    pub iso_country_code: String,
    /// Its kind.
    pub number_type: NumberType,
    /// When it is ACTIVE.
    pub life: NumberLife,
    /// Whether it can't be released.
    pub deletion_protection_enabled: bool,
    /// Its own configuration.
    pub configuration: Configuration,
}

impl PhoneNumber {
    /// Whether its own settings and keywords may change. `is_in_pool` is read after the lock.
    ///
    /// # Errors
    ///
    /// ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL: settings of a number in a pool are the pool's. Documented: the
    /// rule; Assumed (rows 28 and 29): the Reason, and that there is no exception. RESOURCE_NOT_ACTIVE while it isn't
    /// ACTIVE (Assumed, row 13).
    pub fn may_be_changed(&self, is_in_pool: bool, now: OffsetDateTime) -> Result<(), ServiceError> {
        if is_in_pool {
            return Err(self.conflict(ConflictReason::PhoneNumberAssociatedToPool));
        }
        if self.life.status(now) != NumberStatus::Active {
            return Err(self.conflict(ConflictReason::ResourceNotActive));
        }
        Ok(())
    }

    /// The conflict of this number.
    #[must_use]
    pub fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::PhoneNumber, PhoneNumberId::of(self.key).as_str())
    }
}

/// A sender ID, locked.
#[derive(Clone, Debug)]
pub struct SenderId {
    /// Its key.
    pub key: Uuid,
    /// Its name, in the stored form.
    pub name: SenderIdKey,
    /// The kinds of messages it may send.
    pub message_types: Vec<MessageType>,
    /// Whether it can't be released.
    pub deletion_protection_enabled: bool,
}

/// An origination identity, locked.
#[derive(Clone, Debug)]
pub enum OriginationIdentity {
    /// A phone number: in one pool at most.
    PhoneNumber(PhoneNumber),
    /// A sender ID: in any number of pools.
    SenderId(SenderId),
    /// An RCS agent: in one pool at most.
    RcsAgent(RcsAgent),
}

impl OriginationIdentity {
    /// Its kind.
    #[must_use]
    pub fn resource_type(&self) -> ResourceType {
        match self {
            Self::PhoneNumber(_) => ResourceType::PhoneNumber,
            Self::SenderId(_) => ResourceType::SenderId,
            Self::RcsAgent(_) => ResourceType::RcsAgent,
        }
    }

    /// Its canonical id: PhoneNumberId, SenderId or RcsAgentId.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::PhoneNumber(number) => PhoneNumberId::of(number.key).as_str().to_owned(),
            Self::SenderId(sender_id) => sender_id.name.sender_id().to_owned(),
            Self::RcsAgent(agent) => agent.id().as_str().to_owned(),
        }
    }

    /// The last part of its ARN.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::PhoneNumber(number) => PhoneNumberId::of(number.key).path(),
            Self::SenderId(sender_id) => sender_id.name.path(),
            Self::RcsAgent(agent) => agent.id().path(),
        }
    }

    /// Its country; `ZZ` of an RCS agent, which has none.
    #[must_use]
    pub fn iso_country_code(&self) -> &str {
        match self {
            Self::PhoneNumber(number) => &number.iso_country_code,
            Self::SenderId(sender_id) => sender_id.name.iso_country_code(),
            Self::RcsAgent(_) => ISO_COUNTRY_CODE,
        }
    }

    /// Whether it is of the country that a request says, if it says one.
    ///
    /// # Errors
    ///
    /// ValidationException COUNTRY_CODE_MISMATCH. Assumed (rows 5 and 8): the Reason's name says so.
    pub fn is_of(&self, iso_country_code: Option<&str>) -> Result<(), ServiceError> {
        match iso_country_code {
            Some(country) if country != self.iso_country_code() => Err(self.is_elsewhere(iso_country_code)),
            _ => Ok(()),
        }
    }

    /// It is of another country than a request says.
    #[must_use]
    pub fn is_elsewhere(&self, iso_country_code: Option<&str>) -> ServiceError {
        let (own, said) = (self.iso_country_code(), iso_country_code.unwrap_or_default());
        let field = Field::new("isoCountryCode", format!("The origination identity is of {own}, not {said}"));
        ServiceError::validation(ValidationReason::CountryCodeMismatch, vec![field])
    }

    /// What it has in common with its pool; a sender ID has nothing of it.
    #[must_use]
    pub fn settings(&self) -> Option<&Settings> {
        match self {
            Self::PhoneNumber(number) => Some(&number.configuration.settings),
            Self::SenderId(_) => None,
            Self::RcsAgent(agent) => Some(&agent.settings),
        }
    }

    /// Why it can't be in two pools; a sender ID can. Documented: the Reasons.
    #[must_use]
    pub fn is_in_one_pool(&self) -> Option<ConflictReason> {
        match self {
            Self::PhoneNumber(_) => Some(ConflictReason::PhoneNumberAssociatedToPool),
            Self::SenderId(_) => None,
            Self::RcsAgent(_) => Some(ConflictReason::RcsAgentAssociatedToPool),
        }
    }

    /// Kind and id, in words.
    #[must_use]
    pub fn described(&self) -> String {
        let kind = match self {
            Self::PhoneNumber(_) => "phone number",
            Self::SenderId(_) => "sender ID",
            Self::RcsAgent(_) => "RCS agent",
        };
        format!("{kind} {}", self.id())
    }

    /// The part of the names of operations that says its kind, such as `PhoneNumber` in UpdatePhoneNumber.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PhoneNumber(_) => "PhoneNumber",
            Self::SenderId(_) => "SenderId",
            Self::RcsAgent(_) => "RcsAgent",
        }
    }

    /// Whether it sends messages of this type. Assumed (decision RD39): an RCS agent sends what its pool does.
    #[must_use]
    pub fn sends(&self, message_type: MessageType) -> bool {
        match self {
            Self::PhoneNumber(number) => number.configuration.message_type == message_type,
            Self::SenderId(sender_id) => sender_id.message_types.contains(&message_type),
            Self::RcsAgent(_) => true,
        }
    }

    /// The types of messages that it sends, in words.
    #[must_use]
    pub fn message_types(&self) -> String {
        match self {
            Self::PhoneNumber(number) => number.configuration.message_type.to_string(),
            Self::SenderId(sender_id) => {
                let types: Vec<&str> = sender_id.message_types.iter().map(AsRef::as_ref).collect();
                types.join(" or ")
            }
            Self::RcsAgent(_) => "any".to_owned(),
        }
    }

    /// Its status; that of a sender ID, which has none, is empty.
    #[must_use]
    pub fn status(&self, now: OffsetDateTime) -> String {
        match self {
            Self::PhoneNumber(number) => number.life.status(now).to_string(),
            Self::SenderId(_) => String::new(),
            Self::RcsAgent(agent) => agent.status.to_string(),
        }
    }

    /// A conflict about this identity. Assumed (row 19): the identity being added is the resource that errors name.
    #[must_use]
    pub fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, self.resource_type(), self.id())
    }

    /// Whether a phone number is ACTIVE; `None` for what is none.
    #[must_use]
    pub fn number_is_active(&self, now: OffsetDateTime) -> Option<bool> {
        matches!(self, Self::PhoneNumber(_)).then(|| self.is_active(now).is_ok())
    }

    /// Whether an RCS agent is usable; `None` for what is none.
    #[must_use]
    pub fn agent_is_usable(&self) -> Option<bool> {
        match self {
            Self::RcsAgent(agent) => Some(agent.is_usable()),
            _ => None,
        }
    }

    /// A phone number must be ACTIVE, and an RCS agent usable; a sender ID has no status.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_NOT_ACTIVE. Assumed (rows 11 and 12): the Reason's name says so.
    pub fn is_active(&self, now: OffsetDateTime) -> Result<(), ServiceError> {
        match self {
            Self::PhoneNumber(number) if number.life.status(now) != NumberStatus::Active => {
                Err(self.conflict(ConflictReason::ResourceNotActive))
            }
            Self::RcsAgent(agent) if !agent.is_usable() => Err(self.conflict(ConflictReason::ResourceNotActive)),
            _ => Ok(()),
        }
    }
}

/// When a number has which status. Documented: a requested number is PENDING first, then ACTIVE; while it enters or leaves
/// a pool it may be ASSOCIATING or DISASSOCIATING.
#[derive(Clone, Copy, Debug)]
pub struct NumberLife {
    /// PENDING before this moment.
    pub active_at: OffsetDateTime,
    /// What it is doing until [`NumberLife::changing_until`].
    pub changing_status: Option<NumberStatus>,
    /// When it is done with that.
    pub changing_until: Option<OffsetDateTime>,
}

impl NumberLife {
    /// When a number is ACTIVE that waits for its registration to be COMPLETE: not before the end of time.
    pub const UNTIL_REGISTERED: OffsetDateTime = datetime!(9999-12-31 00:00 UTC);

    /// Whether it waits for its registration.
    #[must_use]
    pub fn awaits_registration(&self) -> bool {
        self.active_at == Self::UNTIL_REGISTERED
    }

    /// The status at the moment `now`.
    #[must_use]
    pub fn status(&self, now: OffsetDateTime) -> NumberStatus {
        if now < self.active_at {
            return NumberStatus::Pending;
        }
        match (self.changing_status, self.changing_until) {
            (Some(status), Some(until)) if now < until => status,
            _ => NumberStatus::Active,
        }
    }
}
