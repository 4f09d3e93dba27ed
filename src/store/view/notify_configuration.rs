//! `inspect.notify_configurations`: what notify configurations are.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older, Reach, scope::scope_of, with_time};
use crate::model::{arn::Scope, error::ServiceError};

/// A notify configuration.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.notify_configurations, beside the key and counts")]
pub struct NotifyConfiguration {
    pub key: Uuid,
    pub notify_configuration_id: String,
    pub notify_configuration_arn: String,
    pub display_name: String,
    pub use_case: String,
    pub default_template_id: Option<String>,
    pub pool_id: Option<String>,
    pub enabled_countries: Option<Vec<String>>,
    pub enabled_channels: Vec<String>,
    pub tier: String,
    pub tier_upgrade_status: String,
    pub status: String,
    pub rejection_reason: Option<String>,
    pub deletion_protection_enabled: bool,
    pub created_timestamp: OffsetDateTime,
    /// How many messages it sent since the day of UTC began, and since the month did.
    pub day: i64,
    pub month: i64,
}

/// Notify configurations whose name has `search` in it, or whose id it is, or that of their pool; all for an empty one. What they sent
/// is counted up to `now`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    search: &str,
    now: OffsetDateTime,
    older: Older,
    limit: i64,
) -> Result<Newest<NotifyConfiguration>, ServiceError> {
    let rows = sqlx::query_as(
        "select n.id as key, v.*, m.day, m.month
         from (select n.id, n.created_at from callsign.notify_configuration n
               where n.account_id = $1 and n.region = $2 and (n.created_at, n.id) < ($4, $5)
                 and ($3 = '' or position(lower($3) in lower(n.display_name)) > 0
                      or callsign.notify_configuration_id(n.id) = $3 or callsign.pool_id(n.pool_id) = $3)
               order by n.created_at desc, n.id desc limit $6) n
         join inspect.notify_configurations v
           on v.account_id = $1 and v.region = $2 and v.created_timestamp = n.created_at
          and v.notify_configuration_id = callsign.notify_configuration_id(n.id)
         cross join lateral (
             select count(*) filter (where m.created_at >= date_trunc('day', $7::timestamptz, 'UTC')) as day,
                    count(*) as month
             from callsign.message m
             where m.account_id = $1 and m.region = $2 and m.notify_configuration_id = v.notify_configuration_id
               and m.created_at >= date_trunc('month', $7::timestamptz, 'UTC')) m
         order by n.created_at desc, n.id desc",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .bind(now)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// Whose a notify configuration is.
///
/// # Errors
///
/// The database's.
pub async fn scope(tx: &mut PgConnection, reach: &Reach, id: &str) -> Result<Option<Scope>, ServiceError> {
    let statement = "select n.account_id, n.region from inspect.notify_configurations n
         where n.notify_configuration_id = $3
           and ($1::text[] is null or n.account_id = any($1)) and ($2::text is null or n.region = $2)";
    scope_of(tx, statement, reach, id).await
}

/// One notify configuration.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, id: &str) -> Result<Option<Value>, ServiceError> {
    let row: Option<(Value, OffsetDateTime)> = sqlx::query_as(
        "select to_jsonb(n), n.created_timestamp from inspect.notify_configurations n
         where n.notify_configuration_id = $1",
    )
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(row, created_at)| with_time(row, "created_timestamp", Some(created_at))))
}
