//! Notify templates: the texts that one-time codes are sent in.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;

use super::{
    error::ServiceError,
    member::Members,
    message::VoiceId,
    notify_configuration::NotifyConfigurationTier,
    phone_number::NumberCapability,
    resource_type::ResourceType,
    shape::{TEMPLATE_VARIABLE_NAME, TEMPLATE_VARIABLE_VALUE},
    timestamp,
};

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum NotifyTemplateType {
    /// One-time codes.
    OtpVerification,
}

/// Whether a template may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum NotifyTemplateStatus {
    /// It may.
    Active,
    /// Not any more.
    Inactive,
}

/// What a value of a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum TemplateVariableType {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
}

/// Who gives a variable its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum TemplateVariableSource {
    /// The request.
    Customer,
    /// AWS.
    System,
}

/// `TemplateVariableMetadata` of the model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all(serialize = "PascalCase", deserialize = "snake_case"), deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct TemplateVariableMetadata {
    #[serde(rename(serialize = "Type", deserialize = "type"))]
    pub variable_type: TemplateVariableType,
    pub required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_value: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    pub source: TemplateVariableSource,
}

/// `NotifyTemplateInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct NotifyTemplateInformation {
    pub template_id: String,
    pub version: u32,
    pub template_type: NotifyTemplateType,
    pub channels: Vec<NumberCapability>,
    pub tier_access: Vec<NotifyConfigurationTier>,
    pub status: NotifyTemplateStatus,
    pub supported_countries: Vec<&'static str>,
    pub language_code: String,
    pub content: String,
    pub variables: BTreeMap<String, TemplateVariableMetadata>,
    pub supported_voice_ids: Vec<VoiceId>,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

/// The error for a template that isn't there. Documented: the ResourceType.
#[must_use]
pub fn not_found(template_id: &str) -> ServiceError {
    ServiceError::not_found(ResourceType::NotifyTemplate, template_id)
}

/// Reads the member `templateVariables`, which must be there: at most twenty entries (`TemplateVariableSubstitutionMap` in the model).
pub fn variables(members: &mut Members, entries: Option<BTreeMap<String, Option<String>>>) -> BTreeMap<String, String> {
    const MEMBER: &str = "templateVariables";
    if entries.is_none() {
        members.missing(MEMBER);
    }
    let entries = entries.unwrap_or_default();
    members.size(MEMBER, entries.len(), 0..=20);
    let mut variables = BTreeMap::new();
    for (name, value) in entries {
        if let Some(fault) = TEMPLATE_VARIABLE_NAME.fault(&name) {
            members.broken(MEMBER, &format!("{fault} (at 'key')"));
        }
        let value = value.unwrap_or_default();
        if let Some(fault) = TEMPLATE_VARIABLE_VALUE.fault(&value) {
            members.broken(MEMBER, &format!("{fault} (at 'value')"));
        }
        variables.insert(name, value);
    }
    variables
}
