//! Which accounts and regions are in use, with how much; the clocks that were set; the version of PostgreSQL.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{Reach, with_time};
use crate::model::{
    arn::Scope,
    caller::{AccountId, Region},
    error::ServiceError,
};

/// How many scopes are shown at most.
const MOST: i64 = 1_000;

/// The scopes of a reach, each with how many of its resources and messages there are.
///
/// # Errors
///
/// The database's.
pub async fn list(tx: &mut PgConnection, reach: &Reach) -> Result<Vec<Value>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select jsonb_build_object(
             'account_id', s.account_id,
             'region', s.region,
             'pools', (select count(*) from callsign.pool p where (p.account_id, p.region) = (s.account_id, s.region)),
             'phone_numbers',
             (select count(*) from callsign.phone_number n where (n.account_id, n.region) = (s.account_id, s.region)),
             'sender_ids',
             (select count(*) from callsign.sender_id i where (i.account_id, i.region) = (s.account_id, s.region)),
             'opt_out_lists',
             (select count(*) from callsign.opt_out_list l where (l.account_id, l.region) = (s.account_id, s.region)),
             'configuration_sets',
             (select count(*) from callsign.configuration_set c
              where (c.account_id, c.region) = (s.account_id, s.region)),
             'messages',
             (select count(*) from callsign.message m where (m.account_id, m.region) = (s.account_id, s.region)))
         from callsign.account_region s
         where ($1::text[] is null or s.account_id = any($1)) and ($2::text is null or s.region = $2)
         order by s.account_id, s.region limit $3",
    )
    .bind(reach.accounts())
    .bind(&reach.region)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}

/// Whose the row is that a statement finds by an id, `$3`, within a reach, whose accounts are `$1` and whose region is `$2`: its account
/// and region.
pub(super) async fn owner(
    tx: &mut PgConnection,
    statement: &'static str,
    reach: &Reach,
    id: &str,
) -> Result<Option<(String, String)>, ServiceError> {
    let row = sqlx::query_as(statement).bind(reach.accounts()).bind(&reach.region).bind(id);
    Ok(row.fetch_optional(tx).await?)
}

/// The same as a scope.
pub(super) async fn scope_of(
    tx: &mut PgConnection,
    statement: &'static str,
    reach: &Reach,
    id: &str,
) -> Result<Option<Scope>, ServiceError> {
    let owner = owner(tx, statement, reach, id).await?;
    Ok(owner.and_then(|(account_id, region)| Some(Scope::of_row(AccountId::parse(&account_id)?, Region::new(region)))))
}

/// The accounts and regions of a reach that are in use, in their order, so many at most.
///
/// # Errors
///
/// The database's.
pub async fn names(tx: &mut PgConnection, reach: &Reach, limit: i64) -> Result<Vec<(String, String)>, ServiceError> {
    let statement = "select account_id, region from callsign.account_region
                     where ($1::text[] is null or account_id = any($1)) and ($2::text is null or region = $2)
                     order by account_id, region limit $3";
    let names = sqlx::query_as(statement).bind(reach.accounts()).bind(&reach.region).bind(limit);
    Ok(names.fetch_all(tx).await?)
}

/// The clocks of a reach that were set; every other account goes by the real one.
///
/// # Errors
///
/// The database's.
pub async fn clocks(tx: &mut PgConnection, reach: &Reach) -> Result<Vec<Value>, ServiceError> {
    let rows: Vec<(Value, OffsetDateTime)> = sqlx::query_as(
        "select to_jsonb(c), c.now from inspect.clocks c
         where $1::text[] is null or c.account_id = any($1) order by c.account_id limit $2",
    )
    .bind(reach.accounts())
    .bind(MOST)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(row, now)| with_time(row, "now", Some(now))).collect())
}

/// The version of PostgreSQL, as it says it.
///
/// # Errors
///
/// The database's.
pub async fn database_version(tx: &mut PgConnection) -> Result<String, ServiceError> {
    Ok(sqlx::query_scalar("select current_setting('server_version')").fetch_one(tx).await?)
}
