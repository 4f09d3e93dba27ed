//! The tables `opted_out_number`, and `opted_out_number_deletion`, which remembers when a number was last taken off a list.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, Select},
    next_token::{Page, Position},
};
use crate::model::{error::ServiceError, filter::Filter, opt_out_list::OptedOutNumberInformation};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    opted_out_number: String,
    end_user_opted_out: bool,
    created_at: OffsetDateTime,
}

impl Row {
    fn information(self) -> (Position, OptedOutNumberInformation) {
        let information = OptedOutNumberInformation {
            opted_out_number: self.opted_out_number,
            opted_out_timestamp: self.created_at,
            end_user_opted_out: self.end_user_opted_out,
        };
        (Position { created_at: self.created_at, key: self.id }, information)
    }
}

/// Puts a number on a list, unless it is there, and answers what is there then.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    list: Uuid,
    key: Uuid,
    number: &str,
    now: OffsetDateTime,
) -> Result<OptedOutNumberInformation, ServiceError> {
    // The update changes nothing: it locks the row that is there, so that nobody takes it off before it is read.
    let row: Row = sqlx::query_as(
        "insert into callsign.opted_out_number as there
             (id, opt_out_list_id, opted_out_number, end_user_opted_out, created_at)
         values ($1, $2, $3, false, $4)
         on conflict on constraint opted_out_number_is_once_on_a_list do update
         set opted_out_number = there.opted_out_number
         returning id, opted_out_number, end_user_opted_out, created_at",
    )
    .bind(key)
    .bind(list)
    .bind(number)
    .bind(now)
    .fetch_one(tx)
    .await?;
    Ok(row.information().1)
}

/// Puts a number on a list because its owner asks for that, or notes that he asks where it is there. Its time stays. An entry that is as it
/// is to be isn't locked, so that many who ask at once don't wait for each other.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn insert_by_end_user(
    tx: &mut PgConnection,
    list: Uuid,
    key: Uuid,
    number: &str,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.opted_out_number (id, opt_out_list_id, opted_out_number, end_user_opted_out, created_at)
         values ($1, $2, $3, true, $4) on conflict on constraint opted_out_number_is_once_on_a_list do nothing",
    )
    .bind(key)
    .bind(list)
    .bind(number)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.opted_out_number set end_user_opted_out = true
         where opt_out_list_id = $1 and opted_out_number = $2 and not end_user_opted_out",
    )
    .bind(list)
    .bind(number)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a number off a list because its owner asks for that; `false` if it isn't there. Assumed (M12.5): the 30 days are nothing to
/// him, and begin no 30 days of [`delete`].
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn delete_by_end_user(tx: &mut PgConnection, list: Uuid, number: &str) -> Result<bool, ServiceError> {
    let deleted =
        sqlx::query("delete from callsign.opted_out_number where opt_out_list_id = $1 and opted_out_number = $2")
            .bind(list)
            .bind(number)
            .execute(tx)
            .await?;
    Ok(deleted.rows_affected() > 0)
}

/// The key of a number on a list.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, list: Uuid, number: &str) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select id from callsign.opted_out_number where opt_out_list_id = $1 and opted_out_number = $2",
    )
    .bind(list)
    .bind(number)
    .fetch_optional(tx)
    .await?)
}

/// A number on a list, locked to be taken off it.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock_to_delete(
    tx: &mut PgConnection,
    list: Uuid,
    number: &str,
) -> Result<Option<OptedOutNumberInformation>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select id, opted_out_number, end_user_opted_out, created_at
         from callsign.opted_out_number where opt_out_list_id = $1 and opted_out_number = $2 for update",
    )
    .bind(list)
    .bind(number)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| row.information().1))
}

/// When a number, which must be locked, was last taken off a list.
///
/// # Errors
///
/// The database's.
pub async fn find_last_deletion(
    tx: &mut PgConnection,
    list: Uuid,
    number: &str,
) -> Result<Option<OffsetDateTime>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select deleted_at from callsign.opted_out_number_deletion where opt_out_list_id = $1 and opted_out_number = $2",
    )
    .bind(list)
    .bind(number)
    .fetch_optional(tx)
    .await?)
}

/// Takes a number, which must be locked, off a list, and remembers when.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, list: Uuid, number: &str, now: OffsetDateTime) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.opted_out_number where opt_out_list_id = $1 and opted_out_number = $2")
        .bind(list)
        .bind(number)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into callsign.opted_out_number_deletion (opt_out_list_id, opted_out_number, deleted_at)
         values ($1, $2, $3)
         on conflict (opt_out_list_id, opted_out_number) do update set deleted_at = excluded.deleted_at",
    )
    .bind(list)
    .bind(number)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// One page of the numbers on a list: those with one of `keys`, if given, that pass `filters`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: Uuid,
    keys: Option<Vec<Uuid>>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, OptedOutNumberInformation)>, ServiceError> {
    let select = "
        select id, opted_out_number, end_user_opted_out, created_at
        from callsign.opted_out_number where opt_out_list_id = ";
    let rows: Vec<Row> = Select::of(select, list)
        .with_keys("id", keys)
        .filtered(filters, |name| (name == "end-user-opted-out").then_some(Column::Text("end_user_opted_out::text")))
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(Row::information).collect())
}
