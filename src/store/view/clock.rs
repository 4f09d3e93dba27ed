//! `inspect.clocks`: the clocks that were set.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{Part, Rows, cut, with_time};
use crate::model::error::ServiceError;

/// The clock of an account, which is real if it wasn't set.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, account_id: &str) -> Result<Value, ServiceError> {
    let (row, now): (Value, OffsetDateTime) = sqlx::query_as(
        "select coalesce(to_jsonb(c), jsonb_build_object('account_id', one.account_id, 'mode', 'real', 'offset_ms', 0)),
                coalesce(c.now, clock_timestamp())
         from (select $1::text as account_id) one left join inspect.clocks c on c.account_id = one.account_id",
    )
    .bind(account_id)
    .fetch_one(tx)
    .await?;
    Ok(with_time(row, "now", Some(now)))
}

/// The clocks that were set, by account; a place is an account's number.
///
/// # Errors
///
/// The database's.
pub async fn page(tx: &mut PgConnection, part: Part<i64>) -> Result<Rows<i64>, ServiceError> {
    let statement = if part.is_ascending {
        "select to_jsonb(c), c.now, c.account_id::bigint from inspect.clocks c
         where $1::bigint is null or c.account_id::bigint > $1 order by c.account_id limit $2"
    } else {
        "select to_jsonb(c), c.now, c.account_id::bigint from inspect.clocks c
         where $1::bigint is null or c.account_id::bigint < $1 order by c.account_id desc limit $2"
    };
    let rows: Vec<(Value, OffsetDateTime, i64)> =
        sqlx::query_as(statement).bind(part.after).bind(part.limit + 1).fetch_all(tx).await?;
    let rows = rows.into_iter().map(|(row, now, place)| (with_time(row, "now", Some(now)), place));
    Ok(cut(rows.collect(), part.limit))
}

/// When the next thing falls due on an account's clock, and how many messages wait for something, counted up to `most`.
///
/// # Errors
///
/// The database's.
pub async fn next_due(
    tx: &mut PgConnection,
    account_id: &str,
    most: i64,
) -> Result<(Option<OffsetDateTime>, i64), ServiceError> {
    Ok(sqlx::query_as(
        "select min(d.next_due_at), count(*)
         from (select m.next_due_at from callsign.message m
               where m.account_id = $1 and m.next_due_at is not null order by m.next_due_at limit $2) d",
    )
    .bind(account_id)
    .bind(most)
    .fetch_one(tx)
    .await?)
}
