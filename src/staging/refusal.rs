//! Why a request is refused.

use serde_json::{Value, json};

use crate::model::error::{Exception, ServiceError};

/// `{"error":{"code","message","hint"}}` with its status.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// One word for programs.
    pub code: &'static str,
    message: String,
    hint: String,
    near_misses: Option<Vec<Value>>,
}

impl Refusal {
    /// What is wrong, and what to do about it.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), hint: hint.into(), near_misses: None }
    }

    /// There is no such thing.
    #[must_use]
    pub fn no_such(what: &str, hint: &str) -> Self {
        Self::new(404, "NOT_FOUND", format!("There is no such {what}."), hint)
    }

    /// What AWS's rules say about what was asked, where that is the answer; else the refusal of a failure.
    #[must_use]
    pub fn of_rule(error: &ServiceError) -> Self {
        if !error.is_a_rules() {
            return Self::from(error.clone());
        }
        let (status, code) = match error.exception() {
            Exception::ResourceNotFoundException => (404, "NOT_FOUND"),
            Exception::AccessDeniedException => (403, "NOT_YOURS"),
            Exception::ConflictException => (409, "CONFLICT"),
            _ => (422, "INVALID_VALUE"),
        };
        let fields = error.fields();
        let parts = [Some(error.exception().as_ref()), error.reason(), error.resource(), fields.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ");
        Self::new(status, code, format!("AWS would answer {parts}."), "Correct what is named.")
    }

    /// callsign is about to stop.
    #[must_use]
    pub fn stopping() -> Self {
        Self::new(503, "STOPPING", "callsign is stopping.", "Ask again when it is back.")
    }

    /// The same with the messages that didn't match.
    #[must_use]
    pub fn with_near_misses(mut self, near_misses: Vec<Value>) -> Self {
        self.near_misses = Some(near_misses);
        self
    }

    /// What is wrong and what to do about it, for people.
    #[must_use]
    pub fn sentences(&self) -> String {
        format!("{} {}", self.message, self.hint)
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message, "hint": self.hint });
        if let Some(near_misses) = &self.near_misses {
            error["near_misses"] = near_misses.clone().into();
        }
        json!({ "error": error })
    }
}

/// The database, or the way to it, failed.
impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        match error.exception() {
            Exception::ConflictException => {
                Self::new(409, "HELD", "Somebody else changes the same thing just now.", "Ask again.")
            }
            Exception::ThrottlingException => Self::new(503, "CROWDED", "Too much is asked at once.", "Ask again."),
            _ => {
                let cause = error.cause().unwrap_or_default();
                tracing::error!(cause, "a request of callsign's own interface failed inside");
                Self::new(503, "FAILED", "callsign or its database failed.", "The log of callsign says why.")
            }
        }
    }
}
