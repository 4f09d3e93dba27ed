//! The channels that a message may take.

use strum::{AsRefStr, Display, EnumString};

use crate::model::{account::SpendLimitName, error::QuotaReason, phone_number::NumberCapability};

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// SMS.
    Text,
    /// MMS.
    Media,
    /// A call.
    Voice,
    /// RCS.
    Rcs,
}

impl Channel {
    /// What an origination identity must be capable of.
    #[must_use]
    pub fn capability(self) -> NumberCapability {
        match self {
            Self::Text => NumberCapability::Sms,
            Self::Media => NumberCapability::Mms,
            Self::Voice => NumberCapability::Voice,
            Self::Rcs => NumberCapability::Rcs,
        }
    }

    /// Whose protect rules hold. Assumed (decision RD7): RCS goes by those for texts.
    #[must_use]
    pub fn protected_as(self) -> NumberCapability {
        if self == Self::Rcs { NumberCapability::Sms } else { self.capability() }
    }

    /// The Reason when the month's limit is reached.
    #[must_use]
    pub fn limit_reached(self) -> QuotaReason {
        match self {
            Self::Text => QuotaReason::MonthlySpendLimitReachedForText,
            Self::Media => QuotaReason::MonthlySpendLimitReachedForMedia,
            Self::Voice => QuotaReason::MonthlySpendLimitReachedForVoice,
            Self::Rcs => QuotaReason::MonthlySpendLimitReachedForRcs,
        }
    }

    /// The limit that counts its messages.
    #[must_use]
    pub fn spend_limit(self) -> SpendLimitName {
        match self {
            Self::Text => SpendLimitName::TextMessageMonthlySpendLimit,
            Self::Media => SpendLimitName::MediaMessageMonthlySpendLimit,
            Self::Voice => SpendLimitName::VoiceMessageMonthlySpendLimit,
            Self::Rcs => SpendLimitName::RcsMessageMonthlySpendLimit,
        }
    }
}
