//! Protect configurations as people look at them: with how much each says, and what goes by it.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older};
use crate::model::error::ServiceError;

/// How many sets are named beside one.
const SETS: i64 = 50;

/// A protect configuration.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.protect_configurations, beside the key, counts and sets")]
pub struct ProtectConfiguration {
    pub key: Uuid,
    pub protect_configuration_id: String,
    pub protect_configuration_arn: String,
    pub account_default: bool,
    pub deletion_protection_enabled: bool,
    pub created_timestamp: OffsetDateTime,
    pub rules: i64,
    pub overrides: i64,
    /// The first configuration sets that go by it, in the order of their names.
    pub sets: Vec<String>,
}

/// What one says about a country.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.protect_country_rules")]
pub struct CountryRule {
    pub number_capability: String,
    pub iso_country_code: String,
    pub protect_status: String,
}

/// What one says about a number.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.protect_number_overrides, beside the key")]
pub struct NumberOverride {
    pub key: Uuid,
    pub destination_phone_number: String,
    pub action: String,
    pub iso_country_code: Option<String>,
    pub expiration_timestamp: Option<OffsetDateTime>,
    pub created_timestamp: OffsetDateTime,
}

/// Protect configurations whose id `search` is; all for an empty one.
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
) -> Result<Newest<ProtectConfiguration>, ServiceError> {
    let rows = sqlx::query_as(
        "select c.id as key, callsign.protect_configuration_id(c.id) as protect_configuration_id,
                callsign.arn(c.account_id, c.region, 'protect-configuration/' || callsign.protect_configuration_id(c.id))
                    as protect_configuration_arn,
                c.account_default, c.deletion_protection_enabled, c.created_at as created_timestamp,
                (select count(*) from callsign.protect_country_rule r where r.protect_configuration_id = c.id) as rules,
                (select count(*) from callsign.protect_number_override o where o.protect_configuration_id = c.id)
                    as overrides,
                array(select s.name from callsign.configuration_set s
                      where s.protect_configuration_id = c.id order by s.name limit $7) as sets
         from callsign.protect_configuration c
         where c.account_id = $1 and c.region = $2 and (c.created_at, c.id) < ($4, $5)
           and ($3 = '' or callsign.protect_configuration_id(c.id) = $3)
         order by c.created_at desc, c.id desc limit $6",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .bind(SETS)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// The countries that one doesn't simply allow whose code comes after `after` in the order of countries, then of capabilities.
///
/// # Errors
///
/// The database's.
pub async fn rules(
    tx: &mut PgConnection,
    key: Uuid,
    after: &str,
    limit: i64,
) -> Result<Newest<CountryRule>, ServiceError> {
    let rows = sqlx::query_as(
        "select r.number_capability, r.iso_country_code, r.protect_status
         from callsign.protect_country_rule r
         where r.protect_configuration_id = $1 and r.iso_country_code || ' ' || r.number_capability > $2
         order by r.iso_country_code || ' ' || r.number_capability limit $3",
    )
    .bind(key)
    .bind(after)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// What one says about numbers that begin with `search`, the newest first.
///
/// # Errors
///
/// The database's.
pub async fn overrides(
    tx: &mut PgConnection,
    key: Uuid,
    search: &str,
    older: Older,
    limit: i64,
) -> Result<Newest<NumberOverride>, ServiceError> {
    let rows = sqlx::query_as(
        "select o.id as key, o.destination_phone_number, o.action, o.iso_country_code,
                o.expires_at as expiration_timestamp, o.created_at as created_timestamp
         from callsign.protect_number_override o
         where o.protect_configuration_id = $1 and starts_with(o.destination_phone_number, $2)
           and (o.created_at, o.id) < ($3, $4)
         order by o.created_at desc, o.id desc limit $5",
    )
    .bind(key)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}
