//! The table `rcs_agent`.

use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{keyset::parse, phone_number::PoolMember};
use crate::{
    domain::{
        rcs_agent::{Media, RcsAgent},
        settings::Settings,
        two_way::TwoWay,
    },
    model::{arn::Scope, error::ServiceError, rcs_agent::RcsAgentId},
};

mod described;
mod launch;

pub use described::{describe, page};
pub use launch::{ISO_COUNTRY_CODE, launches};

/// How strongly an RCS agent is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Against every other change.
    Alone,
    /// Against everybody, because it is about to go.
    ToDelete,
}

/// The columns of an RCS agent that rules ask about.
#[derive(sqlx::FromRow, Deserialize)]
pub(super) struct Row {
    id: Uuid,
    status: String,
    deletion_protection_enabled: bool,
    opt_out_list_id: Uuid,
    self_managed_opt_outs_enabled: bool,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    two_way_media_s3_bucket_name: Option<String>,
    two_way_media_s3_key_prefix: Option<String>,
    two_way_media_s3_role: Option<String>,
}

impl Row {
    /// The agent, which must be locked.
    pub(super) fn rcs_agent(self) -> Result<RcsAgent, ServiceError> {
        Ok(RcsAgent {
            key: self.id,
            status: parse(&self.status)?,
            deletion_protection_enabled: self.deletion_protection_enabled,
            settings: Settings {
                opt_out_list_id: self.opt_out_list_id,
                self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
                two_way: TwoWay {
                    enabled: self.two_way_enabled,
                    channel_arn: self.two_way_channel_arn,
                    channel_role: self.two_way_channel_role,
                },
            },
            media: Media {
                bucket_name: self.two_way_media_s3_bucket_name,
                key_prefix: self.two_way_media_s3_key_prefix,
                role: self.two_way_media_s3_role,
            },
        })
    }
}

const LOCK_ALONE: &str =
    "select id from callsign.rcs_agent where account_id = $1 and region = $2 and id = $3 for no key update";

const LOCK_TO_DELETE: &str =
    "select id from callsign.rcs_agent where account_id = $1 and region = $2 and id = $3 for update";

/// The RCS agent with this id, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &RcsAgentId,
    lock: Lock,
) -> Result<Option<RcsAgent>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = match lock {
        Lock::Alone => LOCK_ALONE,
        Lock::ToDelete => LOCK_TO_DELETE,
    };
    let locked: Option<Uuid> = sqlx::query_scalar(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .fetch_optional(&mut *tx)
        .await?;
    let Some(key) = locked else { return Ok(None) };
    // Its status follows from other rows, which are read once it is locked.
    let row: Row = sqlx::query_as(
        "select id, callsign.rcs_agent_status(id) as status, deletion_protection_enabled, opt_out_list_id,
                self_managed_opt_outs_enabled, two_way_enabled, two_way_channel_arn, two_way_channel_role,
                two_way_media_s3_bucket_name, two_way_media_s3_key_prefix, two_way_media_s3_role
         from callsign.rcs_agent where id = $1",
    )
    .bind(key)
    .fetch_one(tx)
    .await?;
    row.rcs_agent().map(Some)
}

/// The key of the RCS agent with this id.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, id: &RcsAgentId) -> Result<Option<Uuid>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    Ok(sqlx::query_scalar("select id from callsign.rcs_agent where account_id = $1 and region = $2 and id = $3")
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .fetch_optional(tx)
        .await?)
}

/// How many RCS agents the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.rcs_agent where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// Makes an RCS agent. Assumed (decision RD36): two-way and self-managed opt-outs are off at first.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
    opt_out_list: Uuid,
    deletion_protection_enabled: bool,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.rcs_agent (id, account_id, region, opt_out_list_id, deletion_protection_enabled, created_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(opt_out_list)
    .bind(deletion_protection_enabled)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// What UpdateRcsAgent changes of an agent's row, beside its settings.
pub struct RcsAgentUpdate<'u> {
    /// Where incoming media go, as it is to be.
    pub media: &'u Media,
    /// Which events are published, if that changes.
    pub events: Option<&'u [String]>,
    /// Whether it can't be deleted, if that changes.
    pub deletion_protection_enabled: Option<bool>,
}

/// Changes an RCS agent, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, key: Uuid, update: &RcsAgentUpdate<'_>) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.rcs_agent set
             two_way_media_s3_bucket_name = $2, two_way_media_s3_key_prefix = $3, two_way_media_s3_role = $4,
             two_way_rcs_events_enabled = coalesce($5, two_way_rcs_events_enabled),
             deletion_protection_enabled = coalesce($6, deletion_protection_enabled)
         where id = $1",
    )
    .bind(key)
    .bind(&update.media.bucket_name)
    .bind(&update.media.key_prefix)
    .bind(&update.media.role)
    .bind(update.events)
    .bind(update.deletion_protection_enabled)
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives RCS agents, which must be locked, the settings that they share with their pool. Assumed (decision RD37): without two-way there
/// are no media settings.
///
/// # Errors
///
/// The database's.
pub async fn configure(tx: &mut PgConnection, keys: &[Uuid], settings: &Settings) -> Result<(), ServiceError> {
    let two_way = &settings.two_way;
    sqlx::query(
        "update callsign.rcs_agent set
             two_way_enabled = $2, two_way_channel_arn = $3, two_way_channel_role = $4,
             self_managed_opt_outs_enabled = $5, opt_out_list_id = $6,
             two_way_media_s3_bucket_name = case when $2 then two_way_media_s3_bucket_name end,
             two_way_media_s3_key_prefix = case when $2 then two_way_media_s3_key_prefix end,
             two_way_media_s3_role = case when $2 then two_way_media_s3_role end
         where id = any($1)",
    )
    .bind(keys)
    .bind(two_way.enabled)
    .bind(&two_way.channel_arn)
    .bind(&two_way.channel_role)
    .bind(settings.self_managed_opt_outs_enabled)
    .bind(settings.opt_out_list_id)
    .execute(tx)
    .await?;
    Ok(())
}

/// The RCS agents in a pool, which must be locked: each locked too, in the order of the keys.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds one for too long.
pub async fn lock_of_pool(tx: &mut PgConnection, pool: Uuid) -> Result<Vec<PoolMember>, ServiceError> {
    Ok(sqlx::query_as(
        "select id, account_id, 'ZZ' as iso_country_code from callsign.rcs_agent
         where id in (select rcs_agent_id from callsign.pool_origination_identity where pool_id = $1)
         order by id for no key update",
    )
    .bind(pool)
    .fetch_all(tx)
    .await?)
}

/// Deletes an RCS agent, which must be locked, in no pool and without registrations. Its keywords, testers and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.rcs_agent where id = $1").bind(key).execute(tx).await?;
    Ok(())
}
