//! The table `clock`: the present of accounts, and who advances it.
//!
//! A clock's row comes first in the order of locks, and its version, which every write raises, last.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::clock::{Course, Mode, Reading},
    model::error::ServiceError,
};

/// How long workers leave an account alone whose clock somebody advances, unless he says again that he does, in seconds.
const LEASE_S: i64 = 30;

/// What a clock shows; locks its row, if it has one. `None` while somebody advances it.
///
/// # Errors
///
/// The database's.
pub async fn lock(tx: &mut PgConnection, account_id: &str) -> Result<Option<(Reading, bool)>, ServiceError> {
    let row: Option<(Text<Mode>, OffsetDateTime, OffsetDateTime, bool)> = sqlx::query_as(
        "select mode, date_trunc('milliseconds', callsign.present(mode, at, offset_ms)),
                date_trunc('milliseconds', clock_timestamp()), coalesce(advancing_until > clock_timestamp(), false)
         from callsign.clock where account_id = $1 for update",
    )
    .bind(account_id)
    .fetch_optional(&mut *tx)
    .await?;
    match row {
        Some((_, _, _, true)) => Ok(None),
        Some((Text(mode), now, real, false)) => Ok(Some((Reading { mode, now, real }, true))),
        None => {
            let real =
                sqlx::query_scalar("select date_trunc('milliseconds', clock_timestamp())").fetch_one(&mut *tx).await?;
            Ok(Some((Reading { mode: Mode::Real, now: real, real }, false)))
        }
    }
}

/// When the next thing of an account falls due, or fell.
///
/// # Errors
///
/// The database's.
pub async fn next_due(tx: &mut PgConnection, account_id: &str) -> Result<Option<OffsetDateTime>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select least((select min(next_due_at) from callsign.message where account_id = $1),
                      (select min(reply_due_at) from callsign.message where account_id = $1),
                      (select min(next_due_at) from callsign.registration where account_id = $1))",
    )
    .bind(account_id)
    .fetch_one(tx)
    .await?)
}

/// Notes who advances a clock, of which `has_row` tells whether it was set before. `false` if somebody else came first.
///
/// # Errors
///
/// The database's.
pub async fn take(
    tx: &mut PgConnection,
    account_id: &str,
    has_row: bool,
    advancing_by: Uuid,
) -> Result<bool, ServiceError> {
    let statement = if has_row {
        "update callsign.clock
         set advancing_by = $2, advancing_until = clock_timestamp() + $3 * interval '1 second' where account_id = $1"
    } else {
        "insert into callsign.clock (account_id, mode, offset_ms, advancing_by, advancing_until)
         values ($1, 'offset', 0, $2, clock_timestamp() + $3 * interval '1 second') on conflict do nothing"
    };
    let taken = sqlx::query(statement).bind(account_id).bind(advancing_by).bind(LEASE_S).execute(tx).await?;
    Ok(taken.rows_affected() == 1)
}

/// Locks a clock that somebody advances. `false` if he doesn't any more.
///
/// # Errors
///
/// The database's.
pub async fn hold(tx: &mut PgConnection, account_id: &str, advancing_by: Uuid) -> Result<bool, ServiceError> {
    let held = sqlx::query("select from callsign.clock where account_id = $1 and advancing_by = $2 for update")
        .bind(account_id)
        .bind(advancing_by)
        .fetch_optional(tx)
        .await?;
    Ok(held.is_some())
}

/// Sets a clock that is held to a time that it has come to, and never back.
///
/// # Errors
///
/// The database's.
pub async fn come_to(tx: &mut PgConnection, account_id: &str, at: OffsetDateTime) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.clock
         set at = case mode when 'frozen' then greatest(at, $2) end,
             offset_ms = case mode when 'offset' then
                 greatest(offset_ms, ceil(extract(epoch from $2 - clock_timestamp()) * 1000)::bigint) end,
             advancing_until = clock_timestamp() + $3 * interval '1 second'
         where account_id = $1",
    )
    .bind(account_id)
    .bind(at)
    .bind(LEASE_S)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the advance of a clock that is held: where it was to come to, or where it is. Answers what it shows.
///
/// # Errors
///
/// The database's.
pub async fn end(
    tx: &mut PgConnection,
    account_id: &str,
    began: &Reading,
    course: Option<Course>,
) -> Result<OffsetDateTime, ServiceError> {
    let query = match course {
        None => sqlx::query_scalar(
            "update callsign.clock set advancing_by = null, advancing_until = null where account_id = $1
             returning callsign.present(mode, at, offset_ms)",
        )
        .bind(account_id),
        Some(Course { mode: Mode::Real, .. }) => {
            sqlx::query_scalar("delete from callsign.clock where account_id = $1 returning clock_timestamp()")
                .bind(account_id)
        }
        // A clock that went on meanwhile stops where it is, not before.
        Some(Course { mode: Mode::Frozen, until }) => sqlx::query_scalar(
            "update callsign.clock
             set mode = 'frozen', offset_ms = null, advancing_by = null, advancing_until = null,
                 at = greatest($2, date_trunc('milliseconds', callsign.present(mode, at, offset_ms)))
             where account_id = $1 returning at",
        )
        .bind(account_id)
        .bind(until),
        Some(Course { mode: Mode::Offset, until }) => sqlx::query_scalar(
            "update callsign.clock
             set mode = 'offset', at = null, advancing_by = null, advancing_until = null, offset_ms = $2
             where account_id = $1 returning callsign.present(mode, at, offset_ms)",
        )
        .bind(account_id)
        .bind(i64::try_from((until - began.real).whole_milliseconds()).map_err(ServiceError::internal)?),
    };
    Ok(query.fetch_one(tx).await?)
}
