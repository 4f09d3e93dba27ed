//! The tables `resource_policy` and `resource_policy_grantee`, which finds what is shared with an account.

use std::collections::HashMap;

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

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
    resource: Uuid,
    put: &Put,
    grantees: &[String],
) -> Result<(), ServiceError> {
    delete(tx, resource).await?;
    sqlx::query(
        "with policy as (
             insert into callsign.resource_policy (resource_id, policy, created_at) values ($1, $2, $3)
             returning resource_id)
         insert into callsign.resource_policy_grantee (resource_id, account_id)
         select policy.resource_id, grantee from policy, unnest($4::text[]) as grantee",
    )
    .bind(resource)
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
pub async fn delete(tx: &mut PgConnection, resource: Uuid) -> Result<Option<Put>, ServiceError> {
    Ok(sqlx::query_as("delete from callsign.resource_policy where resource_id = $1 returning policy, created_at")
        .bind(resource)
        .fetch_optional(tx)
        .await?)
}

/// The policy of a resource.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, resource: Uuid) -> Result<Option<Put>, ServiceError> {
    Ok(sqlx::query_as("select policy, created_at from callsign.resource_policy where resource_id = $1")
        .bind(resource)
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

/// A tag, if there is any, beside the policy, if there is one.
#[derive(sqlx::FromRow)]
struct FactRow {
    resource_id: Uuid,
    policy: Option<String>,
    key: Option<String>,
    value: Option<String>,
}

/// The facts about the resources with these keys, whatever their kinds; a resource without any is left out.
///
/// # Errors
///
/// The database's.
pub async fn facts(tx: &mut PgConnection, keys: &[Uuid]) -> Result<HashMap<Uuid, Facts>, ServiceError> {
    let rows: Vec<FactRow> = sqlx::query_as(
        "select coalesce(t.resource_id, p.resource_id) as resource_id, p.policy, t.key, t.value
         from (select * from callsign.resource_policy where resource_id = any($1)) p
         full join (select * from callsign.tag where resource_id = any($1)) t on t.resource_id = p.resource_id",
    )
    .bind(keys)
    .fetch_all(tx)
    .await?;
    let mut facts: HashMap<Uuid, Facts> = HashMap::new();
    for row in rows {
        let known = facts.entry(row.resource_id).or_default();
        known.policy = row.policy;
        known.tags.extend(row.key.zip(row.value).map(|(key, value)| Tag { key, value }));
    }
    Ok(facts)
}
