//! Sender IDs: which may be requested.

use crate::model::error::{Field, ServiceError, ValidationReason};

/// Whether `sender_id`, which has the model's shape, may be requested.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER. Documented: the newest model says that a sender ID has letters, digits and hyphens,
/// at least one letter, and no hyphen at either end; Assumed (decision D21): the Reason.
pub fn may_be_requested(sender_id: &str) -> Result<(), ServiceError> {
    let is_made_of_them = sender_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let has_letter = sender_id.bytes().any(|byte| byte.is_ascii_alphabetic());
    if is_made_of_them && has_letter && !sender_id.starts_with('-') && !sender_id.ends_with('-') {
        return Ok(());
    }
    let message = "A sender ID has letters, digits and hyphens, at least one letter, and no hyphen at either end";
    Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![Field::new("senderId", message)]))
}
