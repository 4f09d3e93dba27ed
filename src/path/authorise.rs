//! Authorisation: whether the caller may do what a request asks, and which resources of other accounts that opens.
//!
//! A caller without a policy may do everything in its own account: then nothing is read for it. Else the tags and the policy
//! of each resource that the request names are read, and `domain::authorisation` decides.

use super::{Call, Operation};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        authorisation::{Policies, denial},
        policy::{Context, Policy, Question},
        sharing::{self, Grants, Permission, action},
    },
    model::{
        arn,
        caller::AccountId,
        error::{Denial, ServiceError},
        resource::Resource,
        tag::Tag,
    },
    store::{self, resource_policy::Facts},
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
pub async fn authorise<O: Operation>(request: &O::Request, call: &Call, tx: &mut Tx) -> Result<Grants, ServiceError> {
    let mut grants = Grants::default();
    let tags = O::request_tags(request);
    for permission in O::permissions(request) {
        match permission {
            Permission::Account => may_in_own_account(call, O::NAME, "*", tags)?,
            Permission::List(kind) => may_in_own_account(call, O::NAME, &every(call, kind), tags)?,
            Permission::Own(resource) if is_foreign(call, &resource) => as_if_unshared(call, O::NAME, &resource, tags)?,
            Permission::Join(resource) if is_foreign(call, &resource) => {
                may(call, tx, "AssociateOriginationIdentity", &resource, tags).await?;
                may_by_own_policy(call, tx, O::NAME, &resource, tags).await?;
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
pub(super) fn may_see(call: &Call, arn: &str, facts: &Facts) -> Result<bool, ServiceError> {
    let owner = arn::resource_path("resourceArn", arn, &call.caller)?.0;
    Ok(Asked { operation: call.operation, owner: &owner, arn, facts, tags: RequestTags::None }.denial(call)?.is_none())
}

/// The ARN that stands for all of the caller's own resources of a kind.
fn every(call: &Call, kind: &str) -> String {
    call.own_scope().arn(format!("{kind}/*"))
}

fn is_foreign(call: &Call, resource: &Resource) -> bool {
    *resource.account_id() != call.caller.account_id
}

/// Asks about what names no resource, or a kind of them.
fn may_in_own_account(call: &Call, operation: &str, arn: &str, tags: RequestTags<'_>) -> Result<(), ServiceError> {
    if call.identity_policy.is_none() {
        return Ok(());
    }
    let owner = &call.caller.account_id;
    Asked { operation, owner, arn, facts: &Facts::default(), tags }.verdict(call, arn)
}

/// Asks about a resource, whether or not it is there.
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
    let Some((arn, facts)) = find(call, tx, resource).await? else {
        return as_if_unshared(call, operation, resource, tags);
    };
    let known = Asked { operation, owner: resource.account_id(), arn: &arn, facts: &facts, tags };
    match known.denial(call)? {
        // Nobody learns from a refusal whether a resource that isn't shared exists.
        Some(_) if is_foreign(call, resource) && !known.is_granted(call)? => {
            as_if_unshared(call, operation, resource, tags)
        }
        _ => known.verdict(call, &resource.arn(&call.caller.region)),
    }
}

/// Asks about a resource of which nothing is known, not even whether it is there.
fn as_if_unshared(
    call: &Call,
    operation: &str,
    resource: &Resource,
    tags: RequestTags<'_>,
) -> Result<(), ServiceError> {
    let named = resource.arn(&call.caller.region);
    Asked { operation, owner: resource.account_id(), arn: &named, facts: &Facts::default(), tags }.verdict(call, &named)
}

/// Asks the caller's own policy alone about a resource of another account that grants a part of the operation.
async fn may_by_own_policy(
    call: &Call,
    tx: &mut Tx,
    operation: &str,
    resource: &Resource,
    tags: RequestTags<'_>,
) -> Result<(), ServiceError> {
    if call.identity_policy.is_none() {
        return Ok(());
    }
    let (arn, facts) = find(call, tx, resource).await?.ok_or_else(|| resource.not_found())?;
    let asked = Asked { operation, owner: resource.account_id(), arn: &arn, facts: &facts, tags };
    let policies = Policies { identity: call.identity_policy.as_deref(), resource: None };
    let denial = asked.ask(call, |question| denial(question, &call.caller.account_id, policies));
    refuse(call, operation, &resource.arn(&call.caller.region), denial)
}

/// The ARN of a resource and the facts about it, if it is there. A sender ID is found whatever its case: policies are asked
/// about the stored form, errors name what the request names.
async fn find(call: &Call, tx: &mut Tx, resource: &Resource) -> Result<Option<(String, Facts)>, ServiceError> {
    let scope = sharing::scope_to_ask(resource, &call.caller);
    let Some(found) = store::resource::find(tx, &scope, resource).await? else { return Ok(None) };
    let facts = store::resource_policy::facts(tx, &[found.key]).await?.into_values().next().unwrap_or_default();
    Ok(Some((scope.arn(found.path), facts)))
}

fn refuse(call: &Call, operation: &str, named: &str, denial: Option<Denial>) -> Result<(), ServiceError> {
    let Some(denial) = denial else { return Ok(()) };
    Err(ServiceError::access_denied(&call.caller.user_arn, &action(operation), named, denial))
}

/// A question with what its answer depends on.
#[derive(Clone, Copy)]
struct Asked<'a> {
    operation: &'a str,
    owner: &'a AccountId,
    arn: &'a str,
    facts: &'a Facts,
    tags: RequestTags<'a>,
}

impl Asked<'_> {
    /// # Errors
    ///
    /// AccessDeniedException that names the resource `named`.
    fn verdict(&self, call: &Call, named: &str) -> Result<(), ServiceError> {
        refuse(call, self.operation, named, self.denial(call)?)
    }

    fn denial(&self, call: &Call) -> Result<Option<Denial>, ServiceError> {
        let policy = self.resource_policy()?;
        let policies = Policies { identity: call.identity_policy.as_deref(), resource: policy.as_ref() };
        Ok(self.ask(call, |question| denial(question, self.owner, policies)))
    }

    /// Whether the resource's policy allows it, whatever else denies it.
    fn is_granted(&self, call: &Call) -> Result<bool, ServiceError> {
        let Some(policy) = self.resource_policy()? else { return Ok(false) };
        Ok(self.ask(call, |question| policy.verdict(question).allowed.is_some()))
    }

    fn resource_policy(&self) -> Result<Option<Policy>, ServiceError> {
        self.facts.policy.as_deref().map(Policy::resource).transpose().map_err(ServiceError::internal)
    }

    fn ask<T>(&self, call: &Call, question: impl FnOnce(&Question<'_>) -> T) -> T {
        let context = Context::of(&call.caller)
            .with_resource_account(self.owner)
            .with_resource_tags(self.facts.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())));
        let context = match self.tags {
            RequestTags::None => context,
            RequestTags::OfNew(_, tags) | RequestTags::Put(tags) => {
                context.with_request_tags(tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())))
            }
            RequestTags::Keys(keys) => context.with_tag_keys(keys.iter().map(String::as_str)),
        };
        let action = action(self.operation);
        question(&Question { caller: &call.caller, action: &action, resource: self.arn, context: &context })
    }
}
