//! The table `phone_number`.

use serde::Deserialize;
use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::keyset::parse;
use crate::{
    database::error::violates,
    domain::{
        origination_identity::{Configuration, NumberLife, PhoneNumber},
        settings::Settings,
        two_way::TwoWay,
    },
    model::{
        arn::Scope,
        error::ServiceError,
        phone_number::{NumberCapability, NumberStatus, NumberType, PhoneNumberId},
    },
};

mod described;
mod free;

pub use described::{describe, page};
pub use free::{find_free, list_free};

/// The columns that a number's status follows from.
#[derive(sqlx::FromRow, Deserialize)]
struct LifeRow {
    #[serde(with = "time::serde::rfc3339")]
    active_at: OffsetDateTime,
    changing_status: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    changing_until: Option<OffsetDateTime>,
}

impl LifeRow {
    fn life(self) -> Result<NumberLife, ServiceError> {
        Ok(NumberLife {
            active_at: self.active_at,
            changing_status: self.changing_status.as_deref().map(parse).transpose()?,
            changing_until: self.changing_until,
        })
    }
}

/// How strongly a phone number is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Against every other change.
    Alone,
    /// Against everybody, because the number is about to go.
    ToDelete,
}

/// The columns of a phone number that rules ask about.
#[derive(sqlx::FromRow, Deserialize)]
pub(super) struct Row {
    id: Uuid,
    iso_country_code: String,
    number_type: String,
    message_type: String,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_id: Uuid,
    deletion_protection_enabled: bool,
    #[sqlx(flatten)]
    #[serde(flatten)]
    life: LifeRow,
}

impl Row {
    /// The phone number, which must be locked.
    pub(super) fn phone_number(self) -> Result<PhoneNumber, ServiceError> {
        Ok(PhoneNumber {
            key: self.id,
            iso_country_code: self.iso_country_code,
            number_type: parse(&self.number_type)?,
            life: self.life.life()?,
            deletion_protection_enabled: self.deletion_protection_enabled,
            configuration: Configuration {
                message_type: parse(&self.message_type)?,
                settings: Settings {
                    opt_out_list_id: self.opt_out_list_id,
                    self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
                    two_way: TwoWay {
                        enabled: self.two_way_enabled,
                        channel_arn: self.two_way_channel_arn,
                        channel_role: self.two_way_channel_role,
                    },
                },
            },
        })
    }
}

const LOCK_ALONE: &str = "
    select id, iso_country_code, number_type, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
           self_managed_opt_outs_enabled, opt_out_list_id, deletion_protection_enabled,
           active_at, changing_status, changing_until
    from callsign.phone_number where account_id = $1 and region = $2 and id = $3 for no key update";

const LOCK_TO_DELETE: &str = "
    select id, iso_country_code, number_type, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
           self_managed_opt_outs_enabled, opt_out_list_id, deletion_protection_enabled,
           active_at, changing_status, changing_until
    from callsign.phone_number where account_id = $1 and region = $2 and id = $3 for update";

/// The phone number with this id, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &PhoneNumberId,
    lock: Lock,
) -> Result<Option<PhoneNumber>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = match lock {
        Lock::Alone => LOCK_ALONE,
        Lock::ToDelete => LOCK_TO_DELETE,
    };
    let row: Option<Row> =
        sqlx::query_as(statement).bind(scope.account_id()).bind(scope.region()).bind(key).fetch_optional(tx).await?;
    row.map(Row::phone_number).transpose()
}

/// The key of the phone number with this id.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, id: &PhoneNumberId) -> Result<Option<Uuid>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    Ok(sqlx::query_scalar("select id from callsign.phone_number where account_id = $1 and region = $2 and id = $3")
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .fetch_optional(tx)
        .await?)
}

/// How many phone numbers the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.phone_number where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// A phone number to be leased.
pub struct NewPhoneNumber<'n> {
    /// Its key.
    pub key: Uuid,
    /// The number in E.164 form.
    pub phone_number: &'n str,
    /// Its country.
    pub iso_country_code: &'n str,
    /// What it can carry.
    pub number_capabilities: &'n [NumberCapability],
    /// Its kind.
    pub number_type: NumberType,
    /// US dollars, as text.
    pub monthly_leasing_price: &'n str,
    /// Its configuration.
    pub configuration: &'n Configuration,
    /// Whether it may send to other countries.
    pub international_sending_enabled: bool,
    /// Whether it can't be released.
    pub deletion_protection_enabled: bool,
    /// When it is leased.
    pub created_at: OffsetDateTime,
    /// When it is ACTIVE.
    pub active_at: OffsetDateTime,
}

/// Leases a phone number.
///
/// # Errors
///
/// The database's; InternalServerException if the number is leased already, which [`find_free`] under the lock rules out.
pub async fn insert(tx: &mut PgConnection, scope: &Scope, number: &NewPhoneNumber<'_>) -> Result<(), ServiceError> {
    let configuration = number.configuration;
    let number_capabilities: Vec<&str> = number.number_capabilities.iter().map(AsRef::as_ref).collect();
    let inserted = sqlx::query(
        "insert into callsign.phone_number (
             id, account_id, region, phone_number, iso_country_code, message_type, number_capabilities, number_type,
             monthly_leasing_price, two_way_enabled, two_way_channel_arn, two_way_channel_role,
             self_managed_opt_outs_enabled, opt_out_list_id, international_sending_enabled, deletion_protection_enabled,
             created_at, active_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(number.key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(number.phone_number)
    .bind(number.iso_country_code)
    .bind(Text(configuration.message_type))
    .bind(number_capabilities)
    .bind(Text(number.number_type))
    .bind(number.monthly_leasing_price)
    .bind(configuration.settings.two_way.enabled)
    .bind(&configuration.settings.two_way.channel_arn)
    .bind(&configuration.settings.two_way.channel_role)
    .bind(configuration.settings.self_managed_opt_outs_enabled)
    .bind(configuration.settings.opt_out_list_id)
    .bind(number.international_sending_enabled)
    .bind(number.deletion_protection_enabled)
    .bind(number.created_at)
    .bind(number.active_at)
    .execute(tx)
    .await;
    match inserted {
        Err(error) if violates(&error, "phone_number_is_leased_once") => {
            Err(ServiceError::internal("a free number was leased in spite of the lock on its account and region"))
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// What UpdatePhoneNumber changes of a number's row.
pub struct PhoneNumberUpdate<'u> {
    /// Its settings, as they are to be.
    pub settings: &'u Settings,
    /// Whether it may send to other countries, if that changes.
    pub international_sending_enabled: Option<bool>,
    /// Whether it can't be released, if that changes.
    pub deletion_protection_enabled: Option<bool>,
}

/// Changes a phone number, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, key: Uuid, update: &PhoneNumberUpdate<'_>) -> Result<(), ServiceError> {
    configure(tx, &[key], update.settings).await?;
    sqlx::query(
        "update callsign.phone_number set
             international_sending_enabled = coalesce($2, international_sending_enabled),
             deletion_protection_enabled = coalesce($3, deletion_protection_enabled)
         where id = $1",
    )
    .bind(key)
    .bind(update.international_sending_enabled)
    .bind(update.deletion_protection_enabled)
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives phone numbers, which must be locked, the settings that numbers share with their pool.
///
/// # Errors
///
/// The database's.
pub async fn configure(tx: &mut PgConnection, keys: &[Uuid], settings: &Settings) -> Result<(), ServiceError> {
    let two_way = &settings.two_way;
    sqlx::query(
        "update callsign.phone_number set
             two_way_enabled = $2, two_way_channel_arn = $3, two_way_channel_role = $4,
             self_managed_opt_outs_enabled = $5, opt_out_list_id = $6
         where id = any($1)",
    )
    .bind(keys)
    .bind(two_way.enabled)
    .bind(&two_way.channel_arn)
    .bind(&two_way.channel_role)
    .bind(settings.self_managed_opt_outs_enabled)
    .bind(settings.opt_out_list_id)
    .execute(tx)
    .await?;
    Ok(())
}

/// A phone number or an RCS agent in a pool.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PoolMember {
    /// Its key.
    #[sqlx(rename = "id")]
    pub key: Uuid,
    /// Its owner, who need not be the pool's.
    pub account_id: String,
    /// Its country; `ZZ` of an RCS agent.
    pub iso_country_code: String,
}

/// The phone numbers in a pool, which must be locked: each locked too, in the order of the keys.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds one for too long.
pub async fn lock_of_pool(tx: &mut PgConnection, pool: Uuid) -> Result<Vec<PoolMember>, ServiceError> {
    Ok(sqlx::query_as(
        "select id, account_id, iso_country_code from callsign.phone_number
         where id in (select phone_number_id from callsign.pool_origination_identity where pool_id = $1)
         order by id for no key update",
    )
    .bind(pool)
    .fetch_all(tx)
    .await?)
}

/// Shows phone numbers, which must be locked, in a passing status until a moment, unless that is now.
///
/// # Errors
///
/// The database's.
pub async fn change(
    tx: &mut PgConnection,
    keys: &[Uuid],
    status: NumberStatus,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<(), ServiceError> {
    if until <= now {
        return Ok(());
    }
    sqlx::query("update callsign.phone_number set changing_status = $2, changing_until = $3 where id = any($1)")
        .bind(keys)
        .bind(Text(status))
        .bind(until)
        .execute(tx)
        .await?;
    Ok(())
}

/// Releases a phone number, which must be locked and in no pool. Its keywords and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.phone_number where id = $1").bind(key).execute(tx).await?;
    Ok(())
}
