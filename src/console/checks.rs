//! What the rule of an operation says about a call: as it was kept of a refusal, or as it is now.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Asked, own};
use crate::{model::error::ServiceError, staging::Refusal};

/// A check as the interface tells it.
#[derive(Debug, Deserialize)]
pub struct Check {
    pub name: String,
    pub holds: bool,
    pub reason: Option<String>,
    pub left: Option<String>,
    pub right: Option<String>,
    pub remedy: Option<String>,
    pub mark: String,
}

impl Check {
    /// What was compared, where it says more than that it holds.
    pub fn compared(&self) -> Option<(&str, &str)> {
        let (left, right) = (self.left.as_deref()?, self.right.as_deref()?);
        (!left.is_empty() || !right.is_empty()).then_some((left, right))
    }
}

/// What would become of a call now.
#[derive(Debug, Deserialize)]
pub struct Explained {
    pub verdict: String,
    answer: Value,
    pub checks: Vec<Check>,
    pub not_asked: Vec<String>,
}

impl Explained {
    /// How much AWS would do of it, in a sentence.
    pub fn sentence(&self) -> &'static str {
        match self.verdict.as_str() {
            "accepted" => "AWS would carry it out.",
            "replayed" => "AWS would answer what the first call with this client token was answered.",
            _ => "AWS would refuse it.",
        }
    }

    /// The exception that it would be answered with, without its namespace.
    pub fn exception(&self) -> Option<&str> {
        let name = self.answer["__type"].as_str()?;
        Some(name.rsplit_once('#').map_or(name, |(_, name)| name))
    }

    /// Its Reason.
    pub fn reason(&self) -> Option<&str> {
        self.answer["Reason"].as_str()
    }

    /// How many checks don't hold.
    pub fn failing(&self) -> usize {
        self.checks.iter().filter(|check| !check.holds).count()
    }

    /// The tone of its block.
    pub fn tone(&self) -> &'static str {
        if self.verdict == "refused" { "bad" } else { "good" }
    }
}

/// Asks what would become of a call of the account in the region that are shown. Nothing is changed by it.
///
/// # Errors
///
/// Those of POST `/explain`.
pub async fn explain(asked: &Asked, operation: &str, input: &Value) -> Result<Explained, Refusal> {
    let text = json!({ "operation": operation, "input": input }).to_string();
    let body = own::Body { query: own::scope(asked), text, is_toml: false };
    let told = own::ask(asked, "POST", "explain", body).await?;
    serde_json::from_value(told).map_err(|error| Refusal::from(ServiceError::internal(error)))
}
