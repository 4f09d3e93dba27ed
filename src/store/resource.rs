//! Resources of any kind, whichever table they are in.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    opt_out_list, phone_number, pool,
    resource_policy::{self, Facts},
    sender_id,
};
use crate::model::{
    arn::Scope,
    error::ServiceError,
    resource::{Key, Resource},
};

/// The key of a resource, with the table that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKey {
    /// A pool.
    Pool(Uuid),
    /// A phone number.
    PhoneNumber(Uuid),
    /// A sender ID.
    SenderId(Uuid),
    /// An opt-out list.
    OptOutList(Uuid),
}

impl ResourceKey {
    /// The key by itself, which no two resources share.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Pool(key) | Self::PhoneNumber(key) | Self::SenderId(key) | Self::OptOutList(key) => key,
        }
    }

    /// The values of the columns `pool_id`, `phone_number_id`, `sender_id_id`, `opt_out_list_id`, one of which is there, in
    /// a row that belongs to the resource.
    #[must_use]
    pub fn columns(self) -> [Option<Uuid>; 4] {
        match self {
            Self::Pool(key) => [Some(key), None, None, None],
            Self::PhoneNumber(key) => [None, Some(key), None, None],
            Self::SenderId(key) => [None, None, Some(key), None],
            Self::OptOutList(key) => [None, None, None, Some(key)],
        }
    }
}

/// A resource that is there.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its key.
    pub key: ResourceKey,
    /// The last part of its ARN, in the form that is stored.
    pub path: String,
}

/// The resource that a request names.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, resource: &Resource) -> Result<Option<Found>, ServiceError> {
    Ok(match resource {
        Resource::Pool(named) => {
            let key = pool::find(tx, scope, &named.key).await?;
            key.map(|key| Found { key: ResourceKey::Pool(key), path: named.key.path() })
        }
        Resource::PhoneNumber(named) => {
            let key = phone_number::find(tx, scope, &named.key).await?;
            key.map(|key| Found { key: ResourceKey::PhoneNumber(key), path: named.key.path() })
        }
        Resource::SenderId(named) => {
            let key = sender_id::find(tx, scope, &named.key).await?;
            key.map(|key| Found { key: ResourceKey::SenderId(key), path: named.key.path() })
        }
        Resource::OptOutList(named) => {
            let key = opt_out_list::find(tx, scope, &named.key).await?;
            key.map(|key| Found { key: ResourceKey::OptOutList(key), path: named.key.path() })
        }
        Resource::Unbuilt { .. } => None,
    })
}

/// The resource that a request names, locked against every other change of it and of what belongs to it.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(tx: &mut PgConnection, scope: &Scope, resource: &Resource) -> Result<Option<Found>, ServiceError> {
    Ok(match resource {
        Resource::Pool(named) => {
            let pool = pool::lock(tx, scope, &named.key, pool::Lock::Alone).await?;
            pool.map(|pool| Found { key: ResourceKey::Pool(pool.key), path: named.key.path() })
        }
        Resource::PhoneNumber(named) => {
            let number = phone_number::lock(tx, scope, &named.key, phone_number::Lock::Alone).await?;
            number.map(|number| Found { key: ResourceKey::PhoneNumber(number.key), path: named.key.path() })
        }
        Resource::SenderId(named) => {
            let sender_id = sender_id::lock(tx, scope, &named.key, sender_id::Lock::Alone).await?;
            sender_id.map(|sender_id| Found { key: ResourceKey::SenderId(sender_id.key), path: sender_id.name.path() })
        }
        Resource::OptOutList(named) => {
            let key = opt_out_list::lock_alone(tx, scope, &named.key).await?;
            key.map(|key| Found { key: ResourceKey::OptOutList(key), path: named.key.path() })
        }
        Resource::Unbuilt { .. } => None,
    })
}

/// The path of each resource in the stored form, and the facts about it, in the order in which they are asked for; `None` for one that
/// isn't there.
///
/// # Errors
///
/// The database's.
pub async fn facts(
    tx: &mut PgConnection,
    wanted: &[(Scope, &Resource)],
) -> Result<Vec<Option<(String, Facts)>>, ServiceError> {
    let mut found = Vec::new();
    for (scope, resource) in wanted {
        found.push(find(tx, scope, resource).await?);
    }
    let keys: Vec<Uuid> = found.iter().flatten().map(|one| one.key.uuid()).collect();
    let facts = if keys.is_empty() { HashMap::new() } else { resource_policy::facts(tx, &keys).await? };
    let of = |one: Found| (one.path, facts.get(&one.key.uuid()).cloned().unwrap_or_default());
    Ok(found.into_iter().map(|one| one.map(of)).collect())
}
