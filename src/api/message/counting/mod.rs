//! What a message costs, counted in its month.

use super::{Content, Outgoing, found::Found};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        account::AccountTier,
        message::{
            budget::Budget,
            channel::Channel,
            cost::{self, Call as PhoneCall, CallQuotas, Calls},
            destination::Destination,
            kind::Kind,
            price::{Dollars, Price, unit_price},
        },
    },
    model::{account::SpendLimitName, error::ServiceError},
    path::{Call, examine},
    store::{
        self,
        monthly_spend::{Counted, Month},
    },
};

/// A message whose cost is counted.
pub(super) struct Paid {
    /// What it is sent by and from, by what holds now that the month is locked.
    pub found: Found,
    /// What it costs.
    pub total: Price,
    /// The call that it is, if it is one.
    pub phone_call: Option<PhoneCall>,
}

impl Outgoing {
    /// Judges what it costs and counts that; a trial only asks.
    pub(super) async fn pay(
        &self,
        content: &Content,
        destination: &Destination,
        found: Found,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Paid, ServiceError> {
        let country = destination.iso_country_code.as_str();
        let (tier, channel) = (found.tier, found.origin.channel(self.channel));
        let phone_call = match content {
            Content::Voice(spoken) => Some(PhoneCall::of(*spoken, tier)),
            _ => None,
        };
        let total = if self.is_free { Price::default() } else { total(channel, content, phone_call, country) };
        let (member, cost) = match channel {
            Channel::Voice => ("maxPricePerMinute", unit_price(Channel::Voice, country).cost()),
            Channel::Text | Channel::Media | Channel::Rcs => ("maxPrice", total.cost()),
        };
        examine(call, &cost::Within { member, max_price: self.max_price, cost })?;
        if let Some(notified) = &self.notified {
            notified.is_within_limits(destination, call, tx).await?;
        }
        let counted = self.count_cost(channel, total.cost(), tier, &found.recipient.overrides, call, tx).await?;
        let found = match counted {
            // All of the account may have been removed meanwhile.
            Counted::First => self.find(destination, call, tx).await?,
            _ => found,
        };
        if self.channel == Channel::Voice && self.kind == Kind::Api {
            let quotas = &call.deployment.quotas;
            let quotas = CallQuotas { to_recipient: quotas.calls_to_recipient, of_sandbox: quotas.calls_of_sandbox };
            let calls: Calls = store::message::calls(tx, &call.own_scope(), destination, call.now()).await?;
            quotas.allow(calls, tier)?;
        }
        if let Some(notified) = &self.notified {
            notified.has_room_still(destination, call, tx).await?;
        }
        Ok(Paid { found, total, phone_call })
    }

    /// Counts what it costs in its month, which is locked then; a trial only asks.
    async fn count_cost(
        &self,
        channel: Channel,
        cost: Dollars,
        tier: AccountTier,
        overrides: &[(SpendLimitName, i64)],
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Counted, ServiceError> {
        if cost == Dollars::ZERO {
            return Ok(Counted::Counted);
        }
        let (scope, deployment, budget) = (&call.own_scope(), &call.deployment, Budget::of(self.kind, channel));
        let month = Month { scope, budget, month: cost::month(call.now()) };
        let (limit, max) = deployment.spend_limits.enforced(budget.spend_limit(), overrides, tier);
        let limit = Dollars::whole(limit);
        if self.is_dry_run {
            let spent = store::monthly_spend::find(tx, month).await?;
            cost::month_has_room(budget, spent, cost, limit)?;
            return Ok(Counted::Counted);
        }
        match store::monthly_spend::add(tx, month, cost, limit, max).await? {
            Counted::NoRoom => Err(ServiceError::quota_exceeded(budget.limit_reached())),
            counted => Ok(counted),
        }
    }
}

/// What a message costs.
pub(super) fn total(
    channel: Channel,
    content: &Content,
    phone_call: Option<PhoneCall>,
    iso_country_code: &str,
) -> Price {
    match (content, phone_call) {
        // Documented: a text that an agent carries is an RCS message.
        (Content::Text(_), _) if channel == Channel::Rcs => cost::of_rcs(iso_country_code),
        (Content::Text(encoded), _) => cost::of_text(encoded, iso_country_code),
        (_, Some(phone_call)) => cost::of_call(phone_call, iso_country_code),
        (Content::Rcs, _) => cost::of_rcs(iso_country_code),
        (Content::Media | Content::Voice(_), None) => cost::of_media(iso_country_code),
    }
}
