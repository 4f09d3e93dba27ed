//! The table `tag`.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::model::{error::ServiceError, tag::Tag};

/// Puts tags on a resource that has none with these keys.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, resource: Uuid, tags: &[Tag]) -> Result<(), ServiceError> {
    if tags.is_empty() {
        return Ok(());
    }
    let keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    let values: Vec<&str> = tags.iter().map(|tag| tag.value.as_str()).collect();
    sqlx::query("insert into callsign.tag (resource_id, key, value) select $1, * from unnest($2::text[], $3::text[])")
        .bind(resource)
        .bind(keys)
        .bind(values)
        .execute(tx)
        .await?;
    Ok(())
}

/// Takes the tags with these keys off a resource, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, resource: Uuid, keys: &[&str]) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.tag where resource_id = $1 and key = any($2)")
        .bind(resource)
        .bind(keys)
        .execute(tx)
        .await?;
    Ok(())
}

/// The tags of a resource, in the order of their keys.
///
/// # Errors
///
/// The database's.
pub async fn list(tx: &mut PgConnection, resource: Uuid) -> Result<Vec<Tag>, ServiceError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("select key, value from callsign.tag where resource_id = $1 order by key collate \"C\"")
            .bind(resource)
            .fetch_all(tx)
            .await?;
    Ok(rows.into_iter().map(|(key, value)| Tag { key, value }).collect())
}

/// How many tags a resource, which must be locked, has.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, resource: Uuid) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select count(*) from callsign.tag where resource_id = $1")
        .bind(resource)
        .fetch_one(tx)
        .await?)
}
