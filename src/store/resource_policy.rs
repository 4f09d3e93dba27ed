//! The tables `resource_policy` and `resource_policy_grantee`, which finds what is shared with an account.

use std::collections::HashMap;

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::resource::ResourceKey;
use crate::model::{error::ServiceError, tag::Tag};

/// A policy as it was put.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Put {
    /// Its JSON text, byte for byte.
    pub policy: String,
    /// When it was put.
    pub created_at: OffsetDateTime,
}

/// Gives a resource, which must be locked, this policy in place of the one that it has.
///
/// # Errors
///
/// The database's.
pub async fn replace(
    tx: &mut PgConnection,
    resource: ResourceKey,
    put: &Put,
    grantees: &[String],
) -> Result<(), ServiceError> {
    delete(tx, resource).await?;
    let [pool, phone_number, sender_id, opt_out_list] = resource.columns();
    sqlx::query(
        "with policy as (
             insert into callsign.resource_policy
                 (pool_id, phone_number_id, sender_id_id, opt_out_list_id, policy, created_at)
             values ($1, $2, $3, $4, $5, $6) returning id)
         insert into callsign.resource_policy_grantee (resource_policy_id, account_id)
         select policy.id, grantee from policy, unnest($7::text[]) as grantee",
    )
    .bind(pool)
    .bind(phone_number)
    .bind(sender_id)
    .bind(opt_out_list)
    .bind(&put.policy)
    .bind(put.created_at)
    .bind(grantees)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes the policy of a resource, which must be locked, away, and answers what it was.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, resource: ResourceKey) -> Result<Option<Put>, ServiceError> {
    let [pool, phone_number, sender_id, opt_out_list] = resource.columns();
    Ok(sqlx::query_as(
        "delete from callsign.resource_policy
         where pool_id = $1 or phone_number_id = $2 or sender_id_id = $3 or opt_out_list_id = $4
         returning policy, created_at",
    )
    .bind(pool)
    .bind(phone_number)
    .bind(sender_id)
    .bind(opt_out_list)
    .fetch_optional(tx)
    .await?)
}

/// The policy of a resource.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, resource: ResourceKey) -> Result<Option<Put>, ServiceError> {
    let [pool, phone_number, sender_id, opt_out_list] = resource.columns();
    Ok(sqlx::query_as(
        "select policy, created_at from callsign.resource_policy
         where pool_id = $1 or phone_number_id = $2 or sender_id_id = $3 or opt_out_list_id = $4",
    )
    .bind(pool)
    .bind(phone_number)
    .bind(sender_id)
    .bind(opt_out_list)
    .fetch_optional(tx)
    .await?)
}

/// What policies ask about a resource, its own policy included.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The text of its policy, if it has one.
    pub policy: Option<String>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// The facts about the resources with these keys, whatever their kinds; a resource without any is left out.
///
/// # Errors
///
/// The database's.
pub async fn facts(tx: &mut PgConnection, keys: &[Uuid]) -> Result<HashMap<Uuid, Facts>, ServiceError> {
    let policies: Vec<(Uuid, String)> = sqlx::query_as(
        "select coalesce(pool_id, phone_number_id, sender_id_id, opt_out_list_id), policy from callsign.resource_policy
         where pool_id = any($1) or phone_number_id = any($1) or sender_id_id = any($1) or opt_out_list_id = any($1)",
    )
    .bind(keys)
    .fetch_all(&mut *tx)
    .await?;
    let tags: Vec<(Uuid, String, String)> = sqlx::query_as(
        "select coalesce(pool_id, phone_number_id, sender_id_id, opt_out_list_id), key, value from callsign.tag
         where pool_id = any($1) or phone_number_id = any($1) or sender_id_id = any($1) or opt_out_list_id = any($1)",
    )
    .bind(keys)
    .fetch_all(tx)
    .await?;
    let mut facts: HashMap<Uuid, Facts> = HashMap::new();
    for (resource, policy) in policies {
        facts.entry(resource).or_default().policy = Some(policy);
    }
    for (resource, key, value) in tags {
        facts.entry(resource).or_default().tags.push(Tag { key, value });
    }
    Ok(facts)
}
