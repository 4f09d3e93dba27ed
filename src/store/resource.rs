//! The table `resource`: resources of any kind. Rows are made and deleted by the triggers of each kind's own table.

use sqlx::PgConnection;
use uuid::Uuid;

use super::resource_policy::Facts;
use crate::model::{arn::Scope, error::ServiceError, resource::Resource, tag::Tag};

/// A resource that is there.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its key.
    pub key: Uuid,
    /// The last part of its ARN.
    pub path: String,
}

/// The resource that a request names.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, resource: &Resource) -> Result<Option<Found>, ServiceError> {
    Ok(find_all(tx, &[(scope, resource)]).await?.into_iter().flatten().next())
}

/// The resources that a request names, in its order.
///
/// # Errors
///
/// The database's.
pub async fn find_all(
    tx: &mut PgConnection,
    named: &[(&Scope, &Resource)],
) -> Result<Vec<Option<Found>>, ServiceError> {
    let [accounts, regions, paths] = columns(named);
    let keys: Vec<Option<Uuid>> = sqlx::query_scalar(
        "select r.id
         from unnest($1::text[], $2::text[], $3::text[]) with ordinality as named (account_id, region, path, place)
         left join callsign.resource r using (account_id, region, path)
         order by named.place",
    )
    .bind(accounts)
    .bind(regions)
    .bind(paths)
    .fetch_all(tx)
    .await?;
    let found = keys.into_iter().zip(named);
    Ok(found.map(|(key, (_, resource))| key.map(|key| Found { key, path: resource.path().to_owned() })).collect())
}

/// A resource that is there, and what policies ask about it.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its key.
    pub key: Uuid,
    /// The last part of its ARN.
    pub path: String,
    /// Its tags and its policy.
    pub facts: Facts,
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    id: Option<Uuid>,
    policy: Option<String>,
    tag_keys: Vec<String>,
    tag_values: Vec<String>,
}

/// The resources that a request names, in its order, each with the facts about it: one statement for all of them.
///
/// # Errors
///
/// The database's.
pub async fn facts(tx: &mut PgConnection, named: &[(&Scope, &Resource)]) -> Result<Vec<Option<Known>>, ServiceError> {
    let [accounts, regions, paths] = columns(named);
    let rows: Vec<KnownRow> = sqlx::query_as(
        "select r.id, p.policy,
                array(select t.key from callsign.tag t where t.resource_id = r.id order by t.key) as tag_keys,
                array(select t.value from callsign.tag t where t.resource_id = r.id order by t.key) as tag_values
         from unnest($1::text[], $2::text[], $3::text[]) with ordinality as named (account_id, region, path, place)
         left join callsign.resource r using (account_id, region, path)
         left join callsign.resource_policy p on p.resource_id = r.id
         order by named.place",
    )
    .bind(accounts)
    .bind(regions)
    .bind(paths)
    .fetch_all(tx)
    .await?;
    let known = rows.into_iter().zip(named).map(|(row, (_, resource))| {
        let tags = row.tag_keys.into_iter().zip(row.tag_values).map(|(key, value)| Tag { key, value }).collect();
        let facts = Facts { policy: row.policy, tags };
        row.id.map(|key| Known { key, path: resource.path().to_owned(), facts })
    });
    Ok(known.collect())
}

/// The resource that a request names, its own row locked against every other change of it and of what belongs to it.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(tx: &mut PgConnection, scope: &Scope, resource: &Resource) -> Result<Option<Found>, ServiceError> {
    let key: Option<Uuid> = sqlx::query_scalar("select callsign.lock_resource($1, $2, $3)")
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(resource.path())
        .fetch_one(tx)
        .await?;
    Ok(key.map(|key| Found { key, path: resource.path().to_owned() }))
}

/// Accounts, regions and paths, each as a column.
fn columns<'n>(named: &[(&'n Scope, &'n Resource)]) -> [Vec<&'n str>; 3] {
    [
        named.iter().map(|(scope, _)| scope.account_id()).collect(),
        named.iter().map(|(scope, _)| scope.region()).collect(),
        named.iter().map(|(_, resource)| resource.path()).collect(),
    ]
}
