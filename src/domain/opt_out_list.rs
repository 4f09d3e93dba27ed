//! Opt-out lists: which may go, and how often a destination may be taken off one.

use time::{Duration, OffsetDateTime};

use crate::model::{
    error::{ConflictReason, Field, ServiceError, ValidationReason},
    resource_type::ResourceType,
};

/// The name of the list that always exists. Documented: each account and region has it.
pub const DEFAULT: &str = "Default";

/// How long a destination that was taken off a list can't be taken off it again. Documented: once in 30 days.
pub const OPT_IN_INTERVAL: Duration = Duration::days(30);

/// Whether the list `name` may be deleted. `is_in_use` is read after the lock.
///
/// # Errors
///
/// ConflictException RESOURCE_DELETION_NOT_ALLOWED for `Default` and for a list that a pool or phone number uses.
/// Documented: a list in use is refused; Assumed (row 30): the Reason, and that `Default` is refused.
pub fn may_be_deleted(name: &str, is_in_use: bool) -> Result<(), ServiceError> {
    if name == DEFAULT || is_in_use {
        let reason = ConflictReason::ResourceDeletionNotAllowed;
        return Err(ServiceError::conflict(reason, ResourceType::OptOutList, name));
    }
    Ok(())
}

/// Whether a destination may be taken off a list that it was taken off at `last_deletion`, if ever.
///
/// # Errors
///
/// ValidationException PHONE_NUMBER_CANNOT_BE_OPTED_IN within 30 days (decision D11). Documented: the rule; Assumed (row
/// 51): the Reason's name says so.
pub fn may_be_opted_in(last_deletion: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<(), ServiceError> {
    if last_deletion.is_some_and(|at| now < at + OPT_IN_INTERVAL) {
        let field = Field::new("optedOutNumber", "The number was taken off this list within the last 30 days");
        return Err(ServiceError::validation(ValidationReason::PhoneNumberCannotBeOptedIn, vec![field]));
    }
    Ok(())
}
