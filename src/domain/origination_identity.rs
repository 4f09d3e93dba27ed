//! Origination identities: what messages are sent from, and how requests name them.

use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{rules::IsoCountryCode, two_way::TwoWay};
use crate::model::{
    arn,
    caller::Caller,
    error::{ConflictReason, Field, ServiceError, ValidationReason},
    member::Members,
    message::MessageType,
    phone_number::{NumberStatus, NumberType, PhoneNumberId},
    rcs_agent::RcsAgentId,
    resource::{self, Key, Named, Resource},
    resource_type::ResourceType,
    sender_id::SenderIdKey,
    shape::{ISO_COUNTRY_CODE, PHONE_OR_SENDER_ID_OR_ARN},
};

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

/// The members OriginationIdentity and IsoCountryCode of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdentityMembers {
    /// What OriginationIdentity names.
    pub identity: IdentityName,
    /// The country that the request says the identity is of.
    pub iso_country_code: Option<String>,
}

/// OriginationIdentity and IsoCountryCode with their shapes checked, not resolved yet.
pub struct UnresolvedIdentity {
    text: String,
    iso_country_code: Option<String>,
}

impl UnresolvedIdentity {
    /// Checks the shapes of the two members.
    ///
    /// Documented: the reference page requires IsoCountryCode of phone numbers and sender IDs; RCS agents have no country.
    /// It counts as there beside the ARN of a sender ID, so that [`UnresolvedIdentity::resolve`] gives the error observed for
    /// that.
    pub fn read(
        members: &mut Members,
        origination_identity: Option<String>,
        iso_country_code: Option<String>,
        compatibility: IsoCountryCode,
    ) -> Self {
        let text = members.required("originationIdentity", origination_identity, &PHONE_OR_SENDER_ID_OR_ARN);
        let kind = Form::of(&text);
        let is_required = match kind {
            Form::PhoneNumber => compatibility == IsoCountryCode::Required,
            Form::SenderId => !arn::is_arn(&text),
            Form::RcsAgent => false,
        };
        if iso_country_code.is_none() && is_required {
            members.missing("isoCountryCode");
        }
        let iso_country_code = members.optional("isoCountryCode", iso_country_code, &ISO_COUNTRY_CODE);
        Self { text, iso_country_code }
    }

    /// Finds out which identity the text names.
    ///
    /// Documented: `phone-…` and `rcs-…` are ids, ARNs name their kind, any other text is the sender ID of the country
    /// IsoCountryCode.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN. Observed: for the ARN of a sender ID without IsoCountryCode, with the field
    /// `senderId`, although the ARN holds the country.
    pub fn resolve(self, caller: &Caller) -> Result<IdentityMembers, ServiceError> {
        let Self { text, iso_country_code } = self;
        let country = iso_country_code.as_deref();
        let identity = match Form::of(&text) {
            Form::PhoneNumber => IdentityName::PhoneNumber(resource::phone_number(MEMBER, &text, caller)?),
            Form::RcsAgent => IdentityName::RcsAgent(resource::rcs_agent(MEMBER, &text, caller)?),
            Form::SenderId => {
                let named = resource::sender_id(MEMBER, &text, country.unwrap_or_default(), caller)?;
                if country.is_none() {
                    return Err(arn::invalid_arn("senderId", "The ARN of a sender ID needs IsoCountryCode beside it"));
                }
                IdentityName::SenderId(named)
            }
        };
        Ok(IdentityMembers { identity, iso_country_code })
    }
}

const MEMBER: &str = "originationIdentity";

/// What a text looks like, before it is known to name anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    PhoneNumber,
    SenderId,
    RcsAgent,
}

impl Form {
    fn of(text: &str) -> Self {
        let is_arn_of = |kind: &str| arn::is_arn(text) && text.contains(kind);
        if is_arn_of(":sender-id/") {
            Self::SenderId
        } else if is_arn_of(":rcs-agent/") || has_id_form(text, "rcs-") {
            Self::RcsAgent
        } else if arn::is_arn(text) || has_id_form(text, "phone-") {
            Self::PhoneNumber
        } else {
            Self::SenderId
        }
    }
}

/// Whether `text` has the form of an id with this prefix. Assumed: one of up to eleven characters that isn't hexadecimal
/// after the prefix, such as `phone-shop`, is a sender ID, because it can be requested as one.
fn has_id_form(text: &str, prefix: &str) -> bool {
    let Some(rest) = text.strip_prefix(prefix) else { return false };
    text.len() > 11 || (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl IdentityMembers {
    /// The error for an identity that isn't there. Documented: the exception; Assumed: the ResourceType.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        match &self.identity {
            IdentityName::PhoneNumber(named) => named.not_found(),
            IdentityName::SenderId(named) => named.not_found(),
            IdentityName::RcsAgent(named) => named.not_found(),
        }
    }

    /// IsoCountryCode must be the identity's own country.
    ///
    /// # Errors
    ///
    /// ValidationException COUNTRY_CODE_MISMATCH. Assumed (rows 5 and 8): the Reason's name says so.
    pub fn country_is_that_of(&self, identity: &OriginationIdentity) -> Result<(), ServiceError> {
        match &self.iso_country_code {
            Some(country) if country != identity.iso_country_code() => {
                let message = format!("The origination identity is of {}, not {country}", identity.iso_country_code());
                let field = Field::new("isoCountryCode", message);
                Err(ServiceError::validation(ValidationReason::CountryCodeMismatch, vec![field]))
            }
            _ => Ok(()),
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
    /// Whether it may be released. `is_in_pool` is read after the lock.
    ///
    /// # Errors
    ///
    /// ConflictException DELETION_PROTECTION_ENABLED or PHONE_NUMBER_ASSOCIATED_TO_POOL. Documented: the rules; Assumed:
    /// the Reasons' names say so. RESOURCE_NOT_ACTIVE while it isn't ACTIVE (Assumed, row 13).
    pub fn may_be_released(&self, is_in_pool: bool, now: OffsetDateTime) -> Result<(), ServiceError> {
        if self.deletion_protection_enabled {
            return Err(self.conflict(ConflictReason::DeletionProtectionEnabled));
        }
        self.may_be_changed(is_in_pool, now)
    }

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

    fn conflict(&self, reason: ConflictReason) -> ServiceError {
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

impl SenderId {
    /// Whether it may be released. `is_in_pool` is read after the lock.
    ///
    /// # Errors
    ///
    /// ConflictException DELETION_PROTECTION_ENABLED or SENDER_ID_ASSOCIATED_TO_POOL. Assumed: the Reasons' names say so.
    pub fn may_be_released(&self, is_in_pool: bool) -> Result<(), ServiceError> {
        let reason = match (self.deletion_protection_enabled, is_in_pool) {
            (true, _) => ConflictReason::DeletionProtectionEnabled,
            (false, true) => ConflictReason::SenderIdAssociatedToPool,
            (false, false) => return Ok(()),
        };
        Err(ServiceError::conflict(reason, ResourceType::SenderId, self.name.sender_id()))
    }
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
