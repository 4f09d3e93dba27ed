//! Authorisation: whether the caller may do what a request asks, and which resources of other accounts that opens.
//!
//! A caller without a policy may do everything in its own account: then nothing is read for it. Else the tags and the policy
//! of each resource that the request names are read, and `domain::authorisation` decides.

use uuid::Uuid;

use super::{Call, Operation};
use crate::{
    domain::{
        authorisation::{Policies, denial},
        policy::{Context, Policy, Question},
        sharing::{self, Grants, Permission, action},
    },
    model::{
        arn::Resource,
        caller::AccountId,
        error::ServiceError,
        tag::Tag,
    },
    store::{
        self,
        resource_policy::Facts,
        unit_of_work::Tx,
    },
};

/// The tags that a request carries, which conditions of policies ask about.
#[derive(Clone, Copy, Debug)]
pub enum RequestTags<'r> {
    /// None.
    None,
    /// Tags for a resource of this kind, such as `pool`, that the operation makes.
    OfNew(&'static str, &'r [Tag]),
    /// Tags for a resource that is there.
    Put(&'r [Tag]),
    /// Keys of tags to be taken off.
    Keys(&'r [String]),
}

/// Asks for every permission that the operation needs, and answers what they open.
///
/// # Errors
///
/// AccessDeniedException.
pub(super) async fn authorise<O: Operation>(
    request: &O::Request,
    call: &Call,
    tx: &mut Tx,
) -> Result<Grants, ServiceError> {
    let mut grants = Grants::default();
    let tags = O::request_tags(request);
    for permission in O::permissions(request) {
        match permission {
            Permission::Account => may_in_own_account(call, O::NAME, "*", tags)?,
            Permission::List(kind) => may_in_own_account(call, O::NAME, &every(call, kind), tags)?,
            Permission::Own(resource) if is_foreign(call, &resource) => {
                return Err(sharing::not_granted(&call.caller, O::NAME, &resource.arn(&call.caller.region)));
            }
            Permission::Join(resource) if is_foreign(call, &resource) => {
                may(call, tx, "AssociateOriginationIdentity", &resource, tags).await?;
                grants.add(resource);
            }
            Permission::Use(resource) | Permission::Join(resource) | Permission::Own(resource) => {
                may(call, tx, O::NAME, &resource, tags).await?;
                if is_foreign(call, &resource) {
                    grants.add(resource);
                }
            }
        }
    }
    // Documented: making a resource with tags needs permission for TagResource too. Assumed: on every resource of the kind,
    // since the new one has no ARN yet.
    if let RequestTags::OfNew(kind, [_, ..]) = tags {
        may_in_own_account(call, "TagResource", &every(call, kind), tags)?;
    }
    Ok(grants)
}

/// Whether the caller may see a resource that others share with it, in a list of such.
///
/// # Errors
///
/// InternalServerException for a policy that can't be read, which putting it rules out.
pub(super) fn may_see(call: &Call, arn: &str, owner: &AccountId, facts: &Facts) -> Result<bool, ServiceError> {
    let context = context(call, owner, RequestTags::None, facts);
    let question =
        Question { caller: &call.caller, action: &action(call.operation), resource: arn, context: &context };
    let policy = facts.policy.as_deref().map(Policy::resource).transpose().map_err(ServiceError::internal)?;
    let policies = Policies { identity: call.identity_policy.as_deref(), resource: policy.as_ref() };
    Ok(denial(&question, owner, policies).is_none())
}

fn may_in_own_account(call: &Call, operation: &str, arn: &str, tags: RequestTags<'_>) -> Result<(), ServiceError> {
    if call.identity_policy.is_none() {
        return Ok(());
    }
    decide(call, operation, arn, arn, &call.caller.account_id, tags, &Facts::default())
}

async fn may(
    call: &Call,
    tx: &mut Tx,
    operation: &str,
    resource: &Resource,
    tags: RequestTags<'_>,
) -> Result<(), ServiceError> {
    if call.identity_policy.is_none() && !is_foreign(call, resource) {
        return Ok(());
    }
    let scope = sharing::scope_to_ask(resource, &call.caller);
    let named = resource.arn(&call.caller.region);
    let Some(found) = store::resource::find(tx, &scope, resource).await? else {
        return decide(call, operation, &named, &named, resource.account_id(), tags, &Facts::default());
    };
    let facts = store::resource_policy::facts(tx, &[found.key.uuid()]).await?;
    let facts = facts.into_values().next().unwrap_or_default();
    // A sender ID is found whatever its case: policies ask about the stored form, errors name what the request names.
    decide(call, operation, &scope.arn(found.path), &named, resource.account_id(), tags, &facts)
}
