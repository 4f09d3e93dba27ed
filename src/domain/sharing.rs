//! Whose resources a caller may use.

use crate::model::{
    arn::{Resource, Scope},
    caller::Caller,
    error::{Denial, ServiceError},
};

/// The scope of a resource that the request names, if `caller` may perform `operation` on it.
///
/// A caller may do everything in its own account. Resource policies, by which an account shares what it owns, are not
/// built yet, so nothing is shared: a foreign ARN is refused whether or not it exists.
///
/// # Errors
///
/// AccessDeniedException for a resource of another account. Assumed (row 40): as IAM would.
pub fn scope_of(resource: &Resource, caller: &Caller, operation: &str) -> Result<Scope, ServiceError> {
    if resource.account_id == caller.account_id {
        return Ok(Scope::own(caller));
    }
    let (action, arn) = (format!("sms-voice:{operation}"), resource.arn(&caller.region));
    Err(ServiceError::access_denied(&caller.user_arn, &action, &arn, Denial::NoResourcePolicy))
}
