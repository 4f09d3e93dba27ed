//! The tables `pool_origination_identity`, which is the association, and `association_event`, which is its history.

use serde::Serialize;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, Select, parse_all},
    keyword,
    next_token::{Page, Position},
};
use crate::{
    domain::{
        origination_identity::OriginationIdentity,
        pool::{Circumstances, Pool},
    },
    model::{
        arn::Scope,
        caller::By,
        error::ServiceError,
        filter::Filter,
        phone_number::PhoneNumberId,
        pool::{OriginationIdentityMetadata, PoolId},
        rcs_agent::RcsAgentId,
        resource::Key,
        sender_id::SenderIdKey,
    },
};

pub mod joining;

/// The key of an identity, in the column of its kind.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Keys {
    phone_number: Option<Uuid>,
    sender_id: Option<Uuid>,
    rcs_agent: Option<Uuid>,
}

impl Keys {
    fn of(identity: &OriginationIdentity) -> Self {
        let none = Self::default();
        match identity {
            OriginationIdentity::PhoneNumber(number) => Self { phone_number: Some(number.key), ..none },
            OriginationIdentity::SenderId(sender_id) => Self { sender_id: Some(sender_id.key), ..none },
            OriginationIdentity::RcsAgent(agent) => Self { rcs_agent: Some(agent.key), ..none },
        }
    }

    /// What has keywords and is in one pool at most.
    fn alone(self) -> Option<Uuid> {
        self.phone_number.or(self.rcs_agent)
    }
}

/// What counts beside the rows of `pool` and `identity`, both of which must be locked. What the pool holds is counted up to
/// `count_to` only, so that it costs the same however much that is.
///
/// # Errors
///
/// The database's.
pub async fn circumstances(
    tx: &mut PgConnection,
    pool: &Pool,
    identity: &OriginationIdentity,
    count_to: u32,
) -> Result<Circumstances, ServiceError> {
    let keys = Keys::of(identity);
    let list = identity.settings().map(|settings| settings.opt_out_list_id);
    let (in_this_pool, in_another_pool, size, phone_numbers, lists_are_both_default) = sqlx::query_as(
        "select exists (select from callsign.pool_origination_identity
                        where pool_id = $1 and (phone_number_id = $2 or sender_id_id = $3 or rcs_agent_id = $7)),
                exists (select from callsign.pool_origination_identity
                        where (phone_number_id = $2 or rcs_agent_id = $7) and pool_id <> $1),
                (select count(*) from (
                     select from callsign.pool_origination_identity where pool_id = $1 limit $4) held),
                (select count(*) from (
                     select from callsign.pool_origination_identity
                     where pool_id = $1 and phone_number_id is not null limit $4) numbers),
                (select count(*) = 2 from callsign.opt_out_list where id in ($5, $6) and name = 'Default')",
    )
    .bind(pool.key)
    .bind(keys.phone_number)
    .bind(keys.sender_id)
    .bind(i64::from(count_to))
    .bind(pool.configuration.settings.opt_out_list_id)
    .bind(list)
    .bind(keys.rcs_agent)
    .fetch_one(&mut *tx)
    .await?;
    let (pool_keywords, identity_keywords) = keyword::find(tx, Some(pool.key), keys.alone()).await?;
    Ok(Circumstances {
        in_this_pool,
        in_another_pool,
        size,
        phone_numbers,
        lists_are_both_default,
        pool_keywords,
        identity_keywords,
    })
}

/// Whether a phone number, which must be locked, is in any pool.
///
/// # Errors
///
/// The database's.
pub async fn holds_phone_number(tx: &mut PgConnection, phone_number: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar("select exists (select from callsign.pool_origination_identity where phone_number_id = $1)")
        .bind(phone_number)
        .fetch_one(tx)
        .await?)
}

/// Whether a sender ID, which must be locked to be deleted, is in any pool.
///
/// # Errors
///
/// The database's.
pub async fn holds_sender_id(tx: &mut PgConnection, sender_id: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar("select exists (select from callsign.pool_origination_identity where sender_id_id = $1)")
        .bind(sender_id)
        .fetch_one(tx)
        .await?)
}

/// Whether an RCS agent, which must be locked, is in any pool.
///
/// # Errors
///
/// The database's.
pub async fn holds_rcs_agent(tx: &mut PgConnection, rcs_agent: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar("select exists (select from callsign.pool_origination_identity where rcs_agent_id = $1)")
        .bind(rcs_agent)
        .fetch_one(tx)
        .await?)
}

/// How many identities a pool, which must be locked, has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, pool: Uuid, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.pool_origination_identity where pool_id = $1 limit $2) counted",
    )
    .bind(pool)
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// When and by which request an identity joins or leaves a pool.
pub struct Event<'e> {
    /// When.
    pub at: OffsetDateTime,
    /// Whose the pool is: the association belongs to its scope.
    pub scope: &'e Scope,
    /// By which request.
    pub request_id: Uuid,
    /// By whom.
    pub by: By<'e>,
}

/// Takes an identity, which must be in the pool, out of it, and notes it in the history.
///
/// # Errors
///
/// The database's.
pub async fn disassociate(
    tx: &mut PgConnection,
    pool: Uuid,
    identity: &OriginationIdentity,
    event: &Event<'_>,
) -> Result<(), ServiceError> {
    let keys = Keys::of(identity);
    note_leaving(tx, pool, keys, event).await?;
    sqlx::query(
        "delete from callsign.pool_origination_identity
         where pool_id = $1 and (phone_number_id = $2 or sender_id_id = $3 or rcs_agent_id = $4)",
    )
    .bind(pool)
    .bind(keys.phone_number)
    .bind(keys.sender_id)
    .bind(keys.rcs_agent)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes every identity out of a pool, which must be locked to be deleted, and notes each in the history.
///
/// # Errors
///
/// The database's.
pub async fn disassociate_all(tx: &mut PgConnection, pool: Uuid, event: &Event<'_>) -> Result<(), ServiceError> {
    note_leaving(tx, pool, Keys::default(), event).await?;
    sqlx::query("delete from callsign.pool_origination_identity where pool_id = $1").bind(pool).execute(tx).await?;
    Ok(())
}

/// Notes the leaving of one identity, or of all in the pool if none is given, in the order in which they joined. The ids
/// and ARNs are those of the joining, which the views know how to write.
async fn note_leaving(tx: &mut PgConnection, pool: Uuid, keys: Keys, event: &Event<'_>) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.association_event (
             account_id, region, event, pool_id, pool_arn, origination_identity, origination_identity_arn,
             iso_country_code, phone_number, at, request_id, access_key_id, principal_arn)
         select $4, $5, 'DISASSOCIATED', $6, $7,
                coalesce(callsign.phone_number_id(n.id), s.sender_id, callsign.rcs_agent_id(g.id)),
                coalesce(callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id)),
                         callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code),
                         callsign.arn(g.account_id, g.region, 'rcs-agent/' || callsign.rcs_agent_id(g.id))),
                coalesce(n.iso_country_code, s.iso_country_code, 'ZZ'), n.phone_number, $8, $9, $11, $12
         from callsign.pool_origination_identity a
         left join callsign.phone_number n on n.id = a.phone_number_id
         left join callsign.sender_id s on s.id = a.sender_id_id
         left join callsign.rcs_agent g on g.id = a.rcs_agent_id
         where a.pool_id = $1
           and (num_nonnulls($2, $3, $10) = 0
                or a.phone_number_id = $2 or a.sender_id_id = $3 or a.rcs_agent_id = $10)
         order by a.created_at, a.sequence",
    )
    .bind(pool)
    .bind(keys.phone_number)
    .bind(keys.sender_id)
    .bind(event.scope.account_id())
    .bind(event.scope.region())
    .bind(PoolId::of(pool).as_str())
    .bind(event.scope.arn(PoolId::of(pool).path()))
    .bind(event.at)
    .bind(event.request_id.to_string())
    .bind(keys.rcs_agent)
    .bind(event.by.access_key_id)
    .bind(event.by.principal_arn)
    .execute(tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct MetadataRow {
    sequence: i64,
    account_id: String,
    created_at: OffsetDateTime,
    phone_number_id: Option<Uuid>,
    rcs_agent_id: Option<Uuid>,
    sender_id: Option<String>,
    iso_country_code: String,
    number_capabilities: Vec<String>,
    phone_number: Option<String>,
}

/// One page of the identities in a pool that pass `filters`, in the order in which they joined.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    scope: &Scope,
    pool: Uuid,
    filters: &[Filter],
    page: Page<Position<i64>>,
) -> Result<Vec<(Position<i64>, OriginationIdentityMetadata)>, ServiceError> {
    // Assumed: the capability of a sender ID is SMS. Documented: that of an RCS agent is RCS, and its country ZZ.
    let select = "
        select * from (
            select a.sequence, a.pool_id, a.created_at, a.phone_number_id, a.rcs_agent_id, s.sender_id,
                   coalesce(n.account_id, s.account_id, g.account_id) as account_id,
                   coalesce(n.iso_country_code, s.iso_country_code, 'ZZ') as iso_country_code,
                   coalesce(n.number_capabilities, array[case when g.id is null then 'SMS' else 'RCS' end])
                       as number_capabilities,
                   n.phone_number
            from callsign.pool_origination_identity a
            left join callsign.phone_number n on n.id = a.phone_number_id
            left join callsign.sender_id s on s.id = a.sender_id_id
            left join callsign.rcs_agent g on g.id = a.rcs_agent_id) a
        where pool_id = ";
    let rows: Vec<MetadataRow> = Select::of(select, pool)
        .filtered(filters, column)
        .page("created_at", "sequence", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|row| row.metadata(scope)).collect()
}

fn column(filter: &str) -> Option<Column> {
    Some(match filter {
        "iso-country-code" => Column::Text("iso_country_code"),
        "number-capability" => Column::Array("number_capabilities"),
        _ => return None,
    })
}

impl MetadataRow {
    fn metadata(self, scope: &Scope) -> Result<(Position<i64>, OriginationIdentityMetadata), ServiceError> {
        let position = Position { created_at: self.created_at, key: self.sequence };
        let (id, path) = match (self.phone_number_id, self.rcs_agent_id, self.sender_id) {
            (Some(key), ..) => {
                let id = PhoneNumberId::of(key);
                (id.as_str().to_owned(), id.path())
            }
            (None, Some(key), _) => {
                let id = RcsAgentId::of(key);
                (id.as_str().to_owned(), id.path())
            }
            (None, None, sender_id) => {
                let sender_id = sender_id.unwrap_or_default();
                let iso_country_code = self.iso_country_code.clone();
                (sender_id.clone(), SenderIdKey::new(&sender_id, iso_country_code).path())
            }
        };
        let metadata = OriginationIdentityMetadata {
            origination_identity_arn: scope.arn_in(&self.account_id, path),
            origination_identity: id,
            iso_country_code: self.iso_country_code,
            number_capabilities: parse_all(&self.number_capabilities)?,
            phone_number: self.phone_number,
        };
        Ok((position, metadata))
    }
}
