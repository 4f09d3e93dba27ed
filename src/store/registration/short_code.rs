//! The short code that the approval of its registration makes.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{origination_identity::Configuration, registration::short_code::RANGES},
    model::{
        arn::Scope,
        error::ServiceError,
        message::MessageType,
        phone_number::{NumberCapability, NumberType},
    },
    store::{
        opt_out_list,
        phone_number::{self, NewPhoneNumber},
        registration_association::{self, Associated},
    },
};

/// US dollars a month. Assumed: as every other number here.
const MONTHLY_LEASING_PRICE: &str = "1.00";

/// A short code to be made.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    /// The key of its registration.
    pub registration: Uuid,
    /// Its country.
    pub iso_country_code: &'w str,
    /// What kind of messages it is for.
    pub message_type: MessageType,
    /// How many numbers the account may have; 0 is no bound.
    pub most: u32,
    /// When it is leased, and ACTIVE.
    pub at: OffsetDateTime,
}

/// Makes the short code of a registration that has none; both the registration and its scope must be locked. `false` if none is free, or
/// so many numbers are there. Settled (decision RD55).
///
/// # Errors
///
/// The database's.
pub async fn make(tx: &mut PgConnection, scope: &Scope, wanted: Wanted<'_>) -> Result<bool, ServiceError> {
    let Wanted { registration, iso_country_code, message_type, most, at } = wanted;
    if registration_association::counts(tx, registration).await?.phone_numbers > 0 {
        return Ok(true);
    }
    let there = phone_number::count(tx, scope, most).await?;
    if most > 0 && there >= i64::from(most) {
        return Ok(false);
    }
    let Some(code) = free(tx, scope).await? else { return Ok(false) };
    let list = opt_out_list::lock_default(tx, scope).await?;
    let new = NewPhoneNumber {
        key: Uuid::now_v7(),
        phone_number: &code,
        iso_country_code,
        number_capabilities: &[NumberCapability::Sms],
        number_type: NumberType::ShortCode,
        monthly_leasing_price: MONTHLY_LEASING_PRICE,
        configuration: &Configuration::new(message_type, list),
        international_sending_enabled: false,
        deletion_protection_enabled: false,
        created_at: at,
        active_at: at,
    };
    phone_number::insert(tx, scope, &new).await?;
    registration_association::insert(tx, Uuid::now_v7(), registration, Associated::PhoneNumber(new.key), at).await?;
    Ok(true)
}

/// The first code that the scope doesn't lease.
async fn free(tx: &mut PgConnection, scope: &Scope) -> Result<Option<String>, ServiceError> {
    for range in RANGES {
        let found: Option<String> = sqlx::query_scalar(
            "select code::text from generate_series($3::bigint, $4::bigint) as code
             where code::text not in (
                 select phone_number from callsign.phone_number
                 where account_id = $1 and region = $2 and number_type = 'SHORT_CODE')
             order by code limit 1",
        )
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(range.first)
        .bind(range.first + range.count - 1)
        .fetch_optional(&mut *tx)
        .await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
