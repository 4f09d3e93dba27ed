//! The table `pool`.

use serde::Deserialize;
use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::keyset::parse;
use crate::{
    domain::{origination_identity::Configuration, pool::Pool, settings::Settings, two_way::TwoWay},
    model::{arn::Scope, error::ServiceError, pool::PoolId},
};

mod described;

pub use described::{describe, page};

/// How strongly a pool is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Against every other change of the pool and of what it holds, so that its identities can be counted.
    Alone,
    /// Against changes of the pool's own row only: many may join at once.
    Shared,
    /// Against everybody, because the pool is about to go.
    ToDelete,
}

impl Lock {
    /// What an identity that joins under `quota` needs: counting needs the pool alone, a quota of 0 counts nothing.
    #[must_use]
    pub fn to_join(quota: u32) -> Self {
        if quota == 0 { Self::Shared } else { Self::Alone }
    }
}

/// The columns of a pool that rules ask about.
#[derive(sqlx::FromRow, Deserialize)]
pub(super) struct Row {
    id: Uuid,
    message_type: String,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_id: Uuid,
    deletion_protection_enabled: bool,
    #[serde(with = "time::serde::rfc3339")]
    active_at: OffsetDateTime,
}

impl Row {
    /// The pool, which must be locked.
    pub(super) fn pool(self) -> Result<Pool, ServiceError> {
        Ok(Pool {
            key: self.id,
            active_at: self.active_at,
            deletion_protection_enabled: self.deletion_protection_enabled,
            configuration: Configuration {
                message_type: parse(&self.message_type)?,
                settings: Settings {
                    opt_out_list_id: self.opt_out_list_id,
                    self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
                    two_way: TwoWay {
                        enabled: self.two_way_enabled,
                        channel_arn: self.two_way_channel_arn,
                        channel_role: self.two_way_channel_role,
                    },
                },
            },
        })
    }
}

const LOCK_ALONE: &str = "
    select id, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
           self_managed_opt_outs_enabled, opt_out_list_id, deletion_protection_enabled, active_at
    from callsign.pool where account_id = $1 and region = $2 and id = $3 for no key update";

const LOCK_SHARED: &str = "
    select id, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
           self_managed_opt_outs_enabled, opt_out_list_id, deletion_protection_enabled, active_at
    from callsign.pool where account_id = $1 and region = $2 and id = $3 for share";

const LOCK_TO_DELETE: &str = "
    select id, message_type, two_way_enabled, two_way_channel_arn, two_way_channel_role,
           self_managed_opt_outs_enabled, opt_out_list_id, deletion_protection_enabled, active_at
    from callsign.pool where account_id = $1 and region = $2 and id = $3 for update";

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
        Lock::ToDelete => LOCK_TO_DELETE,
    };
    let row: Option<Row> = sqlx::query_as(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .fetch_optional(&mut *tx)
        .await?;
    row.map(Row::pool).transpose()
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

/// How many pools the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.pool where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
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
    let two_way = &pool.configuration.settings.two_way;
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
    .bind(pool.configuration.settings.self_managed_opt_outs_enabled)
    .bind(pool.configuration.settings.opt_out_list_id)
    .bind(pool.deletion_protection_enabled)
    .bind(pool.created_at)
    .bind(pool.active_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// What UpdatePool changes of a pool's row.
pub struct PoolUpdate<'u> {
    /// What its identities have in common, as it is to be.
    pub settings: &'u Settings,
    /// Whether shared routes may send for it, if that changes.
    pub shared_routes_enabled: Option<bool>,
    /// Whether it can't be deleted, if that changes.
    pub deletion_protection_enabled: Option<bool>,
}

/// Changes a pool, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, pool: Uuid, update: &PoolUpdate<'_>) -> Result<(), ServiceError> {
    let two_way = &update.settings.two_way;
    sqlx::query(
        "update callsign.pool set
             two_way_enabled = $2, two_way_channel_arn = $3, two_way_channel_role = $4,
             self_managed_opt_outs_enabled = $5, opt_out_list_id = $6,
             shared_routes_enabled = coalesce($7, shared_routes_enabled),
             deletion_protection_enabled = coalesce($8, deletion_protection_enabled)
         where id = $1",
    )
    .bind(pool)
    .bind(two_way.enabled)
    .bind(&two_way.channel_arn)
    .bind(&two_way.channel_role)
    .bind(update.settings.self_managed_opt_outs_enabled)
    .bind(update.settings.opt_out_list_id)
    .bind(update.shared_routes_enabled)
    .bind(update.deletion_protection_enabled)
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes a pool, which must be locked and without identities. Its keywords and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, pool: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.pool where id = $1").bind(pool).execute(tx).await?;
    Ok(())
}
