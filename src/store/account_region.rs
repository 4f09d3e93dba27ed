//! The table `account_region`: one row for each account and region in use.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    database::unit_of_work::Patience,
    domain::{
        account::{AccountTier, Used},
        opt_out_list,
    },
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

/// The scope's own tier, if it has one; a scope without a row has none.
///
/// # Errors
///
/// The database's.
pub async fn tier(tx: &mut PgConnection, scope: &Scope) -> Result<Option<AccountTier>, ServiceError> {
    let tier: Option<Option<Text<AccountTier>>> =
        sqlx::query_scalar("select tier from callsign.account_region where account_id = $1 and region = $2")
            .bind(scope.account_id())
            .bind(scope.region())
            .fetch_optional(tx)
            .await?;
    Ok(tier.flatten().map(|Text(tier)| tier))
}

/// Gives a scope, which must be locked, a tier of its own; `false` if it has it.
///
/// # Errors
///
/// The database's.
pub async fn set_tier(tx: &mut PgConnection, scope: &Scope, tier: AccountTier) -> Result<bool, ServiceError> {
    let changed = sqlx::query(
        "update callsign.account_region set tier = $3
         where account_id = $1 and region = $2 and tier is distinct from $3",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(tier.as_ref())
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// How many resources of each kind the scope has, all counted at the same moment.
///
/// # Errors
///
/// The database's.
pub async fn used(tx: &mut PgConnection, scope: &Scope) -> Result<Used, ServiceError> {
    let row: (i64, i64, i64, i64, i64, i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from callsign.phone_number where account_id = $1 and region = $2),
                (select count(*) from callsign.pool where account_id = $1 and region = $2),
                (select count(*) from callsign.configuration_set where account_id = $1 and region = $2),
                (select count(*) from callsign.opt_out_list where account_id = $1 and region = $2),
                (select count(*) from callsign.sender_id where account_id = $1 and region = $2),
                (select count(*) from callsign.verified_destination_number where account_id = $1 and region = $2),
                (select count(*) from callsign.registration where account_id = $1 and region = $2),
                (select count(*) from callsign.registration_attachment where account_id = $1 and region = $2)",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .fetch_one(tx)
    .await?;
    Ok(Used {
        phone_numbers: row.0,
        pools: row.1,
        configuration_sets: row.2,
        opt_out_lists: row.3,
        sender_ids: row.4,
        verified_destination_numbers: row.5,
        registrations: row.6,
        registration_attachments: row.7,
    })
}
