//! The table `pool`.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::page::{Column, Page, Position, Select};
use crate::{
    domain::{
        origination_identity::{Configuration, TwoWay},
        pool::{Pool, pool_status},
    },
    model::{
        arn::{Path, PoolId, Scope},
        enumeration::MessageType,
        error::ServiceError,
        filter::Filter,
        information::PoolInformation,
    },
};

/// How strongly a pool is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Against every other change of the pool and of what it holds, so that its identities can be counted.
    Alone,
    /// Against changes of the pool's own row only: many may join at once.
    Shared,
}

impl Lock {
    /// What an identity that joins under `quota` needs: counting needs the pool alone, a quota of 0 counts nothing.
    #[must_use]
    pub fn to_join(quota: u32) -> Self {
        if quota == 0 { Self::Shared } else { Self::Alone }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    message_type: Text<MessageType>,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_id: Uuid,
    active_at: OffsetDateTime,
}

const LOCK_ALONE: &str = "
    select id, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
           self_managed_opt_outs_enabled, opt_out_list_id, active_at
    from callsign.pool where account_id = $1 and region = $2 and id = $3 for no key update";

const LOCK_SHARED: &str = "
    select id, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
           self_managed_opt_outs_enabled, opt_out_list_id, active_at
    from callsign.pool where account_id = $1 and region = $2 and id = $3 for share";

/// The pool with this id, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(tx: &mut PgConnection, scope: &Scope, id: &PoolId, lock: Lock) -> Result<Option<Pool>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = match lock {
        Lock::Alone => LOCK_ALONE,
        Lock::Shared => LOCK_SHARED,
    };
    let row: Option<Row> = sqlx::query_as(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .fetch_optional(&mut *tx)
        .await?;
    Ok(row.map(|row| Pool {
        key: row.id,
        active_at: row.active_at,
        configuration: Configuration {
            message_type: row.message_type.0,
            opt_out_list_id: row.opt_out_list_id,
            self_managed_opt_outs_enabled: row.self_managed_opt_outs_enabled,
            two_way: TwoWay {
                enabled: row.two_way_enabled,
                channel_arn: row.two_way_channel_arn,
                channel_role: row.two_way_channel_role,
            },
        },
    }))
}

/// The key of the pool with this id.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, id: &PoolId) -> Result<Option<Uuid>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    Ok(sqlx::query_scalar("select id from callsign.pool where account_id = $1 and region = $2 and id = $3")
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .fetch_optional(tx)
        .await?)
}

/// How many pools the scope has.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select count(*) from callsign.pool where account_id = $1 and region = $2")
        .bind(scope.account_id())
        .bind(scope.region())
        .fetch_one(tx)
        .await?)
}

/// A pool to be made.
pub struct NewPool<'n> {
    /// Its key.
    pub key: Uuid,
    /// What its identities have in common. The keywords are written by `store::keyword`.
    pub configuration: &'n Configuration,
    /// Whether it can't be deleted.
    pub deletion_protection_enabled: bool,
    /// When it is made.
    pub created_at: OffsetDateTime,
    /// When it is ACTIVE.
    pub active_at: OffsetDateTime,
}

/// Makes a pool. Documented: SharedRoutesEnabled is false at first.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, scope: &Scope, pool: &NewPool<'_>) -> Result<(), ServiceError> {
    let two_way = &pool.configuration.two_way;
    sqlx::query(
        "insert into callsign.pool (
             id, account_id, region, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
             self_managed_opt_outs_enabled, opt_out_list_id, shared_routes_enabled, deletion_protection_enabled,
             created_at, active_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, $10, $11, $12)",
    )
    .bind(pool.key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(Text(pool.configuration.message_type))
    .bind(two_way.enabled)
    .bind(&two_way.channel_arn)
    .bind(&two_way.channel_role)
    .bind(pool.configuration.self_managed_opt_outs_enabled)
    .bind(pool.configuration.opt_out_list_id)
    .bind(pool.deletion_protection_enabled)
    .bind(pool.created_at)
    .bind(pool.active_at)
    .execute(tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the columns are the model's")]
struct InformationRow {
    id: Uuid,
    message_type: Text<MessageType>,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_name: String,
    shared_routes_enabled: bool,
    deletion_protection_enabled: bool,
    created_at: OffsetDateTime,
    active_at: OffsetDateTime,
}

/// One page of the scope's pools: those with one of `keys`, if given, that pass `filters`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    scope: &Scope,
    keys: Option<Vec<Uuid>>,
    filters: &[Filter],
    page: Page,
    now: OffsetDateTime,
) -> Result<Vec<(Position, PoolInformation)>, ServiceError> {
    let select = "
        select * from (
            select p.id, p.account_id, p.region, p.message_type, p.two_way_enabled,
                   case when p.two_way_enabled then p.two_way_channel_arn end as two_way_channel_arn,
                   case when p.two_way_enabled then p.two_way_channel_role end as two_way_channel_role,
                   p.self_managed_opt_outs_enabled, l.name as opt_out_list_name, p.shared_routes_enabled,
                   p.deletion_protection_enabled, p.created_at, p.active_at
            from callsign.pool p join callsign.opt_out_list l on l.id = p.opt_out_list_id) p
        where account_id = ";
    let rows: Vec<InformationRow> = Select::within(select, scope, " and region = ")
        .with_keys("id", keys)
        .filtered(filters, |name| column(name, now))
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.information(scope, now)).collect())
}

/// What DescribePools answers about one pool.
///
/// # Errors
///
/// The database's; InternalServerException if the pool isn't there.
pub async fn describe(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
    now: OffsetDateTime,
) -> Result<PoolInformation, ServiceError> {
    let rows = page(tx, scope, Some(vec![key]), &[], Page::one(), now).await?;
    rows.into_iter().next().map(|(_, pool)| pool).ok_or_else(|| ServiceError::internal("a pool just made is gone"))
}

fn column(filter: &str, now: OffsetDateTime) -> Option<Column> {
    Some(Column::Text(match filter {
        "status" => return Some(Column::Status { active_at: "active_at", before: "CREATING", now }),
        "message-type" => "message_type",
        "two-way-enabled" => "two_way_enabled::text",
        "self-managed-opt-outs-enabled" => "self_managed_opt_outs_enabled::text",
        "opt-out-list-name" => "opt_out_list_name",
        "shared-routes-enabled" => "shared_routes_enabled::text",
        "deletion-protection-enabled" => "deletion_protection_enabled::text",
        "two-way-channel-arn" => "two_way_channel_arn",
        _ => return None,
    }))
}

impl InformationRow {
    fn information(self, scope: &Scope, now: OffsetDateTime) -> (Position, PoolInformation) {
        let id = PoolId::of(self.id);
        let position = Position { created_at: self.created_at, key: self.id };
        let information = PoolInformation {
            pool_arn: scope.arn(id.path()),
            pool_id: id.as_str().to_owned(),
            status: pool_status(self.active_at, now),
            message_type: self.message_type.0,
            two_way_enabled: self.two_way_enabled,
            two_way_channel_arn: self.two_way_channel_arn,
            two_way_channel_role: self.two_way_channel_role,
            self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
            opt_out_list_name: self.opt_out_list_name,
            shared_routes_enabled: self.shared_routes_enabled,
            deletion_protection_enabled: self.deletion_protection_enabled,
            created_timestamp: self.created_at,
        };
        (position, information)
    }
}
