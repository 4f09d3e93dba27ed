//! Which number is handed out next.

use sqlx::PgConnection;

use crate::{
    domain::country::NumberRange,
    model::{arn::Scope, error::ServiceError},
};

/// A number of `ranges` that the scope, which must be locked, doesn't lease: of the first range that has room the one after
/// the greatest leased one, which costs the same however many are leased. Only once the end of every range is leased, gaps
/// are looked for.
///
/// # Errors
///
/// The database's.
pub async fn find_free(
    tx: &mut PgConnection,
    scope: &Scope,
    ranges: &[NumberRange],
) -> Result<Option<String>, ServiceError> {
    for statement in [FIND_AFTER_THE_GREATEST, FIND_GAP] {
        let first: Vec<i64> = ranges.iter().map(|range| range.first).collect();
        let last: Vec<i64> = ranges.iter().map(|range| range.first + range.count - 1).collect();
        let found: Option<String> = sqlx::query_scalar(statement)
            .bind(scope.account_id())
            .bind(scope.region())
            .bind(first)
            .bind(last)
            .fetch_optional(&mut *tx)
            .await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The first of these numbers, which stand in ascending order, that the scope doesn't lease: as many as are wanted at most.
///
/// # Errors
///
/// The database's.
pub async fn list_free(
    tx: &mut PgConnection,
    scope: &Scope,
    mut numbers: impl Iterator<Item = String> + Send,
    wanted: usize,
) -> Result<Vec<String>, ServiceError> {
    let mut free = Vec::new();
    while free.len() < wanted {
        let some: Vec<String> = numbers.by_ref().take(ASKED_AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        let found: Vec<String> = sqlx::query_scalar(
            "select number from unnest($3::text[]) number
             where not exists (select from callsign.phone_number n
                               where n.account_id = $1 and n.region = $2 and n.phone_number = number)
             order by number limit $4",
        )
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(some)
        .bind(i64::try_from(wanted - free.len()).unwrap_or(i64::MAX))
        .fetch_all(&mut *tx)
        .await?;
        free.extend(found);
    }
    Ok(free)
}

/// About how many numbers the database is asked in one statement: more than the default quota, so that one mostly does.
const ASKED_AT_ONCE: usize = 200;

const FIND_AFTER_THE_GREATEST: &str = "
    select '+' || coalesce(greatest.number + 1, range.first)
    from unnest($3::bigint[], $4::bigint[]) as range (first, last)
    left join lateral (
        select substr(phone_number, 2)::bigint as number from callsign.phone_number
        where account_id = $1 and region = $2 and phone_number between '+' || range.first and '+' || range.last
          and length(phone_number) = length('+' || range.first)
        order by phone_number desc limit 1) greatest on true
    where coalesce(greatest.number, range.first - 1) < range.last
    limit 1";

// One pass over the leased ones and the ranges' beginnings, in their order: no join that without statistics might go through all of them
// for each range.
const FIND_GAP: &str = "
    select '+' || (before.number + 1)
    from (
        select number, lead(number) over (order by number) as next
        from (
            select substr(phone_number, 2)::bigint as number from callsign.phone_number
            where account_id = $1 and region = $2 and phone_number like '+%'
            union
            select unnest($3::bigint[]) - 1) numbers) before
    where before.next is distinct from before.number + 1
      and exists (
          select from unnest($3::bigint[], $4::bigint[]) as range (first, last)
          where before.number + 1 between range.first and range.last)
    order by before.number limit 1";
