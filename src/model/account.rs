//! What is said about an account.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: the kind of messages")]
pub enum SpendLimitName {
    TextMessageMonthlySpendLimit,
    VoiceMessageMonthlySpendLimit,
    MediaMessageMonthlySpendLimit,
    NotifyMessageMonthlySpendLimit,
    RcsMessageMonthlySpendLimit,
}

/// `AccountAttribute` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct AccountAttribute {
    pub name: AccountAttributeName,
    pub value: String,
}

/// `AccountLimit` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct AccountLimit {
    pub name: AccountLimitName,
    pub used: i64,
    pub max: i64,
}

/// `SpendLimit` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct SpendLimit {
    pub name: SpendLimitName,
    pub enforced_limit: i64,
    pub max_limit: i64,
    pub overridden: bool,
}
