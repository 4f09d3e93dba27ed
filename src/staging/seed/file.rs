//! A seed's file: what it may hold, in TOML or as the same in JSON, and where in it something stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::{domain::account::AccountTier, model::error::ServiceError};

mod registered;

pub use registered::{FormValue, NotifyConfiguration, RcsAgent, Registration};

/// The file's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

/// What is wrong, and where: a line of TOML, a path of JSON.
#[derive(Debug)]
pub struct Fault(pub String);

/// The tags of an item.
pub type Tags = BTreeMap<String, String>;

/// What a file holds.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Whose all of it is; the usual account where it isn't said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// In which region.
    #[serde(default = "usual_region")]
    pub region: String,
    /// What the account is there; as it is where it isn't said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<AccountTier>,
    /// Opt-out lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opt_out_lists: Vec<OptOutList>,
    /// Phone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phone_numbers: Vec<PhoneNumber>,
    /// Sender IDs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sender_ids: Vec<SenderId>,
    /// RCS agents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rcs_agents: Vec<RcsAgent>,
    /// Registrations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registrations: Vec<Registration>,
    /// Pools.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<Pool>,
    /// Notify configurations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify_configurations: Vec<NotifyConfiguration>,
    /// Protect configurations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protect_configurations: Vec<ProtectConfiguration>,
    /// Configuration sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub configuration_sets: Vec<ConfigurationSet>,
    /// Verified destination numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verified_destination_numbers: Vec<VerifiedDestinationNumber>,
    /// What is told of numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carriers: Vec<Map<String, Value>>,
    /// Phones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handsets: Vec<Map<String, Value>>,
}

fn usual_region() -> String {
    "us-east-1".to_owned()
}

/// A list.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OptOutList {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opted_out_numbers: Vec<String>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A keyword.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "members of the file bear the names of the API's own")]
pub struct Keyword {
    pub keyword: String,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

/// A number.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "members of the file bear the names of the API's own")]
pub struct PhoneNumber {
    pub name: String,
    pub iso_country_code: String,
    pub number_type: String,
    #[serde(default = "transactional")]
    pub message_type: String,
    #[serde(default = "sms", skip_serializing_if = "is_sms")]
    pub number_capabilities: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub international_sending_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out_list_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_managed_opt_outs_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Keyword>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

fn transactional() -> String {
    "TRANSACTIONAL".to_owned()
}

fn sms() -> Vec<String> {
    vec!["SMS".to_owned()]
}

fn is_sms(capabilities: &[String]) -> bool {
    capabilities == sms()
}

/// A sender ID.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "members of the file bear the names of the API's own")]
pub struct SenderId {
    pub sender_id: String,
    pub iso_country_code: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub message_types: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A pool.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    pub name: String,
    /// Names of numbers and RCS agents, and sender IDs as `TEXT/CC`; the first founds the pool.
    pub identities: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out_list_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_way_channel_role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_managed_opt_outs_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_routes_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Keyword>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A protect configuration.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectConfiguration {
    pub name: String,
    /// Whether it becomes the account's default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub account_default: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    /// By capability, then by country.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub country_rules: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub number_overrides: Vec<NumberOverride>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// What a protect configuration says about a number.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NumberOverride {
    pub destination_phone_number: String,
    pub action: String,
    /// Until when, in RFC 3339; for ever where that isn't said.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub expiration_timestamp: Option<OffsetDateTime>,
}

/// A configuration set.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationSet {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_message_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_sender_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_message_feedback_enabled: Option<bool>,
    /// The name of a protect configuration of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protect_configuration: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub event_destinations: Vec<EventDestination>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// Where events go.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventDestination {
    pub name: String,
    pub matching_event_types: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_group_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_stream_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iam_role_arn: Option<String>,
    /// Whether it takes any; it does where that isn't said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// A verified destination number.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VerifiedDestinationNumber {
    /// Its phone where it has no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub destination_phone_number: String,
    /// The name of an RCS agent of the file that it tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rcs_agent: Option<String>,
    /// `VERIFIED`, for which no code is needed then, `PENDING`, or `UNSUPPORTED` of who is to test an RCS agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`Fault`] for what isn't TOML or JSON, a member that isn't known or is missing, or one of another type.
    pub fn read(text: &str, language: Language) -> Result<Self, Fault> {
        match language {
            Language::Toml => toml::from_str(text).map_err(|error| {
                let line = error.span().map_or(1, |span| line_at(text, span.start));
                Fault(format!("line {line}: {}", error.message()))
            }),
            Language::Json => {
                let mut json = serde_json::Deserializer::from_str(text);
                let file = serde_path_to_error::deserialize(&mut json)
                    .map_err(|error| Fault(format!("{}: {}", error.path(), error.inner())))?;
                json.end().map_err(|error| Fault(error.to_string()))?;
                Ok(file)
            }
        }
    }

    /// The text of a file that says all this.
    ///
    /// # Errors
    ///
    /// Those of the languages' writers.
    pub fn text(&self, language: Language) -> Result<String, ServiceError> {
        match language {
            Language::Toml => toml::to_string(self).map_err(ServiceError::internal),
            Language::Json => serde_json::to_string_pretty(self).map_err(ServiceError::internal),
        }
    }
}

pub(super) fn line_at(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).matches('\n').count() + 1
}
