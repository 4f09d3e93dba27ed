//! What is delivered again because somebody asks for it.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{model::error::ServiceError, store::view::Reach};

/// How many deliveries one batch holds at most.
pub const BATCH: i64 = 1_000;

/// Which of those that failed, or had no target, are delivered again.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Whose.
    pub reach: Reach,
    /// Those that were written then or later.
    pub since: Option<OffsetDateTime>,
    /// Those of a configuration set.
    pub configuration_set_name: Option<String>,
    /// Those of an event destination.
    pub event_destination_name: Option<String>,
}

/// Lets a delivery go out again, whatever became of it; `false` if there is none.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn one(tx: &mut PgConnection, reach: &Reach, id: Uuid) -> Result<bool, ServiceError> {
    // A claim stays: what is being sent is not sent by another at the same time.
    let queued = sqlx::query(
        "update callsign.delivery
         set status = 'PENDING', next_attempt_at = statement_timestamp(), attempts_before = attempts
         where id = $3 and ($1::text[] is null or account_id = any($1)) and ($2::text is null or region = $2)",
    )
    .bind(reach.accounts())
    .bind(&reach.region)
    .bind(id)
    .execute(tx)
    .await?;
    Ok(queued.rows_affected() > 0)
}

/// Lets a batch of those behind a place in the order of deliveries go out again: how many it were, and where the batch ends.
///
/// # Errors
///
/// The database's.
pub async fn batch(tx: &mut PgConnection, which: &Which, after: i64) -> Result<(i64, Option<i64>), ServiceError> {
    Ok(sqlx::query_as(
        "with chosen as (
             select id from callsign.delivery
             where status in ('FAILED', 'NO_TARGET') and sequence > $6
               and ($1::text[] is null or account_id = any($1)) and ($2::text is null or region = $2)
               and ($3::timestamptz is null or recorded_at >= $3)
               and ($4::text is null or configuration_set_name = $4)
               and ($5::text is null or event_destination_name = $5)
             order by sequence limit $7 for no key update skip locked),
         queued as (
             update callsign.delivery d
             set status = 'PENDING', next_attempt_at = statement_timestamp(), attempts_before = attempts
             from chosen where d.id = chosen.id returning d.sequence)
         select count(*), max(sequence) from queued",
    )
    .bind(which.reach.accounts())
    .bind(&which.reach.region)
    .bind(which.since)
    .bind(&which.configuration_set_name)
    .bind(&which.event_destination_name)
    .bind(after)
    .bind(BATCH)
    .fetch_one(tx)
    .await?)
}
