//! # GetResourcePolicy
//!
//! Answers the policy of a pool, a phone number, a sender ID or an opt-out list.
//!
//! - Observed: for a resource without one it answers the policy `{}`, not an error.
//! - Settled (decision D12): policies are the owner's alone.

use super::{Input, Output, Request};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::error::ServiceError,
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct GetResourcePolicy;

impl Operation for GetResourcePolicy {
    const NAME: &'static str = "GetResourcePolicy";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        Request::read(input, call)
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.resource.clone())]
    }
}

impl Run for GetResourcePolicy {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.resource)?;
        let resource =
            store::resource::find(tx, &scope, &request.resource).await?.ok_or_else(|| request.resource.not_found())?;
        let put = store::resource_policy::find(tx, resource.key).await?;
        Ok(Output::of(call, &resource, put))
    }
}
