//! What became of a message by the word of its sender.

use strum::{AsRefStr, Display, EnumString};
use time::{Duration, OffsetDateTime};

use crate::model::{
    error::{Field, ServiceError, ValidationReason},
    message::MessageFeedbackStatus,
};

/// How long feedback is waited for. Documented.
pub const WAIT: Duration = Duration::hours(1);

/// Where the feedback of a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Feedback {
    /// Nobody has said anything yet. Internal: the model has no such status.
    Pending,
    /// The person did what was asked.
    Received,
    /// Nothing came of it, or nobody said anything within [`WAIT`].
    Failed,
}

/// Whether a message asks for feedback. Documented: the request's word, else the configuration set's; without either, no.
#[must_use]
pub fn is_enabled(of_request: Option<bool>, of_configuration_set: Option<bool>) -> bool {
    of_request.or(of_configuration_set).unwrap_or(false)
}

/// Where it stands at the moment `now`: what was set last, also late, else FAILED once an hour has gone by. Documented: the
/// hour, and that it may be set later; Assumed (MD16): the last word counts.
#[must_use]
pub fn at(now: OffsetDateTime, accepted_at: OffsetDateTime, set: Option<MessageFeedbackStatus>) -> Feedback {
    match set {
        Some(MessageFeedbackStatus::Received) => Feedback::Received,
        Some(MessageFeedbackStatus::Failed) => Feedback::Failed,
        None if now - accepted_at >= WAIT => Feedback::Failed,
        None => Feedback::Pending,
    }
}

/// Whether feedback on a message may be set.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER, Fields `messageId`, for a message that asks for none. Assumed (MD16).
pub fn may_be_set(is_enabled: bool) -> Result<(), ServiceError> {
    if is_enabled {
        return Ok(());
    }
    let field = Field::new("messageId", "The message was sent without message feedback");
    Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]))
}
