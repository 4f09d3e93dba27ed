//! The table `monthly_spend`.

use std::collections::HashMap;

use serde::Serialize;
use sqlx::PgConnection;
use time::Date;

use crate::{
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

/// Locks months, each of which is named once, and answers what was spent in each; `None` for one that isn't there. Others hold a month
/// for a moment only, so that it is waited for in company, too: who is passed over would meet the next of them alone.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds one for too long.
pub async fn lock(tx: &mut PgConnection, months: &[Month<'_>]) -> Result<Vec<Option<Dollars>>, ServiceError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "select a.place, s.spent
         from unnest($1::text[], $2::text[], $3::text[], $4::date[]) with ordinality
             as a (account_id, region, channel, month, place)
         join callsign.monthly_spend s
             on s.account_id = a.account_id and s.region = a.region and s.channel = a.channel and s.month = a.month
         order by s.account_id, s.region, s.channel, s.month for no key update of s",
    )
    .bind(months.iter().map(|one| one.scope.account_id().to_owned()).collect::<Vec<_>>())
    .bind(months.iter().map(|one| one.scope.region().to_owned()).collect::<Vec<_>>())
    .bind(months.iter().map(|one| one.budget.as_ref().to_owned()).collect::<Vec<_>>())
    .bind(months.iter().map(|one| one.month).collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    let spent: HashMap<i64, Dollars> = rows.into_iter().map(|(place, spent)| (place, Dollars(spent))).collect();
    Ok((1..).take(months.len()).map(|place| spent.get(&place).copied()).collect())
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
