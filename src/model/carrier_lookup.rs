//! What is known about a phone number.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};

/// The kinds of phones behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum PhoneNumberType {
    /// A mobile phone.
    Mobile,
    /// A telephone.
    Landline,
    /// A telephone over the internet.
    Voip,
    /// A mobile phone that is paid for in advance.
    Prepaid,
    /// Neither, such as a number that is free to call.
    Other,
    /// There can be no such number.
    Invalid,
}

impl PhoneNumberType {
    /// Whether a number of this type is in a network that has an MCC and an MNC.
    ///
    /// Observed of MOBILE and LANDLINE. Assumed: VOIP and PREPAID have them, too, and OTHER has none.
    #[must_use]
    pub fn has_network(self) -> bool {
        matches!(self, Self::Mobile | Self::Voip | Self::Prepaid)
    }
}

/// `CarrierLookupResult` of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct CarrierInformation {
    #[serde(rename = "E164PhoneNumber")]
    pub e164_phone_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialing_country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso_country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(rename = "MCC", skip_serializing_if = "Option::is_none")]
    pub mcc: Option<String>,
    #[serde(rename = "MNC", skip_serializing_if = "Option::is_none")]
    pub mnc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    pub phone_number_type: PhoneNumberType,
    /// As it was asked for, where cleansing changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_phone_number: Option<String>,
}
