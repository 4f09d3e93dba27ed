//! `inspect.verified_destination_numbers` and `inspect.verification_codes`: where verified destination numbers stand, and their codes.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{Reach, scope::scope_of, with_time};
use crate::model::{arn::Scope, error::ServiceError};

/// Whose a verified destination number is.
///
/// # Errors
///
/// The database's.
pub async fn scope(tx: &mut PgConnection, reach: &Reach, id: &str) -> Result<Option<Scope>, ServiceError> {
    let statement = "select v.account_id, v.region from inspect.verified_destination_numbers v
         where v.verified_destination_number_id = $3
           and ($1::text[] is null or v.account_id = any($1)) and ($2::text is null or v.region = $2)";
    scope_of(tx, statement, reach, id).await
}

/// One verified destination number.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, id: &str) -> Result<Option<Value>, ServiceError> {
    type Row = (Value, OffsetDateTime, Option<OffsetDateTime>, Option<OffsetDateTime>);
    let row: Option<Row> = sqlx::query_as(
        "select to_jsonb(v), v.created_timestamp, v.code_sent_at, v.verified_at
         from inspect.verified_destination_numbers v where v.verified_destination_number_id = $1",
    )
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(row, created_at, code_sent_at, verified_at)| {
        let row = with_time(row, "created_timestamp", Some(created_at));
        with_time(with_time(row, "code_sent_at", code_sent_at), "verified_at", verified_at)
    }))
}

/// The last code that was sent to one.
///
/// # Errors
///
/// The database's.
pub async fn find_last_code(tx: &mut PgConnection, id: &str) -> Result<Option<Value>, ServiceError> {
    let row: Option<(Value, OffsetDateTime, OffsetDateTime)> = sqlx::query_as(
        "select to_jsonb(c), c.sent_at, c.expires_at
         from inspect.verification_codes c join callsign.verification_code k on k.message_id::text = c.message_id
         where c.verified_destination_number_id = $1 order by k.sequence desc limit 1",
    )
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(row, sent_at, expires_at)| {
        with_time(with_time(row, "sent_at", Some(sent_at)), "expires_at", Some(expires_at))
    }))
}
