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
    Ok(find_all(tx, &[(scope.clone(), resource)]).await?.into_iter().flatten().next())
}

/// The resources that a request names, in its order.
///
/// # Errors
///
/// The database's.
pub async fn find_all(
    tx: &mut PgConnection,
    wanted: &[(Scope, &Resource)],
) -> Result<Vec<Option<Found>>, ServiceError> {
    let [accounts, regions, paths] = columns(wanted);
    let keys: Vec<Option<Uuid>> = sqlx::query_scalar(
        "select r.id
         from unnest($1::text[], $2::text[], $3::text[]) with ordinality as wanted (account_id, region, path, place)
         left join callsign.resource r using (account_id, region, path)
         order by wanted.place",
    )
    .bind(accounts)
    .bind(regions)
    .bind(paths)
    .fetch_all(tx)
    .await?;
    let found = keys.into_iter().zip(wanted);
    Ok(found.map(|(key, (_, resource))| key.map(|key| Found { key, path: resource.path().to_owned() })).collect())
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    path: Option<String>,
    policy: Option<String>,
    tag_keys: Vec<String>,
    tag_values: Vec<String>,
}

/// The path of each resource and the facts about it, in the order in which they are asked for, by one statement; `None` for one
/// that isn't there.
///
/// # Errors
///
/// The database's.
pub async fn facts(
    tx: &mut PgConnection,
    wanted: &[(Scope, &Resource)],
) -> Result<Vec<Option<(String, Facts)>>, ServiceError> {
    let [accounts, regions, paths] = columns(wanted);
    let rows: Vec<KnownRow> = sqlx::query_as(
        "select r.path, p.policy,
                array(select t.key from callsign.tag t where t.resource_id = r.id order by t.key) as tag_keys,
                array(select t.value from callsign.tag t where t.resource_id = r.id order by t.key) as tag_values
         from unnest($1::text[], $2::text[], $3::text[]) with ordinality as wanted (account_id, region, path, place)
         left join callsign.resource r using (account_id, region, path)
         left join callsign.resource_policy p on p.resource_id = r.id
         order by wanted.place",
    )
    .bind(accounts)
    .bind(regions)
    .bind(paths)
    .fetch_all(tx)
    .await?;
    let facts = rows.into_iter().map(|row| {
        let tags = row.tag_keys.into_iter().zip(row.tag_values).map(|(key, value)| Tag { key, value }).collect();
        row.path.map(|path| (path, Facts { policy: row.policy, tags }))
    });
    Ok(facts.collect())
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
fn columns<'w>(wanted: &'w [(Scope, &Resource)]) -> [Vec<&'w str>; 3] {
    [
        wanted.iter().map(|(scope, _)| scope.account_id()).collect(),
        wanted.iter().map(|(scope, _)| scope.region()).collect(),
        wanted.iter().map(|(_, resource)| resource.path()).collect(),
    ]
}
