//! The messages to which something is to happen, in the order in which it falls due.

use sqlx::{PgConnection, types::Text};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{domain::message::channel::Channel, model::error::ServiceError};

/// How many messages one batch takes at most.
const BATCH: i64 = 300;

/// A message to which something is to happen.
#[derive(sqlx::FromRow)]
pub(super) struct Candidate {
    pub id: Uuid,
    pub account_id: String,
    pub region: String,
    pub channel: Text<Channel>,
    /// What its cost counts against.
    pub budget: String,
    pub spend_month: Option<Date>,
    /// Until when its events are carried out.
    pub at: OffsetDateTime,
}

/// The accounts that have something to come are found one after the other by the index. Whose clock somebody advances is left to him.
const DUE: &str = "
    with recursive account as (
        (select account_id from callsign.message where next_due_at is not null order by account_id limit 1)
        union all
        select (select m.account_id from callsign.message m
                where m.next_due_at is not null and m.account_id > account.account_id
                order by m.account_id limit 1)
        from account where account.account_id is not null
    ), present as (
        select account.account_id, callsign.present(c.mode, c.at, c.offset_ms) as at
        from account left join callsign.clock c on c.account_id = account.account_id
        where account.account_id is not null and (c.advancing_until > clock_timestamp()) is not true
    )
    select m.id, m.account_id, m.region, m.channel, m.budget, m.spend_month, present.at
    from present
    cross join lateral (
        select id, account_id, region, channel, case when kind = 'NOTIFY' then kind else channel end as budget,
               spend_month, next_due_at, sequence
        from callsign.message
        where account_id = present.account_id and next_due_at <= present.at
        order by next_due_at, sequence limit $1) m
    order by m.next_due_at, m.sequence
    limit $1";

/// What is due by the present of each account.
///
/// # Errors
///
/// The database's.
pub(super) async fn due(tx: &mut PgConnection) -> Result<Vec<Candidate>, ServiceError> {
    Ok(sqlx::query_as(DUE).bind(BATCH).fetch_all(tx).await?)
}

/// What an account has due until a time.
///
/// # Errors
///
/// The database's.
pub(super) async fn due_until(
    tx: &mut PgConnection,
    account_id: &str,
    until: OffsetDateTime,
) -> Result<Vec<Candidate>, ServiceError> {
    Ok(sqlx::query_as(
        "select m.id, m.account_id, m.region, m.channel, m.budget, m.spend_month, max(m.next_due_at) over () as at
         from (select id, account_id, region, channel, case when kind = 'NOTIFY' then kind else channel end as budget,
               spend_month, next_due_at, sequence
        from callsign.message
               where account_id = $1 and next_due_at <= $2 order by next_due_at, sequence limit $3) m
         order by m.next_due_at, m.sequence",
    )
    .bind(account_id)
    .bind(until)
    .bind(BATCH)
    .fetch_all(tx)
    .await?)
}
