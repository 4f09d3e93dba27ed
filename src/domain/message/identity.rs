//! What OriginationIdentity names in a send, where every form of every kind is allowed, or nothing.

use serde::Serialize;

use crate::model::{
    arn,
    caller::{AccountId, Caller},
    error::ServiceError,
    phone_number::PhoneNumberId,
    pool::PoolId,
    rcs_agent::RcsAgentId,
    resource::{self, Key, Named, Resource},
    sender_id::SenderIdKey,
};

/// The member that names it.
pub const MEMBER: &str = "originationIdentity";

/// An origination identity as a send names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Origination {
    /// None: whatever the account has. Documented for text messages.
    Account,
    /// A pool, by PoolId or PoolArn.
    Pool(Named<PoolId>),
    /// A phone number, by PhoneNumberId or PhoneNumberArn.
    PhoneNumberId(Named<PhoneNumberId>),
    /// A phone number of the account, by its digits: with a `+` but for short codes.
    PhoneNumber(String),
    /// A sender ID, by SenderIdArn.
    SenderIdArn(Named<SenderIdKey>),
    /// A sender ID of the account, by its text alone: that of the destination's country.
    SenderId(Named<SenderIdKey>),
    /// An RCS agent, by RcsAgentId or RcsAgentArn.
    RcsAgent(Named<RcsAgentId>),
}

impl Origination {
    /// Finds out what the text names. Assumed (M5.1): `phone-…`, `pool-…` and `rcs-…` are ids, never sender IDs; `+` and
    /// digits, or 3 to 15 digits alone, are a phone number; any other text is a sender ID.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN for an ARN of another service, partition or region, or of a kind that sends nothing.
    pub fn read(text: Option<&str>, destination_country: &str, caller: &Caller) -> Result<Self, ServiceError> {
        let Some(text) = text else { return Ok(Self::Account) };
        if arn::is_arn(text) {
            return Self::read_arn(text, caller);
        }
        if text.starts_with("phone-") {
            Ok(Self::PhoneNumberId(resource::phone_number(MEMBER, text, caller)?))
        } else if text.starts_with("pool-") {
            Ok(Self::Pool(resource::pool(MEMBER, text, caller)?))
        } else if text.starts_with("rcs-") {
            Ok(Self::RcsAgent(resource::rcs_agent(MEMBER, text, caller)?))
        } else if is_phone_number(text) {
            Ok(Self::PhoneNumber(text.to_owned()))
        } else {
            Ok(Self::SenderId(resource::sender_id(MEMBER, text, destination_country, caller)?))
        }
    }

    fn read_arn(text: &str, caller: &Caller) -> Result<Self, ServiceError> {
        let (_, path) = arn::resource_path(MEMBER, text, caller)?;
        match path.split_once('/').map_or(path, |(kind, _)| kind) {
            "phone-number" => Ok(Self::PhoneNumberId(resource::phone_number(MEMBER, text, caller)?)),
            "sender-id" => Ok(Self::SenderIdArn(resource::sender_id(MEMBER, text, "", caller)?)),
            "rcs-agent" => Ok(Self::RcsAgent(resource::rcs_agent(MEMBER, text, caller)?)),
            "pool" => Ok(Self::Pool(resource::pool(MEMBER, text, caller)?)),
            _ => Err(arn::invalid_arn(MEMBER, "The resource of the ARN sends no messages")),
        }
    }

    /// The account that it belongs to, if it is one by its ARN.
    #[must_use]
    pub fn account_id(&self) -> Option<&AccountId> {
        match self {
            Self::Account | Self::PhoneNumber(_) => None,
            Self::Pool(named) => Some(&named.account_id),
            Self::PhoneNumberId(named) => Some(&named.account_id),
            Self::SenderIdArn(named) | Self::SenderId(named) => Some(&named.account_id),
            Self::RcsAgent(named) => Some(&named.account_id),
        }
    }

    /// The resource that it is, if it is named as one.
    #[must_use]
    pub fn resource(&self) -> Option<Resource> {
        match self {
            Self::Account | Self::PhoneNumber(_) => None,
            Self::Pool(named) => Some(named.resource()),
            Self::PhoneNumberId(named) => Some(named.resource()),
            Self::SenderIdArn(named) | Self::SenderId(named) => Some(named.resource()),
            Self::RcsAgent(named) => Some(named.resource()),
        }
    }

    /// The error when nothing has this name. Documented: the exception; Observed: `sender-id`; Assumed: the other kinds, and
    /// that the id is told as it was given.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        match self {
            Self::Account => ServiceError::internal("an account without an identity isn't looked for"),
            Self::Pool(named) => named.not_found(),
            Self::PhoneNumberId(named) => named.not_found(),
            Self::PhoneNumber(text) => ServiceError::not_found(PhoneNumberId::RESOURCE_TYPE, text.as_str()),
            Self::SenderIdArn(named) | Self::SenderId(named) => named.not_found(),
            Self::RcsAgent(named) => named.not_found(),
        }
    }
}

/// Documented: sender IDs of digits alone don't exist.
fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let has_length = if text.starts_with('+') { !digits.is_empty() } else { (3..=15).contains(&digits.len()) };
    has_length && digits.bytes().all(|byte| byte.is_ascii_digit())
}
