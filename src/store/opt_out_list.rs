//! The table `opt_out_list`.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::error::violates;
use crate::model::{
    arn::{OptOutListName, Scope},
    enumeration::ResourceType,
    error::{ConflictReason, ServiceError},
};

/// The key of the list with this name.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, name: &OptOutListName) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select id from callsign.opt_out_list where account_id = $1 and region = $2 and name = $3 for key share",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(&name.0)
    .fetch_optional(tx)
    .await?)
}

/// How many lists the scope has, `Default` counted too.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select count(*) from callsign.opt_out_list where account_id = $1 and region = $2")
        .bind(scope.account_id())
        .bind(scope.region())
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
