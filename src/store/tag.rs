//! The table `tag`.

use sqlx::PgConnection;

use super::resource::ResourceKey;
use crate::model::{error::ServiceError, tag::Tag};

/// Puts tags on a resource that has none with these keys.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, resource: ResourceKey, tags: &[Tag]) -> Result<(), ServiceError> {
    if tags.is_empty() {
        return Ok(());
    }
    let [pool, phone_number, sender_id, opt_out_list] = resource.columns();
    let keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    let values: Vec<&str> = tags.iter().map(|tag| tag.value.as_str()).collect();
    sqlx::query(
        "insert into callsign.tag (pool_id, phone_number_id, sender_id_id, opt_out_list_id, key, value)
         select $1, $2, $3, $4, * from unnest($5::text[], $6::text[])",
    )
    .bind(pool)
    .bind(phone_number)
    .bind(sender_id)
    .bind(opt_out_list)
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
pub async fn delete(tx: &mut PgConnection, resource: ResourceKey, keys: &[&str]) -> Result<(), ServiceError> {
    let [pool, phone_number, sender_id, opt_out_list] = resource.columns();
    sqlx::query(
        "delete from callsign.tag
         where (pool_id = $1 or phone_number_id = $2 or sender_id_id = $3 or opt_out_list_id = $4) and key = any($5)",
    )
    .bind(pool)
    .bind(phone_number)
    .bind(sender_id)
    .bind(opt_out_list)
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
pub async fn list(tx: &mut PgConnection, resource: ResourceKey) -> Result<Vec<Tag>, ServiceError> {
    let [pool, phone_number, sender_id, opt_out_list] = resource.columns();
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select key, value from callsign.tag
         where pool_id = $1 or phone_number_id = $2 or sender_id_id = $3 or opt_out_list_id = $4
         order by key collate \"C\"",
    )
    .bind(pool)
    .bind(phone_number)
    .bind(sender_id)
    .bind(opt_out_list)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(key, value)| Tag { key, value }).collect())
}

/// How many tags a resource, which must be locked, has.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, resource: ResourceKey) -> Result<i64, ServiceError> {
    let [pool, phone_number, sender_id, opt_out_list] = resource.columns();
    Ok(sqlx::query_scalar(
        "select count(*) from callsign.tag
         where pool_id = $1 or phone_number_id = $2 or sender_id_id = $3 or opt_out_list_id = $4",
    )
    .bind(pool)
    .bind(phone_number)
    .bind(sender_id)
    .bind(opt_out_list)
    .fetch_one(tx)
    .await?)
}
