//! Phone numbers.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{describe::Described, id::uuid_id, message::MessageType, messaging_limits::MessagingLimits, timestamp};

uuid_id!(
    /// A phone number's id.
    PhoneNumberId, "phone-"
);

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

/// The values of [`NumberType`] that ListAvailablePhoneNumbers takes (`SearchableNumberType` in the model).
pub const SEARCHABLE_NUMBER_TYPES: &[&str] = &["TEN_DLC"];

/// How a number is to be like a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
pub enum PreferenceType {
    /// It begins so.
    #[default]
    StartsWith,
    /// It ends so.
    EndsWith,
    /// It has it somewhere.
    Contains,
    /// It is it.
    ExactMatch,
}

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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_id: Option<String>,
    /// In DescribePhoneNumbers' answer only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_limits: Option<MessagingLimits>,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

impl Described for PhoneNumberInformation {
    fn arn(&self) -> &str {
        &self.phone_number_arn
    }
}
