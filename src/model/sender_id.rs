//! Sender IDs.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;

use super::{describe::Described, message::MessageType};

/// A sender ID: the same text in two countries is two of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SenderIdKey {
    /// The text, 1 to 11 characters; compared without case, so also by client tokens.
    #[serde(serialize_with = "serialize_upper_case")]
    pub sender_id: String,
    /// The country it is for.
    pub iso_country_code: String,
}

fn serialize_upper_case<S: serde::Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text.to_uppercase())
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

impl Described for SenderIdInformation {
    fn arn(&self) -> &str {
        &self.sender_id_arn
    }
}
