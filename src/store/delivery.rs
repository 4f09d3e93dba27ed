//! The tables `delivery` and `delivery_attempt`: what is to go out, who sends it now, and what became of it.
//!
//! Rows are written in the transaction that carries out what they tell. Whoever sends one claims it first, in a transaction of its own,
//! and holds no connection while he sends. A claim that ran out counts for nothing: somebody else sends it then.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::delivery::{Attempt, Delivery, rest_after},
    model::error::ServiceError,
};

pub mod again;
pub mod told;

/// How long a claim holds, by the real clock.
pub const CLAIM: std::time::Duration = std::time::Duration::from_secs(30);

/// How many ARNs one look finds at most, and how many deliveries without a target are put aside at a time.
pub const MOST: i64 = 1_000;

/// What is to go out. The default set of event columns is that of what was received.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// Whose it is.
    pub account_id: String,
    /// In which region.
    pub region: String,
    /// What it tells of.
    pub of: Of,
    /// What happened; `None` for what was received.
    pub event_type: Option<String>,
    /// The configuration set that sends it there, and the name of its destination; `None` for EventBridge and what was received.
    pub sent_by: Option<(String, String)>,
    /// Where it goes: the ARN of a topic, a delivery stream, a log group, an event bus, or a two-way channel.
    pub destination_arn: String,
    /// The text that is delivered.
    pub record: String,
}

/// What a delivery tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A message, with which it goes.
    Message(Uuid),
    /// A registration, which it outlives.
    Registration(Uuid),
}

impl Of {
    fn message(self) -> Option<Uuid> {
        match self {
            Self::Message(key) => Some(key),
            Self::Registration(_) => None,
        }
    }

    fn registration(self) -> Option<Uuid> {
        match self {
            Self::Registration(key) => Some(key),
            Self::Message(_) => None,
        }
    }
}

/// Writes what is to go out, in this order. To be called in the transaction that carries out what it tells.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, deliveries: &[NewDelivery]) -> Result<(), ServiceError> {
    if deliveries.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&NewDelivery) -> Option<&str>| deliveries.iter().map(of).collect::<Vec<_>>();
    sqlx::query(
        "insert into callsign.delivery (id, account_id, region, message_id, event_type, configuration_set_name,
                                        event_destination_name, destination_arn, record, registration_id)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
                              $9::text[], $10::uuid[])",
    )
    .bind(deliveries.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>())
    .bind(column(|one| Some(&one.account_id)))
    .bind(column(|one| Some(&one.region)))
    .bind(deliveries.iter().map(|one| one.of.message()).collect::<Vec<_>>())
    .bind(column(|one| one.event_type.as_deref()))
    .bind(column(|one| Some(one.sent_by.as_ref()?.0.as_str())))
    .bind(column(|one| Some(one.sent_by.as_ref()?.1.as_str())))
    .bind(column(|one| Some(&one.destination_arn)))
    .bind(column(|one| Some(&one.record)))
    .bind(deliveries.iter().map(|one| one.of.registration()).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

/// The place of the last delivery of all.
///
/// # Errors
///
/// The database's.
pub async fn last(tx: &mut PgConnection) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select coalesce(max(sequence), 0) from callsign.delivery").fetch_one(tx).await?)
}

/// What this transaction wrote behind a place, each with its own, in order.
///
/// # Errors
///
/// The database's.
pub async fn written(tx: &mut PgConnection, after: i64) -> Result<Vec<(Uuid, i64)>, ServiceError> {
    Ok(sqlx::query_as(
        "select id, sequence from callsign.delivery
         where sequence > $1 and xmin = (select callsign.transaction_id())::xid order by sequence",
    )
    .bind(after)
    .fetch_all(tx)
    .await?)
}

/// How many of these deliveries were tried, and how many wait for their first attempt.
///
/// # Errors
///
/// The database's.
pub async fn attempted(tx: &mut PgConnection, ids: &[Uuid]) -> Result<(i64, i64), ServiceError> {
    Ok(sqlx::query_as(
        "select count(*) filter (where attempts > 0), count(*) filter (where status = 'PENDING' and attempts = 0)
         from callsign.delivery where id = any($1)",
    )
    .bind(ids)
    .fetch_one(tx)
    .await?)
}

/// The ARNs behind `after` in their order that something may go to now, each once, and [`MOST`] at most. They are found one after the
/// other by the index.
///
/// # Errors
///
/// The database's.
pub async fn due(tx: &mut PgConnection, after: &str) -> Result<Vec<String>, ServiceError> {
    Ok(sqlx::query_scalar(
        "with recursive arn as (
             (select destination_arn from callsign.delivery
              where status = 'PENDING' and destination_arn > $2 order by destination_arn limit 1)
             union all
             select (select d.destination_arn from callsign.delivery d
                     where d.status = 'PENDING' and d.destination_arn > arn.destination_arn
                     order by d.destination_arn limit 1)
             from arn where arn.destination_arn is not null
         )
         select destination_arn from arn
         where exists (select from callsign.delivery d
                       where d.status = 'PENDING' and d.destination_arn = arn.destination_arn
                         and d.next_attempt_at <= statement_timestamp()
                         and (d.claimed_until is null or d.claimed_until <= statement_timestamp()))
         limit $1",
    )
    .bind(MOST)
    .bind(after)
    .fetch_all(tx)
    .await?)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    destination_arn: String,
    event_destination_name: Option<String>,
    event_type: Option<String>,
    record: String,
    recorded_at: OffsetDateTime,
    attempts: i64,
    attempts_before: i64,
}

/// A delivery that nobody else sends until its claim runs out.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// What is sent.
    pub delivery: Delivery,
    /// The claim.
    pub claim: Uuid,
    /// How many attempts failed since somebody asked for it last.
    pub failed_attempts: i64,
}

/// Claims what may go out now: of each ARN so many at most, those that have waited longest first.
///
/// # Errors
///
/// The database's.
pub async fn claim(tx: &mut PgConnection, most: &[(String, i64)]) -> Result<Vec<Claimed>, ServiceError> {
    let claim = Uuid::now_v7();
    let rows: Vec<Row> = sqlx::query_as(
        "with due as (
             select next.id from unnest($1::text[], $2::bigint[]) as wanted (arn, most)
             cross join lateral (
                 select id from callsign.delivery
                 where status = 'PENDING' and destination_arn = wanted.arn and next_attempt_at <= statement_timestamp()
                   and (claimed_until is null or claimed_until <= statement_timestamp())
                 order by next_attempt_at, sequence limit wanted.most for no key update skip locked) next)
         update callsign.delivery d
         set claimed_by = $3, claimed_until = statement_timestamp() + make_interval(secs => $4)
         from due where d.id = due.id
         returning d.id, d.destination_arn, d.event_destination_name, d.event_type, d.record, d.recorded_at, d.attempts,
                   d.attempts_before",
    )
    .bind(most.iter().map(|(arn, _)| arn).collect::<Vec<_>>())
    .bind(most.iter().map(|(_, most)| most).collect::<Vec<_>>())
    .bind(claim)
    .bind(CLAIM.as_secs_f64())
    .fetch_all(tx)
    .await?;
    let claimed = rows.into_iter().map(|row| Claimed {
        failed_attempts: row.attempts - row.attempts_before,
        claim,
        delivery: Delivery {
            id: row.id,
            destination_arn: row.destination_arn,
            event_destination_name: row.event_destination_name,
            event_type: row.event_type,
            record: row.record,
            created_at: row.recorded_at,
        },
    });
    Ok(claimed.collect())
}

/// Puts aside what is to go to ARNs that the settings name nothing for. How many it were; there may be more.
///
/// # Errors
///
/// The database's.
pub async fn put_aside(tx: &mut PgConnection, arns: &[String]) -> Result<u64, ServiceError> {
    let aside = sqlx::query(
        "update callsign.delivery set status = 'NO_TARGET', next_attempt_at = null, claimed_by = null, claimed_until = null
         where id = any(array(
             select id from callsign.delivery
             where status = 'PENDING' and destination_arn = any($1) and next_attempt_at <= statement_timestamp()
               and (claimed_until is null or claimed_until <= statement_timestamp())
             limit $2 for no key update skip locked))",
    )
    .bind(arns)
    .bind(MOST)
    .execute(tx)
    .await?;
    Ok(aside.rows_affected())
}

/// Notes attempts where their claims still hold. Answers what was noted, or is gone: what somebody holds just now is neither.
///
/// # Errors
///
/// The database's.
pub async fn note(tx: &mut PgConnection, attempts: &[(Claimed, Attempt)]) -> Result<Vec<Uuid>, ServiceError> {
    let ids: Vec<Uuid> = attempts.iter().map(|(claimed, _)| claimed.delivery.id).collect();
    // In the order of keys, and passing over what is held: whoever removes messages locks in an order of his own.
    let locked: Vec<Uuid> = sqlx::query_scalar(
        "select id from callsign.delivery where id = any($1) order by id for no key update skip locked",
    )
    .bind(&ids)
    .fetch_all(&mut *tx)
    .await?;
    let mine: Vec<&(Claimed, Attempt)> =
        attempts.iter().filter(|(claimed, _)| locked.contains(&claimed.delivery.id)).collect();
    let rests: Vec<Option<f64>> = mine
        .iter()
        .map(|(claimed, attempt)| {
            let rest = rest_after(claimed.failed_attempts + 1).filter(|_| attempt.error.is_some());
            rest.map(time::Duration::as_seconds_f64)
        })
        .collect();
    sqlx::query(
        "with noted as (
             update callsign.delivery d
             set status = case when made.error is null then 'DELIVERED' when made.rest is null then 'FAILED' else 'PENDING' end,
                 next_attempt_at = statement_timestamp() + make_interval(secs => made.rest),
                 attempts = d.attempts + 1, last_attempt_at = made.at, last_error = made.error,
                 claimed_by = null, claimed_until = null
             from (select *, statement_timestamp() - made.ago_ms * interval '1 millisecond' as at
                   from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
                               $8::double precision[]) as made (id, claim, ago_ms, duration_ms, status_code, answer, error, rest)
                  ) made
             where d.id = made.id and d.claimed_by = made.claim
             returning d.id, d.attempts, made.at, made.duration_ms, made.status_code, made.answer, made.error)
         insert into callsign.delivery_attempt (delivery_id, attempt, attempted_at, duration_ms, status_code, answer, error)
         select * from noted",
    )
    .bind(mine.iter().map(|(claimed, _)| claimed.delivery.id).collect::<Vec<_>>())
    .bind(mine.iter().map(|(claimed, _)| claimed.claim).collect::<Vec<_>>())
    .bind(mine.iter().map(|(_, attempt)| attempt.ago_ms).collect::<Vec<_>>())
    .bind(mine.iter().map(|(_, attempt)| attempt.duration_ms).collect::<Vec<_>>())
    .bind(mine.iter().map(|(_, attempt)| attempt.status_code.map(i64::from)).collect::<Vec<_>>())
    .bind(mine.iter().map(|(_, attempt)| attempt.answer.as_deref()).collect::<Vec<_>>())
    .bind(mine.iter().map(|(_, attempt)| attempt.error.as_deref()).collect::<Vec<_>>())
    .bind(rests)
    .execute(&mut *tx)
    .await?;
    let left: Vec<Uuid> =
        sqlx::query_scalar("select id from callsign.delivery where id = any($1)").bind(&ids).fetch_all(tx).await?;
    Ok(ids.into_iter().filter(|id| locked.contains(id) || !left.contains(id)).collect())
}

/// How much waits, how many seconds the oldest of it has waited, and how much has failed for good.
///
/// # Errors
///
/// The database's.
pub async fn backlog(tx: &mut PgConnection) -> Result<(i64, f64, i64), ServiceError> {
    Ok(sqlx::query_as(
        "select (select count(*) from callsign.delivery where status = 'PENDING'),
                coalesce((select extract(epoch from statement_timestamp() - min(recorded_at))::double precision
                          from callsign.delivery where status = 'PENDING'), 0),
                (select count(*) from callsign.delivery where status = 'FAILED')",
    )
    .fetch_one(tx)
    .await?)
}
