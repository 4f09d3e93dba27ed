//! What a message's cost counts against.

use super::{channel::Channel, kind::Kind};
use crate::model::{account::SpendLimitName, error::QuotaReason};

/// What a month is counted for. Documented: each channel has its own, and Notify has one whatever the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// That of a channel.
    Of(Channel),
    /// That of notify configurations.
    Notify,
}

impl From<Channel> for Budget {
    fn from(channel: Channel) -> Self {
        Self::Of(channel)
    }
}

impl AsRef<str> for Budget {
    fn as_ref(&self) -> &str {
        match self {
            Self::Of(channel) => channel.as_ref(),
            Self::Notify => "NOTIFY",
        }
    }
}

impl Budget {
    /// That of a message of this kind.
    #[must_use]
    pub fn of(kind: Kind, channel: Channel) -> Self {
        if kind == Kind::Notify { Self::Notify } else { Self::Of(channel) }
    }

    /// The Reason when the month's limit is reached.
    #[must_use]
    pub fn limit_reached(self) -> QuotaReason {
        match self {
            Self::Of(channel) => channel.limit_reached(),
            Self::Notify => QuotaReason::MonthlySpendLimitReachedForNotify,
        }
    }

    /// The limit that it is held to.
    #[must_use]
    pub fn spend_limit(self) -> SpendLimitName {
        match self {
            Self::Of(channel) => channel.spend_limit(),
            Self::Notify => SpendLimitName::NotifyMessageMonthlySpendLimit,
        }
    }
}
