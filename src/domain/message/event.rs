//! What can happen to a message, and the words for it.

use std::str::FromStr as _;

use strum::{AsRefStr, Display, EnumString};

use super::channel::Channel;

/// What happened to a message, as its event says it. Documented: the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words")]
pub enum MessageStatus {
    Queued,
    Pending,
    Successful,
    Delivered,
    Invalid,
    InvalidMessage,
    Unreachable,
    CarrierUnreachable,
    Blocked,
    CarrierBlocked,
    Spam,
    Unknown,
    TtlExpired,
    ProtectBlocked,
    FileInaccessible,
    FileTypeUnsupported,
    FileSizeExceeded,
    Initiated,
    Ringing,
    Answered,
    Completed,
    Busy,
    NoAnswer,
    Failed,
    Undeliverable,
    Rejected,
    TtlExpirationRevoked,
    Read,
    FallenBackToSms,
}

/// What can happen to an RCS message, each by the status that its type is called by.
const OF_RCS: [MessageStatus; 8] = [
    MessageStatus::Queued,
    MessageStatus::Pending,
    MessageStatus::Delivered,
    MessageStatus::Read,
    MessageStatus::Undeliverable,
    MessageStatus::TtlExpirationRevoked,
    MessageStatus::ProtectBlocked,
    MessageStatus::FallenBackToSms,
];

impl MessageStatus {
    /// What an event has as its messageStatus. Assumed (MD13): a message that falls back is PENDING.
    #[must_use]
    pub fn word(&self) -> &str {
        if *self == Self::FallenBackToSms { Self::Pending.as_ref() } else { self.as_ref() }
    }

    /// The status of an event, by its type and its messageStatus.
    ///
    /// # Errors
    ///
    /// For words that no status has.
    pub fn of_event(event_type: &str, word: &str) -> Result<Self, strum::ParseError> {
        if event_type == Self::FallenBackToSms.event_type(Channel::Rcs) {
            return Ok(Self::FallenBackToSms);
        }
        Self::from_str(word)
    }

    /// The type of the event: channel and status. Documented: there is no type for media that a protect configuration drops,
    /// nor for calls that are taken for spam or dropped; Assumed (MD11): those are MEDIA_BLOCKED and VOICE_FAILED;
    /// (MD13) which status of an RCS message goes with which type.
    #[must_use]
    pub fn event_type(self, channel: Channel) -> String {
        match (channel, self) {
            (Channel::Rcs, Self::Pending) => return "RCS_SENT".to_owned(),
            (Channel::Rcs, Self::TtlExpirationRevoked) => return "RCS_TTL_EXPIRED".to_owned(),
            _ => {}
        }
        let suffix = match (channel, self) {
            (Channel::Media, Self::ProtectBlocked) => Self::Blocked,
            (Channel::Voice, Self::Spam | Self::ProtectBlocked)
            | (Channel::Rcs, Self::Undeliverable | Self::Rejected) => Self::Failed,
            (_, status) => status,
        };
        format!("{channel}_{suffix}")
    }

    /// What an event's type says happened to a message of a channel; `None` for what can't happen to one. Of several statuses with
    /// the same type, the one that the type is called by.
    #[must_use]
    pub fn of_event_type(channel: Channel, event_type: &str) -> Option<Self> {
        if channel == Channel::Rcs {
            return OF_RCS.into_iter().find(|status| status.event_type(channel) == event_type);
        }
        let status = Self::from_str(event_type.strip_prefix(channel.as_ref())?.strip_prefix('_')?).ok()?;
        let is_of_calls = status.description().is_none();
        let is_of_both = matches!(status, Self::TtlExpired);
        let is_of_rcs = matches!(
            status,
            Self::Undeliverable | Self::Rejected | Self::TtlExpirationRevoked | Self::Read | Self::FallenBackToSms
        );
        let is_of_files = matches!(status, Self::FileInaccessible | Self::FileTypeUnsupported | Self::FileSizeExceeded);
        let fits = match channel {
            Channel::Voice => is_of_calls || is_of_both,
            Channel::Media => !is_of_calls,
            Channel::Text | Channel::Rcs => !is_of_calls && !is_of_files,
        };
        (fits && !is_of_rcs && status.event_type(channel) == event_type).then_some(status)
    }

    /// Whether nothing follows it where it happens by hand. Assumed (MD11): a carrier that took a message may still tell what became
    /// of it.
    #[must_use]
    pub fn ends(self) -> bool {
        !matches!(
            self,
            Self::Queued
                | Self::Pending
                | Self::FallenBackToSms
                | Self::Successful
                | Self::Initiated
                | Self::Ringing
                | Self::Answered
        )
    }

    /// The sentence about it; `None` for what only calls have, whose events have none. Observed: those of SUCCESSFUL,
    /// DELIVERED, TTL_EXPIRED and PROTECT_BLOCKED, and the words that clients look for in the others; Assumed: QUEUED, PENDING,
    /// those of files, and those of RCS but for READ.
    #[must_use]
    pub fn description(self) -> Option<&'static str> {
        Some(match self {
            Self::Queued => "Message is queued for delivery",
            Self::Pending | Self::FallenBackToSms => "Message is pending delivery",
            Self::Successful => "Message has been accepted by phone carrier",
            Self::Delivered => "Message has been accepted by phone",
            Self::Invalid => "Invalid phone number",
            Self::InvalidMessage => "Message body is invalid",
            Self::Unreachable => "Phone is currently unreachable/unavailable",
            Self::CarrierUnreachable => "Phone carrier is currently unreachable/unavailable",
            Self::Blocked => "Phone has blocked SMS",
            Self::CarrierBlocked => "Phone carrier has blocked this message",
            Self::Spam => "Blocked as spam by phone carrier",
            Self::Undeliverable => "Message could not be delivered to the phone",
            Self::Rejected => "Message was rejected: the agent may not reach the phone",
            Self::Read => "Message has been read by recipient",
            Self::Unknown => "Unknown error attempting to reach phone",
            Self::TtlExpired | Self::TtlExpirationRevoked => "The delivery TTL has expired",
            Self::ProtectBlocked => "Message blocked by protect configuration",
            Self::FileInaccessible => "Media file could not be accessed",
            Self::FileTypeUnsupported => "Media file type is not supported",
            Self::FileSizeExceeded => "Media file exceeds the size limit",
            Self::Initiated
            | Self::Ringing
            | Self::Answered
            | Self::Completed
            | Self::Busy
            | Self::NoAnswer
            | Self::Failed => return None,
        })
    }

    /// Whether nothing is paid for a message that ends so. Documented: texts and media are paid for once they are accepted,
    /// delivered or not, unless a protect configuration dropped them; calls by the minutes that were spoken. Assumed (MD11):
    /// a file that can't be sent costs nothing. Documented: an RCS message is paid for when it is delivered, and that it was read is
    /// told without a price.
    #[must_use]
    pub fn is_free(self, channel: Channel) -> bool {
        match self {
            Self::ProtectBlocked | Self::FileInaccessible | Self::FileTypeUnsupported | Self::FileSizeExceeded => true,
            status => match channel {
                Channel::Voice => status != Self::Completed,
                Channel::Rcs => status != Self::Delivered,
                Channel::Text | Channel::Media => false,
            },
        }
    }

    /// Whether what was counted for a message that ends so is given back.
    #[must_use]
    pub fn gives_back(self, channel: Channel) -> bool {
        self.is_free(channel) && self != Self::Read
    }

    /// Whether it comes from the phone or its carrier, which the event then names. Documented for SUCCESSFUL and DELIVERED;
    /// Assumed: BLOCKED and UNREACHABLE.
    #[must_use]
    pub fn names_carrier(self) -> bool {
        matches!(self, Self::Successful | Self::Delivered | Self::Blocked | Self::Unreachable)
    }
}
