//! Resource policies: who else may use a resource.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    model::{error::ServiceError, member::Members, resource::Resource, shape::AMAZON_RESOURCE_NAME, timestamp},
    path::{Call, Served, served},
    store::{resource::Found, resource_policy::Put},
};

mod delete_resource_policy;
mod get_resource_policy;
mod put_resource_policy;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<delete_resource_policy::DeleteResourcePolicy>(),
    served::<get_resource_policy::GetResourcePolicy>(),
    served::<put_resource_policy::PutResourcePolicy>(),
];

/// `GetResourcePolicyRequest` of the model, and `DeleteResourcePolicyRequest`, which has the same member.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    resource_arn: Option<String>,
}

/// What the member names.
#[derive(Serialize)]
pub struct Request {
    /// The resource whose policy it is.
    pub resource: Resource,
}

impl Request {
    /// Checks the shape and reads the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: Input, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let resource_arn = members.required(MEMBER, input.resource_arn, &AMAZON_RESOURCE_NAME);
        members.verdict()?;
        Ok(Self { resource: Resource::read(MEMBER, &resource_arn, &call.caller)? })
    }
}

const MEMBER: &str = "resourceArn";

/// `PutResourcePolicyResult` of the model; the other two have the same members.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    resource_arn: String,
    policy: String,
    #[serde(serialize_with = "timestamp::serialize_some", skip_serializing_if = "Option::is_none")]
    created_timestamp: Option<OffsetDateTime>,
}

impl Output {
    /// The policy of a resource of the caller's. Observed: a resource without one has the policy `{}`.
    pub fn of(call: &Call, resource: &Found, put: Option<Put>) -> Self {
        let (policy, created_timestamp) =
            put.map_or_else(|| ("{}".to_owned(), None), |put| (put.policy, Some(put.created_at)));
        Self { resource_arn: call.own_scope().arn(&resource.path), policy, created_timestamp }
    }
}
