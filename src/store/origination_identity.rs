//! Origination identities, whichever table they are in.

use sqlx::PgConnection;

use uuid::Uuid;

use super::{
    phone_number::{self, PoolMember},
    rcs_agent, sender_id,
};
use crate::{
    domain::origination_identity::{IdentityName, OriginationIdentity},
    model::{arn::Scope, error::ServiceError, phone_number::PhoneNumberId, rcs_agent::RcsAgentId, resource::Key},
};

/// The identity with this name, locked as its kind needs.
///
/// # Errors
///
/// Those of [`phone_number::lock`], [`sender_id::lock`] and [`rcs_agent::lock`].
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &IdentityName,
) -> Result<Option<OriginationIdentity>, ServiceError> {
    Ok(match name {
        IdentityName::PhoneNumber(named) => phone_number::lock(tx, scope, &named.key, phone_number::Lock::Alone)
            .await?
            .map(OriginationIdentity::PhoneNumber),
        IdentityName::SenderId(named) => {
            sender_id::lock(tx, scope, &named.key, sender_id::Lock::ToJoin).await?.map(OriginationIdentity::SenderId)
        }
        IdentityName::RcsAgent(named) => {
            rcs_agent::lock(tx, scope, &named.key, rcs_agent::Lock::Alone).await?.map(OriginationIdentity::RcsAgent)
        }
    })
}

/// The identities in a pool that have its settings and keywords.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// Its phone numbers.
    pub phone_numbers: Vec<PoolMember>,
    /// Its RCS agents.
    pub rcs_agents: Vec<PoolMember>,
}

impl Members {
    /// Each one's owner and the last part of its ARN.
    pub fn owned(&self) -> impl Iterator<Item = (&str, String)> {
        let numbers = self.phone_numbers.iter().map(|one| (one.account_id.as_str(), PhoneNumberId::of(one.key).path()));
        let agents = self.rcs_agents.iter().map(|one| (one.account_id.as_str(), RcsAgentId::of(one.key).path()));
        numbers.chain(agents)
    }

    /// The keys of its phone numbers, and those of its RCS agents.
    #[must_use]
    pub fn keys(&self) -> (Vec<Uuid>, Vec<Uuid>) {
        let keys = |members: &[PoolMember]| members.iter().map(|member| member.key).collect();
        (keys(&self.phone_numbers), keys(&self.rcs_agents))
    }
}

/// The identities of a pool, which must be locked, that have its settings and keywords: each locked too, kind by kind in the order of the
/// keys.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds one for too long.
pub async fn lock_of_pool(tx: &mut PgConnection, pool: Uuid) -> Result<Members, ServiceError> {
    let phone_numbers = phone_number::lock_of_pool(tx, pool).await?;
    let rcs_agents = rcs_agent::lock_of_pool(tx, pool).await?;
    Ok(Members { phone_numbers, rcs_agents })
}
