//! Pools as people look at them: with how many identities they have, and who joined when, by which request.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older, Who};
use crate::model::error::ServiceError;

/// A pool.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.pools, beside the key and a count")]
#[expect(clippy::struct_excessive_bools, reason = "the columns are the model's")]
pub struct Pool {
    pub key: Uuid,
    pub pool_id: String,
    pub pool_arn: String,
    pub status: String,
    pub message_type: String,
    pub two_way_enabled: bool,
    pub two_way_channel_arn: Option<String>,
    pub two_way_channel_role: Option<String>,
    pub self_managed_opt_outs_enabled: bool,
    pub opt_out_list_name: String,
    pub shared_routes_enabled: bool,
    pub deletion_protection_enabled: bool,
    pub created_timestamp: OffsetDateTime,
    pub identities: i64,
}

/// An identity in a pool.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.associations, beside key, status and type")]
pub struct Identity {
    pub key: Uuid,
    pub origination_identity: String,
    pub origination_identity_arn: String,
    pub iso_country_code: String,
    pub phone_number: Option<String>,
    pub kind: String,
    pub status: String,
    pub associated_at: OffsetDateTime,
    pub request_id: String,
    #[sqlx(flatten)]
    pub who: Who,
}

/// What happened: an identity joined or left.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.association_history")]
pub struct Past {
    pub event: String,
    pub at: OffsetDateTime,
    pub pool_id: String,
    pub origination_identity: String,
    pub iso_country_code: String,
    pub request_id: String,
    #[sqlx(flatten)]
    pub who: Who,
}

/// What was done to a pool.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.pool_history")]
pub struct Change {
    pub event: String,
    pub at: OffsetDateTime,
    pub settings: serde_json::Value,
    pub changes: Option<serde_json::Value>,
    pub request_id: Option<String>,
    #[sqlx(flatten)]
    pub who: Who,
}

/// A keyword of a pool or a number.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.keywords")]
pub struct Keyword {
    pub keyword: String,
    pub keyword_message: String,
    pub keyword_action: String,
}

/// An identity that could be named where one is asked for.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the views")]
pub struct Candidate {
    pub origination_identity: String,
    pub iso_country_code: String,
    pub shown: String,
    pub kind: String,
    pub message_type: String,
    pub pool_id: Option<String>,
}

/// Pools, those that have an identity of which `search` is the id or the beginning of the number or text, or that it is the id of;
/// all for an empty one.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    search: &str,
    older: Older,
    limit: i64,
) -> Result<Newest<Pool>, ServiceError> {
    let rows = sqlx::query_as(
        "select p.id as key, v.*,
                (select count(*) from callsign.pool_origination_identity a where a.pool_id = p.id) as identities
         from (select p.id, p.created_at from callsign.pool p
               where p.account_id = $1 and p.region = $2 and (p.created_at, p.id) < ($4, $5)
                 and ($3 = '' or callsign.pool_id(p.id) = $3 or exists (
                     select from callsign.pool_origination_identity a
                     left join callsign.phone_number n on n.id = a.phone_number_id
                     left join callsign.sender_id s on s.id = a.sender_id_id
                     where a.pool_id = p.id
                       and (starts_with(n.phone_number, $3) or callsign.phone_number_id(n.id) = $3
                            or callsign.rcs_agent_id(a.rcs_agent_id) = $3
                            or starts_with(s.sender_id, upper($3)))))
               order by p.created_at desc, p.id desc limit $6) p
         join lateral (select * from inspect.pools v
                       where v.account_id = $1 and v.region = $2 and v.created_timestamp = p.created_at
                         and v.pool_id = callsign.pool_id(p.id)) v on true
         order by p.created_at desc, p.id desc",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// One pool.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, home: &Home, key: Uuid) -> Result<Option<Pool>, ServiceError> {
    Ok(sqlx::query_as(
        "select p.id as key, v.*,
                (select count(*) from callsign.pool_origination_identity a where a.pool_id = p.id) as identities
         from callsign.pool p
         join inspect.pools v
           on v.account_id = p.account_id and v.region = p.region and v.created_timestamp = p.created_at
          and v.pool_id = callsign.pool_id(p.id)
         where p.id = $3 and p.account_id = $1 and p.region = $2",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(key)
    .fetch_optional(tx)
    .await?)
}

/// The identities of a pool, who joined last first.
///
/// # Errors
///
/// The database's.
pub async fn identities(
    tx: &mut PgConnection,
    key: Uuid,
    older: Older,
    limit: i64,
) -> Result<Newest<Identity>, ServiceError> {
    let rows = sqlx::query_as(
        "select a.id as key,
                coalesce(callsign.phone_number_id(n.id), s.sender_id, callsign.rcs_agent_id(g.id)) as origination_identity,
                case when n.id is not null
                     then callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id))
                     when s.id is not null
                     then callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code)
                     else callsign.arn(g.account_id, g.region, 'rcs-agent/' || callsign.rcs_agent_id(g.id))
                end as origination_identity_arn,
                coalesce(n.iso_country_code, s.iso_country_code, 'ZZ') as iso_country_code, n.phone_number,
                coalesce(n.number_type, case when g.id is null then 'SENDER_ID' else 'RCS_AGENT' end) as kind,
                case when n.active_at > callsign.present(c.mode, c.at, c.offset_ms) then 'PENDING'
                     when n.changing_until > callsign.present(c.mode, c.at, c.offset_ms) then n.changing_status
                     when g.id is not null then callsign.rcs_agent_status(g.id)
                     else 'ACTIVE' end as status,
                a.created_at as associated_at, a.request_id, a.access_key_id, a.principal_arn
         from callsign.pool_origination_identity a
         left join callsign.phone_number n on n.id = a.phone_number_id
         left join callsign.sender_id s on s.id = a.sender_id_id
         left join callsign.rcs_agent g on g.id = a.rcs_agent_id
         left join callsign.clock c on c.account_id = n.account_id
         where a.pool_id = $1 and (a.created_at, a.id) < ($2, $3)
         order by a.created_at desc, a.id desc limit $4",
    )
    .bind(key)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// Who joined and left a pool, also of one that is gone, the last first.
///
/// # Errors
///
/// The database's.
pub async fn history(
    tx: &mut PgConnection,
    home: &Home,
    pool_id: &str,
    limit: i64,
) -> Result<Newest<Past>, ServiceError> {
    let rows = sqlx::query_as(
        "select event, at, pool_id, origination_identity, iso_country_code, request_id, access_key_id, principal_arn
         from inspect.association_history
         where account_id = $1 and region = $2 and pool_id = $3 order by at desc, sequence desc limit $4",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(pool_id)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// How a pool was made, changed and removed, also one that is gone, the last first.
///
/// # Errors
///
/// The database's.
pub async fn changes(
    tx: &mut PgConnection,
    home: &Home,
    key: Uuid,
    limit: i64,
) -> Result<Newest<Change>, ServiceError> {
    let rows = sqlx::query_as(
        "select h.event, h.at, h.settings, h.changes, h.request_id, h.access_key_id, h.principal_arn
         from (select e.id from callsign.pool_event e
               where e.account_id = $1 and e.region = $2 and e.pool = $3 order by e.id desc limit $4) e
         join inspect.pool_history h on h.sequence = e.id
         order by h.sequence desc",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// The keywords of the pool or the number with this key, HELP and STOP with them.
///
/// # Errors
///
/// The database's.
pub async fn keywords(tx: &mut PgConnection, home: &Home, identity: &str) -> Result<Vec<Keyword>, ServiceError> {
    Ok(sqlx::query_as(
        "select keyword, keyword_message, keyword_action from inspect.keywords
         where account_id = $1 and region = $2 and origination_identity = $3 order by keyword limit 100",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(identity)
    .fetch_all(tx)
    .await?)
}

/// The account's newest identities, numbers before sender IDs, each with the pool that a number is in.
///
/// # Errors
///
/// The database's.
pub async fn candidates(tx: &mut PgConnection, home: &Home, limit: i64) -> Result<Vec<Candidate>, ServiceError> {
    Ok(sqlx::query_as(
        "(select callsign.phone_number_id(n.id) as origination_identity, n.iso_country_code, n.phone_number as shown,
                 n.number_type as kind, n.message_type,
                 (select callsign.pool_id(a.pool_id) from callsign.pool_origination_identity a
                  where a.phone_number_id = n.id) as pool_id
          from callsign.phone_number n where n.account_id = $1 and n.region = $2
          order by n.created_at desc, n.id desc limit $3)
         union all
         (select s.sender_id, s.iso_country_code, s.sender_id, 'SENDER_ID', array_to_string(s.message_types, ' '), null
          from callsign.sender_id s where s.account_id = $1 and s.region = $2
          order by s.created_at desc, s.id desc limit $3)",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(limit)
    .fetch_all(tx)
    .await?)
}
