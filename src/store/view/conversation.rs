//! Conversations: what an own identity and a phone said to each other, made of `inspect.messages`.
//!
//! A page goes through messages from the newest on, and takes each conversation at its newest message. It looks at no more than
//! `WINDOW` messages, so that it costs the same however many there are: where most are of few conversations, a page may hold
//! fewer than its limit, and its cursor goes on.

use serde_json::Value;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;

use super::{Home, Place, Reach, Rows, message::After, push_reach, with_time};
use crate::model::error::ServiceError;

/// How many messages a page looks at.
const WINDOW: i64 = 5_000;

/// How many messages of a conversation are counted.
const MOST_COUNTED: i64 = 10_000;

/// Which conversations.
#[derive(Clone, Debug)]
pub struct Which {
    /// Whose.
    pub reach: Reach,
    /// What their phone or identity begins with, or what one of their messages holds.
    pub q: Option<String>,
    /// Up to where they were read.
    pub unread_since: Option<After>,
}

/// The end of what was looked at, and a conversation if one was found.
#[derive(sqlx::FromRow)]
struct Row {
    looked_at: i64,
    window_transaction: Option<i64>,
    window_sequence: Option<i64>,
    transaction: Option<i64>,
    sequence: Option<i64>,
    conversation: Option<Value>,
    last: Option<Value>,
    last_at: Option<OffsetDateTime>,
}

/// The conversations of a page, and where it goes on, if it does.
fn cut(rows: Vec<Row>, limit: i64) -> Rows<Place> {
    let place = |transaction: Option<i64>, sequence: Option<i64>| {
        Some(Place { transaction: transaction?, sequence: sequence? })
    };
    let window_end = rows.first().filter(|row| row.looked_at == WINDOW);
    let window_end = window_end.and_then(|row| place(row.window_transaction, row.window_sequence));
    let mut found: Vec<(Value, Place)> = rows
        .into_iter()
        .filter_map(|row| {
            let mut conversation = row.conversation?;
            conversation["last_message"] = with_time(row.last?, "created_timestamp", row.last_at);
            Some((conversation, place(row.transaction, row.sequence)?))
        })
        .collect();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| has_more).map(|(_, place)| *place);
    (found.into_iter().map(|(conversation, _)| conversation).collect(), last.or(window_end))
}

fn push_q(query: &mut QueryBuilder<Postgres>, q: Option<&str>) {
    let Some(q) = q else { return };
    query.push(" and (starts_with(t.phone, ").push_bind(q.to_owned());
    query.push(") or starts_with(t.own_identity, ").push_bind(q.to_owned());
    query.push(") or starts_with(t.origination_phone_number, ").push_bind(q.to_owned());
    query.push(") or position(lower(").push_bind(q.to_owned()).push(") in lower(t.message_body)) > 0)");
}

/// Rows of `inspect.messages` by conversation, each its last message, how many there are, and where the page ended.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    which: &Which,
    after: Option<Place>,
    limit: i64,
) -> Result<Rows<Place>, ServiceError> {
    let mut query = QueryBuilder::new(
        "with looked_at as materialized (
             select t.* from callsign.message t where true",
    );
    push_reach(&mut query, &which.reach);
    if let Some(Place { transaction, sequence }) = after {
        query.push(" and (t.transaction_id, t.sequence) < (").push_bind(transaction);
        query.push("::text::xid8, ").push_bind(sequence).push(")");
    }
    query.push(" order by t.transaction_id desc, t.sequence desc limit ").push_bind(WINDOW);
    query.push(
        "), found as (
             select distinct on (t.account_id, t.region, t.own_identity, t.phone)
                    t.account_id, t.region, t.own_identity, t.phone, t.transaction_id, t.sequence
             from looked_at t where true",
    );
    push_q(&mut query, which.q.as_deref());
    query.push(
        " order by t.account_id, t.region, t.own_identity, t.phone, t.transaction_id desc, t.sequence desc
         ), page as (
             select f.* from found f where true",
    );
    if after.is_some() {
        // Those of earlier pages have newer messages.
        query.push(
            " and not exists (
                 select from callsign.message t
                 where t.account_id = f.account_id and t.region = f.region and t.own_identity = f.own_identity
                   and t.phone = f.phone and (t.transaction_id, t.sequence) > (f.transaction_id, f.sequence)",
        );
        push_q(&mut query, which.q.as_deref());
        query.push(")");
    }
    query.push(" order by f.transaction_id desc, f.sequence desc limit ").push_bind(limit + 1);
    query.push(
        "), window_end as (
             select (select count(*) from looked_at) as looked_at, l.transaction_id, l.sequence
             from (select 1) one
             left join (select * from looked_at t order by t.transaction_id, t.sequence limit 1) l on true)
         select e.looked_at, e.transaction_id::text::bigint as window_transaction, e.sequence as window_sequence,
                p.transaction_id::text::bigint as transaction, p.sequence,
                jsonb_build_object(
                    'origination_identity', p.own_identity, 'phone', p.phone, 'outbound', counted.outbound,
                    'inbound', counted.inbound, 'unread', counted.unread, 'account_id', p.account_id, 'region', p.region)
                    as conversation,
                last.item as last, last.created_at as last_at
         from window_end e
         left join page p on true
         left join lateral (
             select to_jsonb(v) as item, t.created_at
             from (select * from callsign.message t
                   where t.account_id = p.account_id and t.region = p.region and t.own_identity = p.own_identity
                     and t.phone = p.phone
                   order by t.transaction_id desc, t.sequence desc limit 1) t
             join inspect.messages v on v.message_id = t.id::text) last on true
         left join lateral (
             select count(*) filter (where t.direction = 'OUTBOUND') as outbound,
                    count(*) filter (where t.direction = 'INBOUND') as inbound,
                    count(*) filter (where t.direction = 'INBOUND' and ",
    );
    push_unread(&mut query, which.unread_since.as_ref());
    query.push(
        ") as unread
             from (select * from callsign.message t
                   where t.account_id = p.account_id and t.region = p.region and t.own_identity = p.own_identity
                     and t.phone = p.phone
                   order by t.transaction_id desc, t.sequence desc limit ",
    );
    query.push_bind(MOST_COUNTED);
    query.push(") t) counted on true order by p.transaction_id desc, p.sequence desc");
    let rows: Vec<Row> = query.build_query_as().fetch_all(tx).await?;
    Ok(cut(rows, limit))
}

fn push_unread(query: &mut QueryBuilder<Postgres>, since: Option<&After>) {
    match since {
        None | Some(After::Nothing) => query.push("true"),
        Some(After::Snapshot(seen)) => {
            query.push("not pg_visible_in_snapshot(t.transaction_id, ").push_bind(seen.as_str().to_owned());
            query.push("::text::pg_snapshot)")
        }
        Some(After::Time(at)) => query.push("t.created_at > ").push_bind(*at),
    };
}

/// How many messages the conversation between an own identity and a phone has, counted up to `most`.
///
/// # Errors
///
/// The database's.
pub async fn count(
    tx: &mut PgConnection,
    home: &Home,
    (own, phone): (&str, &str),
    most: i64,
) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (
             select from callsign.message
             where account_id = $1 and region = $2 and own_identity = $3 and phone = $4 limit $5) m",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(own)
    .bind(phone)
    .bind(most)
    .fetch_one(tx)
    .await?)
}
