//! The table `monthly_spend`.

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

/// Whether a cost was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It was.
    Counted,
    /// It was, as the first of its month. So there may have been a month that is gone by now, with everything: what was read before
    /// may be, too.
    First,
    /// The month has no room for it.
    NoRoom,
}

/// Counts a cost where the month has room for it, and locks the month. `max_limit` is noted, in whole dollars.
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
) -> Result<Counted, ServiceError> {
    let is_first: Option<bool> = sqlx::query_scalar(
        "insert into callsign.monthly_spend as there (account_id, region, channel, month, spent, max_limit)
         select $1, $2, $3, $4, $5, $7 where $5 <= $6
         on conflict (account_id, region, channel, month)
         do update set spent = there.spent + excluded.spent, max_limit = excluded.max_limit
         where there.spent + excluded.spent <= $6
         returning xmax = 0",
    )
    .bind(month.scope.account_id())
    .bind(month.scope.region())
    .bind(month.budget.as_ref())
    .bind(month.month)
    .bind(cost.0)
    .bind(limit.0)
    .bind(max_limit)
    .fetch_optional(tx)
    .await?;
    Ok(match is_first {
        None => Counted::NoRoom,
        Some(true) => Counted::First,
        Some(false) => Counted::Counted,
    })
}
