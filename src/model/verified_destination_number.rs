//! Verified destination numbers.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{describe::Described, id::uuid_id, timestamp};

uuid_id!(
    /// A verified destination number's id.
    VerifiedDestinationNumberId, "vdn-"
);

/// Where a verified destination number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum VerificationStatus {
    /// Nobody said a right code yet.
    Pending,
    /// Somebody did.
    Verified,
    /// The phone can't be the tester of an RCS agent.
    Unsupported,
}

/// How a code reaches its phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum VerificationChannel {
    /// By a text.
    #[default]
    Text,
    /// By a call.
    Voice,
}

/// The language of the text that a code stands in, with the country where it is spoken so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: language and country, ISO 639-1 and 3166-1; 419 is Latin America")]
pub enum LanguageCode {
    DeDe,
    EnGb,
    #[default]
    EnUs,
    #[strum(serialize = "ES_419")]
    #[serde(rename = "ES_419")]
    Es419,
    EsEs,
    FrCa,
    FrFr,
    ItIt,
    JaJp,
    KoKr,
    PtBr,
    ZhCn,
    ZhTw,
}

/// `VerifiedDestinationNumberInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct VerifiedDestinationNumberInformation {
    pub verified_destination_number_arn: String,
    pub verified_destination_number_id: String,
    pub destination_phone_number: String,
    /// Absent in DeleteVerifiedDestinationNumber's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<VerificationStatus>,
    /// Absent in DeleteVerifiedDestinationNumber's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rcs_agent_id: Option<String>,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

impl Described for VerifiedDestinationNumberInformation {
    fn arn(&self) -> &str {
        &self.verified_destination_number_arn
    }
}
