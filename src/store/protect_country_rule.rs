//! The table `protect_country_rule`: what protect configurations say about countries, where that isn't ALLOW.

use std::collections::BTreeMap;

use sqlx::{PgConnection, types::Text};
use uuid::Uuid;

use crate::model::{error::ServiceError, phone_number::NumberCapability, protect_configuration::ProtectStatus};

/// The rules of a protect configuration for one capability, by country.
///
/// # Errors
///
/// The database's.
pub async fn list(
    tx: &mut PgConnection,
    protect_configuration: Uuid,
    capability: NumberCapability,
) -> Result<BTreeMap<String, ProtectStatus>, ServiceError> {
    let rows: Vec<(String, Text<ProtectStatus>)> = sqlx::query_as(
        "select iso_country_code, protect_status from callsign.protect_country_rule
         where protect_configuration_id = $1 and number_capability = $2",
    )
    .bind(protect_configuration)
    .bind(capability.as_ref())
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(country, Text(status))| (country, status)).collect())
}

/// Sets the rules of a protect configuration, which must be locked, for some countries; those for others stay.
///
/// # Errors
///
/// The database's.
pub async fn put(
    tx: &mut PgConnection,
    protect_configuration: Uuid,
    capability: NumberCapability,
    rules: &BTreeMap<String, ProtectStatus>,
) -> Result<(), ServiceError> {
    let countries: Vec<&str> = rules.keys().map(String::as_str).collect();
    let statuses: Vec<&str> = rules.values().map(AsRef::as_ref).collect();
    sqlx::query(
        "delete from callsign.protect_country_rule
         where protect_configuration_id = $1 and number_capability = $2 and iso_country_code = any($3)",
    )
    .bind(protect_configuration)
    .bind(capability.as_ref())
    .bind(&countries)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into callsign.protect_country_rule
             (protect_configuration_id, number_capability, iso_country_code, protect_status)
         select $1, $2, rule.country, rule.status
         from unnest($3::text[], $4::text[]) as rule (country, status) where rule.status <> 'ALLOW'",
    )
    .bind(protect_configuration)
    .bind(capability.as_ref())
    .bind(&countries)
    .bind(&statuses)
    .execute(tx)
    .await?;
    Ok(())
}
