//! The table `keyword`: what differs from HELP and STOP, on pools and phone numbers.

use sqlx::{PgConnection, types::Text};
use uuid::Uuid;

use crate::{
    domain::keyword::{Keywords, Response},
    model::{error::ServiceError, keyword::KeywordAction},
};

#[derive(sqlx::FromRow)]
struct Row {
    of_phone_number: bool,
    keyword: String,
    keyword_message: String,
    keyword_action: Text<KeywordAction>,
}

/// The keywords of a pool and those of a phone number, each if it is given. Both must be locked, unless nothing is decided
/// on them.
///
/// # Errors
///
/// The database's.
pub async fn find(
    tx: &mut PgConnection,
    pool: Option<Uuid>,
    phone_number: Option<Uuid>,
) -> Result<(Keywords, Keywords), ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select phone_number_id is not null as of_phone_number, keyword, keyword_message, keyword_action
         from callsign.keyword where pool_id = $1 or phone_number_id = $2",
    )
    .bind(pool)
    .bind(phone_number)
    .fetch_all(tx)
    .await?;
    let (of_phone_number, of_pool) = rows.into_iter().partition(|row| row.of_phone_number);
    Ok((keywords(of_pool), keywords(of_phone_number)))
}

fn keywords(rows: Vec<Row>) -> Keywords {
    let response = |row: Row| (row.keyword, Response { message: row.keyword_message, action: row.keyword_action.0 });
    Keywords::new(rows.into_iter().map(response))
}

/// Gives a new pool the keywords of the phone number it was created from.
///
/// # Errors
///
/// The database's.
pub async fn insert_from_phone_number(
    tx: &mut PgConnection,
    pool: Uuid,
    phone_number: Uuid,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.keyword (pool_id, keyword, keyword_message, keyword_action)
         select $1, keyword, keyword_message, keyword_action from callsign.keyword where phone_number_id = $2",
    )
    .bind(pool)
    .bind(phone_number)
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives a new phone number the keywords of the pool it was requested for.
///
/// # Errors
///
/// The database's.
pub async fn insert_from_pool(tx: &mut PgConnection, phone_number: Uuid, pool: Uuid) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
         select $1, keyword, keyword_message, keyword_action from callsign.keyword where pool_id = $2",
    )
    .bind(phone_number)
    .bind(pool)
    .execute(tx)
    .await?;
    Ok(())
}

/// Puts a keyword on a pool, if one is given, and on phone numbers, in place of what the word did before.
///
/// # Errors
///
/// The database's.
pub async fn put(
    tx: &mut PgConnection,
    pool: Option<Uuid>,
    phone_numbers: &[Uuid],
    word: &str,
    response: &Response,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.keyword (pool_id, keyword, keyword_message, keyword_action)
         select $1, $2, $3, $4 where $1 is not null
         on conflict on constraint keyword_is_once_on_a_pool do update
         set keyword_message = excluded.keyword_message, keyword_action = excluded.keyword_action",
    )
    .bind(pool)
    .bind(word)
    .bind(&response.message)
    .bind(Text(response.action))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
         select phone_number_id, $2, $3, $4 from unnest($1::uuid[]) as phone_number_id
         on conflict on constraint keyword_is_once_on_a_phone_number do update
         set keyword_message = excluded.keyword_message, keyword_action = excluded.keyword_action",
    )
    .bind(phone_numbers)
    .bind(word)
    .bind(&response.message)
    .bind(Text(response.action))
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a keyword off a pool, if one is given, and off phone numbers.
///
/// # Errors
///
/// The database's.
pub async fn delete(
    tx: &mut PgConnection,
    pool: Option<Uuid>,
    phone_numbers: &[Uuid],
    word: &str,
) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.keyword where keyword = $3 and (pool_id = $1 or phone_number_id = any($2))")
        .bind(pool)
        .bind(phone_numbers)
        .bind(word)
        .execute(tx)
        .await?;
    Ok(())
}
