//! The table `fault`: rules for faults that calls are to meet.

use serde_json::{Map, Value};
use sqlx::{
    PgConnection,
    types::{Json, Text},
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::view::Reach;
use crate::{
    domain::fault::{Fault, Phase, Rule},
    model::error::ServiceError,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: Option<String>,
    region: Option<String>,
    access_key_id: Option<String>,
    operation: String,
    #[sqlx(rename = "match")]
    members: Json<Map<String, Value>>,
    probability: f64,
    is_counted: bool,
    least_ms: i64,
    most_ms: i64,
    phase: Option<Text<Phase>>,
    error_type: Option<String>,
    reason: Option<String>,
}

impl Row {
    fn rule(self) -> Rule {
        let fault =
            self.phase.and_then(|Text(phase)| Fault::of(phase, self.error_type.as_deref(), self.reason.as_deref()));
        Rule {
            id: self.id,
            account_id: self.account_id,
            region: self.region,
            access_key_id: self.access_key_id,
            operation: self.operation,
            members: self.members.0,
            probability: self.probability,
            is_counted: self.is_counted,
            latency_ms: (self.least_ms, self.most_ms),
            fault,
        }
    }
}

/// The version of the rules, which grows with each change of them.
///
/// # Errors
///
/// The database's.
pub async fn version(tx: &mut PgConnection) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select version from callsign.version where kind = 'fault'").fetch_one(tx).await?)
}

/// The rules that aren't used up, in the order in which they are asked: those of an account before those for all, then the newest.
///
/// # Errors
///
/// The database's.
pub async fn list(tx: &mut PgConnection) -> Result<Vec<Rule>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, account_id, region, access_key_id, operation, match, probability, times is not null as is_counted,
                least_ms, most_ms, phase, error_type, reason
         from callsign.fault where times is distinct from 0 order by account_id is null, sequence desc",
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Row::rule).collect())
}

/// Counts a call that meets a rule which is for a number of calls only. `false` if it is used up, or gone.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, id: Uuid) -> Result<bool, ServiceError> {
    let counted = sqlx::query("update callsign.fault set times = times - 1 where id = $1 and times > 0")
        .bind(id)
        .execute(tx)
        .await?;
    Ok(counted.rows_affected() == 1)
}

/// What a request says of a rule beside whose it is, every value within the bounds of its column.
#[derive(Clone, Debug)]
pub struct NewRule {
    /// The operation, or `*`.
    pub operation: String,
    /// The access key.
    pub access_key_id: Option<String>,
    /// Members of the request.
    pub members: Map<String, Value>,
    /// From 0 to 1.
    pub probability: f64,
    /// For how many calls it is.
    pub times: Option<i64>,
    /// The shortest and the longest delay, in milliseconds.
    pub latency_ms: (i64, i64),
    /// Where.
    pub phase: Option<String>,
    /// The exception's name.
    pub error_type: Option<String>,
    /// Its reason.
    pub reason: Option<String>,
}

/// Makes a rule for a reach, or changes what one of the reach says; whose it is stays. `false` if there is none to change.
///
/// # Errors
///
/// The database's.
pub async fn write(
    tx: &mut PgConnection,
    id: Uuid,
    reach: &Reach,
    rule: &NewRule,
    made_at: Option<OffsetDateTime>,
) -> Result<bool, ServiceError> {
    let statement = if made_at.is_some() {
        "insert into callsign.fault
             (id, account_id, region, operation, access_key_id, match, probability, times, least_ms, most_ms, phase,
              error_type, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    } else {
        "update callsign.fault
         set operation = $4, access_key_id = $5, match = $6, probability = $7, times = $8, least_ms = $9, most_ms = $10,
             phase = $11, error_type = $12, reason = $13, created_at = coalesce($14, created_at)
         where id = $1 and ($2::text is null or account_id = $2) and ($3::text is null or region = $3)"
    };
    let written = sqlx::query(statement)
        .bind(id)
        .bind(&reach.account_id)
        .bind(&reach.region)
        .bind(&rule.operation)
        .bind(&rule.access_key_id)
        .bind(Json(&rule.members))
        .bind(rule.probability)
        .bind(rule.times)
        .bind(rule.latency_ms.0)
        .bind(rule.latency_ms.1)
        .bind(&rule.phase)
        .bind(&rule.error_type)
        .bind(&rule.reason)
        .bind(made_at)
        .execute(tx)
        .await?;
    Ok(written.rows_affected() > 0)
}

/// Removes a rule of the reach, or all of it. How many they were.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, id: Option<Uuid>, reach: &Reach) -> Result<u64, ServiceError> {
    let deleted = sqlx::query(
        "delete from callsign.fault
         where ($1::uuid is null or id = $1) and ($2::text is null or account_id = $2) and ($3::text is null or region = $3)",
    )
    .bind(id)
    .bind(&reach.account_id)
    .bind(&reach.region)
    .execute(tx)
    .await?;
    Ok(deleted.rows_affected())
}
