//! # DisassociateOriginationIdentity
//!
//! Removes the specified origination identity from an existing pool.
//!
//! - Documented: an identity that isn't in the pool is refused.
//! - Documented: a pool keeps at least one phone number; Assumed (row 21): the last identity, whatever its kind, stays.
//! - Assumed (row 24): a number that left keeps the settings that it had in the pool.
//! - Documented: the client token makes a retry safe.
//!
//! The checks and their order are those of [`Pool::releases`](crate::domain::pool::Pool::releases).

use serde::{Deserialize, Serialize};

use super::{Call, Operation};
use crate::{
    domain::origination_identity::{IdentityMembers, OriginationIdentity, UnresolvedIdentity},
    model::{
        arn::{self, Named, Path, PoolId, Resource},
        enumeration::{NumberStatus, ResourceType},
        error::ServiceError,
        member::Members,
        shape::CLIENT_TOKEN,
    },
    store::{self, pool::Lock, pool_origination_identity::Event, unit_of_work::Tx},
};

/// The operation.
pub struct DisassociateOriginationIdentity;

/// `DisassociateOriginationIdentityRequest` of the model.
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
    pool: Named<PoolId>,
    origination_identity: IdentityMembers,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `DisassociateOriginationIdentityResult` of the model. Ids and ARNs are canonical, whichever form was sent.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    pool_arn: String,
    pool_id: String,
    origination_identity_arn: String,
    origination_identity: String,
    iso_country_code: String,
}

impl Operation for DisassociateOriginationIdentity {
    const NAME: &'static str = "DisassociateOriginationIdentity";
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
            pool: arn::pool("poolId", &pool_id, &call.caller)?,
            origination_identity: identity.resolve(&call.caller)?,
            client_token,
        })
    }

    fn resources(request: &Request) -> Vec<Resource> {
        vec![request.pool.resource(), request.origination_identity.identity.resource()]
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }

    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.pool.resource())?;
        let pool = store::pool::lock(tx, &scope, &request.pool.key, Lock::Alone)
            .await?
            .ok_or_else(|| ServiceError::not_found(ResourceType::Pool, request.pool.key.as_str()))?;

        let name = &request.origination_identity.identity;
        let identity_scope = call.scope_of(&name.resource())?;
        let identity = store::origination_identity::lock(tx, &identity_scope, name)
            .await?
            .ok_or_else(|| request.origination_identity.not_found())?;

        request.origination_identity.country_is_that_of(&identity)?;
        let circumstances = store::pool_origination_identity::circumstances(tx, &pool, &identity).await?;
        pool.releases(&identity, &circumstances, call.rules.compatibility.last_phone_number, call.now)?;

        let event = Event { at: call.now, scope: &scope, request_id: call.request_id };
        store::pool_origination_identity::disassociate(tx, pool.key, &identity, &event).await?;
        if let OriginationIdentity::PhoneNumber(number) = &identity {
            let until = call.now + call.rules.lifecycle.disassociating();
            store::phone_number::change(tx, &[number.key], NumberStatus::Disassociating, call.now, until).await?;
        }

        Ok(Output {
            pool_arn: scope.arn(pool.id().path()),
            pool_id: pool.id().as_str().to_owned(),
            origination_identity_arn: identity_scope.arn(identity.path()),
            origination_identity: identity.id(),
            iso_country_code: identity.iso_country_code().to_owned(),
        })
    }
}
