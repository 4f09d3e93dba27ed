//! An event by hand: what a test lets happen to a message, in place of what was to happen.

use sqlx::{PgConnection, types::Text};
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    candidate::Candidate,
    due::{EventRow, carry_out_of, lock_months},
};
use crate::{
    database::unit_of_work::Patience,
    domain::deployment::Deployment,
    domain::message::{channel::Channel, event::MessageStatus},
    model::error::ServiceError,
    store::view::Reach,
};

/// A message that an event is to happen to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sent {
    /// As what it was sent.
    pub channel: Text<Channel>,
    /// Whether it was sent; what was received has no events.
    pub is_outbound: bool,
    /// The account that it is of, whose clock counts.
    pub account_id: String,
    region: String,
    budget: String,
    spend_month: Option<Date>,
}

/// The message with this id.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, reach: &Reach, key: Uuid) -> Result<Option<Sent>, ServiceError> {
    Ok(sqlx::query_as(
        "select channel, direction = 'OUTBOUND' as is_outbound, account_id, region,
                case when kind = 'NOTIFY' then kind else channel end as budget, spend_month
         from callsign.message
         where id = $1 and ($2::text[] is null or account_id = any($2)) and ($3::text is null or region = $3)",
    )
    .bind(key)
    .bind(reach.accounts())
    .bind(&reach.region)
    .fetch_optional(tx)
    .await?)
}

/// How an event by hand ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It happened, or will.
    Done,
    /// A final one has happened.
    Over,
    /// The message is no longer what it can happen to, or has nothing to fall back to.
    Unfit,
}

/// Lets an event happen to a message after so much time of its account's clock, in place of everything that was to happen; at once
/// if it is due. Documented: that an RCS message was read comes after that it was delivered. One that falls back goes on as what is
/// sent in its stead.
///
/// # Errors
///
/// The database's.
pub async fn happen(
    tx: &mut PgConnection,
    key: Uuid,
    sent: &Sent,
    status: MessageStatus,
    now: OffsetDateTime,
    after: Duration,
    deployment: &Deployment,
) -> Result<Ended, ServiceError> {
    let of_it = vec![Candidate {
        id: key,
        account_id: sent.account_id.clone(),
        region: sent.region.clone(),
        channel: sent.channel,
        budget: sent.budget.clone(),
        spend_month: sent.spend_month,
        at: now,
    }];
    let mut events = [EventRow {
        message_id: key,
        ordinal: 0,
        event_type: status.event_type(sent.channel.0),
        message_status: status.word().to_owned(),
        is_final: status.ends(),
        due_at: now + after,
    }];
    lock_months(tx, &of_it, &events).await?;
    let [event] = &mut events;
    let (channel, may_fall_back): (Text<Channel>, bool) = sqlx::query_as(
        "select channel, falls_back_to is not null from callsign.message where id = $1 for no key update",
    )
    .bind(key)
    .fetch_one(&mut *tx)
    .await?;
    let falls_back = status == MessageStatus::FallenBackToSms;
    if channel.0 != sent.channel.0 || (falls_back && !may_fall_back) {
        return Ok(Ended::Unfit);
    }
    let (is_over, last): (bool, i64) = sqlx::query_as(
        "select coalesce(bool_or(is_final and not ($2 and message_status = 'DELIVERED')), false), coalesce(max(ordinal), 0)
         from callsign.message_event where message_id = $1 and happened_at is not null",
    )
    .bind(key)
    .bind(status == MessageStatus::Read)
    .fetch_one(&mut *tx)
    .await?;
    if is_over {
        return Ok(Ended::Over);
    }
    event.ordinal = last + 1;
    put(tx, event).await?;
    if falls_back {
        go_on(tx, event).await?;
    }
    if after == Duration::ZERO {
        carry_out_of(tx, of_it, Patience::Wait, deployment).await?;
    }
    Ok(Ended::Done)
}

/// Puts an event in place of everything that was to happen to its message.
async fn put(tx: &mut PgConnection, event: &EventRow) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.message_event where message_id = $1 and happened_at is null")
        .bind(event.message_id)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(event.message_id)
    .bind(event.ordinal)
    .bind(&event.event_type)
    .bind(&event.message_status)
    .bind(event.is_final)
    .bind(event.due_at)
    .execute(&mut *tx)
    .await?;
    sqlx::query("update callsign.message set next_due_at = $2 where id = $1")
        .bind(event.message_id)
        .bind(event.due_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Puts behind the event by which a message falls back what happens to what is sent in its stead.
async fn go_on(tx: &mut PgConnection, event: &EventRow) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
         select m.id, $2 + next.ordinal, next.event ->> 'event_type', next.event ->> 'message_status',
                (next.event ->> 'is_final')::boolean,
                $3 + (next.event ->> 'after_ms')::bigint * interval '1 millisecond'
         from callsign.message m,
              jsonb_array_elements(m.falls_back_to -> 'by_hand') with ordinality as next (event, ordinal)
         where m.id = $1
         order by next.ordinal",
    )
    .bind(event.message_id)
    .bind(event.ordinal)
    .bind(event.due_at)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.message
         set reply_body = falls_back_to ->> 'reply_body',
             reply_due_at = $2 + (falls_back_to ->> 'reply_after_ms')::bigint * interval '1 millisecond'
         where id = $1",
    )
    .bind(event.message_id)
    .bind(event.due_at)
    .execute(tx)
    .await?;
    Ok(())
}
