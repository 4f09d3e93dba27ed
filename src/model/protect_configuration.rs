//! Protect configurations: which destinations messages may go to.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{describe::Described, id::uuid_id, timestamp};

uuid_id!(
    /// A protect configuration's id.
    ProtectConfigurationId, "protect-"
);

/// What a protect configuration says about a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum ProtectStatus {
    /// It goes through.
    #[default]
    Allow,
    /// It doesn't.
    Block,
    /// It goes through, and its events say what was thought of it.
    Monitor,
    /// It is dropped if it is suspicious.
    Filter,
}

/// What an override says about messages to a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum ProtectConfigurationRuleOverrideAction {
    /// They go through.
    #[default]
    Allow,
    /// They don't.
    Block,
}

impl From<ProtectConfigurationRuleOverrideAction> for ProtectStatus {
    fn from(action: ProtectConfigurationRuleOverrideAction) -> Self {
        match action {
            ProtectConfigurationRuleOverrideAction::Allow => Self::Allow,
            ProtectConfigurationRuleOverrideAction::Block => Self::Block,
        }
    }
}

/// `ProtectConfigurationInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct ProtectConfigurationInformation {
    pub protect_configuration_arn: String,
    pub protect_configuration_id: String,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
    pub account_default: bool,
    pub deletion_protection_enabled: bool,
}

impl Described for ProtectConfigurationInformation {
    fn arn(&self) -> &str {
        &self.protect_configuration_arn
    }
}

/// `ProtectConfigurationRuleSetNumberOverride` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct ProtectConfigurationRuleSetNumberOverride {
    pub destination_phone_number: String,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
    pub action: ProtectConfigurationRuleOverrideAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso_country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "timestamp::serialize_some")]
    pub expiration_timestamp: Option<OffsetDateTime>,
}
