//! The table `protect_configuration`.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, List, Select},
    next_token::{Page, Position},
};
use crate::{
    domain::protect_configuration::ProtectConfiguration,
    model::{
        arn::Scope,
        error::ServiceError,
        filter::Filter,
        protect_configuration::{ProtectConfigurationId, ProtectConfigurationInformation},
        resource::Key,
    },
};

/// The key of the protect configuration with this id.
///
/// # Errors
///
/// The database's.
pub async fn find(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &ProtectConfigurationId,
) -> Result<Option<Uuid>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = "select id from callsign.protect_configuration where account_id = $1 and region = $2 and id = $3";
    Ok(sqlx::query_scalar(statement).bind(scope.account_id()).bind(scope.region()).bind(key).fetch_optional(tx).await?)
}

/// How a protect configuration is locked.
#[derive(Clone, Copy, Debug)]
pub enum Lock {
    /// Against its going.
    Shared,
    /// Against every other change of it, of its rules and of its overrides.
    Alone,
    /// Against everybody, because it is about to go.
    ToDelete,
}

const LOCK_SHARED: &str = "select id, account_default, deletion_protection_enabled
     from callsign.protect_configuration where account_id = $1 and region = $2 and id = $3 for key share";

const LOCK_ALONE: &str = "select id, account_default, deletion_protection_enabled
     from callsign.protect_configuration where account_id = $1 and region = $2 and id = $3 for no key update";

const LOCK_TO_DELETE: &str = "select id, account_default, deletion_protection_enabled
     from callsign.protect_configuration where account_id = $1 and region = $2 and id = $3 for update";

/// The protect configuration with this id, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &ProtectConfigurationId,
    lock: Lock,
) -> Result<Option<ProtectConfiguration>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = match lock {
        Lock::Shared => LOCK_SHARED,
        Lock::Alone => LOCK_ALONE,
        Lock::ToDelete => LOCK_TO_DELETE,
    };
    let row: Option<(Uuid, bool, bool)> =
        sqlx::query_as(statement).bind(scope.account_id()).bind(scope.region()).bind(key).fetch_optional(tx).await?;
    Ok(row.map(|(key, is_account_default, deletion_protection_enabled)| ProtectConfiguration {
        key,
        is_account_default,
        deletion_protection_enabled,
    }))
}

/// Makes one, with no rules: it lets everything through.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
    deletion_protection_enabled: bool,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.protect_configuration (id, account_id, region, deletion_protection_enabled, created_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(deletion_protection_enabled)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Protects one, which must be locked, against being deleted, or no longer.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, key: Uuid, deletion_protection_enabled: bool) -> Result<(), ServiceError> {
    sqlx::query("update callsign.protect_configuration set deletion_protection_enabled = $2 where id = $1")
        .bind(key)
        .bind(deletion_protection_enabled)
        .execute(tx)
        .await?;
    Ok(())
}

/// Deletes one, which must be locked. Its rules, overrides and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.protect_configuration where id = $1").bind(key).execute(tx).await?;
    Ok(())
}

/// Whether a configuration set is associated with one, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn is_associated(tx: &mut PgConnection, key: Uuid) -> Result<bool, ServiceError> {
    let statement = "select exists (select from callsign.configuration_set where protect_configuration_id = $1)";
    Ok(sqlx::query_scalar(statement).bind(key).fetch_one(tx).await?)
}

/// How many the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*)
         from (select from callsign.protect_configuration where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// The one that is the default of the scope.
///
/// # Errors
///
/// The database's.
pub async fn find_default(
    tx: &mut PgConnection,
    scope: &Scope,
) -> Result<Option<ProtectConfigurationId>, ServiceError> {
    let key: Option<Uuid> = sqlx::query_scalar(
        "select id from callsign.protect_configuration where account_id = $1 and region = $2 and account_default",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .fetch_optional(tx)
    .await?;
    Ok(key.map(ProtectConfigurationId::of))
}

/// Makes one the default of the scope, whose row must be locked, in the place of another, or, without one, leaves the scope without a
/// default.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds one of them for too long.
pub async fn set_default(tx: &mut PgConnection, scope: &Scope, key: Option<Uuid>) -> Result<(), ServiceError> {
    sqlx::query(
        "select from callsign.protect_configuration
         where account_id = $1 and region = $2 and (account_default or id = $3) order by id for no key update",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.protect_configuration set account_default = false
         where account_id = $1 and region = $2 and account_default and id is distinct from $3",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.protect_configuration set account_default = true where id = $1 and not account_default",
    )
    .bind(key)
    .execute(tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct InformationRow {
    id: Uuid,
    account_id: String,
    account_default: bool,
    deletion_protection_enabled: bool,
    created_at: OffsetDateTime,
}

/// How a filter is asked of the database.
fn column(filter: &str) -> Option<Column> {
    match filter {
        "account-default" => Some(Column::Text("account_default::text")),
        "deletion-protection-enabled" => Some(Column::Text("deletion_protection_enabled::text")),
        _ => None,
    }
}

/// One page of the protect configurations on a list of them that pass the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, ProtectConfigurationInformation)>, ServiceError> {
    let scope = list.scope;
    let select = "
        select id, account_id, account_default, deletion_protection_enabled, created_at
        from callsign.protect_configuration where ";
    let rows: Vec<InformationRow> = Select::listing(select, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.information(scope)).collect())
}

/// What DescribeProtectConfigurations answers about one.
///
/// # Errors
///
/// The database's; InternalServerException if it isn't there.
pub async fn describe(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
) -> Result<ProtectConfigurationInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    let row = rows.into_iter().next().map(|(_, information)| information);
    row.ok_or_else(|| ServiceError::internal("a locked protect configuration is gone"))
}

impl InformationRow {
    fn information(self, scope: &Scope) -> (Position, ProtectConfigurationInformation) {
        let id = ProtectConfigurationId::of(self.id);
        let information = ProtectConfigurationInformation {
            protect_configuration_arn: scope.arn_in(&self.account_id, id.path()),
            protect_configuration_id: id.as_str().to_owned(),
            created_timestamp: self.created_at,
            account_default: self.account_default,
            deletion_protection_enabled: self.deletion_protection_enabled,
        };
        (Position { created_at: self.created_at, key: self.id }, information)
    }
}
