//! # AssociateOriginationIdentity
//!
//! Associates the specified origination identity with a pool.
//!
//! - Documented: if the origination identity is a phone number and is already associated with another pool, an error is
//!   returned. A sender ID can be associated with multiple pools.
//! - Documented: if the origination identity's configuration doesn't match the pool's configuration, an error is returned.
//! - Documented: a pool has a quota of origination identities.
//! - Documented: the client token makes a retry safe.
//!
//! The checks and their order are those of [`Pool::accepts`](crate::domain::pool::Pool::accepts). Requests that come at the same
//! time are carried out [`together`] where that is possible, else each as here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    database::unit_of_work::Tx,
    domain::{
        origination_identity::{IdentityMembers, OriginationIdentity, UnresolvedIdentity},
        pool::{Circumstances, Pool},
        sharing::Permission,
    },
    model::{
        arn::Scope,
        error::ServiceError,
        member::Members,
        phone_number::NumberStatus,
        pool::PoolId,
        resource::{self, Key, Named},
        shape::CLIENT_TOKEN,
    },
    path::{Call, Operation},
    store::{self, pool::Lock},
};

pub(super) mod together;

/// The operation.
pub struct AssociateOriginationIdentity;

/// `AssociateOriginationIdentityRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    pool_id: Option<String>,
    origination_identity: Option<String>,
    iso_country_code: Option<String>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    /// The pool.
    pub pool: Named<PoolId>,
    /// The identity.
    pub origination_identity: IdentityMembers,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `AssociateOriginationIdentityResult` of the model. Ids and ARNs are canonical, whichever form was sent.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    pool_arn: String,
    pool_id: String,
    origination_identity_arn: String,
    origination_identity: String,
    iso_country_code: String,
}

impl Operation for AssociateOriginationIdentity {
    const NAME: &'static str = "AssociateOriginationIdentity";
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let pool_id = members.required_pool_id(input.pool_id);
        let identity = UnresolvedIdentity::read(
            &mut members,
            input.origination_identity,
            input.iso_country_code,
            call.rules.compatibility.iso_country_code,
        );
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        Ok(Request {
            pool: resource::pool("poolId", &pool_id, &call.caller)?,
            origination_identity: identity.resolve(&call.caller)?,
            client_token,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        [request.pool.resource(), request.origination_identity.identity.resource()].map(Permission::Use).into()
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }

    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.pool.resource())?;
        let quota = call.rules.quotas.origination_identities_per_pool;
        let pool = store::pool::lock(tx, &scope, &request.pool.key, Lock::to_join(quota)).await?;
        let pool = pool.ok_or_else(|| request.pool.not_found())?;

        let name = &request.origination_identity.identity;
        let identity_scope = call.scope_of(&name.resource())?;
        let identity = store::origination_identity::lock(tx, &identity_scope, name).await?;
        let identity = identity.ok_or_else(|| request.origination_identity.not_found())?;

        let circumstances = store::pool_origination_identity::circumstances(tx, &pool, &identity, quota).await?;
        request.accepted(call, &pool, &identity, &circumstances)?;

        let (key, event) = (call.new_key(), call.event(&scope));
        store::pool_origination_identity::associate(tx, pool.key, &identity, &identity_scope, key, &event).await?;
        if let OriginationIdentity::PhoneNumber(number) = &identity {
            show_associating(call, number.key, tx).await?;
        }
        Ok(Output::of(&scope, &pool, &identity_scope, &identity))
    }
}

impl Request {
    /// Whether the pool accepts the identity. All that this depends on is locked.
    fn accepted(
        &self,
        call: &Call,
        pool: &Pool,
        identity: &OriginationIdentity,
        circumstances: &Circumstances,
    ) -> Result<(), ServiceError> {
        self.origination_identity.country_is_that_of(identity)?;
        pool.accepts(identity, circumstances, call.rules.quotas.origination_identities_per_pool, call.now)
    }
}

/// Shows a number as ASSOCIATING for as long as the settings say.
async fn show_associating(call: &Call, number: Uuid, tx: &mut Tx) -> Result<(), ServiceError> {
    let until = call.now + call.rules.lifecycle.associating();
    store::phone_number::change(tx, &[number], NumberStatus::Associating, call.now, until).await
}

impl Output {
    /// Names a pool and an identity by their ids and ARNs.
    pub fn of(scope: &Scope, pool: &Pool, identity_scope: &Scope, identity: &OriginationIdentity) -> Self {
        Self {
            pool_arn: scope.arn(pool.id().path()),
            pool_id: pool.id().as_str().to_owned(),
            origination_identity_arn: identity_scope.arn(identity.path()),
            origination_identity: identity.id(),
            iso_country_code: identity.iso_country_code().to_owned(),
        }
    }
}
