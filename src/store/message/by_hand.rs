//! An event by hand: what a test lets happen to a message, in place of what was to happen.

use sqlx::{PgConnection, types::Text};
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use super::{candidate::Candidate, due::carry_out_of};
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

/// Lets an event happen to a message after so much time of its account's clock, in place of everything that was to happen; at once
/// if it is due. `false` if a final one has happened. Documented: that an RCS message was read
/// comes after that it was delivered.
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
) -> Result<bool, ServiceError> {
    // What is spent is locked before messages are, as sends do.
    if status.gives_back(sent.channel.0) {
        sqlx::query(
            "select from callsign.monthly_spend
             where account_id = $1 and region = $2 and channel = $3 and month = $4 for no key update",
        )
        .bind(&sent.account_id)
        .bind(&sent.region)
        .bind(&sent.budget)
        .bind(sent.spend_month)
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query("select from callsign.message where id = $1 for no key update").bind(key).execute(&mut *tx).await?;
    let (is_over, last): (bool, i64) = sqlx::query_as(
        "select coalesce(bool_or(is_final and not ($2 and message_status = 'DELIVERED')), false), coalesce(max(ordinal), 0)
         from callsign.message_event where message_id = $1 and happened_at is not null",
    )
    .bind(key)
    .bind(status == MessageStatus::Read)
    .fetch_one(&mut *tx)
    .await?;
    if is_over {
        return Ok(false);
    }
    sqlx::query("delete from callsign.message_event where message_id = $1 and happened_at is null")
        .bind(key)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(key)
    .bind(last + 1)
    .bind(status.event_type(sent.channel.0))
    .bind(status.word())
    .bind(status.ends())
    .bind(now + after)
    .execute(&mut *tx)
    .await?;
    sqlx::query("update callsign.message set next_due_at = $2 where id = $1")
        .bind(key)
        .bind(now + after)
        .execute(&mut *tx)
        .await?;
    if after == Duration::ZERO {
        let one = Candidate {
            id: key,
            account_id: sent.account_id.clone(),
            region: sent.region.clone(),
            channel: sent.channel,
            budget: sent.budget.clone(),
            spend_month: sent.spend_month,
            at: now,
        };
        carry_out_of(tx, vec![one], Patience::Wait, deployment).await?;
    }
    Ok(true)
}
