//! Registrations whose review goes on by itself.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::review;
use crate::{
    database::unit_of_work::Patience,
    domain::{deployment::Deployment, registration::life::Registration},
    model::{
        arn::Scope,
        caller::{AccountId, Region},
        error::ServiceError,
        registration::RegistrationId,
    },
    store::{account_region, view::Home},
};

/// A registration whose next step is due.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Due {
    /// Its key.
    pub id: Uuid,
    account_id: String,
    region: String,
    /// When it fell due.
    pub next_due_at: OffsetDateTime,
    /// The present of its account, or until when its steps are carried out.
    until: OffsetDateTime,
}

/// The accounts that have something to come are found one after the other by the index. Whose clock somebody advances is left to him.
const FIRST: &str = "
    with recursive account as (
        (select account_id from callsign.registration where next_due_at is not null order by account_id limit 1)
        union all
        select (select r.account_id from callsign.registration r
                where r.next_due_at is not null and r.account_id > account.account_id
                order by r.account_id limit 1)
        from account where account.account_id is not null
    ), present as (
        select account.account_id, callsign.present(c.mode, c.at, c.offset_ms) as at
        from account left join callsign.clock c on c.account_id = account.account_id
        where account.account_id is not null and (c.advancing_until > clock_timestamp()) is not true
    )
    select r.id, r.account_id, r.region, r.next_due_at, present.at as until
    from present
    cross join lateral (
        select * from callsign.registration
        where account_id = present.account_id and next_due_at <= present.at and id <> all($1)
        order by next_due_at, sequence limit 1) r
    order by r.next_due_at, r.sequence
    limit 1";

/// The registration whose step is due first, none of `passed_over`.
///
/// # Errors
///
/// The database's.
pub async fn first(tx: &mut PgConnection, passed_over: &[Uuid]) -> Result<Option<Due>, ServiceError> {
    Ok(sqlx::query_as(FIRST).bind(passed_over).fetch_optional(tx).await?)
}

/// The registration of an account whose step is due first until a time. Only that step is carried out: what falls due after it may come
/// behind what others have due.
///
/// # Errors
///
/// The database's.
pub async fn first_until(
    tx: &mut PgConnection,
    account_id: &str,
    until: OffsetDateTime,
) -> Result<Option<Due>, ServiceError> {
    Ok(sqlx::query_as(
        "select id, account_id, region, next_due_at, next_due_at as until from callsign.registration
         where account_id = $1 and next_due_at <= $2 order by next_due_at, sequence limit 1",
    )
    .bind(account_id)
    .bind(until)
    .fetch_optional(tx)
    .await?)
}

/// Carries out what a registration has due. Answers how many steps that were: none if somebody else carried them out, or it is gone.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds something for too long.
pub async fn carry_out(tx: &mut PgConnection, due: &Due, deployment: &Deployment) -> Result<usize, ServiceError> {
    let home = Home { account_id: due.account_id.clone(), region: due.region.clone() };
    match lock(tx, &home, &RegistrationId::of(due.id)).await? {
        None => Ok(0),
        Some((scope, registration)) => review::carry_out(tx, &scope, registration, due.until, deployment).await,
    }
}

/// Locks a registration of an account and region, and everything that a step of its review may change before it, in the common order.
/// `None` if it is gone.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds something for too long.
pub async fn lock(
    tx: &mut PgConnection,
    home: &Home,
    id: &RegistrationId,
) -> Result<Option<(Scope, Registration)>, ServiceError> {
    let Some(account_id) = AccountId::parse(&home.account_id) else { return Ok(None) };
    let scope = Scope::of_row(account_id, Region::new(home.region.clone()));
    account_region::lock(tx, &scope, Patience::Wait).await?;
    Ok(review::lock(tx, &scope, id).await?.map(|registration| (scope, registration)))
}
