//! The table `opt_out_list`.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{List, Select},
    next_token::{Page, Position},
};
use crate::{
    database::error::violates,
    domain::opt_out_list,
    model::{
        arn::Scope,
        error::{ConflictReason, ServiceError},
        opt_out_list::{OptOutListInformation, OptOutListName},
        resource::Key,
        resource_type::ResourceType,
    },
};

/// The key of the list with this name.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, name: &OptOutListName) -> Result<Option<Uuid>, ServiceError> {
    key(tx, scope, name, "select id from callsign.opt_out_list where account_id = $1 and region = $2 and name = $3")
        .await
}

/// The key of the list with this name, locked against its deletion until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(tx: &mut PgConnection, scope: &Scope, name: &OptOutListName) -> Result<Option<Uuid>, ServiceError> {
    let statement =
        "select id from callsign.opt_out_list where account_id = $1 and region = $2 and name = $3 for key share";
    key(tx, scope, name, statement).await
}

/// The key of the list with this name, locked against everybody, because it is about to go.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock_to_delete(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &OptOutListName,
) -> Result<Option<Uuid>, ServiceError> {
    let statement =
        "select id from callsign.opt_out_list where account_id = $1 and region = $2 and name = $3 for update";
    key(tx, scope, name, statement).await
}

async fn key(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &OptOutListName,
    statement: &'static str,
) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(&name.0)
        .fetch_optional(tx)
        .await?)
}

/// Whether each of these lists is the list `Default` of its account.
///
/// # Errors
///
/// The database's.
pub async fn are_default(tx: &mut PgConnection, lists: &[Uuid]) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar("select not exists (select from callsign.opt_out_list where id = any($1) and name <> $2)")
        .bind(lists)
        .bind(opt_out_list::DEFAULT)
        .fetch_one(tx)
        .await?)
}

/// The key of the list `Default` of a scope, locked against its deletion, which nothing does.
///
/// # Errors
///
/// The database's; InternalServerException if it is missing, which every scope has from its first call on.
pub async fn lock_default(tx: &mut PgConnection, scope: &Scope) -> Result<Uuid, ServiceError> {
    let list = lock(tx, scope, &OptOutListName(opt_out_list::DEFAULT.to_owned())).await?;
    list.ok_or_else(|| ServiceError::internal("the opt-out list Default is gone"))
}

/// Whether a pool, a phone number or an RCS agent uses a list, which must be locked to be deleted.
///
/// # Errors
///
/// The database's.
pub async fn is_in_use(tx: &mut PgConnection, list: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.pool where opt_out_list_id = $1)
             or exists (select from callsign.phone_number where opt_out_list_id = $1)
             or exists (select from callsign.rcs_agent where opt_out_list_id = $1)",
    )
    .bind(list)
    .fetch_one(tx)
    .await?)
}

/// Deletes a list, which must be locked and not in use. Its numbers and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, list: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.opt_out_list where id = $1").bind(list).execute(tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct InformationRow {
    id: Uuid,
    account_id: String,
    name: String,
    created_at: OffsetDateTime,
}

/// One page of the opt-out lists on a list of them.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    page: Page,
) -> Result<Vec<(Position, OptOutListInformation)>, ServiceError> {
    let scope = list.scope;
    let select = "select id, account_id, name, created_at from callsign.opt_out_list where ";
    let rows: Vec<InformationRow> =
        Select::listing(select, list).page("created_at", "id", page).build_query_as().fetch_all(tx).await?;
    Ok(rows.into_iter().map(|row| row.information(scope)).collect())
}

/// What DescribeOptOutLists answers about one list.
///
/// # Errors
///
/// The database's; InternalServerException if the list isn't there.
pub async fn describe(tx: &mut PgConnection, scope: &Scope, key: Uuid) -> Result<OptOutListInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), Page::one()).await?;
    rows.into_iter().next().map(|(_, list)| list).ok_or_else(|| ServiceError::internal("a locked list is gone"))
}

impl InformationRow {
    fn information(self, scope: &Scope) -> (Position, OptOutListInformation) {
        let name = OptOutListName(self.name);
        let information = OptOutListInformation {
            opt_out_list_arn: scope.arn_in(&self.account_id, name.path()),
            opt_out_list_name: name.0,
            created_timestamp: self.created_at,
        };
        (Position { created_at: self.created_at, key: self.id }, information)
    }
}

/// How many lists the scope has, `Default` counted too, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.opt_out_list where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// Makes a list.
///
/// # Errors
///
/// ConflictException RESOURCE_ALREADY_EXISTS. Documented: the rule; Assumed: the Reason's name says so.
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
    name: &OptOutListName,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    let inserted = sqlx::query(
        "insert into callsign.opt_out_list (id, account_id, region, name, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(&name.0)
    .bind(now)
    .execute(tx)
    .await;
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if violates(&error, "opt_out_list_name_is_unique") => Err(ServiceError::conflict(
            ConflictReason::ResourceAlreadyExists,
            ResourceType::OptOutList,
            name.0.as_str(),
        )),
        Err(error) => Err(error.into()),
    }
}
