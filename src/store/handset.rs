//! The table `handset`.

pub mod rule;

use serde::Deserialize;
use sqlx::{PgConnection, types::Json, types::Text};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    domain::message::handset::{Carrier, Handset, Outcome, Rcs, Reply, Rule},
    model::{arn::Scope, error::ServiceError},
};

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "they are the table's columns")]
struct Row {
    id: Uuid,
    is_own: bool,
    phone: String,
    outcome: Text<Outcome>,
    after_ms: Option<i64>,
    times: Option<i64>,
    rcs: Option<Text<Rcs>>,
    suspicious: bool,
    carrier: Option<Json<CarrierColumn>>,
    reply: Option<Json<ReplyColumn>>,
    duplicate_receipts: bool,
    out_of_order: bool,
    created_at: OffsetDateTime,
    sequence: i64,
}

#[derive(Deserialize)]
struct CarrierColumn {
    mcc: String,
    mnc: String,
    name: String,
}

#[derive(Deserialize)]
struct ReplyColumn {
    body: String,
    #[serde(default)]
    after_ms: i64,
}

impl Row {
    fn rule(self) -> Rule {
        Rule {
            phone: self.phone,
            is_own: self.is_own,
            created_at: (self.created_at, self.sequence),
            times: self.times.map(|times| u32::try_from(times).unwrap_or(u32::MAX)),
            handset: Handset {
                outcome: self.outcome.0,
                after: self.after_ms.map(Duration::milliseconds),
                rcs: self.rcs.map(|Text(rcs)| rcs).unwrap_or_default(),
                suspicious: self.suspicious,
                carrier: self.carrier.map(|Json(carrier)| Carrier {
                    mcc: carrier.mcc,
                    mnc: carrier.mnc,
                    name: carrier.name,
                }),
                reply: self
                    .reply
                    .map(|Json(reply)| Reply { body: reply.body, after: Duration::milliseconds(reply.after_ms) }),
                duplicate_receipts: self.duplicate_receipts,
                out_of_order: self.out_of_order,
            },
        }
    }
}

/// The order is that of `domain::message::handset::rule_for`.
const FIND: &str = "
    select id, account_id is not null as is_own, phone, outcome, after_ms, times, rcs, suspicious, carrier, reply,
           duplicate_receipts, out_of_order, created_at, sequence
    from callsign.handset
    where (account_id is null or account_id = $1) and (region is null or region = $2)
      and times is distinct from 0 and $3 like replace(phone, '*', '%')
    order by account_id is null, phone like '%*', length(phone) desc, created_at desc, sequence desc
    limit 1";

/// The rule for a number, and its key. Where it is for a number of messages only, this one is counted; a rule that is used up
/// meanwhile is passed over.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the rule for too long.
pub async fn take(
    tx: &mut PgConnection,
    scope: &Scope,
    phone_number: &str,
) -> Result<Option<(Uuid, Rule)>, ServiceError> {
    loop {
        let row: Option<Row> = sqlx::query_as(FIND)
            .bind(scope.account_id())
            .bind(scope.region())
            .bind(phone_number)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let (key, is_counted) = (row.id, row.times.is_some());
        if !is_counted || count(tx, key).await? {
            return Ok(Some((key, row.rule())));
        }
    }
}

/// Whether a rule says that a phone can take RCS. Nothing is counted.
///
/// # Errors
///
/// The database's.
pub async fn takes_rcs(tx: &mut PgConnection, scope: &Scope, phone_number: &str) -> Result<bool, ServiceError> {
    let row: Option<Row> = sqlx::query_as(FIND)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(phone_number)
        .fetch_optional(tx)
        .await?;
    Ok(row.is_some_and(|row| row.rule().handset.rcs.is_capable()))
}

async fn count(tx: &mut PgConnection, key: Uuid) -> Result<bool, ServiceError> {
    let counted = sqlx::query("update callsign.handset set times = times - 1 where id = $1 and times > 0")
        .bind(key)
        .execute(tx)
        .await?;
    Ok(counted.rows_affected() == 1)
}
