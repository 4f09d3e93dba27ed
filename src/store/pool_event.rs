//! The table `pool_event`: the history of pools.

use sqlx::PgConnection;
use strum::AsRefStr;
use uuid::Uuid;

use super::pool_origination_identity::Event;
use crate::model::{error::ServiceError, resource::Resource, resource_type::ResourceType};

/// What happens to a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum What {
    /// It was made, with all that belongs to it.
    Created,
    /// Its row, its tags or its keywords may have changed.
    Updated,
    /// It is about to go.
    Deleted,
}

/// Notes what happens to a pool, with what it is now: an update after it, a removal before it. An update that changed nothing isn't
/// noted.
///
/// # Errors
///
/// The database's.
pub async fn note(tx: &mut PgConnection, pool: Uuid, what: What, event: &Event<'_>) -> Result<(), ServiceError> {
    sqlx::query(
        "with now as (
             select p.account_id, p.region, callsign.pool_settings(p.id) as settings, (
                        select e.settings from callsign.pool_event e where e.pool = p.id order by e.id desc limit 1) as previous
             from callsign.pool p where p.id = $1)
         insert into callsign.pool_event (
             account_id, region, event, pool, settings, previous, at, request_id, access_key_id, principal_arn)
         select account_id, region, $2, $1, settings, previous, $3, $4, $5, $6
         from now where $2 <> 'UPDATED' or settings is distinct from previous",
    )
    .bind(pool)
    .bind(what.as_ref())
    .bind(event.at)
    .bind(event.request_id.to_string())
    .bind(event.by.access_key_id)
    .bind(event.by.principal_arn)
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes an update of a resource, if it is a pool: other kinds have no history.
///
/// # Errors
///
/// The database's.
pub async fn note_update(
    tx: &mut PgConnection,
    resource: &Resource,
    key: Uuid,
    event: &Event<'_>,
) -> Result<(), ServiceError> {
    if resource.resource_type() == ResourceType::Pool {
        note(tx, key, What::Updated, event).await?;
    }
    Ok(())
}
