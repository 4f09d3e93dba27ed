//! Messages that fall back: what they cost as RCS messages is given back, and they become what is sent in their stead, if the month of
//! that has room for it.

use std::collections::HashMap;

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::{
    EventRow,
    row::{Row, read},
};
use crate::{
    domain::message::{cost, event::MessageStatus},
    model::error::ServiceError,
};

/// The month that counts what is sent in the stead of a message.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Month {
    id: Uuid,
    pub account_id: String,
    pub region: String,
    pub channel: String,
    pub begins: Date,
    cost: i64,
    /// What it may spend. Assumed: as of when the message was accepted.
    limit: i64,
    max_limit: i64,
}

const MONTHS: &str = "
    select m.id, m.account_id, m.region, m.falls_back_to ->> 'channel' as channel, due.month as begins,
           (m.falls_back_to ->> 'total_message_price')::bigint + (m.falls_back_to ->> 'total_carrier_fee')::bigint as cost,
           (m.falls_back_to ->> 'limit')::bigint as \"limit\", (m.falls_back_to ->> 'max_limit')::bigint as max_limit
    from unnest($1::uuid[], $2::date[]) as due (id, month)
    join callsign.message m on m.id = due.id and m.falls_back_to is not null
    order by m.account_id, m.region, channel, due.month, m.id";

/// The months that count what the messages cost that fall back with these events; each is there then.
pub(super) async fn months(tx: &mut PgConnection, events: &[EventRow]) -> Result<Vec<Month>, ServiceError> {
    let months = find(tx, events).await?;
    for one in &months {
        sqlx::query(
            "insert into callsign.monthly_spend (account_id, region, channel, month, max_limit)
             values ($1, $2, $3, $4, $5) on conflict do nothing",
        )
        .bind(&one.account_id)
        .bind(&one.region)
        .bind(&one.channel)
        .bind(one.begins)
        .bind(one.max_limit)
        .execute(&mut *tx)
        .await?;
    }
    Ok(months)
}

async fn find(tx: &mut PgConnection, events: &[EventRow]) -> Result<Vec<Month>, ServiceError> {
    let (mut ids, mut months) = (Vec::new(), Vec::new());
    for event in events {
        if event.status()? == MessageStatus::FallenBackToSms {
            ids.push(event.message_id);
            months.push(cost::month(event.due_at));
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(MONTHS).bind(ids).bind(months).fetch_all(tx).await?)
}

/// Makes of the messages that fall back with these events, which are locked, what is sent in their stead. Assumed (M13.1): one that
/// its month has no room for ends as UNKNOWN, and costs nothing.
pub(super) async fn carry_out(
    tx: &mut PgConnection,
    events: &mut Vec<EventRow>,
) -> Result<HashMap<Uuid, Row>, ServiceError> {
    let mut fallen_back = Vec::new();
    for month in find(tx, events).await? {
        let is_counted = count(tx, &month).await?;
        if !is_counted {
            end(tx, &month, events).await?;
        }
        become_it(tx, &month, is_counted).await?;
        fallen_back.push(month.id);
    }
    if fallen_back.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(read(tx, &fallen_back).await?.into_iter().map(|row| (row.id, row)).collect())
}

async fn count(tx: &mut PgConnection, month: &Month) -> Result<bool, ServiceError> {
    let counted = sqlx::query(
        "update callsign.monthly_spend set spent = spent + $5, max_limit = $7
         where account_id = $1 and region = $2 and channel = $3 and month = $4 and ($5 = 0 or spent + $5 <= $6)",
    )
    .bind(&month.account_id)
    .bind(&month.region)
    .bind(&month.channel)
    .bind(month.begins)
    .bind(month.cost)
    .bind(month.limit)
    .bind(month.max_limit)
    .execute(tx)
    .await?;
    Ok(counted.rows_affected() == 1)
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
        total_message_price = case when $2 then (kept.f ->> 'total_message_price')::bigint else 0 end,
        total_carrier_fee = case when $2 then (kept.f ->> 'total_carrier_fee')::bigint else 0 end,
        spend_month = case when $2 and $4 > 0 then $3 end,
        spend_given_back = false,
        mcc = case when kept.f ->> 'origination_kind' <> 'SHORT_CODE' then m.mcc end,
        mnc = case when kept.f ->> 'origination_kind' <> 'SHORT_CODE' then m.mnc end,
        carrier_name = case when kept.f ->> 'origination_kind' <> 'SHORT_CODE' then m.carrier_name end,
        reply_due_at = case when $2 then m.reply_due_at end,
        rcs_billing_event_type = null,
        falls_back_to = null
    from (select id, falls_back_to as f from callsign.message where id = $1) kept
    where m.id = kept.id";

async fn become_it(tx: &mut PgConnection, month: &Month, is_counted: bool) -> Result<(), ServiceError> {
    sqlx::query(BECOME).bind(month.id).bind(is_counted).bind(month.begins).bind(month.cost).execute(tx).await?;
    Ok(())
}

/// Lets a message that falls back end with that, in place of what was to happen.
async fn end(tx: &mut PgConnection, month: &Month, events: &mut Vec<EventRow>) -> Result<(), ServiceError> {
    let of_it = |event: &EventRow| event.message_id == month.id;
    let Some(place) = events
        .iter()
        .position(|event| of_it(event) && event.status().is_ok_and(|status| status == MessageStatus::FallenBackToSms))
    else {
        return Ok(());
    };
    let (ordinal, due_at): (i64, OffsetDateTime) = (events[place].ordinal, events[place].due_at);
    sqlx::query("delete from callsign.message_event where message_id = $1 and ordinal > $2")
        .bind(month.id)
        .bind(ordinal)
        .execute(&mut *tx)
        .await?;
    let last: EventRow = sqlx::query_as(
        "insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
         values ($1, $2, $3 || '_UNKNOWN', 'UNKNOWN', true, $4)
         returning message_id, ordinal, event_type, message_status, is_final, due_at",
    )
    .bind(month.id)
    .bind(ordinal + 1)
    .bind(&month.channel)
    .bind(due_at)
    .fetch_one(tx)
    .await?;
    events.retain(|event| !of_it(event) || event.ordinal <= ordinal);
    events.push(last);
    Ok(())
}
