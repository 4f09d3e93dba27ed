//! The table `account_region`: one row for each account and region in use.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    database::unit_of_work::Patience,
    domain::{account::Used, opt_out_list},
    model::{arn::Scope, error::ServiceError},
};

/// Makes the scope's row, and its list `Default`, unless they are there. `false` if they are.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    list: Uuid,
    now: OffsetDateTime,
) -> Result<bool, ServiceError> {
    let made = sqlx::query(
        "insert into callsign.account_region (account_id, region, created_at) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(now)
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "insert into callsign.opt_out_list (id, account_id, region, name, created_at)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
    )
    .bind(list)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(opt_out_list::DEFAULT)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    Ok(true)
}

/// How many accounts and regions there are.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select count(*) from callsign.account_region").fetch_one(tx).await?)
}

/// Locks the scope against other creating operations, so that what they count stays true until the commit. `false` if somebody else
/// holds it and is passed over.
///
/// # Errors
///
/// The database's; InternalServerException if the row is missing, which [`insert`] makes first.
pub async fn lock(tx: &mut PgConnection, scope: &Scope, patience: Patience) -> Result<bool, ServiceError> {
    let statement = match patience {
        Patience::Wait | Patience::Nowait => {
            "select from callsign.account_region where account_id = $1 and region = $2 for no key update"
        }
        Patience::Skip => {
            "select from callsign.account_region where account_id = $1 and region = $2 for no key update skip locked"
        }
    };
    let row = sqlx::query(statement).bind(scope.account_id()).bind(scope.region()).fetch_optional(tx).await?;
    match (row, patience) {
        (Some(_), _) => Ok(true),
        (None, Patience::Skip) => Ok(false),
        (None, Patience::Wait | Patience::Nowait) => {
            Err(ServiceError::internal("the row of callsign.account_region is gone"))
        }
    }
}

/// How many resources of each kind the scope has, all counted at the same moment.
///
/// # Errors
///
/// The database's.
pub async fn used(tx: &mut PgConnection, scope: &Scope) -> Result<Used, ServiceError> {
    let (phone_numbers, pools, configuration_sets, opt_out_lists, sender_ids) = sqlx::query_as(
        "select (select count(*) from callsign.phone_number where account_id = $1 and region = $2),
                (select count(*) from callsign.pool where account_id = $1 and region = $2),
                (select count(*) from callsign.configuration_set where account_id = $1 and region = $2),
                (select count(*) from callsign.opt_out_list where account_id = $1 and region = $2),
                (select count(*) from callsign.sender_id where account_id = $1 and region = $2)",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .fetch_one(tx)
    .await?;
    Ok(Used { phone_numbers, pools, configuration_sets, opt_out_lists, sender_ids })
}
