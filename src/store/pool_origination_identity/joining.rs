//! Identities that join pools: locked, read and written for one request or for several.

use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Event, Keys};
use crate::{
    database::{error::violates, unit_of_work::Patience},
    domain::{
        keyword::{Keywords, Response},
        origination_identity::{IdentityName, OriginationIdentity},
        pool::{Circumstances, Pool},
    },
    model::{
        arn::Scope,
        error::{ConflictReason, ServiceError},
        keyword::KeywordAction,
        pool::PoolId,
        resource::Key,
        sender_id::SenderIdKey,
    },
    store::{phone_number, pool, rcs_agent, sender_id},
};

/// An identity that is to join a pool.
pub struct Wish<'w> {
    /// Whose the pool is.
    pub pool_scope: Scope,
    /// The pool.
    pub pool: &'w PoolId,
    /// Whose the identity is.
    pub identity_scope: Scope,
    /// The identity.
    pub identity: &'w IdentityName,
}

/// The rows of a wish, which are locked until the transaction ends, and what counts beside them. What isn't there, or is passed over,
/// is `None`; the identity is looked for only where the pool is there.
pub struct Standing {
    /// The pool.
    pub pool: Option<Pool>,
    /// The identity.
    pub identity: Option<OriginationIdentity>,
    /// What counts beside them.
    pub circumstances: Circumstances,
}

/// A wish as the statement reads it.
#[derive(Serialize)]
struct WishRow<'w> {
    place: i64,
    region: &'w str,
    pool_account_id: &'w str,
    pool: Option<Uuid>,
    identity_account_id: &'w str,
    phone_number: Option<Uuid>,
    sender_id: Option<&'w str>,
    iso_country_code: Option<&'w str>,
    rcs_agent: Option<Uuid>,
}

impl<'w> WishRow<'w> {
    fn of((place, wish): (i64, &'w Wish<'_>)) -> Self {
        let (phone_number, sender_id, rcs_agent) = match wish.identity {
            IdentityName::PhoneNumber(named) => (named.key.key(), None, None),
            IdentityName::SenderId(named) => (None, Some(&named.key), None),
            IdentityName::RcsAgent(named) => (None, None, named.key.key()),
        };
        Self {
            place,
            region: wish.pool_scope.region(),
            pool_account_id: wish.pool_scope.account_id(),
            pool: wish.pool.key(),
            identity_account_id: wish.identity_scope.account_id(),
            phone_number,
            sender_id: sender_id.map(SenderIdKey::sender_id),
            iso_country_code: sender_id.map(SenderIdKey::iso_country_code),
            rcs_agent,
        }
    }
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    pool: Option<Json<pool::Row>>,
    phone_number: Option<Json<phone_number::Row>>,
    sender_id: Option<Json<sender_id::Row>>,
    rcs_agent: Option<Json<rcs_agent::Row>>,
    in_this_pool: bool,
    in_another_pool: bool,
    size: i64,
    phone_numbers: i64,
    lists_are_both_default: bool,
    pool_keywords: Option<Json<Vec<KeywordRow>>>,
    identity_keywords: Option<Json<Vec<KeywordRow>>>,
}

#[derive(Deserialize)]
struct KeywordRow {
    keyword: String,
    keyword_message: String,
    keyword_action: KeywordAction,
}

/// Locks pool and identity of each wish, the pool as strongly as `quota` asks, see [`pool::Lock::to_join`], and tells how the wishes
/// stand, in their order.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds a row for too long, where they are waited for.
pub async fn lock(
    tx: &mut PgConnection,
    wishes: &[Wish<'_>],
    patience: Patience,
    quota: u32,
) -> Result<Vec<Standing>, ServiceError> {
    let rows: Vec<WishRow<'_>> = (0..).zip(wishes).map(WishRow::of).collect();
    let standing: Vec<StandingRow> = sqlx::query_as(
        "select pool, phone_number, sender_id, rcs_agent, in_this_pool, in_another_pool, size, phone_numbers,
                lists_are_both_default, pool_keywords, identity_keywords
         from callsign.lock_to_associate($1::jsonb, $2, $3) order by place",
    )
    .bind(Json(&rows))
    .bind(patience != Patience::Skip)
    .bind(i32::try_from(quota).unwrap_or(i32::MAX))
    .fetch_all(tx)
    .await?;
    standing.into_iter().map(StandingRow::standing).collect()
}

impl StandingRow {
    fn standing(self) -> Result<Standing, ServiceError> {
        let identity = match (self.phone_number, self.sender_id, self.rcs_agent) {
            (Some(Json(row)), ..) => Some(OriginationIdentity::PhoneNumber(row.phone_number()?)),
            (None, Some(Json(row)), _) => Some(OriginationIdentity::SenderId(row.sender_id()?)),
            (None, None, Some(Json(row))) => Some(OriginationIdentity::RcsAgent(row.rcs_agent()?)),
            (None, None, None) => None,
        };
        Ok(Standing {
            pool: self.pool.map(|Json(row)| row.pool()).transpose()?,
            identity,
            circumstances: Circumstances {
                in_this_pool: self.in_this_pool,
                in_another_pool: self.in_another_pool,
                size: self.size,
                phone_numbers: self.phone_numbers,
                lists_are_both_default: self.lists_are_both_default,
                pool_keywords: keywords(self.pool_keywords),
                identity_keywords: keywords(self.identity_keywords),
            },
        })
    }
}

fn keywords(rows: Option<Json<Vec<KeywordRow>>>) -> Keywords {
    let response =
        |row: KeywordRow| (row.keyword, Response { message: row.keyword_message, action: row.keyword_action });
    Keywords::new(rows.into_iter().flat_map(|Json(rows)| rows).map(response))
}

/// An identity that joins a pool. Both must be locked.
pub struct Joining<'j> {
    /// The key of the association.
    pub key: Uuid,
    /// The pool.
    pub pool: Uuid,
    /// The identity.
    pub identity: &'j OriginationIdentity,
    /// Whose the identity is.
    pub identity_scope: &'j Scope,
    /// When and by which request.
    pub event: Event<'j>,
}

/// What joins as the statement reads it.
#[derive(Serialize)]
struct JoiningRow<'j> {
    id: Uuid,
    pool: Uuid,
    #[serde(flatten)]
    keys: Keys,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    request_id: Uuid,
    account_id: &'j str,
    region: &'j str,
    pool_id: String,
    pool_arn: String,
    origination_identity: String,
    origination_identity_arn: String,
    iso_country_code: &'j str,
    access_key_id: Option<&'j str>,
    principal_arn: Option<&'j str>,
}

impl<'j> JoiningRow<'j> {
    fn of(joining: &'j Joining<'_>) -> Self {
        let Joining { key, pool, identity, identity_scope, event } = joining;
        let pool_id = PoolId::of(*pool);
        Self {
            id: *key,
            pool: *pool,
            keys: Keys::of(identity),
            at: event.at,
            request_id: event.request_id,
            account_id: event.scope.account_id(),
            region: event.scope.region(),
            pool_arn: event.scope.arn(pool_id.path()),
            pool_id: pool_id.as_str().to_owned(),
            origination_identity: identity.id(),
            origination_identity_arn: identity_scope.arn(identity.path()),
            iso_country_code: identity.iso_country_code(),
            access_key_id: event.by.access_key_id,
            principal_arn: event.by.principal_arn,
        }
    }
}

/// Puts identities into pools, and notes it in the history, both in the order in which they are given.
///
/// # Errors
///
/// The constraints are the second guard behind [`Joining`](crate::domain::pool::Joining): ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL,
/// RCS_AGENT_ASSOCIATED_TO_POOL or RESOURCE_ALREADY_ASSOCIATED, if it is one that joins.
pub async fn associate(tx: &mut PgConnection, joining: &[Joining<'_>]) -> Result<(), ServiceError> {
    let rows: Vec<JoiningRow<'_>> = joining.iter().map(JoiningRow::of).collect();
    let inserted = sqlx::query(
        "with joining as (
             select * from rows from (jsonb_to_recordset($1::jsonb) as (
                 id uuid, pool uuid, phone_number uuid, sender_id uuid, rcs_agent uuid, at timestamptz, request_id text,
                 account_id text, region text, pool_id text, pool_arn text, origination_identity text, origination_identity_arn text,
                 iso_country_code text, access_key_id text, principal_arn text)) with ordinality
         ), association as (
             insert into callsign.pool_origination_identity
                 (id, pool_id, phone_number_id, sender_id_id, rcs_agent_id, created_at, request_id, access_key_id,
                  principal_arn)
             select id, pool, phone_number, sender_id, rcs_agent, at, request_id, access_key_id, principal_arn
             from joining order by ordinality
         )
         insert into callsign.association_event (
             account_id, region, event, pool_id, pool_arn, origination_identity, origination_identity_arn,
             iso_country_code, phone_number, at, request_id, access_key_id, principal_arn)
         select j.account_id, j.region, 'ASSOCIATED', j.pool_id, j.pool_arn, j.origination_identity,
                j.origination_identity_arn, j.iso_country_code, n.phone_number, j.at, j.request_id, j.access_key_id,
                j.principal_arn
         from joining j
         left join callsign.phone_number n on n.id = j.phone_number
         order by j.ordinality",
    )
    .bind(Json(&rows))
    .execute(tx)
    .await;
    match (inserted, joining) {
        (Ok(_), _) => Ok(()),
        (Err(error), [one]) if violates(&error, "phone_number_is_in_one_pool") => {
            Err(one.identity.conflict(ConflictReason::PhoneNumberAssociatedToPool))
        }
        (Err(error), [one]) if violates(&error, "rcs_agent_is_in_one_pool") => {
            Err(one.identity.conflict(ConflictReason::RcsAgentAssociatedToPool))
        }
        (Err(error), [one]) if violates(&error, "sender_id_is_once_in_a_pool") => {
            Err(one.identity.conflict(ConflictReason::ResourceAlreadyAssociated))
        }
        (Err(error), _) => Err(error.into()),
    }
}
