//! Origination identities: what messages are sent from, and how requests name them.

use serde::Serialize;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

use super::two_way::TwoWay;
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
    /// By RcsAgentId or RcsAgentArn. RCS agents are not built, so none exists.
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
    /// The key of the opt-out list.
    pub opt_out_list_id: Uuid,
    /// Whether the account answers HELP and STOP itself.
    pub self_managed_opt_outs_enabled: bool,
    /// Where incoming messages go.
    pub two_way: TwoWay,
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
}

impl OriginationIdentity {
    /// Its kind.
    #[must_use]
    pub fn resource_type(&self) -> ResourceType {
        match self {
            Self::PhoneNumber(_) => ResourceType::PhoneNumber,
            Self::SenderId(_) => ResourceType::SenderId,
        }
    }

    /// Its canonical id: PhoneNumberId or SenderId.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::PhoneNumber(number) => PhoneNumberId::of(number.key).as_str().to_owned(),
            Self::SenderId(sender_id) => sender_id.name.sender_id().to_owned(),
        }
    }

    /// The last part of its ARN.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::PhoneNumber(number) => PhoneNumberId::of(number.key).path(),
            Self::SenderId(sender_id) => sender_id.name.path(),
        }
    }

    /// Its country.
    #[must_use]
    pub fn iso_country_code(&self) -> &str {
        match self {
            Self::PhoneNumber(number) => &number.iso_country_code,
            Self::SenderId(sender_id) => sender_id.name.iso_country_code(),
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

    /// Whether it sends messages of this type.
    #[must_use]
    pub fn sends(&self, message_type: MessageType) -> bool {
        match self {
            Self::PhoneNumber(number) => number.configuration.message_type == message_type,
            Self::SenderId(sender_id) => sender_id.message_types.contains(&message_type),
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
        }
    }

    /// Its status; that of a sender ID, which has none, is empty.
    #[must_use]
    pub fn status(&self, now: OffsetDateTime) -> String {
        match self {
            Self::PhoneNumber(number) => number.life.status(now).to_string(),
            Self::SenderId(_) => String::new(),
        }
    }

    /// A conflict about this identity. Assumed (row 19): the identity being added is the resource that errors name.
    #[must_use]
    pub fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, self.resource_type(), self.id())
    }

    /// A phone number must be ACTIVE; a sender ID has no status.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_NOT_ACTIVE. Assumed (row 11): the Reason's name says so.
    pub fn is_active(&self, now: OffsetDateTime) -> Result<(), ServiceError> {
        match self {
            Self::PhoneNumber(number) if number.life.status(now) != NumberStatus::Active => {
                Err(self.conflict(ConflictReason::ResourceNotActive))
            }
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
