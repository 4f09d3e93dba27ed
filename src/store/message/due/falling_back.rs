//! Messages that fall back: what they cost as RCS messages is given back, and they become what is sent in their stead, if their phone may
//! be written to by then and the month has room for it.

use std::collections::HashMap;

use sqlx::{PgConnection, types::Text};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::{
    EventRow,
    row::{Row, read},
};
use crate::{
    domain::{
        deployment::Deployment,
        message::{
            budget::Budget, channel::Channel, cost, destination::Destination, event::MessageStatus, kind::Kind,
            price::Dollars, recipient::Protection, schedule::refused,
        },
    },
    model::{
        arn::Scope,
        caller::{AccountId, Region},
        error::ServiceError,
    },
    store::{
        message::recipient::{self, Asked, OptOuts, Recipient},
        monthly_spend::{Month, add},
    },
};

/// A message that falls back.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Falling {
    id: Uuid,
    pub account_id: String,
    pub region: String,
    kind: Text<Kind>,
    destination_phone_number: String,
    iso_country_code: String,
    is_suspicious: bool,
    /// As what it is sent then.
    pub channel: Text<Channel>,
    /// When.
    at: OffsetDateTime,
    cost: i64,
    opt_outs: Option<String>,
    protect_configuration: Option<Uuid>,
    max_limit: i64,
}

const FALLING: &str = "
    select m.id, m.account_id, m.region, m.kind, m.destination_phone_number, m.iso_country_code, m.is_suspicious,
           m.falls_back_to ->> 'channel' as channel, due.at,
           (m.falls_back_to ->> 'total_message_price')::bigint + (m.falls_back_to ->> 'total_carrier_fee')::bigint as cost,
           m.falls_back_to ->> 'opt_outs' as opt_outs,
           (m.falls_back_to ->> 'protect_configuration')::uuid as protect_configuration,
           (m.falls_back_to ->> 'max_limit')::bigint as max_limit
    from unnest($1::uuid[], $2::timestamptz[]) as due (id, at)
    join callsign.message m on m.id = due.id and m.falls_back_to is not null and m.channel = 'RCS'
    order by m.account_id, m.region, m.falls_back_to ->> 'channel', due.at, m.id";

/// The messages that fall back with these events; the month that counts what is sent in their stead is there then.
pub(super) async fn months(tx: &mut PgConnection, events: &[EventRow]) -> Result<Vec<Falling>, ServiceError> {
    let falling = find(tx, events).await?;
    for one in &falling {
        sqlx::query(
            "insert into callsign.monthly_spend (account_id, region, channel, month, max_limit)
             values ($1, $2, $3, $4, $5) on conflict do nothing",
        )
        .bind(&one.account_id)
        .bind(&one.region)
        .bind(one.channel.0.as_ref())
        .bind(one.month())
        .bind(one.max_limit)
        .execute(&mut *tx)
        .await?;
    }
    Ok(falling)
}

async fn find(tx: &mut PgConnection, events: &[EventRow]) -> Result<Vec<Falling>, ServiceError> {
    let (mut ids, mut at) = (Vec::new(), Vec::new());
    for event in events {
        if event.status()? == MessageStatus::FallenBackToSms {
            ids.push(event.message_id);
            at.push(event.due_at);
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(FALLING).bind(ids).bind(at).fetch_all(tx).await?)
}

/// Makes of the messages that fall back with these events, which are locked, what is sent in their stead. Assumed (M6): whether the
/// phone may be written to is judged now. Assumed (M13.1): one that its month has no room for ends as UNKNOWN. What isn't sent costs
/// nothing.
pub(super) async fn carry_out(
    tx: &mut PgConnection,
    events: &mut Vec<EventRow>,
    deployment: &Deployment,
) -> Result<HashMap<Uuid, Row>, ServiceError> {
    let mut fallen_back = Vec::new();
    for one in find(tx, events).await? {
        let scope = one.scope()?;
        let recipient = one.recipient(tx, &scope).await?;
        let protection = recipient.protection.as_ref();
        let refused = match refused(one.channel.0, recipient.is_opted_out, protection, one.is_suspicious) {
            None => one.count(tx, &scope, &recipient, deployment).await?,
            refused => refused,
        };
        if let Some(status) = refused {
            end(tx, &one, status, events).await?;
        }
        become_it(tx, &one, refused.is_none(), protection).await?;
        fallen_back.push(one.id);
    }
    if fallen_back.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(read(tx, &fallen_back).await?.into_iter().map(|row| (row.id, row)).collect())
}

impl Falling {
    /// The month that counts what it costs then.
    pub fn month(&self) -> Date {
        cost::month(self.at)
    }

    fn scope(&self) -> Result<Scope, ServiceError> {
        let account_id = AccountId::parse(&self.account_id).ok_or_else(|| ServiceError::internal("no account id"))?;
        Ok(Scope::of_row(account_id, Region::new(self.region.clone())))
    }

    /// What counts of the phone by now, and of the account. Documented: codes go to whoever asked for them.
    async fn recipient(&self, tx: &mut PgConnection, scope: &Scope) -> Result<Recipient, ServiceError> {
        let is_code = self.kind.0 == Kind::VerificationCode;
        let destination = Destination {
            phone_number: self.destination_phone_number.clone(),
            iso_country_code: self.iso_country_code.clone(),
            simulated: None,
        };
        let asked = Asked {
            scope,
            destination: &destination,
            opt_outs: if is_code { OptOuts::Nowhere } else { OptOuts::of_kept(self.opt_outs.as_deref()) },
            protect_configuration: self.protect_configuration,
            capability: self.channel.0.protected_as(),
            // Whoever tests an agent verified nothing for what isn't RCS.
            tested: None,
            now: self.at,
        };
        let recipient = recipient::find(tx, &asked).await?;
        Ok(Recipient { protection: recipient.protection.filter(|_| !is_code), ..recipient })
    }

    /// Counts what it costs in its month, as sends do; answers how it ends if that has no room.
    async fn count(
        &self,
        tx: &mut PgConnection,
        scope: &Scope,
        recipient: &Recipient,
        deployment: &Deployment,
    ) -> Result<Option<MessageStatus>, ServiceError> {
        let cost = Dollars(self.cost);
        if cost == Dollars::ZERO {
            return Ok(None);
        }
        let budget = Budget::from(self.channel.0);
        let tier = deployment.account.tier_of(recipient.tier);
        let (limit, max) = deployment.spend_limits.enforced(budget.spend_limit(), &recipient.overrides, tier);
        let month = Month { scope, budget, month: self.month() };
        let has_room = add(tx, month, cost, Dollars::whole(limit), max).await?;
        Ok((!has_room).then_some(MessageStatus::Unknown))
    }
}

const BECOME: &str = "
    update callsign.message m
    set channel = kept.f ->> 'channel',
        origination_identity = kept.f ->> 'origination_identity',
        origination_identity_arn = kept.f ->> 'origination_identity_arn',
        origination_identity_key = (kept.f ->> 'origination_identity_key')::uuid,
        origination_phone_number = kept.f ->> 'origination_phone_number',
        origination_kind = kept.f ->> 'origination_kind',
        is_international_send = (kept.f ->> 'is_international_send')::boolean,
        pool_id = kept.f ->> 'pool_id',
        chosen_by = kept.f ->> 'chosen_by',
        message_type = kept.f ->> 'message_type',
        message_body = kept.f ->> 'message_body',
        message_encoding = kept.f ->> 'message_encoding',
        total_message_parts = (kept.f ->> 'total_message_parts')::bigint,
        media_urls = array(select jsonb_array_elements_text(kept.f -> 'media_urls')),
        time_to_live = (kept.f ->> 'time_to_live')::bigint,
        protect_configuration_id = $5,
        protect_status = $6,
        total_message_price = case when $2 then (kept.f ->> 'total_message_price')::bigint else 0 end,
        total_carrier_fee = case when $2 then (kept.f ->> 'total_carrier_fee')::bigint else 0 end,
        spend_month = case when $2 and $4 > 0 then $3 end,
        spend_given_back = false,
        mcc = case when kept.f ->> 'origination_kind' <> 'SHORT_CODE' then m.mcc end,
        mnc = case when kept.f ->> 'origination_kind' <> 'SHORT_CODE' then m.mnc end,
        carrier_name = case when kept.f ->> 'origination_kind' <> 'SHORT_CODE' then m.carrier_name end,
        reply_due_at = case when $2 then m.reply_due_at end,
        rcs_billing_event_type = null
    from (select id, falls_back_to as f from callsign.message where id = $1) kept
    where m.id = kept.id";

async fn become_it(
    tx: &mut PgConnection,
    one: &Falling,
    is_sent: bool,
    protection: Option<&Protection>,
) -> Result<(), ServiceError> {
    sqlx::query(BECOME)
        .bind(one.id)
        .bind(is_sent)
        .bind(one.month())
        .bind(one.cost)
        .bind(protection.map(|protection| protection.protect_configuration_id.as_str()))
        .bind(protection.map(|protection| Text(protection.status(one.channel.0))))
        .execute(tx)
        .await?;
    Ok(())
}

/// Lets a message that falls back end so, in place of what was to happen.
async fn end(
    tx: &mut PgConnection,
    one: &Falling,
    status: MessageStatus,
    events: &mut Vec<EventRow>,
) -> Result<(), ServiceError> {
    let of_it = |event: &EventRow| event.message_id == one.id;
    let Some(place) = events
        .iter()
        .position(|event| of_it(event) && event.status().is_ok_and(|status| status == MessageStatus::FallenBackToSms))
    else {
        return Ok(());
    };
    let ordinal = events[place].ordinal;
    sqlx::query("delete from callsign.message_event where message_id = $1 and ordinal > $2")
        .bind(one.id)
        .bind(ordinal)
        .execute(&mut *tx)
        .await?;
    let last: EventRow = sqlx::query_as(
        "insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
         values ($1, $2, $3, $4, true, $5)
         returning message_id, ordinal, event_type, message_status, is_final, due_at",
    )
    .bind(one.id)
    .bind(ordinal + 1)
    .bind(status.event_type(one.channel.0))
    .bind(status.word())
    .bind(one.at)
    .fetch_one(tx)
    .await?;
    events.retain(|event| !of_it(event) || event.ordinal <= ordinal);
    events.push(last);
    Ok(())
}
