//! Sender IDs.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;

use super::{describe::Described, message::MessageType, messaging_limits::MessagingLimits};

/// A sender ID: the same text in two countries is two of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SenderIdKey {
    sender_id: String,
    iso_country_code: String,
}

impl SenderIdKey {
    /// The sender ID with this text in this country. Observed: AWS has it in capitals, whatever case is sent (decision D18).
    #[must_use]
    pub fn new(sender_id: &str, iso_country_code: impl Into<String>) -> Self {
        Self { sender_id: sender_id.to_ascii_uppercase(), iso_country_code: iso_country_code.into() }
    }

    /// The text, 1 to 11 characters, in capitals.
    #[must_use]
    pub fn sender_id(&self) -> &str {
        &self.sender_id
    }

    /// The country it is for.
    #[must_use]
    pub fn iso_country_code(&self) -> &str {
        &self.iso_country_code
    }
}

/// `SenderIdInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct SenderIdInformation<M = MessageType> {
    pub sender_id_arn: String,
    pub sender_id: String,
    pub iso_country_code: String,
    pub message_types: Vec<M>,
    pub monthly_leasing_price: String,
    /// Absent in ReleaseSenderId's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    pub registered: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_id: Option<String>,
    /// In DescribeSenderIds' answer only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_limits: Option<MessagingLimits>,
}

impl SenderIdInformation {
    /// The same with its message types written by `write`.
    #[must_use]
    pub fn written<M>(self, write: impl Fn(MessageType) -> M) -> SenderIdInformation<M> {
        SenderIdInformation {
            sender_id_arn: self.sender_id_arn,
            sender_id: self.sender_id,
            iso_country_code: self.iso_country_code,
            message_types: self.message_types.into_iter().map(write).collect(),
            monthly_leasing_price: self.monthly_leasing_price,
            deletion_protection_enabled: self.deletion_protection_enabled,
            registered: self.registered,
            registration_id: self.registration_id,
            messaging_limits: self.messaging_limits,
        }
    }
}

impl Described for SenderIdInformation {
    fn arn(&self) -> &str {
        &self.sender_id_arn
    }
}
