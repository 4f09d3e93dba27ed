//! `inspect.registrations`: where registrations stand.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{Home, Reach, scope::owner, with_time};
use crate::model::error::ServiceError;

/// Whose a registration is.
///
/// # Errors
///
/// The database's.
pub async fn home(tx: &mut PgConnection, reach: &Reach, id: &str) -> Result<Option<Home>, ServiceError> {
    let statement = "select r.account_id, r.region from inspect.registrations r
         where r.registration_id = $3
           and ($1::text[] is null or r.account_id = any($1)) and ($2::text is null or r.region = $2)";
    Ok(owner(tx, statement, reach, id).await?.map(|(account_id, region)| Home { account_id, region }))
}

/// One registration.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, id: &str) -> Result<Option<Value>, ServiceError> {
    let row: Option<(Value, OffsetDateTime, Option<OffsetDateTime>)> = sqlx::query_as(
        "select to_jsonb(r), r.created_timestamp, r.next_due_at from inspect.registrations r where r.registration_id = $1",
    )
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(row, created_at, next_due_at)| {
        with_time(with_time(row, "created_timestamp", Some(created_at)), "next_due_at", next_due_at)
    }))
}
