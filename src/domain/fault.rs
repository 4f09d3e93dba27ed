//! Faults that calls are to meet: for which calls a rule is, and what a call that meets one is answered.

use serde_json::{Map, Value};
use strum::{AsRefStr, Display, EnumString};
use uuid::Uuid;

use crate::model::{
    arn::Scope,
    error::{Exception, ServiceError},
};

/// The longest delay, in milliseconds.
pub const LONGEST_MS: i64 = 60_000;

/// What stands for every operation.
pub const EVERY_OPERATION: &str = "*";

/// Where on its way a call meets its fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// Its request is good, and nothing was read or locked for it.
    Before,
    /// It was carried out, and is undone.
    BeforeCommit,
    /// It is done.
    AfterCommit,
    /// It is done, and the connection closes without an answer.
    LostResponse,
}

/// A fault: where, and what is answered.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Where.
    pub phase: Phase,
    /// What is answered; nothing where the answer is lost.
    pub error: Option<ServiceError>,
}

impl Fault {
    /// A fault of these words. `None` unless there is an exception of this name with such a reason where the phase needs one, and none
    /// where it is lost.
    #[must_use]
    pub fn of(phase: Phase, exception: Option<&str>, reason: Option<&str>) -> Option<Self> {
        let error = match exception {
            Some(name) => Some(ServiceError::injected(name.parse::<Exception>().ok()?, reason)?),
            None => None,
        };
        let is_whole = error.is_some() == (phase != Phase::LostResponse) && (error.is_some() || reason.is_none());
        is_whole.then_some(Self { phase, error })
    }

    /// A fault as a header says it: `lost_response`, or a phase, an exception and perhaps a reason with colons between them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(':').map(str::trim);
        let phase = words.next()?.parse().ok()?;
        let fault = Self::of(phase, words.next(), words.next())?;
        words.next().is_none().then_some(fault)
    }
}

/// A rule for faults.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: Uuid,
    /// The account that it is for.
    pub account_id: Option<String>,
    /// The region that it is for.
    pub region: Option<String>,
    /// The access key that it is for.
    pub access_key_id: Option<String>,
    /// The operation, or [`EVERY_OPERATION`].
    pub operation: String,
    /// Members that the request must have.
    pub members: Map<String, Value>,
    /// How likely a call meets it.
    pub probability: f64,
    /// Whether it is for a number of calls only.
    pub is_counted: bool,
    /// The shortest and the longest delay, in milliseconds.
    pub latency_ms: (i64, i64),
    /// The fault; without one it only delays.
    pub fault: Option<Fault>,
}

/// A call, as rules for faults see it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'c> {
    /// The caller's own scope.
    pub scope: &'c Scope,
    /// The access key that signed.
    pub access_key_id: &'c str,
    /// The operation.
    pub operation: &'c str,
    /// The members of the request.
    pub members: &'c Map<String, Value>,
}

impl Rule {
    /// Whether it is for a call.
    #[must_use]
    pub fn is_for(&self, asked: &Asked<'_>) -> bool {
        let is = |wanted: &Option<String>, there: &str| wanted.as_deref().is_none_or(|wanted| wanted == there);
        (self.operation == EVERY_OPERATION || self.operation == asked.operation)
            && is(&self.account_id, asked.scope.account_id())
            && is(&self.region, asked.scope.region())
            && is(&self.access_key_id, asked.access_key_id)
            && self.members.iter().all(|(name, value)| asked.members.get(name) == Some(value))
    }
}
