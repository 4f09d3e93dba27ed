//! Registrations, and what has no other beginning: RCS agents and notify configurations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Keyword, Tags};

/// An RCS agent. What becomes of it, its registrations say.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RcsAgent {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out_list_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_media_s3_bucket_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_media_s3_key_prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_media_s3_role: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub two_way_rcs_events_enabled: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_managed_opt_outs_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Keyword>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A notify configuration.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NotifyConfiguration {
    pub name: String,
    pub display_name: String,
    #[serde(default = "super::sms")]
    pub enabled_channels: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enabled_countries: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_template_id: Option<String>,
    /// The name of a pool of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// What its name makes of it where that isn't said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A registration.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "members of the file bear the names of the API's own")]
pub struct Registration {
    pub name: String,
    pub registration_type: String,
    /// `COMPLETE`, whatever its form says; it is a draft where that isn't said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Names of numbers, of RCS agents, of notify configurations, and of registrations that stand before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub associations: Vec<String>,
    /// What its newest version says, by the paths of its fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, FormValue>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// What a form says in a field.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
pub enum FormValue {
    /// A text.
    Text(String),
    /// Choices.
    Choices(Vec<String>),
}
