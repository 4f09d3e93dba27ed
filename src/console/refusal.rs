//! What is shown of a call that was refused: AWS's own answer, member by member.

use serde_json::Value;

use crate::model::error::ServiceError;

/// A refusal.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// The operation, empty where none was reached.
    pub operation: &'static str,
    /// The request id.
    pub request_id: String,
    /// AWS's exception, or what is wrong where it is the console's own.
    pub exception: String,
    /// The message.
    pub message: String,
    /// The Reason, empty where there is none.
    pub reason: String,
    /// The resource that it is about, with its type.
    pub resource: String,
    /// The Fields, each with its sentence.
    pub fields: Vec<(String, String)>,
    /// What the form said, to be said again.
    pub said: Vec<(String, String)>,
}

impl Refused {
    /// What AWS answers.
    #[must_use]
    pub fn by(error: &ServiceError) -> Self {
        let exception: &'static str = error.exception().into();
        let members = serde_json::to_value(error).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields = members["Fields"].as_array().into_iter().flatten();
        Self {
            exception: exception.to_owned(),
            message: text(&members["Message"]),
            reason: text(&members["Reason"]),
            resource: format!("{} {}", text(&members["ResourceType"]), text(&members["ResourceId"])).trim().to_owned(),
            fields: fields.map(|field| (text(&field["Name"]), text(&field["Message"]))).collect(),
            ..Self::default()
        }
    }

    /// What the console itself, or the reading of the request, refuses.
    #[must_use]
    pub fn because(exception: &str, message: String) -> Self {
        Self { exception: exception.to_owned(), message, ..Self::default() }
    }
}
