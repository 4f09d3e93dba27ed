//! Registrations: forms that somebody reviews before a number or a sender ID may be used.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{describe::Described, id::uuid_id, timestamp};

pub mod definition;

uuid_id!(
    /// A registration's id.
    RegistrationId, "registration-"
);

uuid_id!(
    /// The id of what is attached to registrations.
    RegistrationAttachmentId, "attachment-"
);

/// Where a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistrationStatus {
    /// Never submitted.
    Created,
    /// Received, and nobody looks yet.
    Submitted,
    /// AWS checks it beforehand.
    AwsReviewing,
    /// Somebody reviews it.
    Reviewing,
    /// An e-mail has to be confirmed.
    RequiresAuthentication,
    /// Approved, and what it is for is being made.
    Provisioning,
    /// Usable.
    Complete,
    /// Denied, or its approval was taken back: a new version is needed.
    RequiresUpdates,
    /// What it was for is gone.
    Closed,
    /// Only in the answer of DeleteRegistration.
    Deleted,
}

/// Where a version of a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistrationVersionStatus {
    /// It is being written.
    Draft,
    /// Received, and nobody looks yet.
    Submitted,
    /// AWS checks it beforehand.
    AwsReviewing,
    /// Somebody reviews it.
    Reviewing,
    /// An e-mail has to be confirmed.
    RequiresAuthentication,
    /// It counts.
    Approved,
    /// Given up.
    Discarded,
    /// Refused.
    Denied,
    /// The approval was taken back.
    Revoked,
    /// Approved once, and a later version was.
    Archived,
    /// A person has to decide.
    RequiresOfflineReview,
}

/// Where an attachment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AttachmentStatus {
    /// It is being taken in.
    UploadInProgress,
    /// It is there.
    UploadComplete,
    /// It couldn't be taken in.
    UploadFailed,
    /// Only in the answer of DeleteRegistrationAttachment.
    Deleted,
}

/// `RegistrationInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationInformation {
    pub registration_arn: String,
    pub registration_id: String,
    pub registration_type: String,
    pub registration_status: RegistrationStatus,
    pub current_version_number: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_version_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_denied_version_number: Option<i64>,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

impl Described for RegistrationInformation {
    fn arn(&self) -> &str {
        &self.registration_arn
    }
}

/// `RegistrationVersionStatusHistory` of the model: when the version came to each status that it ever had.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationVersionStatusHistory {
    #[serde(with = "timestamp")]
    pub draft_timestamp: OffsetDateTime,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub submitted_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub aws_reviewing_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub reviewing_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub requires_authentication_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub approved_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub discarded_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub denied_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub revoked_timestamp: Option<OffsetDateTime>,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    pub archived_timestamp: Option<OffsetDateTime>,
}

/// `RegistrationDeniedReasonInformation` of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegistrationDeniedReasonInformation {
    /// In a few words.
    pub reason: String,
    /// In a sentence.
    pub short_description: String,
}

/// `RegistrationVersionInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationVersionInformation {
    pub version_number: i64,
    pub registration_version_status: RegistrationVersionStatus,
    pub registration_version_status_history: RegistrationVersionStatusHistory,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denied_reasons: Vec<RegistrationDeniedReasonInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

/// The value of a field; nothing of a field that has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct FieldValue {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select_choices: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_attachment_id: Option<String>,
}

impl FieldValue {
    /// Whether there is one.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.select_choices.is_some() || self.text_value.is_some() || self.registration_attachment_id.is_some()
    }

    /// Its texts: the text, the choices, or the id.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let choices = self.select_choices.iter().flatten();
        choices.chain(&self.text_value).chain(&self.registration_attachment_id).map(String::as_str)
    }
}

/// `RegistrationFieldValueInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationFieldValueInformation {
    pub field_path: String,
    #[serde(flatten)]
    pub value: FieldValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denied_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
}

/// `RegistrationAttachmentsInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationAttachmentsInformation {
    pub registration_attachment_arn: String,
    pub registration_attachment_id: String,
    pub attachment_status: AttachmentStatus,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_url: Option<String>,
}

impl Described for RegistrationAttachmentsInformation {
    fn arn(&self) -> &str {
        &self.registration_attachment_arn
    }
}

/// `RegistrationAssociationMetadata` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationAssociationMetadata {
    pub resource_arn: String,
    pub resource_id: String,
    pub resource_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso_country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}
