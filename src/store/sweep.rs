//! Sweeping what is kept for a time only: client tokens, the history of associations, messages, calls, and what delivered last.
//!
//! In small batches, each a transaction of its own, and skipping what others hold: it never keeps a request waiting.

use sqlx::PgConnection;
use time::Duration;

use crate::model::error::ServiceError;

/// How many rows one batch removes at most.
pub const BATCH: i64 = 250;

/// What is swept, each in transactions of its own.
#[derive(Clone, Copy, Debug)]
pub enum Sweep {
    /// Client tokens that expired.
    ClientTokens,
    /// The history of associations.
    AssociationEvents {
        /// How old an event may become.
        retention: Duration,
    },
    /// The history of pools. The last event of a pool that is there stays: the next one is told from it.
    PoolEvents {
        /// How old an event may become.
        retention: Duration,
    },
    /// Messages to which nothing more is to happen.
    Messages {
        /// How old a message may become.
        retention: Duration,
    },
    /// Messages beyond a number of them, the oldest first.
    MessagesBeyond {
        /// How many are kept.
        max_rows: u32,
    },
    /// What was told of registrations, and is on its way no more. What was told of messages goes with them.
    RegistrationDeliveries {
        /// How old it may become.
        retention: Duration,
    },
    /// Calls of the API.
    Requests {
        /// How old a call may become.
        retention: Duration,
    },
    /// Calls of the API beyond a number of them, the oldest first.
    RequestsBeyond {
        /// How many are kept.
        max_rows: u32,
    },
    /// What delivered last to a destination, which counts for 25 hours; a clock that was set may make it longer.
    StickyIdentities {
        /// How long it is kept.
        retention: Duration,
    },
}

impl Sweep {
    /// Removes one batch and answers how many rows it held.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn batch(self, tx: &mut PgConnection) -> Result<u64, ServiceError> {
        match self {
            Self::ClientTokens => client_tokens(tx).await,
            Self::AssociationEvents { retention } => association_events(tx, retention).await,
            Self::PoolEvents { retention } => pool_events(tx, retention).await,
            Self::Messages { retention } => messages(tx, retention).await,
            Self::MessagesBeyond { max_rows } => messages_beyond(tx, max_rows).await,
            Self::RegistrationDeliveries { retention } => registration_deliveries(tx, retention).await,
            Self::Requests { retention } => requests(tx, retention).await,
            Self::RequestsBeyond { max_rows } => requests_beyond(tx, max_rows).await,
            Self::StickyIdentities { retention } => sticky_identities(tx, retention).await,
        }
    }
}

/// Removes one batch of expired client tokens and answers how many it held.
///
/// # Errors
///
/// The database's.
pub async fn client_tokens(tx: &mut PgConnection) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.client_token where ctid = any(array(
             select ctid from callsign.client_token where expires_at <= now() limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of association events older than `retention` and answers how many it held.
///
/// # Errors
///
/// The database's.
pub async fn association_events(tx: &mut PgConnection, retention: Duration) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.association_event where ctid = any(array(
             select ctid from callsign.association_event where recorded_at <= now() - make_interval(secs => $2)
             limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .bind(retention.as_seconds_f64())
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of pool events older than `retention` and answers how many it held.
async fn pool_events(tx: &mut PgConnection, retention: Duration) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.pool_event where id = any(array(
             select e.id from callsign.pool_event e
             where e.recorded_at <= now() - make_interval(secs => $2)
               and not (exists (select from callsign.pool p where p.id = e.pool)
                        and not exists (select from callsign.pool_event later where later.pool = e.pool and later.id > e.id))
             limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .bind(retention.as_seconds_f64())
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of deliveries of registrations older than `retention` and answers how many it held.
async fn registration_deliveries(tx: &mut PgConnection, retention: Duration) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.delivery where ctid = any(array(
             select ctid from callsign.delivery
             where registration_id is not null and recorded_at <= now() - make_interval(secs => $2) and status <> 'PENDING'
             order by recorded_at limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .bind(retention.as_seconds_f64())
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of messages older than `retention`, with their events, and answers how many it held.
async fn messages(tx: &mut PgConnection, retention: Duration) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.message where ctid = any(array(
             select ctid from callsign.message
             where recorded_at <= now() - make_interval(secs => $2) and next_due_at is null and reply_due_at is null
             order by recorded_at limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .bind(retention.as_seconds_f64())
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of the messages that are older than the newest `max_rows`, with their events, and answers how many it held.
async fn messages_beyond(tx: &mut PgConnection, max_rows: u32) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.message where ctid = any(array(
             select ctid from callsign.message
             where recorded_at <= (select recorded_at from callsign.message order by recorded_at desc offset $2 limit 1)
               and next_due_at is null and reply_due_at is null
             order by recorded_at limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .bind(i64::from(max_rows))
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of calls older than `retention` and answers how many it held. They lie in the order of their age.
async fn requests(tx: &mut PgConnection, retention: Duration) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.request where sequence = any(array(
             select sequence from callsign.request order by sequence limit $1 for update skip locked))
           and recorded_at <= now() - make_interval(secs => $2)",
    )
    .bind(BATCH)
    .bind(retention.as_seconds_f64())
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of the calls that came before the last `max_rows` and answers how many it held.
async fn requests_beyond(tx: &mut PgConnection, max_rows: u32) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.request where sequence = any(array(
             select sequence from callsign.request
             where sequence <= (select max(sequence) - $2 from callsign.request)
             order by sequence limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .bind(i64::from(max_rows))
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}

/// Removes one batch of sticky identities older than `retention` and answers how many it held.
async fn sticky_identities(tx: &mut PgConnection, retention: Duration) -> Result<u64, ServiceError> {
    let swept = sqlx::query(
        "delete from callsign.sticky_identity where ctid = any(array(
             select ctid from callsign.sticky_identity where recorded_at <= now() - make_interval(secs => $2)
             limit $1 for update skip locked))",
    )
    .bind(BATCH)
    .bind(retention.as_seconds_f64())
    .execute(tx)
    .await?;
    Ok(swept.rows_affected())
}
