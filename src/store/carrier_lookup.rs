//! The table `carrier_lookup`: what is told of numbers in place of what is made up.

use sqlx::{PgConnection, types::Text};

use crate::{
    domain::carrier_lookup::Told,
    model::{carrier_lookup::PhoneNumberType, error::ServiceError},
};

#[derive(sqlx::FromRow)]
struct Row {
    phone_number_type: Text<PhoneNumberType>,
    carrier: Option<String>,
    mcc: Option<String>,
    mnc: Option<String>,
}

/// What an account and region tell of a number, if anything was said.
///
/// # Errors
///
/// The database's.
pub async fn find(
    tx: &mut PgConnection,
    (account_id, region): (&str, &str),
    phone_number: &str,
) -> Result<Option<Told>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select phone_number_type, carrier, mcc, mnc from callsign.carrier_lookup
         where account_id = $1 and region = $2 and phone_number = $3",
    )
    .bind(account_id)
    .bind(region)
    .bind(phone_number)
    .fetch_optional(tx)
    .await?;
    let told = |Row { phone_number_type, carrier, mcc, mnc }| Told {
        phone_number_type: phone_number_type.0,
        carrier,
        mcc,
        mnc,
    };
    Ok(row.map(told))
}

/// Says what an account and region tell of a number, in place of what was said before.
///
/// # Errors
///
/// The database's.
pub async fn put(
    tx: &mut PgConnection,
    (account_id, region): (&str, &str),
    phone_number: &str,
    told: &Told,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.carrier_lookup (account_id, region, phone_number, phone_number_type, carrier, mcc, mnc)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (account_id, region, phone_number) do update
         set phone_number_type = excluded.phone_number_type, carrier = excluded.carrier, mcc = excluded.mcc,
             mnc = excluded.mnc",
    )
    .bind(account_id)
    .bind(region)
    .bind(phone_number)
    .bind(Text(told.phone_number_type))
    .bind(&told.carrier)
    .bind(&told.mcc)
    .bind(&told.mnc)
    .execute(tx)
    .await?;
    Ok(())
}
