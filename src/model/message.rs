//! Messages: their ids, and the words that requests about them are made of.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use std::{collections::BTreeMap, str::FromStr};

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};
use uuid::Uuid;

use super::{
    error::ServiceError,
    member::Members,
    resource_type::ResourceType,
    shape::{
        CONTEXT_KEY, CONTEXT_VALUE, DESTINATION_COUNTRY_PARAMETER_VALUE, MEDIA_URL_VALUE, MESSAGE_ID, StringShape,
    },
};

mod voice;

pub use voice::{VoiceId, VoiceMessageBodyTextType};

/// What kind of messages an identity or a pool sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageType {
    /// Messages that a person expects: codes, reminders.
    #[default]
    Transactional,
    /// Messages that advertise.
    Promotional,
}

/// A message's id. Observed: a uuid with its hyphens. A text of another form names nothing that exists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// Reads the member `messageId`, which must be there.
    pub fn read(members: &mut Members, text: Option<String>) -> Self {
        Self(members.required("messageId", text, &MESSAGE_ID))
    }

    /// The id of the row with this key.
    #[must_use]
    pub fn of(key: Uuid) -> Self {
        Self(key.hyphenated().to_string())
    }

    /// The key of its row; `None` if no id has this form.
    #[must_use]
    pub fn key(&self) -> Option<Uuid> {
        let key = Uuid::try_parse(&self.0).ok()?;
        (*self == Self::of(key)).then_some(key)
    }

    /// The id as the API shows it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The error for one that isn't there, another account's too. Assumed (MD16): the ResourceType.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        ServiceError::not_found(ResourceType::Message, self.as_str())
    }
}

/// What a sender says became of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageFeedbackStatus {
    /// The person did what the message asked for.
    #[default]
    Received,
    /// Nothing came of it.
    Failed,
}

/// What a country demands to know about a message.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, AsRefStr, Display, EnumString, VariantNames,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum DestinationCountryParameterKey {
    /// India: the registered template.
    InTemplateId,
    /// India: the registered sender.
    InEntityId,
}

/// Reads the member `context`: at most five entries (`ContextMap` in the model). Assumed (MD34): a null value breaks it.
pub fn context(members: &mut Members, entries: Option<BTreeMap<String, Option<String>>>) -> BTreeMap<String, String> {
    let entries = entries.unwrap_or_default();
    members.size("context", entries.len(), 0..=5);
    let mut context = BTreeMap::new();
    for (key, value) in entries {
        part(members, "context", "key", Some(&key), &CONTEXT_KEY);
        part(members, "context", "value", value.as_deref(), &CONTEXT_VALUE);
        context.insert(key, value.unwrap_or_default());
    }
    context
}

/// Reads the member `destinationCountryParameters`: at most ten entries (`DestinationCountryParameters` in the model).
pub fn destination_country_parameters(
    members: &mut Members,
    entries: Option<BTreeMap<String, Option<String>>>,
) -> BTreeMap<DestinationCountryParameterKey, String> {
    const MEMBER: &str = "destinationCountryParameters";
    let entries = entries.unwrap_or_default();
    members.size(MEMBER, entries.len(), 0..=10);
    let mut parameters = BTreeMap::new();
    for (key, value) in entries {
        part(members, MEMBER, "value", value.as_deref(), &DESTINATION_COUNTRY_PARAMETER_VALUE);
        if let Ok(key) = DestinationCountryParameterKey::from_str(&key) {
            parameters.insert(key, value.unwrap_or_default());
        } else {
            let known = DestinationCountryParameterKey::VARIANTS.join(", ");
            members.broken(MEMBER, &format!("Member must satisfy enum value set: [{known}] (at 'key')"));
        }
    }
    parameters
}

/// Reads the member `mediaUrls`: exactly one where it is there (`MediaUrlList` in the model).
pub fn media_urls(members: &mut Members, urls: Option<Vec<String>>) -> Vec<String> {
    if urls.is_none() {
        return Vec::new();
    }
    members.list("mediaUrls", urls, 1..=1, &MEDIA_URL_VALUE)
}

/// A key or value of a map.
fn part(members: &mut Members, member: &'static str, place: &str, text: Option<&str>, shape: &StringShape) {
    let fault = text.map_or_else(|| Some("Member must not be null".to_owned()), |text| shape.fault(text));
    if let Some(fault) = fault {
        members.broken(member, &format!("{fault} (at '{place}')"));
    }
}
