//! # AssociateOriginationIdentity
//!
//! Associates the specified origination identity with a pool.
//!
//! - Documented: if the origination identity is a phone number or an RCS agent and is already associated with another pool, an error is
//!   returned. A sender ID can be associated with multiple pools.
//! - Documented: if the origination identity's configuration doesn't match the pool's configuration, an error is returned.
//! - Documented: a pool has a quota of origination identities.
//! - Documented: the client token makes a retry safe.
//!
//! The checks and their order are those of [`Joining`]. Requests that come at the same
//! time take these steps together.

use super::{Input, Output, Request, show_associating};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{
        check,
        origination_identity::{IdentityName, OriginationIdentity},
        pool::{Circumstances, Joining, Pool, Presents},
        sharing::Permission,
    },
    model::{error::ServiceError, resource_type::ResourceType},
    path::{Asked, Call, Granted, LockedRows, Operation, Together, examine},
    store::pool_origination_identity::joining::{self, Standing, Wish},
};

/// The operation.
pub struct AssociateOriginationIdentity;

impl Operation for AssociateOriginationIdentity {
    const NAME: &'static str = "AssociateOriginationIdentity";
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        Request::read(input, call)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        request.permissions()
    }

    fn locks_alone(permission: &Permission, call: &Call) -> bool {
        let is_counted = call.deployment.quotas.origination_identities_per_pool > 0;
        permission.is_for_one_alone()
            && (is_counted
                || permission.resource().is_none_or(|resource| resource.resource_type() != ResourceType::Pool))
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Joining<'_>>()
    }
}

impl Together for AssociateOriginationIdentity {
    type Locked = Locked;

    fn lane(request: &Request, call: &Call) -> String {
        request.pool.resource().arn(&call.caller.region)
    }

    fn apart(request: &Request, call: &Call) -> Option<String> {
        let identity = request.origination_identity.identity.resource().arn(&call.caller.region);
        Some(match &request.origination_identity.identity {
            IdentityName::PhoneNumber(_) | IdentityName::RcsAgent(_) => identity,
            // A sender ID may join any number of pools, each once.
            IdentityName::SenderId(_) => Self::lane(request, call) + &identity,
        })
    }

    async fn lock(
        asked: &[Asked<'_, Self>],
        patience: Patience,
        tx: &mut Tx,
    ) -> Result<LockedRows<Locked>, ServiceError> {
        let wishes = asked.iter().map(Asked::wish).collect::<Result<Vec<_>, _>>()?;
        let quota = asked.first().map_or(0, |one| one.call.deployment.quotas.origination_identities_per_pool);
        let standings = joining::lock(tx, &wishes, patience, quota).await?;
        Ok(asked.iter().zip(standings).map(|(asked, standing)| asked.locked(standing, patience)).collect())
    }

    fn after(locked: &mut Locked, granted: &Granted<'_, Self>) {
        if locked.pool.key == granted.locked.pool.key {
            locked.circumstances.joined_by(&granted.locked.identity);
        }
    }

    fn decide(asked: &Asked<'_, Self>, locked: &Locked) -> Result<Output, ServiceError> {
        let Asked { request, call } = asked;
        let (pool, identity) = (&locked.pool, &locked.identity);
        let (scope, identity_scope) = request.scopes(call)?;
        let presents = Presents { of_pool: call.now_in(&scope), of_identity: call.now_in(&identity_scope) };
        let rule = Joining {
            iso_country_code: request.origination_identity.iso_country_code.as_deref(),
            pool,
            identity,
            circumstances: &locked.circumstances,
            quota: call.deployment.quotas.origination_identities_per_pool,
            presents,
        };
        examine(call, &rule)?;
        Ok(Output::of(&scope, pool, &identity_scope, identity))
    }

    async fn write(granted: &[Granted<'_, Self>], tx: &mut Tx) -> Result<(), ServiceError> {
        let scopes =
            granted.iter().map(|one| one.asked.request.scopes(one.asked.call)).collect::<Result<Vec<_>, _>>()?;
        let joining: Vec<joining::Joining<'_>> = granted
            .iter()
            .zip(&scopes)
            .map(|(Granted { asked, locked, .. }, (scope, identity_scope))| joining::Joining {
                key: asked.call.new_key(),
                pool: locked.pool.key,
                identity: &locked.identity,
                identity_scope,
                event: asked.call.event(scope),
            })
            .collect();
        joining::associate(tx, &joining).await?;
        for (Granted { asked, locked, .. }, (_, identity_scope)) in granted.iter().zip(&scopes) {
            show_associating(asked.call, &locked.identity, identity_scope, tx).await?;
        }
        Ok(())
    }
}

/// A pool and an identity, both locked, and what counts beside them.
pub struct Locked {
    pool: Pool,
    identity: OriginationIdentity,
    circumstances: Circumstances,
}

impl Asked<'_, AssociateOriginationIdentity> {
    fn wish(&self) -> Result<Wish<'_>, ServiceError> {
        let (pool_scope, identity_scope) = self.request.scopes(self.call)?;
        let identity = &self.request.origination_identity.identity;
        Ok(Wish { pool_scope, pool: &self.request.pool.key, identity_scope, identity })
    }

    /// What is there, or that it isn't; `None` if it may have been passed over.
    fn locked(&self, standing: Standing, patience: Patience) -> Option<Result<Locked, ServiceError>> {
        match (standing.pool, standing.identity) {
            (Some(pool), Some(identity)) => Some(Ok(Locked { pool, identity, circumstances: standing.circumstances })),
            _ if patience == Patience::Skip => None,
            (None, _) => Some(Err(self.request.pool.not_found())),
            (Some(_), None) => Some(Err(self.request.origination_identity.not_found())),
        }
    }
}
