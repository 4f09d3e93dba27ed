//! Pools and what they hold.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{describe::Described, id::uuid_id, message::MessageType, phone_number::NumberCapability, timestamp};

uuid_id!(
    /// A pool's id.
    PoolId, "pool-"
);

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

/// `PoolInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct PoolInformation {
    pub pool_arn: String,
    pub pool_id: String,
    pub status: PoolStatus,
    pub message_type: MessageType,
    pub two_way_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_role: Option<String>,
    pub self_managed_opt_outs_enabled: bool,
    pub opt_out_list_name: String,
    pub shared_routes_enabled: bool,
    /// Absent in DeletePool's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

impl Described for PoolInformation {
    fn arn(&self) -> &str {
        &self.pool_arn
    }
}

/// `OriginationIdentityMetadata` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct OriginationIdentityMetadata {
    pub origination_identity_arn: String,
    pub origination_identity: String,
    pub iso_country_code: String,
    pub number_capabilities: Vec<NumberCapability>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}
