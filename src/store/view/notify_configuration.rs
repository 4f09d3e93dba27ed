//! `inspect.notify_configurations`: what notify configurations are.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{Reach, scope::scope_of, with_time};
use crate::model::{arn::Scope, error::ServiceError};

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
