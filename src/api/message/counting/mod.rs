//! What messages cost, and the months that are to count it.

use std::collections::BTreeMap;

use time::Date;
use uuid::Uuid;

use super::{Content, Outgoing, Output, found::Found};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::message::{
        budget::Budget,
        channel::Channel,
        cost::{self, Call as PhoneCall, CallQuotas, Calls},
        kind::Kind,
        price::{Dollars, Price, unit_price},
    },
    model::{arn::Scope, error::ServiceError, message::MessageId},
    path::{Call, examine},
    store::{
        self,
        monthly_spend::{Month, Spending},
    },
};

/// A message of which everything is read that its rules ask for.
pub struct Priced {
    /// What it is sent by and from.
    pub(super) found: Found,
    /// As what.
    pub(super) channel: Channel,
    /// What it costs.
    pub(super) total: Price,
    /// The call that it is, if it is one.
    pub(super) phone_call: Option<PhoneCall>,
    /// The month that counts its cost, if it costs something.
    spend: Option<Spend>,
}

/// What a message is to add to its month.
struct Spend {
    budget: Budget,
    month: Date,
    cost: Dollars,
    limit: Dollars,
    /// In whole dollars.
    max_limit: i64,
    /// What was spent in it before.
    spent: Dollars,
}

/// A message whose month is locked: it can be judged.
pub struct Ready {
    /// Its key.
    pub(super) key: Uuid,
    /// Whose it is.
    pub(super) scope: Scope,
    /// What was read.
    pub(super) priced: Priced,
    /// What the calls and the messages of notify configurations before it say, asked behind the lock of the month.
    is_within_quotas: Result<(), ServiceError>,
}

impl Outgoing {
    /// Judges what it costs, and finds the month that counts that.
    pub(super) async fn price(&self, found: Found, call: &Call, tx: &mut Tx) -> Result<Priced, ServiceError> {
        let (content, destination) = (self.content()?, self.destination()?);
        let country = destination.iso_country_code.as_str();
        let channel = found.origin.channel(self.channel);
        let phone_call = match content {
            Content::Voice(spoken) => Some(PhoneCall::of(*spoken, found.tier)),
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
        let spend = (total.cost() > Dollars::ZERO).then(|| {
            let budget = Budget::of(self.kind, channel);
            let limits = &call.deployment.spend_limits;
            let (limit, max_limit) = limits.enforced(budget.spend_limit(), &found.recipient.overrides, found.tier);
            let limit = Dollars::whole(limit);
            Spend { budget, month: cost::month(call.now()), cost: total.cost(), limit, max_limit, spent: Dollars::ZERO }
        });
        Ok(Priced { found, channel, total, phone_call, spend })
    }

    /// What the calls and the messages of notify configurations before it say.
    async fn is_within_quotas(&self, priced: &Priced, call: &Call, tx: &mut Tx) -> Result<(), ServiceError> {
        let destination = self.destination()?;
        if self.channel == Channel::Voice && self.kind == Kind::Api {
            let quotas = &call.deployment.quotas;
            let quotas = CallQuotas { to_recipient: quotas.calls_to_recipient, of_sandbox: quotas.calls_of_sandbox };
            let calls: Calls = store::message::calls(tx, &call.own_scope(), destination, call.now()).await?;
            quotas.allow(calls, priced.found.tier)?;
        }
        match &self.notified {
            Some(notified) => notified.has_room_still(destination, call, tx).await,
            None => Ok(()),
        }
    }
}

/// Locks the months of messages, and asks what is asked behind that; a trial only reads its month. With [`Patience::Skip`], `None` for
/// a message whose month isn't there, which who is alone makes, or is held by others.
///
/// # Errors
///
/// The database's, and that of what was there before a month was made, and isn't any more.
pub(super) async fn lock(
    priced: Vec<(&Outgoing, &Call, Priced)>,
    patience: Patience,
    tx: &mut Tx,
) -> Result<Vec<Option<Ready>>, ServiceError> {
    let spent = lock_months(&priced, patience, tx).await?;
    let mut ready = Vec::new();
    for (outgoing, call, mut priced) in priced {
        let scope = call.own_scope();
        if let Some(spend) = &mut priced.spend {
            let month = spend.month(&scope);
            if outgoing.is_dry_run {
                spend.spent = store::monthly_spend::find(tx, month).await?;
            } else if let Some(before) = spent.get(&key(month)) {
                spend.spent = *before;
            } else if patience == Patience::Skip {
                ready.push(None);
                continue;
            } else {
                spend.spent = store::monthly_spend::open(tx, month, spend.max_limit).await?;
                // All of the account may have been removed meanwhile.
                priced.found = outgoing.find(call, tx).await?;
            }
        }
        let is_within_quotas = match outgoing.is_within_quotas(&priced, call, tx).await {
            Err(failure) if !failure.is_a_rules() => return Err(failure),
            judged => judged,
        };
        ready.push(Some(Ready { key: call.new_key(), scope, priced, is_within_quotas }));
    }
    Ok(ready)
}

/// What names a month: its account, region, budget and first day.
type MonthKey = (String, String, String, Date);

fn key(month: Month<'_>) -> MonthKey {
    let Month { scope, budget, month } = month;
    (scope.account_id().to_owned(), scope.region().to_owned(), budget.as_ref().to_owned(), month)
}

/// What was spent in the months that are there, which are locked one after the other. Others hold a month for a moment only: all of a
/// company wait for one that all of them want, since who is passed over would meet the next of them alone. Of several, one that
/// is held for longer must hold up nobody who wants another.
async fn lock_months(
    priced: &[(&Outgoing, &Call, Priced)],
    patience: Patience,
    tx: &mut Tx,
) -> Result<BTreeMap<MonthKey, Dollars>, ServiceError> {
    let scopes: Vec<Scope> = priced.iter().map(|(_, call, _)| call.own_scope()).collect();
    let mut months: BTreeMap<MonthKey, Month<'_>> = BTreeMap::new();
    for ((outgoing, _, priced), scope) in priced.iter().zip(&scopes) {
        if let Some(spend) = priced.spend.as_ref().filter(|_| !outgoing.is_dry_run) {
            let month = spend.month(scope);
            months.insert(key(month), month);
        }
    }
    let patience = if months.len() == 1 { Patience::Wait } else { patience };
    let mut spent = BTreeMap::new();
    for (key, month) in months {
        if let Some(before) = store::monthly_spend::lock(tx, month, patience).await? {
            spent.insert(key, before);
        }
    }
    Ok(spent)
}

impl Spend {
    fn month<'s>(&self, scope: &'s Scope) -> Month<'s> {
        Month { scope, budget: self.budget, month: self.month }
    }
}

impl Ready {
    /// The answer, if the month and the quotas have room for it.
    ///
    /// # Errors
    ///
    /// ServiceQuotaExceededException.
    pub fn judge(&self) -> Result<Output, ServiceError> {
        if let Some(spend) = &self.priced.spend {
            cost::month_has_room(spend.budget, spend.spent, spend.cost, spend.limit)?;
        }
        self.is_within_quotas.clone()?;
        Ok(Output { message_id: MessageId::of(self.key) })
    }

    /// One that is granted before it in the same group, and isn't a trial, was counted in the same month perhaps.
    pub fn after(&mut self, granted: &Self) {
        let (Some(spend), Some(before)) = (&mut self.priced.spend, &granted.priced.spend) else { return };
        if key(spend.month(&self.scope)) == key(before.month(&granted.scope)) {
            spend.spent = spend.spent + before.cost;
        }
    }

    /// The month that counts its cost.
    pub(super) fn counted_in(&self) -> Option<Date> {
        self.priced.spend.as_ref().map(|spend| spend.month)
    }
}

/// What messages add to their months.
pub(super) struct Spent<'r> {
    months: BTreeMap<MonthKey, (Month<'r>, Dollars, i64)>,
}

impl<'r> Spent<'r> {
    /// By these, none of which is a trial.
    pub fn by(accepted: impl Iterator<Item = &'r Ready>) -> Self {
        let mut months = BTreeMap::new();
        for ready in accepted {
            if let Some(spend) = &ready.priced.spend {
                let month = spend.month(&ready.scope);
                let sum = months.entry(key(month)).or_insert((month, Dollars::ZERO, spend.max_limit));
                sum.1 = sum.1 + spend.cost;
            }
        }
        Self { months }
    }

    /// As the statement reads it.
    pub fn spending(&self) -> Vec<Spending<'_>> {
        self.months.values().map(|(month, cost, max_limit)| Spending::new(month, *cost, *max_limit)).collect()
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
