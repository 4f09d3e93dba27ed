//! Who may do what: the policies of both sides, brought together.
//!
//! AWS pages: "Policy evaluation logic" and "Cross-account policy evaluation logic" (IAM User Guide).

use super::policy::{Naming, Policy, Question, Verdict};
use crate::model::{caller::AccountId, error::Denial};

/// The policies that a request is decided by.
#[derive(Clone, Copy, Debug)]
pub struct Policies<'p> {
    /// The caller's. Without one it may do everything that its account may.
    pub identity: Option<&'p Policy>,
    /// The resource's.
    pub resource: Option<&'p Policy>,
}

/// Why `question` about a resource of `owner` is denied, if it is; an action that has no resource is about the caller's own
/// account.
#[must_use]
pub fn denial(question: &Question<'_>, owner: &AccountId, policies: Policies<'_>) -> Option<Denial> {
    let everything = Verdict { is_denied: false, allowed: Some(Naming::Directly) };
    let nothing = Verdict { is_denied: false, allowed: None };
    let identity = policies.identity.map_or(everything, |policy| policy.verdict(question));
    let resource = policies.resource.map_or(nothing, |policy| policy.verdict(question));
    let by_identity = identity.allowed.is_none().then_some(Denial::NoIdentityPolicy);
    if identity.is_denied {
        return Some(Denial::IdentityPolicy);
    }
    if question.caller.account_id == *owner {
        return match resource {
            Verdict { is_denied: true, .. } => Some(Denial::ResourcePolicy),
            // Documented: what is granted to a user directly needs no policy of the user; what is granted to its account does.
            Verdict { allowed: Some(Naming::Directly), .. } => None,
            Verdict { allowed: None | Some(Naming::Account), .. } => by_identity,
        };
    }
    // Documented: both accounts must allow it. Assumed: the caller's own side answers first, so that it tells nothing.
    by_identity.or(match resource {
        Verdict { allowed: None, .. } => Some(Denial::NoResourcePolicy),
        Verdict { is_denied: true, .. } => Some(Denial::ResourcePolicy),
        Verdict { .. } => None,
    })
}
