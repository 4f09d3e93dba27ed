//! What Describe operations answer about each resource, in the model's shapes. Creating operations answer the same members.

use serde::Serialize;
use time::OffsetDateTime;

use super::{
    enumeration::{
        AccountAttributeName, AccountLimitName, KeywordAction, MessageType, NumberCapability, NumberStatus, NumberType,
        PoolStatus, SpendLimitName,
    },
    timestamp,
};

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

/// `PhoneNumberInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct PhoneNumberInformation {
    pub phone_number_arn: String,
    pub phone_number_id: String,
    pub phone_number: String,
    pub status: NumberStatus,
    pub iso_country_code: String,
    pub message_type: MessageType,
    pub number_capabilities: Vec<NumberCapability>,
    pub number_type: NumberType,
    pub monthly_leasing_price: String,
    pub two_way_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_role: Option<String>,
    pub self_managed_opt_outs_enabled: bool,
    pub opt_out_list_name: String,
    /// Absent in ReleasePhoneNumber's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub international_sending_enabled: Option<bool>,
    /// Absent in ReleasePhoneNumber's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool_id: Option<String>,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

/// `SenderIdInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct SenderIdInformation {
    pub sender_id_arn: String,
    pub sender_id: String,
    pub iso_country_code: String,
    pub message_types: Vec<MessageType>,
    pub monthly_leasing_price: String,
    /// Absent in ReleaseSenderId's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    pub registered: bool,
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

/// `OptOutListInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct OptOutListInformation {
    pub opt_out_list_arn: String,
    pub opt_out_list_name: String,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

/// `OptedOutNumberInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct OptedOutNumberInformation {
    pub opted_out_number: String,
    #[serde(with = "timestamp")]
    pub opted_out_timestamp: OffsetDateTime,
    pub end_user_opted_out: bool,
}

/// `KeywordInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct KeywordInformation {
    pub keyword: String,
    pub keyword_message: String,
    pub keyword_action: KeywordAction,
}

/// A resource as an operation describes it.
pub trait Described {
    /// Its ARN.
    fn arn(&self) -> &str;
}

impl Described for PoolInformation {
    fn arn(&self) -> &str {
        &self.pool_arn
    }
}

impl Described for PhoneNumberInformation {
    fn arn(&self) -> &str {
        &self.phone_number_arn
    }
}

impl Described for SenderIdInformation {
    fn arn(&self) -> &str {
        &self.sender_id_arn
    }
}

impl Described for OptOutListInformation {
    fn arn(&self) -> &str {
        &self.opt_out_list_arn
    }
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
