//! Notify configurations: brands whose one-time codes AWS sends.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{describe::Described, id::uuid_id, phone_number::NumberCapability, timestamp};

uuid_id!(
    /// A notify configuration's id. Observed.
    NotifyConfigurationId, "notify-"
);

/// What a configuration's messages are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum NotifyConfigurationUseCase {
    /// One-time codes.
    #[default]
    CodeVerification,
}

/// Where a configuration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum NotifyConfigurationStatus {
    /// Its name is looked at.
    Pending,
    /// It sends.
    Active,
    /// Its name isn't taken.
    Rejected,
    /// Its name is somebody else's, who must agree.
    RequiresVerification,
}

/// How much a configuration may send, and where.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames,
)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum NotifyConfigurationTier {
    /// 200 messages a day to some countries.
    #[default]
    Basic,
    /// Any number to all countries.
    Advanced,
}

/// How far a configuration is on its way to the tier ADVANCED.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum TierUpgradeStatus {
    /// Nobody asked.
    #[default]
    Basic,
    /// A registration for it was submitted.
    PendingUpgrade,
    /// It is there.
    Advanced,
    /// The registration was denied.
    Rejected,
}

/// `NotifyConfigurationInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct NotifyConfigurationInformation {
    pub notify_configuration_arn: String,
    pub notify_configuration_id: String,
    pub display_name: String,
    pub use_case: NotifyConfigurationUseCase,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_template_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled_countries: Option<Vec<String>>,
    pub enabled_channels: Vec<NumberCapability>,
    pub tier: NotifyConfigurationTier,
    pub tier_upgrade_status: TierUpgradeStatus,
    pub status: NotifyConfigurationStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection_reason: Option<String>,
    pub deletion_protection_enabled: bool,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

impl Described for NotifyConfigurationInformation {
    fn arn(&self) -> &str {
        &self.notify_configuration_arn
    }
}

/// `NotifyCountryInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct NotifyCountryInformation {
    pub iso_country_code: &'static str,
    pub country_name: &'static str,
    pub supported_channels: Vec<NumberCapability>,
    pub supported_use_cases: Vec<NotifyConfigurationUseCase>,
    pub supported_tiers: Vec<NotifyConfigurationTier>,
    pub customer_owned_identity_required: bool,
}
