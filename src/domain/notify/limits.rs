//! How many messages a day holds.
//!
//! Documented: ten to a destination, from a configuration and from an account, which has all of its configurations; 200 of a configuration
//! of the tier BASIC. Assumed (decision RD47): a day is one of UTC, by the clock of the account. Assumed (decision RD72): what was accepted counts,
//! neither trials nor what was refused.

use time::{OffsetDateTime, UtcOffset};

use crate::{
    domain::{
        check::{Mark, Question, Rule},
        quota,
    },
    model::{
        error::{QuotaReason, ServiceError},
        notify_configuration::NotifyConfigurationTier as Tier,
    },
};

/// When the day of a moment began.
#[must_use]
pub fn day(now: OffsetDateTime) -> OffsetDateTime {
    now.to_offset(UtcOffset::UTC).replace_time(time::Time::MIDNIGHT)
}

/// What was accepted since the day began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentToday {
    /// By the account to the destination.
    pub to_destination: i64,
    /// By the configuration to any.
    pub of_configuration: i64,
}

/// How many there may be; 0 turns one off.
#[derive(Clone, Copy, Debug)]
pub struct Quotas {
    /// To a destination.
    pub to_destination: u32,
    /// Of a configuration of the tier BASIC.
    pub of_basic_tier: u32,
}

/// One more message, beside those of its day.
pub struct DailyLimits {
    /// Those.
    pub sent: SentToday,
    /// The tier of the configuration.
    pub tier: Tier,
    /// How many there may be.
    pub quotas: Quotas,
}

impl Rule for DailyLimits {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "day_has_room_for_the_destination",
                mark: Mark::Documented,
                holds: |r| Some(has_room(r.quotas.to_destination, r.sent.to_destination)),
                refusal: |_| ServiceError::quota_exceeded(QuotaReason::DailyDestinationCallLimit),
                compared: |r| quota::room(r.sent.to_destination, r.quotas.to_destination),
                remedy: |_| "Wait for the next day (UTC), or raise quotas.notify_messages_to_destination.".to_owned(),
            },
            Question::<Self> {
                name: "day_has_room_for_the_tier",
                mark: Mark::Documented,
                holds: |r| (r.tier == Tier::Basic).then(|| has_room(r.quotas.of_basic_tier, r.sent.of_configuration)),
                refusal: |_| ServiceError::quota_exceeded(QuotaReason::DailyNotifyTierMessageLimit),
                compared: |r| quota::room(r.sent.of_configuration, r.quotas.of_basic_tier),
                remedy: |_| {
                    "Wait for the next day (UTC), have the configuration made ADVANCED by a registration of the type \
                     NOTIFY_TIER_UPGRADE_REGISTRATION, or raise quotas.notify_messages_of_basic_tier."
                        .to_owned()
                },
            },
        ]
        .into_iter()
    }
}

fn has_room(quota: u32, used: i64) -> bool {
    quota::has_room(quota, used, QuotaReason::DailyDestinationCallLimit).is_ok()
}
