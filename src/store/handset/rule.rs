//! The table `handset`, as callsign's own interface writes it.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::error::ServiceError;
use crate::store::view::Reach;

/// What a rule says, every value within the bounds of its column.
#[derive(Clone, Debug)]
pub struct Rule {
    /// A number, or a prefix with `*` behind it.
    pub phone: String,
    /// What becomes of messages.
    pub outcome: String,
    /// When the last event comes, in milliseconds after acceptance.
    pub after_ms: Option<i64>,
    /// For how many messages it is.
    pub times: Option<i64>,
    /// What the phone knows of RCS.
    pub rcs: Option<String>,
    /// Whether messages to it look like artificial traffic.
    pub suspicious: bool,
    /// `{"mcc", "mnc", "name"}`.
    pub carrier: Option<Value>,
    /// `{"body", "after_ms"}`.
    pub reply: Option<Value>,
    /// Whether each event comes twice.
    pub duplicate_receipts: bool,
    /// Whether the last two events change places.
    pub out_of_order: bool,
}

/// Makes a rule for a reach.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    id: Uuid,
    reach: &Reach,
    rule: &Rule,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.handset
             (id, account_id, region, created_at, phone, outcome, after_ms, times, rcs, suspicious, carrier, reply,
              duplicate_receipts, out_of_order)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(id)
    .bind(&reach.account_id)
    .bind(&reach.region)
    .bind(now)
    .bind(&rule.phone)
    .bind(&rule.outcome)
    .bind(rule.after_ms)
    .bind(rule.times)
    .bind(&rule.rcs)
    .bind(rule.suspicious)
    .bind(&rule.carrier)
    .bind(&rule.reply)
    .bind(rule.duplicate_receipts)
    .bind(rule.out_of_order)
    .execute(tx)
    .await?;
    Ok(())
}

/// Changes what a rule of the reach says; whose it is stays. `false` if there is none.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, id: Uuid, reach: &Reach, rule: &Rule) -> Result<bool, ServiceError> {
    let updated = sqlx::query(
        "update callsign.handset
         set phone = $4, outcome = $5, after_ms = $6, times = $7, rcs = $8, suspicious = $9, carrier = $10, reply = $11,
             duplicate_receipts = $12, out_of_order = $13
         where id = $1 and ($2::text[] is null or account_id = any($2)) and ($3::text is null or region = $3)",
    )
    .bind(id)
    .bind(reach.accounts())
    .bind(&reach.region)
    .bind(&rule.phone)
    .bind(&rule.outcome)
    .bind(rule.after_ms)
    .bind(rule.times)
    .bind(&rule.rcs)
    .bind(rule.suspicious)
    .bind(&rule.carrier)
    .bind(&rule.reply)
    .bind(rule.duplicate_receipts)
    .bind(rule.out_of_order)
    .execute(tx)
    .await?;
    Ok(updated.rows_affected() > 0)
}

/// Removes a rule of the reach. `false` if there is none.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, id: Uuid, reach: &Reach) -> Result<bool, ServiceError> {
    let deleted = sqlx::query(
        "delete from callsign.handset
         where id = $1 and ($2::text[] is null or account_id = any($2)) and ($3::text is null or region = $3)",
    )
    .bind(id)
    .bind(reach.accounts())
    .bind(&reach.region)
    .execute(tx)
    .await?;
    Ok(deleted.rows_affected() > 0)
}
