//! `inspect.handsets`: rules for how phones behave.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Part, Reach, Rows, cut, with_time};
use crate::model::error::ServiceError;

type Row = (Value, OffsetDateTime, i64);

fn item((row, created_at, sequence): Row) -> (Value, i64) {
    (with_time(row, "created_timestamp", Some(created_at)), sequence)
}

/// The rules of a reach, those for all accounts or regions with them.
///
/// # Errors
///
/// The database's.
pub async fn page(tx: &mut PgConnection, reach: &Reach, part: Part<i64>) -> Result<Rows<i64>, ServiceError> {
    let statement = if part.is_ascending {
        "select to_jsonb(h), h.created_timestamp, h.sequence from inspect.handsets h
         where ($1::text[] is null or h.account_id is null or h.account_id = any($1))
           and ($2::text is null or h.region is null or h.region = $2)
           and ($3::bigint is null or h.sequence > $3)
         order by h.sequence limit $4"
    } else {
        "select to_jsonb(h), h.created_timestamp, h.sequence from inspect.handsets h
         where ($1::text[] is null or h.account_id is null or h.account_id = any($1))
           and ($2::text is null or h.region is null or h.region = $2)
           and ($3::bigint is null or h.sequence < $3)
         order by h.sequence desc limit $4"
    };
    let rows: Vec<Row> = sqlx::query_as(statement)
        .bind(reach.accounts())
        .bind(&reach.region)
        .bind(part.after)
        .bind(part.limit + 1)
        .fetch_all(tx)
        .await?;
    Ok(cut(rows.into_iter().map(item).collect(), part.limit))
}

/// One rule.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, reach: &Reach, id: Uuid) -> Result<Option<Value>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select to_jsonb(h), h.created_timestamp, h.sequence from inspect.handsets h
         where h.handset_id = $3::text
           and ($1::text[] is null or h.account_id is null or h.account_id = any($1))
           and ($2::text is null or h.region is null or h.region = $2)",
    )
    .bind(reach.accounts())
    .bind(&reach.region)
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| item(row).0))
}
