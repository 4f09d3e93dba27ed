//! Monthly spend limits: those that AWS sets, and those by which an account goes below them.

use serde::{Deserialize, Serialize};

use super::account::AccountTier;
use crate::model::{
    account::{SpendLimit, SpendLimitName},
    error::{Field, ServiceError, ValidationReason},
};

/// What each account may spend in a region and month on each kind of message (MaxLimit), in whole US dollars.
/// Documented: AWS's default is 1. Assumed: 1,000 here, since a staging host would stop after a hundred messages; also for NOTIFY and RCS.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the members are the kinds of messages")]
pub struct SpendLimits {
    pub text_message: u32,
    pub voice_message: u32,
    pub media_message: u32,
    pub notify_message: u32,
    pub rcs_message: u32,
}

impl Default for SpendLimits {
    fn default() -> Self {
        Self {
            text_message: 1_000,
            voice_message: 1_000,
            media_message: 1_000,
            notify_message: 1_000,
            rcs_message: 1_000,
        }
    }
}

/// What an account in the sandbox may spend. Documented.
const SANDBOX: i64 = 1;

/// The kinds, in the model's order.
const NAMES: [SpendLimitName; 5] = [
    SpendLimitName::TextMessageMonthlySpendLimit,
    SpendLimitName::VoiceMessageMonthlySpendLimit,
    SpendLimitName::MediaMessageMonthlySpendLimit,
    SpendLimitName::NotifyMessageMonthlySpendLimit,
    SpendLimitName::RcsMessageMonthlySpendLimit,
];

impl SpendLimits {
    /// MaxLimit of an account of this tier, in whole US dollars. Documented: 1 in the sandbox.
    #[must_use]
    pub fn max(&self, name: SpendLimitName, tier: AccountTier) -> i64 {
        let max = i64::from(match name {
            SpendLimitName::TextMessageMonthlySpendLimit => self.text_message,
            SpendLimitName::VoiceMessageMonthlySpendLimit => self.voice_message,
            SpendLimitName::MediaMessageMonthlySpendLimit => self.media_message,
            SpendLimitName::NotifyMessageMonthlySpendLimit => self.notify_message,
            SpendLimitName::RcsMessageMonthlySpendLimit => self.rcs_message,
        });
        match tier {
            AccountTier::Production => max,
            AccountTier::Sandbox => max.min(SANDBOX),
        }
    }

    /// Whether an account of this tier may set its limit `name` to `monthly_limit`.
    ///
    /// # Errors
    ///
    /// ValidationException REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT. Documented: the rule; Assumed: the Reason's name
    /// says so.
    pub fn allows(&self, name: SpendLimitName, monthly_limit: i64, tier: AccountTier) -> Result<(), ServiceError> {
        let max = self.max(name, tier);
        if monthly_limit <= max {
            return Ok(());
        }
        let field = Field::new("monthlyLimit", format!("The limit is higher than MaxLimit, which is {max}"));
        let reason = ValidationReason::RequestedSpendLimitHigherThanServiceLimit;
        Err(ServiceError::validation(reason, vec![field]))
    }

    /// What an account that set `overrides` may spend in a month on what counts against `name`, in whole US dollars, and
    /// MaxLimit itself.
    #[must_use]
    pub fn enforced(&self, name: SpendLimitName, overrides: &[(SpendLimitName, i64)], tier: AccountTier) -> (i64, i64) {
        let limit = self.describe(overrides, tier).into_iter().find(|limit| limit.name == name);
        limit.map_or((0, 0), |limit| (limit.enforced_limit, limit.max_limit))
    }

    /// All limits of an account of this tier that set `overrides`. Documented: without an override, EnforcedLimit is MaxLimit; Assumed: it
    /// is never above that, also where the setting was lowered below an override.
    #[must_use]
    pub fn describe(&self, overrides: &[(SpendLimitName, i64)], tier: AccountTier) -> Vec<SpendLimit> {
        let describe = |name| {
            let max_limit = self.max(name, tier);
            let set = overrides.iter().find(|(of, _)| *of == name).map(|(_, monthly_limit)| *monthly_limit);
            let enforced_limit = set.map_or(max_limit, |monthly_limit| monthly_limit.min(max_limit));
            SpendLimit { name, enforced_limit, max_limit, overridden: set.is_some() }
        };
        NAMES.map(describe).to_vec()
    }
}
