//! The table `phone_number`.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    error::violates,
    page::{Column, Page, Position, Select},
};
use crate::{
    domain::{
        country::NumberRange,
        origination_identity::{Configuration, PhoneNumber, TwoWay, number_status},
    },
    model::{
        arn::{Path, PhoneNumberId, PoolId, Scope},
        enumeration::{MessageType, NumberCapability, NumberType},
        error::ServiceError,
        filter::Filter,
        information::PhoneNumberInformation,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    iso_country_code: String,
    message_type: Text<MessageType>,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_id: Uuid,
    active_at: OffsetDateTime,
}

/// The phone number with this id, locked against every other change until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &PhoneNumberId,
) -> Result<Option<PhoneNumber>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let row: Option<Row> = sqlx::query_as(
        "select id, iso_country_code, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
                self_managed_opt_outs_enabled, opt_out_list_id, active_at
         from callsign.phone_number where account_id = $1 and region = $2 and id = $3 for no key update",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| PhoneNumber {
        key: row.id,
        iso_country_code: row.iso_country_code,
        active_at: row.active_at,
        configuration: Configuration {
            message_type: row.message_type.0,
            opt_out_list_id: row.opt_out_list_id,
            self_managed_opt_outs_enabled: row.self_managed_opt_outs_enabled,
            two_way: TwoWay {
                enabled: row.two_way_enabled,
                channel_arn: row.two_way_channel_arn,
                channel_role: row.two_way_channel_role,
            },
        },
    }))
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

/// How many phone numbers the scope has.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select count(*) from callsign.phone_number where account_id = $1 and region = $2")
        .bind(scope.account_id())
        .bind(scope.region())
        .fetch_one(tx)
        .await?)
}

/// The first number of `ranges` that the scope, which must be locked, doesn't lease.
///
/// # Errors
///
/// The database's.
pub async fn find_free(
    tx: &mut PgConnection,
    scope: &Scope,
    ranges: &[NumberRange],
) -> Result<Option<String>, ServiceError> {
    let first: Vec<i64> = ranges.iter().map(|range| range.first).collect();
    let count: Vec<i64> = ranges.iter().map(|range| range.count).collect();
    Ok(sqlx::query_scalar(
        "select '+' || candidate
         from unnest($3::bigint[], $4::bigint[]) with ordinality as range (first, count, place),
              generate_series(range.first, range.first + range.count - 1) as candidate
         where not exists (
             select from callsign.phone_number n
             where n.account_id = $1 and n.region = $2 and n.phone_number = '+' || candidate)
         limit 1",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(first)
    .bind(count)
    .fetch_optional(tx)
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
    .bind(configuration.two_way.enabled)
    .bind(&configuration.two_way.channel_arn)
    .bind(&configuration.two_way.channel_role)
    .bind(configuration.self_managed_opt_outs_enabled)
    .bind(configuration.opt_out_list_id)
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

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the columns are the model's")]
struct InformationRow {
    id: Uuid,
    phone_number: String,
    iso_country_code: String,
    message_type: Text<MessageType>,
    number_capabilities: Vec<String>,
    number_type: Text<NumberType>,
    monthly_leasing_price: String,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_name: String,
    international_sending_enabled: bool,
    deletion_protection_enabled: bool,
    pool_id: Option<Uuid>,
    created_at: OffsetDateTime,
    active_at: OffsetDateTime,
}

/// One page of the scope's phone numbers: those with one of `keys`, if given, that pass `filters`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    scope: &Scope,
    keys: Option<Vec<Uuid>>,
    filters: &[Filter],
    page: Page,
    now: OffsetDateTime,
) -> Result<Vec<(Position, PhoneNumberInformation)>, ServiceError> {
    let select = "
        select * from (
            select n.id, n.account_id, n.region, n.phone_number, n.iso_country_code, n.message_type,
                   n.number_capabilities, n.number_type, n.monthly_leasing_price, n.two_way_enabled,
                   case when n.two_way_enabled then n.two_way_channel_arn end as two_way_channel_arn,
                   case when n.two_way_enabled then n.two_way_channel_role end as two_way_channel_role,
                   n.self_managed_opt_outs_enabled, l.name as opt_out_list_name, n.international_sending_enabled,
                   n.deletion_protection_enabled, a.pool_id, n.created_at, n.active_at
            from callsign.phone_number n
            join callsign.opt_out_list l on l.id = n.opt_out_list_id
            left join callsign.pool_origination_identity a on a.phone_number_id = n.id) n
        where account_id = ";
    let rows: Vec<InformationRow> = Select::within(select, scope, " and region = ")
        .with_keys("id", keys)
        .filtered(filters, |name| column(name, now))
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|row| row.information(scope, now)).collect()
}

/// What DescribePhoneNumbers answers about one number.
///
/// # Errors
///
/// The database's; InternalServerException if the number isn't there.
pub async fn describe(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
    now: OffsetDateTime,
) -> Result<PhoneNumberInformation, ServiceError> {
    let rows = page(tx, scope, Some(vec![key]), &[], Page::one(), now).await?;
    rows.into_iter()
        .next()
        .map(|(_, number)| number)
        .ok_or_else(|| ServiceError::internal("a number just leased is gone"))
}

fn column(filter: &str, now: OffsetDateTime) -> Option<Column> {
    Some(Column::Text(match filter {
        "status" => return Some(Column::Status { active_at: "active_at", before: "PENDING", now }),
        "number-capability" => return Some(Column::Array("number_capabilities")),
        "iso-country-code" => "iso_country_code",
        "message-type" => "message_type",
        "number-type" => "number_type",
        "two-way-enabled" => "two_way_enabled::text",
        "self-managed-opt-outs-enabled" => "self_managed_opt_outs_enabled::text",
        "opt-out-list-name" => "opt_out_list_name",
        "deletion-protection-enabled" => "deletion_protection_enabled::text",
        "two-way-channel-arn" => "two_way_channel_arn",
        _ => return None,
    }))
}

impl InformationRow {
    fn information(
        self,
        scope: &Scope,
        now: OffsetDateTime,
    ) -> Result<(Position, PhoneNumberInformation), ServiceError> {
        let id = PhoneNumberId::of(self.id);
        let position = Position { created_at: self.created_at, key: self.id };
        let information = PhoneNumberInformation {
            phone_number_arn: scope.arn(id.path()),
            phone_number_id: id.as_str().to_owned(),
            phone_number: self.phone_number,
            status: number_status(self.active_at, now),
            iso_country_code: self.iso_country_code,
            message_type: self.message_type.0,
            number_capabilities: parse_all(&self.number_capabilities)?,
            number_type: self.number_type.0,
            monthly_leasing_price: self.monthly_leasing_price,
            two_way_enabled: self.two_way_enabled,
            two_way_channel_arn: self.two_way_channel_arn,
            two_way_channel_role: self.two_way_channel_role,
            self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
            opt_out_list_name: self.opt_out_list_name,
            international_sending_enabled: self.international_sending_enabled,
            deletion_protection_enabled: self.deletion_protection_enabled,
            pool_id: self.pool_id.map(|key| PoolId::of(key).as_str().to_owned()),
            created_timestamp: self.created_at,
        };
        Ok((position, information))
    }
}

/// The values of an enumeration that a text array holds.
///
/// # Errors
///
/// InternalServerException for a value that the enumeration lacks, which the table's check rules out.
pub fn parse_all<T: std::str::FromStr<Err: std::fmt::Display>>(texts: &[String]) -> Result<Vec<T>, ServiceError> {
    texts.iter().map(|text| text.parse().map_err(ServiceError::internal)).collect()
}
