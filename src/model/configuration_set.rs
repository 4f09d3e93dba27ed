//! Configuration sets and their event destinations.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};
use time::OffsetDateTime;

use super::{describe::Described, message::MessageType, timestamp};

/// The name of a configuration set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ConfigurationSetName(pub String);

/// What happens to a message, as event destinations match it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, AsRefStr, Display, EnumString, VariantNames,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: what happened; those that end in All stand for a family")]
pub enum EventType {
    All,
    TextAll,
    TextSent,
    TextPending,
    TextQueued,
    TextSuccessful,
    TextDelivered,
    TextInvalid,
    TextInvalidMessage,
    TextUnreachable,
    TextCarrierUnreachable,
    TextBlocked,
    TextCarrierBlocked,
    TextSpam,
    TextUnknown,
    TextTtlExpired,
    TextProtectBlocked,
    VoiceAll,
    VoiceInitiated,
    VoiceRinging,
    VoiceAnswered,
    VoiceCompleted,
    VoiceBusy,
    VoiceNoAnswer,
    VoiceFailed,
    VoiceTtlExpired,
    MediaAll,
    MediaPending,
    MediaQueued,
    MediaSuccessful,
    MediaDelivered,
    MediaInvalid,
    MediaInvalidMessage,
    MediaUnreachable,
    MediaCarrierUnreachable,
    MediaBlocked,
    MediaCarrierBlocked,
    MediaSpam,
    MediaUnknown,
    MediaTtlExpired,
    MediaFileInaccessible,
    MediaFileTypeUnsupported,
    MediaFileSizeExceeded,
    RcsAll,
    RcsQueued,
    RcsSent,
    RcsDelivered,
    RcsRead,
    RcsFailed,
    RcsTtlExpired,
    RcsProtectBlocked,
    RcsFallenBackToSms,
}

/// A log group that events go to, and the role that may write there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct CloudWatchLogsDestination {
    pub iam_role_arn: String,
    pub log_group_arn: String,
}

/// A delivery stream that events go to, and the role that may write there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct KinesisFirehoseDestination {
    pub iam_role_arn: String,
    pub delivery_stream_arn: String,
}

/// A topic that events go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct SnsDestination {
    pub topic_arn: String,
}

/// Where the events of a destination go. Documented: exactly one of the three members is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is the model's structure of that name")]
pub enum Target {
    CloudWatchLogsDestination(CloudWatchLogsDestination),
    KinesisFirehoseDestination(KinesisFirehoseDestination),
    SnsDestination(SnsDestination),
}

/// `EventDestination` of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct EventDestination {
    pub event_destination_name: String,
    pub enabled: bool,
    pub matching_event_types: Vec<EventType>,
    #[serde(flatten)]
    pub target: Target,
}

/// `ConfigurationSetInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct ConfigurationSetInformation {
    pub configuration_set_arn: String,
    pub configuration_set_name: String,
    pub event_destinations: Vec<EventDestination>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_message_type: Option<MessageType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_sender_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_message_feedback_enabled: Option<bool>,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
    /// Absent in DeleteConfigurationSet's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protect_configuration_id: Option<String>,
}

impl Described for ConfigurationSetInformation {
    fn arn(&self) -> &str {
        &self.configuration_set_arn
    }
}
