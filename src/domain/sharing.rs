//! Whose resources a caller may use: what operations need permission for, and the scopes that permission opens.

use super::policy::{Grantees, Policy};
use crate::model::{
    arn::Scope,
    caller::Caller,
    error::{Denial, Field, ServiceError, ValidationReason},
    resource::Resource,
    resource_type::ResourceType,
};

/// What an operation needs permission for: one for each resource that a request names.
///
/// Documented: the resources of each action, in IAM's service authorization reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// To see or use a resource, which its owner may grant to other accounts. Assumed (row 41): use is what the policy grants
    /// the operation's action for.
    Use(Resource),
    /// To use a pool or an identity in an association that the operation makes on the way. Settled (decision D12): of
    /// another account's it needs `AssociateOriginationIdentity`. Assumed: the caller's own policy must allow the operation,
    /// too.
    Join(Resource),
    /// What is the owner's alone, whatever is granted: to change a resource, its keywords, tags and policy, and to give it
    /// up. Settled (decision D12).
    Own(Resource),
    /// To list resources of a kind, such as `pool`: asked of `pool/*`. Assumed: AWS doesn't say which ARN it asks about.
    List(&'static str),
    /// What names no resource: asked of `*`.
    Account,
    /// What another operation needs that this one carries out on the way: asked of the resource that it uses, else of `*`.
    Also(&'static str, Option<Resource>),
}

impl Permission {
    /// Whether a writing operation that needs this permission locks the resource for itself alone: what it changes, a pool that is
    /// joined or left, and a phone number or an RCS agent that joins or leaves. Any number of requests may use sender IDs and lists at the same time.
    #[must_use]
    pub fn is_for_one_alone(&self) -> bool {
        match self {
            Self::Own(_) => true,
            Self::Use(resource) | Self::Join(resource) => {
                matches!(
                    resource.resource_type(),
                    ResourceType::PhoneNumber | ResourceType::Pool | ResourceType::RcsAgent
                )
            }
            Self::List(_) | Self::Account | Self::Also(..) => false,
        }
    }

    /// The resource that it is about, if it is about one.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource> {
        match self {
            Self::Use(resource) | Self::Join(resource) | Self::Own(resource) => Some(resource),
            Self::List(_) | Self::Account | Self::Also(..) => None,
        }
    }
}

/// The scope in which the policy and the tags of a resource are read, to find out whether its use is granted. Nothing else may
/// be read there before it is.
#[must_use]
pub fn scope_to_ask(resource: &Resource, caller: &Caller) -> Scope {
    Scope::granted(resource.account_id(), &caller.region)
}

/// The resources of other accounts that a call may use, because their owners grant it.
#[derive(Clone, Debug, Default)]
pub struct Grants(Vec<Resource>);

impl Grants {
    /// Remembers that `resource` may be used.
    pub fn add(&mut self, resource: Resource) {
        self.0.push(resource);
    }

    /// The scope of a resource that the request names: the caller's own, or that of a granted one.
    ///
    /// # Errors
    ///
    /// AccessDeniedException for a resource of another account that isn't granted. Assumed (row 40): as IAM would.
    pub fn scope_of(&self, resource: &Resource, caller: &Caller, operation: &str) -> Result<Scope, ServiceError> {
        if *resource.account_id() == caller.account_id {
            return Ok(Scope::own(caller));
        }
        if self.0.contains(resource) {
            return Ok(Scope::granted(resource.account_id(), &caller.region));
        }
        Err(not_granted(caller, operation, &resource.arn(&caller.region)))
    }
}

/// Whether `caller` may change identities, each given by its owner and the last part of its ARN, by changing the pool that they are in.
///
/// # Errors
///
/// AccessDeniedException for one of another account. Assumed (decision D12): a consumer never changes what is shared
/// with it, so not through its own pool either.
pub fn may_change_members<'n>(
    members: impl IntoIterator<Item = (&'n str, String)>,
    caller: &Caller,
    operation: &str,
) -> Result<(), ServiceError> {
    let foreign = members.into_iter().find(|(account_id, _)| *account_id != caller.account_id.as_str());
    let Some((account_id, path)) = foreign else { return Ok(()) };
    let arn = Scope::own(caller).arn_in(account_id, path);
    Err(not_granted(caller, operation, &arn))
}

/// What `caller` is told about a resource of another account that isn't granted, whether or not it exists.
#[must_use]
pub fn not_granted(caller: &Caller, operation: &str, arn: &str) -> ServiceError {
    ServiceError::access_denied(&caller.user_arn, &action(operation), arn, Denial::NoResourcePolicy)
}

/// The action of an operation. Documented: the service's prefix and the operation's name.
#[must_use]
pub fn action(operation: &str) -> String {
    format!("sms-voice:{operation}")
}

/// Whether resources of a kind can be shared, so that they take a policy. Documented: the four kinds that can.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER for any other. Assumed: the Reason.
pub fn may_be_shared(resource_type: ResourceType) -> Result<(), ServiceError> {
    use ResourceType::{OptOutList, PhoneNumber, Pool, SenderId};
    if [Pool, PhoneNumber, SenderId, OptOutList].contains(&resource_type) {
        return Ok(());
    }
    let field = Field::new("resourceArn", format!("A {resource_type} can't be shared"));
    Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]))
}

/// The accounts that a policy shares its resource with, `*` for all of them.
#[must_use]
pub fn grantees(policy: &Policy) -> Vec<String> {
    match policy.grantees() {
        Grantees::Everyone => vec!["*".to_owned()],
        Grantees::Accounts(accounts) => accounts.iter().map(|account| account.as_str().to_owned()).collect(),
    }
}
