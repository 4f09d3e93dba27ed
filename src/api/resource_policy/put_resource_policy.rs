//! # PutResourcePolicy
//!
//! Puts a policy on a pool, a phone number, a sender ID or an opt-out list, in place of the one that it has. By it the owner
//! shares the resource: what it allows another account, that account may do.
//!
//! - Documented: the policy is JSON in IAM's language of policies. Assumed: one that isn't is refused as
//!   `INVALID_PARAMETER`; a text is kept and answered byte for byte.
//! - Settled (decision D6): the resource is shared with every account that the policy allows a `sms-voice` action.
//! - Documented: those four kinds take one. Assumed: another that is there is refused as `INVALID_PARAMETER`.
//! - Settled (decision D12): policies are the owner's alone.

use serde::{Deserialize, Serialize};

use super::Output;
use crate::{
    database::unit_of_work::Tx,
    domain::{
        policy::Policy,
        sharing::{self, Permission},
    },
    model::{
        error::{Field, ServiceError, ValidationReason},
        member::Members,
        resource::Resource,
        shape::{AMAZON_RESOURCE_NAME, RESOURCE_POLICY},
    },
    path::{Call, Operation, Run},
    store::{self, resource_policy::Put},
};

/// The operation.
pub struct PutResourcePolicy;

/// `PutResourcePolicyRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    resource_arn: Option<String>,
    policy: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    resource: Resource,
    policy: String,
    grantees: Vec<String>,
}

impl Operation for PutResourcePolicy {
    const NAME: &'static str = "PutResourcePolicy";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let resource_arn = members.required("resourceArn", input.resource_arn, &AMAZON_RESOURCE_NAME);
        let text = members.required("policy", input.policy, &RESOURCE_POLICY);
        members.verdict()?;
        let resource = Resource::read("resourceArn", &resource_arn, &call.caller)?;
        let policy = Policy::resource(&text).map_err(|malformed| {
            let field = Field::new("policy", malformed.to_string());
            ServiceError::validation(ValidationReason::InvalidParameter, vec![field])
        })?;
        Ok(Request { resource, grantees: sharing::grantees(&policy), policy: text })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.resource.clone())]
    }
}

impl Run for PutResourcePolicy {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.resource)?;
        let resource =
            store::resource::lock(tx, &scope, &request.resource).await?.ok_or_else(|| request.resource.not_found())?;
        sharing::may_be_shared(request.resource.resource_type())?;
        let put = Put { policy: request.policy.clone(), created_at: call.now() };
        store::resource_policy::replace(tx, resource.key, &put, &request.grantees).await?;
        Ok(Output::of(call, &resource, Some(put)))
    }
}
