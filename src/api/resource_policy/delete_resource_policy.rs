//! # DeleteResourcePolicy
//!
//! Takes the policy of a pool, a phone number, a sender ID or an opt-out list away, and answers what it was: nobody else may
//! use the resource any more.
//!
//! - Assumed: for a resource without a policy it answers the policy `{}`, as GetResourcePolicy does.
//! - Settled (decision D6): associations that others made while it was shared stay (Assumed).
//! - Settled (decision D12): policies are the owner's alone.

use super::{Input, Output, Request};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::error::ServiceError,
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct DeleteResourcePolicy;

impl Operation for DeleteResourcePolicy {
    const NAME: &'static str = "DeleteResourcePolicy";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        Request::read(input, call)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.resource.clone())]
    }
}

impl Run for DeleteResourcePolicy {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.resource)?;
        let resource =
            store::resource::lock(tx, &scope, &request.resource).await?.ok_or_else(|| request.resource.not_found())?;
        let put = store::resource_policy::delete(tx, resource.key).await?;
        Ok(Output::of(call, &resource, put))
    }
}
