//! The table `protect_number_override`: what protect configurations say about numbers.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, Select},
    next_token::{Page, Position},
};
use crate::model::{
    error::ServiceError,
    filter::Filter,
    protect_configuration::{ProtectConfigurationRuleOverrideAction, ProtectConfigurationRuleSetNumberOverride},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    destination_phone_number: String,
    action: Text<ProtectConfigurationRuleOverrideAction>,
    iso_country_code: Option<String>,
    expires_at: Option<OffsetDateTime>,
    created_at: OffsetDateTime,
}

impl Row {
    fn information(self) -> (Position, ProtectConfigurationRuleSetNumberOverride) {
        let information = ProtectConfigurationRuleSetNumberOverride {
            destination_phone_number: self.destination_phone_number,
            created_timestamp: self.created_at,
            action: self.action.0,
            iso_country_code: self.iso_country_code,
            expiration_timestamp: self.expires_at,
        };
        (Position { created_at: self.created_at, key: self.id }, information)
    }
}

/// Whether a protect configuration has an override for a number, expired or not.
///
/// # Errors
///
/// The database's.
pub async fn is_there(
    tx: &mut PgConnection,
    protect_configuration: Uuid,
    phone_number: &str,
) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.protect_number_override
                        where protect_configuration_id = $1 and destination_phone_number = $2)",
    )
    .bind(protect_configuration)
    .bind(phone_number)
    .fetch_one(tx)
    .await?)
}

/// How many overrides a protect configuration has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, protect_configuration: Uuid, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*)
         from (select from callsign.protect_number_override where protect_configuration_id = $1 limit $2) counted",
    )
    .bind(protect_configuration)
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// Sets the override of a protect configuration, which must be locked, for a number. One that is there keeps its time of creation.
/// Answers what is there then.
///
/// # Errors
///
/// The database's.
pub async fn put(
    tx: &mut PgConnection,
    protect_configuration: Uuid,
    key: Uuid,
    new: &ProtectConfigurationRuleSetNumberOverride,
) -> Result<ProtectConfigurationRuleSetNumberOverride, ServiceError> {
    let row: Row = sqlx::query_as(
        "insert into callsign.protect_number_override
             (id, protect_configuration_id, destination_phone_number, action, iso_country_code, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint protect_number_override_is_once_in_a_configuration do update
         set action = excluded.action, expires_at = excluded.expires_at
         returning id, destination_phone_number, action, iso_country_code, expires_at, created_at",
    )
    .bind(key)
    .bind(protect_configuration)
    .bind(&new.destination_phone_number)
    .bind(new.action.as_ref())
    .bind(&new.iso_country_code)
    .bind(new.expiration_timestamp)
    .bind(new.created_timestamp)
    .fetch_one(tx)
    .await?;
    Ok(row.information().1)
}

/// Deletes the override of a protect configuration, which must be locked, for a number: what it was. One that has expired at `now` isn't
/// there any more.
///
/// # Errors
///
/// The database's.
pub async fn delete(
    tx: &mut PgConnection,
    protect_configuration: Uuid,
    phone_number: &str,
    now: OffsetDateTime,
) -> Result<Option<ProtectConfigurationRuleSetNumberOverride>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "delete from callsign.protect_number_override
         where protect_configuration_id = $1 and destination_phone_number = $2 and (expires_at > $3 or expires_at is null)
         returning id, destination_phone_number, action, iso_country_code, expires_at, created_at",
    )
    .bind(protect_configuration)
    .bind(phone_number)
    .bind(now)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| row.information().1))
}

/// How a filter is asked of the database.
fn column(filter: &str) -> Option<Column> {
    match filter {
        "iso-country-code" => Some(Column::Text("iso_country_code")),
        "destination-phone-number-begins-with" => Some(Column::Beginning("destination_phone_number")),
        "action" => Some(Column::Text("action")),
        "expires-before" => Some(Column::Before("expires_at")),
        "expires-after" => Some(Column::After("expires_at")),
        "created-before" => Some(Column::Before("created_at")),
        "created-after" => Some(Column::After("created_at")),
        _ => None,
    }
}

/// One page of the overrides of a protect configuration that haven't expired at `now` and pass the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    protect_configuration: Uuid,
    now: OffsetDateTime,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, ProtectConfigurationRuleSetNumberOverride)>, ServiceError> {
    let select = "
        select id, destination_phone_number, action, iso_country_code, expires_at, created_at
        from callsign.protect_number_override where protect_configuration_id = ";
    let rows: Vec<Row> = Select::of(select, protect_configuration)
        .living("expires_at", now)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(Row::information).collect())
}
