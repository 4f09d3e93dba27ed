//! # DisassociateOriginationIdentity
//!
//! Removes the specified origination identity from an existing pool.
//!
//! - Documented: an identity that isn't in the pool is refused.
//! - Documented: a pool keeps at least one phone number; Assumed (row 21): the last identity, whatever its kind, stays.
//! - Assumed (row 24): a number that left keeps the settings that it had in the pool.
//! - Documented: the client token makes a retry safe.
//!
//! The checks and their order are those of [`Leaving`].

use super::{Input, Output, Request};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        check,
        origination_identity::OriginationIdentity,
        pool::{Leaving, Presents},
        sharing::Permission,
    },
    model::{error::ServiceError, phone_number::NumberStatus},
    path::{Call, Operation, Run, examine},
    store::{self, pool::Lock},
};

/// The operation. Documented: it takes and answers the members of AssociateOriginationIdentity.
pub struct DisassociateOriginationIdentity;

impl Operation for DisassociateOriginationIdentity {
    const NAME: &'static str = "DisassociateOriginationIdentity";
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        Request::read(input, call)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        request.permissions()
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Leaving<'_>>()
    }
}

impl Run for DisassociateOriginationIdentity {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, identity_scope) = request.scopes(call)?;
        let pool = store::pool::lock(tx, &scope, &request.pool.key, Lock::Alone)
            .await?
            .ok_or_else(|| request.pool.not_found())?;

        let name = &request.origination_identity.identity;
        let identity = store::origination_identity::lock(tx, &identity_scope, name)
            .await?
            .ok_or_else(|| request.origination_identity.not_found())?;

        // Whether it is the last is all that the rule asks.
        let circumstances = store::pool_origination_identity::circumstances(tx, &pool, &identity, 2).await?;
        let presents = Presents { of_pool: call.now_in(&scope), of_identity: call.now_in(&identity_scope) };
        let rule = Leaving {
            iso_country_code: request.origination_identity.iso_country_code.as_deref(),
            pool: &pool,
            identity: &identity,
            circumstances: &circumstances,
            last_phone_number: call.deployment.compatibility.last_phone_number,
            presents,
        };
        examine(call, &rule)?;

        let event = call.event(&scope);
        store::pool_origination_identity::disassociate(tx, pool.key, &identity, &event).await?;
        if let OriginationIdentity::PhoneNumber(number) = &identity {
            let now = presents.of_identity;
            let until = now + call.deployment.lifecycle.disassociating();
            store::phone_number::change(tx, &[number.key], NumberStatus::Disassociating, now, until).await?;
        }

        Ok(Output::of(&scope, &pool, &identity_scope, &identity))
    }
}
