//! What a message may cost, and what a month holds.
//!
//! Settled (MD1): the price first, then the month, then how often a phone is called. Settled (MD17): a month is counted to the
//! last decimal, where AWS stops within minutes.

use time::{Date, Duration, OffsetDateTime, UtcOffset};

use super::{
    body::Encoded,
    budget::Budget,
    channel::Channel,
    price::{Dollars, Price, unit_price},
};
use crate::{
    domain::{
        account::AccountTier,
        check::{Mark, Question, Rule},
        quota,
    },
    model::error::{Field, QuotaReason, ServiceError, ValidationReason},
};

/// A call, as far as its price goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// How long it takes, in seconds: 1 at least.
    pub seconds: u32,
    /// How many minutes were started.
    pub minutes: u32,
}

/// How many characters are spoken in a second. Assumed (MD14).
const CHARACTERS_A_SECOND: u32 = 15;

impl Call {
    /// The call that speaks so many characters. Assumed (MD14): the speed. Documented: five minutes at most, 30 seconds in the
    /// sandbox, and started minutes are paid for.
    #[must_use]
    pub fn of(spoken: usize, tier: AccountTier) -> Self {
        let most = match tier {
            AccountTier::Production => 300,
            AccountTier::Sandbox => 30,
        };
        let seconds = u32::try_from(spoken).unwrap_or(u32::MAX).div_ceil(CHARACTERS_A_SECOND).clamp(1, most);
        Self { seconds, minutes: seconds.div_ceil(60) }
    }
}

/// What a message costs: a text by its parts, a media message once, a call by its minutes.
#[must_use]
pub fn of_text(encoded: &Encoded, iso_country_code: &str) -> Price {
    unit_price(Channel::Text, iso_country_code).times(encoded.parts)
}

/// What a media message costs. Documented: it is one part, whatever it holds.
#[must_use]
pub fn of_media(iso_country_code: &str) -> Price {
    unit_price(Channel::Media, iso_country_code)
}

/// What an RCS message costs, if it is delivered. Documented: it is one part, whatever it holds.
#[must_use]
pub fn of_rcs(iso_country_code: &str) -> Price {
    unit_price(Channel::Rcs, iso_country_code)
}

/// What a call costs. Documented: by started minutes.
#[must_use]
pub fn of_call(call: Call, iso_country_code: &str) -> Price {
    unit_price(Channel::Voice, iso_country_code).times(call.minutes)
}

/// What a message costs, beside MaxPrice or MaxPricePerMinute. Assumed (MD9): MaxPrice is compared with the whole message's price and
/// fee, MaxPricePerMinute with one minute's; equal passes.
pub struct Within {
    /// Which of the two it is.
    pub member: &'static str,
    /// What it says, if it is there.
    pub max_price: Option<Dollars>,
    /// What is compared with it.
    pub cost: Dollars,
}

impl Rule for Within {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [Question::<Self> {
            name: "price_is_within_the_maximum",
            mark: Mark::Assumed,
            holds: |r| r.max_price.map(|max_price| r.cost <= max_price),
            refusal: |r| {
                let max_price = r.max_price.unwrap_or(Dollars::ZERO);
                let message = format!("The price is {} US dollars, more than {max_price}", r.cost);
                ServiceError::validation(ValidationReason::PriceOverThreshold, vec![Field::new(r.member, message)])
            },
            compared: |r| {
                let max_price = r.max_price.map(|max_price| max_price.to_string());
                (r.cost.to_string(), format!("at most {}", max_price.unwrap_or_default()))
            },
            remedy: |r| format!("Raise {} to {} or more, or leave it out.", r.member, r.cost),
        }]
        .into_iter()
    }
}

/// The first day of the month that a moment counts in. Assumed (MD17): months are those of UTC.
#[must_use]
pub fn month(at: OffsetDateTime) -> Date {
    let date = at.to_offset(UtcOffset::UTC).date();
    date.replace_day(1).unwrap_or(date)
}

/// Whether a month that spent so much has room for a message. Assumed (MD17): up to the limit, which may be reached; what costs
/// nothing always passes.
///
/// One statement does the same and counts it: `update … set spent = spent + $cost where … and ($cost = 0 or spent + $cost <=
/// $limit)`.
///
/// # Errors
///
/// ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_…. Documented: the Reasons.
pub fn month_has_room(
    budget: impl Into<Budget>,
    spent: Dollars,
    cost: Dollars,
    limit: Dollars,
) -> Result<(), ServiceError> {
    if cost == Dollars::ZERO || spent + cost <= limit {
        return Ok(());
    }
    Err(ServiceError::quota_exceeded(budget.into().limit_reached()))
}

/// How long a call counts against its recipient. Documented.
pub const CALLS_WITHIN: Duration = Duration::hours(24);

/// Calls to one recipient, and those of a whole account in the sandbox, that came within [`CALLS_WITHIN`].
#[derive(Clone, Copy, Debug)]
pub struct Calls {
    /// To this recipient.
    pub to_recipient: i64,
    /// Of the account, counted in the sandbox alone.
    pub of_account: i64,
}

/// How many calls there may be; 0 turns one off. Documented: 5 and 20.
#[derive(Clone, Copy, Debug)]
pub struct CallQuotas {
    /// To one recipient.
    pub to_recipient: u32,
    /// Of an account in the sandbox.
    pub of_sandbox: u32,
}

impl Default for CallQuotas {
    fn default() -> Self {
        Self { to_recipient: 5, of_sandbox: 20 }
    }
}

impl CallQuotas {
    /// Whether one more call may be made.
    ///
    /// # Errors
    ///
    /// ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT. Documented: the Reason; Assumed (MD23): also for the
    /// sandbox's own.
    pub fn allow(&self, calls: Calls, tier: AccountTier) -> Result<(), ServiceError> {
        let reason = QuotaReason::DailyDestinationCallLimit;
        quota::has_room(self.to_recipient, calls.to_recipient, reason)?;
        match tier {
            AccountTier::Production => Ok(()),
            AccountTier::Sandbox => quota::has_room(self.of_sandbox, calls.of_account, reason),
        }
    }
}
