//! `inspect.verified_destination_numbers` and `inspect.verification_codes`: where verified destination numbers stand, and their codes.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older, Reach, scope::scope_of, with_time};
use crate::model::{arn::Scope, error::ServiceError};

/// A verified destination number.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of inspect.verified_destination_numbers, beside the key and how long its code counts"
)]
pub struct VerifiedDestinationNumber {
    pub key: Uuid,
    pub verified_destination_number_id: String,
    pub verified_destination_number_arn: String,
    pub destination_phone_number: String,
    pub status: String,
    pub verification_code: Option<String>,
    pub expires_at: Option<OffsetDateTime>,
    pub tries_left: Option<i64>,
    pub verified_at: Option<OffsetDateTime>,
    pub rcs_agent_id: Option<String>,
    pub created_timestamp: OffsetDateTime,
}

/// Verified destination numbers that begin with `search`, whose id it is, or that test the RCS agent of this id; all for an empty one.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    search: &str,
    older: Older,
    limit: i64,
) -> Result<Newest<VerifiedDestinationNumber>, ServiceError> {
    let rows = sqlx::query_as(
        "select n.id as key, v.*, c.expires_at, c.tries_left
         from (select n.id, n.created_at from callsign.verified_destination_number n
               where n.account_id = $1 and n.region = $2 and (n.created_at, n.id) < ($4, $5)
                 and ($3 = '' or starts_with(n.destination_phone_number, $3)
                      or 'vdn-' || replace(n.id::text, '-', '') = $3 or callsign.rcs_agent_id(n.rcs_agent_id) = $3)
               order by n.created_at desc, n.id desc limit $6) n
         join inspect.verified_destination_numbers v
           on v.account_id = $1 and v.region = $2 and v.created_timestamp = n.created_at
          and v.verified_destination_number_id = 'vdn-' || replace(n.id::text, '-', '')
         left join lateral (
             select c.expires_at, c.tries_left from callsign.verification_code c
             where c.verified_destination_number_id = n.id order by c.sequence desc limit 1) c on true
         order by n.created_at desc, n.id desc",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

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
