//! The table `notify_configuration`.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, List, Select, parse_all},
    next_token::{Page, Position},
};
use crate::{
    domain::notify::NotifyConfiguration,
    model::{
        arn::Scope,
        error::ServiceError,
        filter::Filter,
        notify_configuration::{
            NotifyConfigurationId, NotifyConfigurationInformation, NotifyConfigurationStatus as Status,
            NotifyConfigurationTier as Tier, NotifyConfigurationUseCase as UseCase, TierUpgradeStatus,
        },
        phone_number::NumberCapability,
        pool::PoolId,
        resource::Key,
    },
};

/// How strongly one is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Not at all: what changes meanwhile changes the next message.
    Not,
    /// Against other changes.
    Alone,
    /// Against everybody, because it is about to go.
    ToDelete,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    display_name: String,
    default_template_id: Option<String>,
    pool_id: Option<Uuid>,
    enabled_countries: Option<Vec<String>>,
    enabled_channels: Vec<String>,
    tier: Text<Tier>,
    status: Text<Status>,
    decided_at: OffsetDateTime,
    deletion_protection_enabled: bool,
}

const FIND: &str = "
    select id, display_name, default_template_id, pool_id, enabled_countries, enabled_channels, tier, status, decided_at,
           deletion_protection_enabled
    from callsign.notify_configuration where account_id = $1 and region = $2 and id = $3";

const LOCK_ALONE: &str = "
    select id, display_name, default_template_id, pool_id, enabled_countries, enabled_channels, tier, status, decided_at,
           deletion_protection_enabled
    from callsign.notify_configuration where account_id = $1 and region = $2 and id = $3 for no key update";

const LOCK_TO_DELETE: &str = "
    select id, display_name, default_template_id, pool_id, enabled_countries, enabled_channels, tier, status, decided_at,
           deletion_protection_enabled
    from callsign.notify_configuration where account_id = $1 and region = $2 and id = $3 for update";

/// The one with this id.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &NotifyConfigurationId,
    lock: Lock,
) -> Result<Option<NotifyConfiguration>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = match lock {
        Lock::Not => FIND,
        Lock::Alone => LOCK_ALONE,
        Lock::ToDelete => LOCK_TO_DELETE,
    };
    let row: Option<Row> =
        sqlx::query_as(statement).bind(scope.account_id()).bind(scope.region()).bind(key).fetch_optional(tx).await?;
    row.map(Row::configuration).transpose()
}

impl Row {
    fn configuration(self) -> Result<NotifyConfiguration, ServiceError> {
        Ok(NotifyConfiguration {
            key: self.id,
            display_name: self.display_name,
            default_template_id: self.default_template_id,
            pool: self.pool_id,
            enabled_countries: self.enabled_countries,
            enabled_channels: parse_all(&self.enabled_channels)?,
            tier: self.tier.0,
            decided: self.status.0,
            decided_at: self.decided_at,
            deletion_protection_enabled: self.deletion_protection_enabled,
        })
    }
}

/// One to be made, of the tier BASIC.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the members that aren't explained are the model's")]
pub struct NewNotifyConfiguration<'n> {
    pub key: Uuid,
    pub display_name: &'n str,
    pub use_case: UseCase,
    pub default_template_id: Option<&'n str>,
    /// The key of its pool, which must be locked.
    pub pool: Option<Uuid>,
    pub enabled_countries: Option<&'n [String]>,
    pub enabled_channels: &'n [NumberCapability],
    /// What it is once that is decided.
    pub status: Status,
    /// When it is.
    pub decided_at: OffsetDateTime,
    pub rejection_reason: Option<&'n str>,
    pub deletion_protection_enabled: bool,
    pub now: OffsetDateTime,
}

/// Makes one.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    new: &NewNotifyConfiguration<'_>,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.notify_configuration
             (id, account_id, region, display_name, use_case, default_template_id, pool_id, enabled_countries,
              enabled_channels, tier, tier_upgrade_status, status, decided_at, rejection_reason,
              deletion_protection_enabled, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'BASIC', 'BASIC', $10, $11, $12, $13, $14)",
    )
    .bind(new.key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(new.display_name)
    .bind(new.use_case.as_ref())
    .bind(new.default_template_id)
    .bind(new.pool)
    .bind(new.enabled_countries)
    .bind(names(new.enabled_channels))
    .bind(new.status.as_ref())
    .bind(new.decided_at)
    .bind(new.rejection_reason)
    .bind(new.deletion_protection_enabled)
    .bind(new.now)
    .execute(tx)
    .await?;
    Ok(())
}

fn names(channels: &[NumberCapability]) -> Vec<&str> {
    channels.iter().map(AsRef::as_ref).collect()
}

/// Writes what of one, which must be locked, may change.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, changed: &NotifyConfiguration) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.notify_configuration
         set default_template_id = $2, pool_id = $3, enabled_countries = $4, enabled_channels = $5,
             deletion_protection_enabled = $6
         where id = $1",
    )
    .bind(changed.key)
    .bind(changed.default_template_id.as_deref())
    .bind(changed.pool)
    .bind(changed.enabled_countries.as_deref())
    .bind(names(&changed.enabled_channels))
    .bind(changed.deletion_protection_enabled)
    .execute(tx)
    .await?;
    Ok(())
}

/// Decides what one, which must be locked, is from `decided_at` on; it is PENDING before.
///
/// # Errors
///
/// The database's.
pub async fn decide(
    tx: &mut PgConnection,
    key: Uuid,
    status: Status,
    decided_at: OffsetDateTime,
    rejection_reason: Option<&str>,
) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.notify_configuration set status = $2, decided_at = $3, rejection_reason = $4 where id = $1",
    )
    .bind(key)
    .bind(status.as_ref())
    .bind(decided_at)
    .bind(rejection_reason)
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives one, which must be locked, a tier.
///
/// # Errors
///
/// The database's.
pub async fn set_tier(tx: &mut PgConnection, key: Uuid, tier: Tier) -> Result<(), ServiceError> {
    sqlx::query("update callsign.notify_configuration set tier = $2, tier_upgrade_status = $2 where id = $1")
        .bind(key)
        .bind(tier.as_ref())
        .execute(tx)
        .await?;
    Ok(())
}

/// Deletes one, which must be locked. Its tags and its place in registrations go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.notify_configuration where id = $1").bind(key).execute(tx).await?;
    Ok(())
}

/// How many the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*)
         from (select from callsign.notify_configuration where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// Whether any names a pool, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn names_pool(tx: &mut PgConnection, pool: Uuid) -> Result<bool, ServiceError> {
    let statement = "select exists (select from callsign.notify_configuration where pool_id = $1)";
    Ok(sqlx::query_scalar(statement).bind(pool).fetch_one(tx).await?)
}

#[derive(sqlx::FromRow)]
struct InformationRow {
    id: Uuid,
    account_id: String,
    display_name: String,
    use_case: Text<UseCase>,
    default_template_id: Option<String>,
    pool_id: Option<Uuid>,
    enabled_countries: Option<Vec<String>>,
    enabled_channels: Vec<String>,
    tier: Text<Tier>,
    tier_upgrade_status: Text<TierUpgradeStatus>,
    status: Text<Status>,
    decided_at: OffsetDateTime,
    rejection_reason: Option<String>,
    deletion_protection_enabled: bool,
    created_at: OffsetDateTime,
    /// That of the account whose row it is.
    present: OffsetDateTime,
}

/// How a filter is asked of the database.
fn column(filter: &str) -> Option<Column> {
    match filter {
        "display-name" => Some(Column::Text("display_name")),
        "enabled-countries" => Some(Column::Array("enabled_countries")),
        "enabled-channels" => Some(Column::Array("enabled_channels")),
        "default-template" => Some(Column::Text("default_template_id")),
        "default-pool" => Some(Column::Text("pool")),
        "use-case" => Some(Column::Text("use_case")),
        "status" => Some(Column::Status {
            pieces: &["case when decided_at > ", " then 'PENDING' else status end"],
            active_from: "active_at",
        }),
        "deletion-protection-enabled" => Some(Column::Text("deletion_protection_enabled::text")),
        "tier-upgrade-status" => Some(Column::Text("tier_upgrade_status")),
        _ => None,
    }
}

/// One page of those on a list of them that pass the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, NotifyConfigurationInformation)>, ServiceError> {
    let scope = list.scope;
    // One that is decided otherwise is never ACTIVE.
    let from = "
        from (select n.*, callsign.pool_id(n.pool_id) as pool,
                     case when n.status = 'ACTIVE' then n.decided_at else '9999-12-31 00:00Z' end as active_at
              from callsign.notify_configuration n) n
        where ";
    let rows: Vec<InformationRow> = Select::listing_in_time(from, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|row| row.information(scope)).collect()
}

/// What DescribeNotifyConfigurations answers about one.
///
/// # Errors
///
/// The database's; InternalServerException if it isn't there.
pub async fn describe(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
) -> Result<NotifyConfigurationInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    let row = rows.into_iter().next().map(|(_, information)| information);
    row.ok_or_else(|| ServiceError::internal("a locked notify configuration is gone"))
}

impl InformationRow {
    fn information(self, scope: &Scope) -> Result<(Position, NotifyConfigurationInformation), ServiceError> {
        let id = NotifyConfigurationId::of(self.id);
        let is_decided = self.decided_at <= self.present;
        let information = NotifyConfigurationInformation {
            notify_configuration_arn: scope.arn_in(&self.account_id, id.path()),
            notify_configuration_id: id.as_str().to_owned(),
            display_name: self.display_name,
            use_case: self.use_case.0,
            default_template_id: self.default_template_id,
            pool_id: self.pool_id.map(|key| PoolId::of(key).as_str().to_owned()),
            enabled_countries: self.enabled_countries,
            enabled_channels: parse_all(&self.enabled_channels)?,
            tier: self.tier.0,
            tier_upgrade_status: self.tier_upgrade_status.0,
            status: if is_decided { self.status.0 } else { Status::Pending },
            rejection_reason: self.rejection_reason.filter(|_| is_decided),
            deletion_protection_enabled: self.deletion_protection_enabled,
            created_timestamp: self.created_at,
        };
        Ok((Position { created_at: self.created_at, key: self.id }, information))
    }
}
