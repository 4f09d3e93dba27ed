//! The table `verification_code`: the codes of verified destination numbers. Who locks a number has its codes for himself.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::verification::{CODES_WITHIN, SentCode},
    model::error::ServiceError,
};

/// A code that is sent.
#[derive(Clone, Debug)]
pub struct NewCode<'c> {
    /// The key of the message that carries it.
    pub message: Uuid,
    /// The number that it is to verify.
    pub number: Uuid,
    /// The code, when it ceases to count, and how many wrong tries it survives.
    pub sent: &'c SentCode,
    /// When it is sent.
    pub now: OffsetDateTime,
}

/// How many codes a number, which must be locked, got within a day.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, number: Uuid, now: OffsetDateTime) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from callsign.verification_code where verified_destination_number_id = $1 and sent_at > $2",
    )
    .bind(number)
    .bind(now - CODES_WITHIN)
    .fetch_one(tx)
    .await?)
}

/// Notes that a code is sent to a number, which must be locked. Codes of which nothing depends any more go.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, new: &NewCode<'_>) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.verification_code where verified_destination_number_id = $1 and sent_at <= $2")
        .bind(new.number)
        .bind(new.now - CODES_WITHIN)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "with sent as (update callsign.verified_destination_number set code_sent_at = $4 where id = $2)
         insert into callsign.verification_code
             (message_id, verified_destination_number_id, code, sent_at, expires_at, tries_left)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.message)
    .bind(new.number)
    .bind(&new.sent.code)
    .bind(new.now)
    .bind(new.sent.expires_at)
    .bind(new.sent.tries_left)
    .execute(tx)
    .await?;
    Ok(())
}

/// The last code that was sent to a number, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn find_last(tx: &mut PgConnection, number: Uuid) -> Result<Option<SentCode>, ServiceError> {
    let row: Option<(String, OffsetDateTime, Option<i64>)> = sqlx::query_as(
        "select code, expires_at, tries_left from callsign.verification_code
         where verified_destination_number_id = $1 order by sequence desc limit 1",
    )
    .bind(number)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(code, expires_at, tries_left)| SentCode { code, expires_at, tries_left }))
}

/// Counts a wrong try against the last code of a number, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn count_wrong_try(tx: &mut PgConnection, number: Uuid) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.verification_code set tries_left = tries_left - 1
         where message_id = (select c.message_id from callsign.verification_code c
                             where c.verified_destination_number_id = $1 order by c.sequence desc limit 1)
           and tries_left > 0",
    )
    .bind(number)
    .execute(tx)
    .await?;
    Ok(())
}
