//! The table `monthly_spend`.

use serde::Serialize;
use sqlx::PgConnection;
use time::Date;

use crate::{
    database::unit_of_work::Patience,
    domain::message::{budget::Budget, price::Dollars},
    model::{arn::Scope, error::ServiceError},
};

/// A budget's month of a scope.
#[derive(Clone, Copy, Debug)]
pub struct Month<'m> {
    /// Whose it is.
    pub scope: &'m Scope,
    /// Of which messages.
    pub budget: Budget,
    /// Its first day.
    pub month: Date,
}

/// What was spent so far.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, month: Month<'_>) -> Result<Dollars, ServiceError> {
    let spent: Option<i64> = sqlx::query_scalar(
        "select spent from callsign.monthly_spend where account_id = $1 and region = $2 and channel = $3 and month = $4",
    )
    .bind(month.scope.account_id())
    .bind(month.scope.region())
    .bind(month.budget.as_ref())
    .bind(month.month)
    .fetch_optional(tx)
    .await?;
    Ok(Dollars(spent.unwrap_or_default()))
}

/// Counts a cost where the month has room for it, and locks the month; answers whether it has. `max_limit` is noted, in whole dollars.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the month for too long.
pub async fn add(
    tx: &mut PgConnection,
    month: Month<'_>,
    cost: Dollars,
    limit: Dollars,
    max_limit: i64,
) -> Result<bool, ServiceError> {
    let counted = sqlx::query(
        "insert into callsign.monthly_spend as there (account_id, region, channel, month, spent, max_limit)
         select $1, $2, $3, $4, $5, $7 where $5 <= $6
         on conflict (account_id, region, channel, month)
         do update set spent = there.spent + excluded.spent, max_limit = excluded.max_limit
         where there.spent + excluded.spent <= $6",
    )
    .bind(month.scope.account_id())
    .bind(month.scope.region())
    .bind(month.budget.as_ref())
    .bind(month.month)
    .bind(cost.0)
    .bind(limit.0)
    .bind(max_limit)
    .execute(tx)
    .await?;
    Ok(counted.rows_affected() > 0)
}

/// What messages add to a month that is locked.
#[derive(Serialize)]
pub struct Spending<'m> {
    account_id: &'m str,
    region: &'m str,
    channel: &'m str,
    month: String,
    cost: i64,
    max_limit: i64,
}

impl<'m> Spending<'m> {
    /// A cost, and the limit that is noted, in whole dollars.
    #[must_use]
    pub fn new(month: &'m Month<'_>, cost: Dollars, max_limit: i64) -> Self {
        Self {
            account_id: month.scope.account_id(),
            region: month.scope.region(),
            channel: month.budget.as_ref(),
            month: month.month.to_string(),
            cost: cost.0,
            max_limit,
        }
    }
}

/// Locks a month, and answers what was spent in it; `None` for one that isn't there, or, with [`Patience::Skip`], that others hold.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    month: Month<'_>,
    patience: Patience,
) -> Result<Option<Dollars>, ServiceError> {
    let statement = match patience {
        Patience::Skip => {
            "select spent from callsign.monthly_spend
             where account_id = $1 and region = $2 and channel = $3 and month = $4 for no key update skip locked"
        }
        Patience::Wait | Patience::Nowait => {
            "select spent from callsign.monthly_spend
             where account_id = $1 and region = $2 and channel = $3 and month = $4 for no key update"
        }
    };
    let spent: Option<i64> = sqlx::query_scalar(statement)
        .bind(month.scope.account_id())
        .bind(month.scope.region())
        .bind(month.budget.as_ref())
        .bind(month.month)
        .fetch_optional(tx)
        .await?;
    Ok(spent.map(Dollars))
}

/// Locks a month, which is made if it isn't there yet, and answers what was spent in it.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn open(tx: &mut PgConnection, month: Month<'_>, max_limit: i64) -> Result<Dollars, ServiceError> {
    let spent = sqlx::query_scalar(
        "insert into callsign.monthly_spend (account_id, region, channel, month, max_limit)
         values ($1, $2, $3, $4, $5)
         on conflict (account_id, region, channel, month) do update set max_limit = excluded.max_limit
         returning spent",
    )
    .bind(month.scope.account_id())
    .bind(month.scope.region())
    .bind(month.budget.as_ref())
    .bind(month.month)
    .bind(max_limit)
    .fetch_one(tx)
    .await?;
    Ok(Dollars(spent))
}
