//! What a message costs, counted in its month.

use super::{Content, Outgoing};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        account::AccountTier,
        message::{
            budget::Budget,
            channel::Channel,
            cost::{self, Call as PhoneCall},
            price::{Dollars, Price},
        },
    },
    model::{account::SpendLimitName, error::ServiceError},
    path::Call,
    store::{
        self,
        monthly_spend::{Counted, Month},
    },
};

impl Outgoing {
    /// Counts what it costs in its month, which is locked then; a trial only asks.
    pub(super) async fn count_cost(
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
