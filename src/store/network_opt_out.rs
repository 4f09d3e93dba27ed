//! The table `network_opt_out`: phones for which carriers block a toll-free number.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::error::ServiceError;

/// Blocks a number, which must be locked, for a phone, unless it is.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    phone_number: Uuid,
    destination: &str,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.network_opt_out (phone_number_id, destination_phone_number, created_at)
         values ($1, $2, $3) on conflict do nothing",
    )
    .bind(phone_number)
    .bind(destination)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Blocks a number for a phone no longer.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, phone_number: Uuid, destination: &str) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.network_opt_out where phone_number_id = $1 and destination_phone_number = $2")
        .bind(phone_number)
        .bind(destination)
        .execute(tx)
        .await?;
    Ok(())
}

/// Whether a number is blocked for a phone.
///
/// # Errors
///
/// The database's.
pub async fn is_there(tx: &mut PgConnection, phone_number: Uuid, destination: &str) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.network_opt_out
                        where phone_number_id = $1 and destination_phone_number = $2)",
    )
    .bind(phone_number)
    .bind(destination)
    .fetch_one(tx)
    .await?)
}
