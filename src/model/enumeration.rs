//! The enumerations of the AWS model that the served operations use, with AWS's own spelling.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};

/// What kind of messages an identity or a pool sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageType {
    /// Messages that a person expects: codes, reminders.
    #[default]
    Transactional,
    /// Messages that advertise.
    Promotional,
}

/// Where a pool stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum PoolStatus {
    /// Not usable yet.
    Creating,
    /// Usable.
    Active,
    /// Going away.
    Deleting,
}

/// Where a phone number stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum NumberStatus {
    /// Requested, not usable yet.
    Pending,
    /// Usable.
    Active,
    /// Entering a pool.
    Associating,
    /// Leaving a pool.
    Disassociating,
    /// Released.
    Deleted,
}

/// The kinds of phone numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum NumberType {
    /// Five or six digits. Cannot be requested through the API.
    ShortCode,
    /// An ordinary number.
    #[default]
    LongCode,
    /// A number that is free to call.
    TollFree,
    /// A US long code registered for application messages.
    TenDlc,
    /// A US number that reaches simulated destinations only.
    Simulator,
}

/// The values of [`NumberType`] that RequestPhoneNumber takes (`RequestableNumberType` in the model).
pub const REQUESTABLE_NUMBER_TYPES: &[&str] = &["LONG_CODE", "TOLL_FREE", "TEN_DLC", "SIMULATOR"];

/// What a phone number can carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum NumberCapability {
    /// Text messages.
    #[default]
    Sms,
    /// Voice messages.
    Voice,
    /// Media messages.
    Mms,
    /// Rich Communication Services.
    Rcs,
}

/// What happens when a keyword comes in.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, AsRefStr, Display, EnumString, VariantNames,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum KeywordAction {
    /// The keyword's message is sent back.
    AutomaticResponse,
    /// The sender goes on the opt-out list, and the message is sent back.
    OptOut,
    /// The sender leaves the opt-out list, and the message is sent back.
    OptIn,
}

/// Whose resources a Describe operation lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Owner {
    /// The caller's own.
    #[default]
    #[strum(serialize = "SELF")]
    #[serde(rename = "SELF")]
    Own,
    /// Those that other accounts share with the caller.
    Shared,
}

/// The kinds of resources that errors name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, VariantNames)]
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
    /// A configuration of one-time codes.
    NotifyConfiguration,
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
}

/// What is said about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountAttributeName {
    /// Whether the account is in the sandbox.
    AccountTier,
    /// The protect configuration that holds where a message names none.
    DefaultProtectConfigurationId,
}

/// The quotas of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: what is counted")]
pub enum AccountLimitName {
    PhoneNumbers,
    Pools,
    ConfigurationSets,
    OptOutLists,
    SenderIds,
    Registrations,
    RegistrationAttachments,
    VerifiedDestinationNumbers,
}

/// The monthly spend limits of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: the kind of messages")]
pub enum SpendLimitName {
    TextMessageMonthlySpendLimit,
    VoiceMessageMonthlySpendLimit,
    MediaMessageMonthlySpendLimit,
    NotifyMessageMonthlySpendLimit,
}
