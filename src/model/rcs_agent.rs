//! RCS agents.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{describe::Described, id::uuid_id, messaging_limits::MessagingLimits, timestamp};

uuid_id!(
    /// An RCS agent's id.
    RcsAgentId, "rcs-"
);

/// Where an RCS agent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RcsAgentStatus {
    /// No registration of it was submitted.
    Created,
    /// One was, and none is complete.
    Pending,
    /// The test registration is complete: testers are reached.
    Testing,
    /// It is launched in one country at least, and in another it isn't.
    Partial,
    /// It is launched in every country that was asked for.
    Active,
    /// Deleted.
    Deleted,
}

/// Where the testing agent of an RCS agent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum TestingAgentStatus {
    /// Its registration wasn't submitted.
    Created,
    /// It was, and isn't complete.
    Pending,
    /// It is complete.
    Active,
}

/// Where the launch of an RCS agent in a country stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum CountryLaunchStatus {
    /// Its registration wasn't submitted.
    Created,
    /// No carrier decided yet.
    Pending,
    /// Some carriers took it.
    Partial,
    /// All did.
    Active,
    /// None did.
    Rejected,
}

/// Where the launch of an RCS agent with a carrier stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum CarrierStatus {
    /// It didn't decide yet.
    Pending,
    /// It took it.
    Active,
    /// It didn't.
    Rejected,
}

/// `RcsAgentInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RcsAgentInformation {
    pub rcs_agent_arn: String,
    pub rcs_agent_id: String,
    pub status: RcsAgentStatus,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
    pub deletion_protection_enabled: bool,
    pub opt_out_list_name: String,
    pub self_managed_opt_outs_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_role: Option<String>,
    pub two_way_enabled: bool,
    /// In DescribeRcsAgents' answer only, as the next ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_id: Option<String>,
    /// Absent in DeleteRcsAgent's answer, as the next two.
    #[serde(rename = "TwoWayMediaS3BucketName", skip_serializing_if = "Option::is_none")]
    pub two_way_media_s3_bucket_name: Option<String>,
    #[serde(rename = "TwoWayMediaS3KeyPrefix", skip_serializing_if = "Option::is_none")]
    pub two_way_media_s3_key_prefix: Option<String>,
    #[serde(rename = "TwoWayMediaS3Role", skip_serializing_if = "Option::is_none")]
    pub two_way_media_s3_role: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub two_way_rcs_events_enabled: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub testing_agent: Option<TestingAgentInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_limits: Option<MessagingLimits>,
}

impl RcsAgentInformation {
    /// The same without what only DescribeRcsAgents answers. Documented: the shapes of the others lack it.
    #[must_use]
    pub fn briefly(self) -> Self {
        Self { pool_id: None, testing_agent: None, messaging_limits: None, ..self }
    }

    /// As DeleteRcsAgent answers it. Documented: its shape lacks what is about media, too.
    #[must_use]
    pub fn deleted(self) -> Self {
        Self {
            status: RcsAgentStatus::Deleted,
            two_way_media_s3_bucket_name: None,
            two_way_media_s3_key_prefix: None,
            two_way_media_s3_role: None,
            ..self.briefly()
        }
    }
}

impl Described for RcsAgentInformation {
    fn arn(&self) -> &str {
        &self.rcs_agent_arn
    }
}

/// `TestingAgentInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct TestingAgentInformation {
    pub status: TestingAgentStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub testing_agent_id: Option<String>,
    pub registration_id: String,
}

/// `CountryLaunchStatusInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct CountryLaunchStatusInformation {
    pub iso_country_code: String,
    pub status: CountryLaunchStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rcs_platform_id: Option<String>,
    pub registration_id: String,
    pub carrier_status: Vec<CarrierStatusInformation>,
}

/// `CarrierStatusInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct CarrierStatusInformation {
    pub carrier_name: &'static str,
    pub status: CarrierStatus,
}
