//! Authorisation: whether the caller may do what a request asks, and which resources of other accounts that opens.
//!
//! A caller without a policy may do everything in its own account: then nothing is read for it. Else the tags and the policy
//! of each resource that the request names are read, and `domain::authorisation` decides.

use super::{Call, request::Request};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        authorisation::{Policies, denial},
        policy::{Context, Policy, Question},
        sharing::{self, Grants, Permission, action},
    },
    model::{
        arn::{self, Scope},
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

/// Whether the authorisation of a request depends on rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// It doesn't: the caller has no policy, and names its own resources only.
    Nothing,
    /// It does, but the caller's own policy lets it in without tags: only a resource's own policy can still deny.
    Own,
    /// It does: nothing is known before they are read.
    First,
}

/// What is known of the resources that a request names, each with its ARN in the stored form, if it is there.
pub type Known = Vec<(Resource, Option<(String, KnownResource)>)>;

/// Asks as far as no rows are needed, and answers what they are needed for.
///
/// # Errors
///
/// AccessDeniedException, if no row can change that.
pub fn without_rows(request: &dyn Request, call: &Call) -> Result<Rows, ServiceError> {
    let about = asks_about(request, call);
    let Some(policy) = &call.identity_policy else {
        if !about.is_empty() {
            return Ok(Rows::First);
        }
        // What is another owner's alone is denied here, before anything is waited for or made.
        return authorise(request, call, &Vec::new()).map(|_| Rows::Nothing);
    };
    if policy.asks_for_resource_tags() || about.iter().any(|resource| is_foreign(call, resource)) {
        return Ok(Rows::First);
    }
    // What names no resource is settled here; of a resource its own policy has a say, too.
    let nothing: Known = about.iter().map(|resource| (resource.clone(), None)).collect();
    match authorise(request, call, &nothing) {
        Ok(_) if about.is_empty() => Ok(Rows::Nothing),
        Ok(_) => Ok(Rows::Own),
        Err(denial) if about.is_empty() => Err(denial),
        Err(_may_be_allowed) => Ok(Rows::First),
    }
}

/// The resources whose tags and policies count for a request.
pub fn asks_about(request: &dyn Request, call: &Call) -> Vec<Resource> {
    let counts = |permission: &Permission| match permission {
        Permission::Account | Permission::List(_) | Permission::Also(_, None) => None,
        // What is the owner's alone is refused to others as if it weren't there.
        Permission::Own(resource) if is_foreign(call, resource) => None,
        Permission::Use(resource)
        | Permission::Join(resource)
        | Permission::Own(resource)
        | Permission::Also(_, Some(resource)) => {
            (call.identity_policy.is_some() || is_foreign(call, resource)).then(|| resource.clone())
        }
    };
    request.permissions().iter().filter_map(counts).collect()
}

/// The resources of which it is asked again once they are locked: those that a request uses, since a grant may have been revoked. What
/// it changes or gives up is no more what it was when it was asked about.
pub fn asks_again_about(request: &dyn Request, call: &Call) -> Vec<Resource> {
    let is_used = |resource: &Resource| {
        request.permissions().iter().any(|permission| match permission {
            Permission::Use(used) | Permission::Join(used) => used == resource,
            Permission::Own(_) | Permission::Account | Permission::List(_) | Permission::Also(..) => false,
        })
    };
    asks_about(request, call).into_iter().filter(is_used).collect()
}

/// Asks again for the permissions to use resources, by what is known of them under their locks.
///
/// # Errors
///
/// AccessDeniedException.
pub fn authorise_again(request: &dyn Request, call: &Call, known: &Known) -> Result<(), ServiceError> {
    let tags = request.tags();
    for permission in request.permissions() {
        match permission {
            Permission::Own(_) | Permission::Account | Permission::List(_) | Permission::Also(..) => {}
            Permission::Join(resource) if is_foreign(call, &resource) => {
                may_join(call, known, request.operation(), &resource, tags)?;
            }
            Permission::Use(resource) | Permission::Join(resource) => {
                may(call, known, request.operation(), &resource, tags)?;
            }
        }
    }
    Ok(())
}

/// Reads what is known of the resources that count for each of several calls, for all of them at once.
///
/// # Errors
///
/// The database's.
pub async fn known(asked: Vec<(&Call, Vec<Resource>)>, tx: &mut Tx) -> Result<Vec<Known>, ServiceError> {
    let mut wanted: Vec<(Scope, &Resource)> = Vec::new();
    for (call, resources) in &asked {
        wanted.extend(resources.iter().map(|resource| (sharing::scope_to_ask(resource, &call.caller), resource)));
    }
    // Most callers have no policy and name their own resources.
    let facts = if wanted.is_empty() { Vec::new() } else { store::resource::facts(tx, &wanted).await? };
    let mut found = facts.into_iter().zip(&wanted);
    let mut known = Vec::new();
    for (_, resources) in &asked {
        let mut of_call = Vec::new();
        for (resource, (facts, (scope, _))) in resources.iter().zip(found.by_ref()) {
            let read =
                |(path, facts): (String, Facts)| Ok::<_, ServiceError>((scope.arn(path), KnownResource::read(facts)?));
            of_call.push((resource.clone(), facts.map(read).transpose()?));
        }
        known.push(of_call);
    }
    Ok(known)
}

/// Asks for every permission that the operation needs, and answers what they open.
///
/// # Errors
///
/// AccessDeniedException.
pub fn authorise(request: &dyn Request, call: &Call, known: &Known) -> Result<Grants, ServiceError> {
    let mut grants = Grants::default();
    let tags = request.tags();
    for permission in request.permissions() {
        match permission {
            Permission::Account => may_in_own_account(call, request.operation(), "*", tags)?,
            Permission::Also(operation, None) => may_in_own_account(call, operation, "*", RequestTags::None)?,
            Permission::Also(operation, Some(resource)) => {
                may(call, known, operation, &resource, RequestTags::None)?;
            }
            Permission::List(kind) => may_in_own_account(call, request.operation(), &every(call, kind), tags)?,
            Permission::Own(resource) if is_foreign(call, &resource) => {
                as_if_unshared(call, request.operation(), &resource, tags)?;
            }
            Permission::Join(resource) if is_foreign(call, &resource) => {
                may_join(call, known, request.operation(), &resource, tags)?;
                grants.add(resource);
            }
            Permission::Use(resource) | Permission::Join(resource) | Permission::Own(resource) => {
                may(call, known, request.operation(), &resource, tags)?;
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

/// Of resources that others share with the caller, by ARN, which it may see in a list of such. Their owners wrote the policies,
/// so that reading and asking a page of them may take long: that is done beside the thread that serves.
///
/// # Errors
///
/// InternalServerException for a policy that can't be read, which putting it rules out.
pub(super) async fn may_see(call: &Call, resources: Vec<(String, Facts)>) -> Result<Vec<bool>, ServiceError> {
    let call = call.clone();
    let ask = move || resources.into_iter().map(|(arn, facts)| may_see_one(&call, &arn, facts)).collect();
    tokio::task::spawn_blocking(ask).await.map_err(ServiceError::internal)?
}

fn may_see_one(call: &Call, arn: &str, facts: Facts) -> Result<bool, ServiceError> {
    let owner = arn::resource_path("resourceArn", arn, &call.caller)?.0;
    let asked = Asked {
        operation: call.operation,
        owner: &owner,
        arn,
        known: &KnownResource::read(facts)?,
        tags: RequestTags::None,
    };
    Ok(asked.denial(call).is_none())
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
    Asked { operation, owner, arn, known: &KnownResource::default(), tags }.verdict(call, arn)
}

/// Asks about a foreign resource that takes part in an association which the operation makes on the way.
fn may_join(
    call: &Call,
    known: &Known,
    operation: &str,
    resource: &Resource,
    tags: RequestTags<'_>,
) -> Result<(), ServiceError> {
    may(call, known, "AssociateOriginationIdentity", resource, tags)?;
    may_by_own_policy(call, known, operation, resource, tags)
}

/// Asks about a resource, whether or not it is there.
fn may(
    call: &Call,
    known: &Known,
    operation: &str,
    resource: &Resource,
    tags: RequestTags<'_>,
) -> Result<(), ServiceError> {
    if call.identity_policy.is_none() && !is_foreign(call, resource) {
        return Ok(());
    }
    let Some((arn, known)) = find(known, resource) else {
        return as_if_unshared(call, operation, resource, tags);
    };
    let asked = Asked { operation, owner: resource.account_id(), arn, known, tags };
    match asked.denial(call) {
        // Nobody learns from a refusal whether a resource that isn't shared exists.
        Some(_) if is_foreign(call, resource) && !asked.is_granted(call) => {
            as_if_unshared(call, operation, resource, tags)
        }
        denial => refuse(call, operation, &resource.arn(&call.caller.region), denial),
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
    Asked { operation, owner: resource.account_id(), arn: &named, known: &KnownResource::default(), tags }
        .verdict(call, &named)
}

/// Asks the caller's own policy alone about a resource of another account that grants a part of the operation.
fn may_by_own_policy(
    call: &Call,
    known: &Known,
    operation: &str,
    resource: &Resource,
    tags: RequestTags<'_>,
) -> Result<(), ServiceError> {
    if call.identity_policy.is_none() {
        return Ok(());
    }
    let (arn, known) = find(known, resource).ok_or_else(|| resource.not_found())?;
    let asked = Asked { operation, owner: resource.account_id(), arn, known, tags };
    let policies = Policies { identity: call.identity_policy.as_deref(), resource: None };
    let denial = asked.ask(call, |question| denial(question, &call.caller.account_id, policies));
    refuse(call, operation, &resource.arn(&call.caller.region), denial)
}

/// The ARN of a resource and what is known of it, if it is there. Policies are asked about the stored form, errors name what the
/// request names.
fn find<'k>(known: &'k Known, resource: &Resource) -> Option<&'k (String, KnownResource)> {
    known.iter().find(|(one, _)| one == resource)?.1.as_ref()
}

fn refuse(call: &Call, operation: &str, named: &str, denial: Option<Denial>) -> Result<(), ServiceError> {
    let Some(denial) = denial else { return Ok(()) };
    Err(ServiceError::access_denied(&call.caller.user_arn, &action(operation), named, denial))
}

/// What is known about a resource, its policy read.
#[derive(Default)]
pub struct KnownResource {
    policy: Option<Policy>,
    tags: Vec<Tag>,
}

impl KnownResource {
    /// # Errors
    ///
    /// InternalServerException for a policy that can't be read, which putting it rules out.
    fn read(facts: Facts) -> Result<Self, ServiceError> {
        let policy = facts.policy.as_deref().map(Policy::resource).transpose().map_err(ServiceError::internal)?;
        Ok(Self { policy, tags: facts.tags })
    }
}

/// A question with what its answer depends on.
#[derive(Clone, Copy)]
struct Asked<'a> {
    operation: &'a str,
    owner: &'a AccountId,
    arn: &'a str,
    known: &'a KnownResource,
    tags: RequestTags<'a>,
}

impl Asked<'_> {
    /// # Errors
    ///
    /// AccessDeniedException that names the resource `named`.
    fn verdict(&self, call: &Call, named: &str) -> Result<(), ServiceError> {
        refuse(call, self.operation, named, self.denial(call))
    }

    fn denial(&self, call: &Call) -> Option<Denial> {
        let policies = Policies { identity: call.identity_policy.as_deref(), resource: self.known.policy.as_ref() };
        self.ask(call, |question| denial(question, self.owner, policies))
    }

    /// Whether the resource's policy allows it, whatever else denies it.
    fn is_granted(&self, call: &Call) -> bool {
        let Some(policy) = &self.known.policy else { return false };
        self.ask(call, |question| policy.verdict(question).allowed.is_some())
    }

    fn ask<T>(&self, call: &Call, question: impl FnOnce(&Question<'_>) -> T) -> T {
        let context = Context::of(&call.caller)
            .with_resource_account(self.owner)
            .with_resource_tags(self.known.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())));
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
