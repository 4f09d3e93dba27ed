//! The table `spend_limit_override`.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;

use crate::model::{account::SpendLimitName, arn::Scope, error::ServiceError};

/// The overrides of the scope.
///
/// # Errors
///
/// The database's.
pub async fn list(tx: &mut PgConnection, scope: &Scope) -> Result<Vec<(SpendLimitName, i64)>, ServiceError> {
    let rows: Vec<(Text<SpendLimitName>, i64)> = sqlx::query_as(
        "select name, monthly_limit from callsign.spend_limit_override where account_id = $1 and region = $2",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(Text(name), monthly_limit)| (name, monthly_limit)).collect())
}

/// Sets an override, in the place of an earlier one.
///
/// # Errors
///
/// The database's.
pub async fn put(
    tx: &mut PgConnection,
    scope: &Scope,
    name: SpendLimitName,
    monthly_limit: i64,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.spend_limit_override (account_id, region, name, monthly_limit, set_at)
         values ($1, $2, $3, $4, $5)
         on conflict (account_id, region, name)
         do update set monthly_limit = excluded.monthly_limit, set_at = excluded.set_at",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(name.as_ref())
    .bind(monthly_limit)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes an override: the limit that it set, if there was one.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, scope: &Scope, name: SpendLimitName) -> Result<Option<i64>, ServiceError> {
    Ok(sqlx::query_scalar(
        "delete from callsign.spend_limit_override where account_id = $1 and region = $2 and name = $3
         returning monthly_limit",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(name.as_ref())
    .fetch_optional(tx)
    .await?)
}
