//! What a request says about a fault.

use std::str::FromStr;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    api,
    domain::fault::{EVERY_OPERATION, Fault, LONGEST_MS, Phase},
    staging::Refusal,
    store::fault::NewRule,
};

/// The most calls that a rule counts.
const MOST_TIMES: i64 = 1_000_000_000;

/// The members of a fault that a request may set. Account and region are those of the query, or stand here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    operation: String,
    access_key_id: Option<String>,
    #[serde(default, rename = "match")]
    members: Map<String, Value>,
    probability: Option<f64>,
    times: Option<i64>,
    latency_ms: Option<Latency>,
    phase: Option<String>,
    error: Option<Error>,
    /// The account that it is for.
    pub account_id: Option<String>,
    /// The region that it is for.
    pub region: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "latency_ms is a number, or two in a list")]
enum Latency {
    Always(i64),
    Between(i64, i64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Error {
    #[serde(rename = "type")]
    name: String,
    reason: Option<String>,
}

impl Said {
    /// The rule, if all of it can be.
    ///
    /// # Errors
    ///
    /// 422 naming every member that can't.
    pub fn rule(self) -> Result<NewRule, Refusal> {
        let latency_ms = match self.latency_ms {
            None => (0, 0),
            Some(Latency::Always(ms)) => (ms, ms),
            Some(Latency::Between(least, most)) => (least, most),
        };
        let (least, most) = latency_ms;
        let name = self.error.as_ref().map(|error| error.name.as_str());
        let reason = self.error.as_ref().and_then(|error| error.reason.as_deref());
        let probability = self.probability.unwrap_or(1.0);
        let fault_is_good = match self.phase.as_deref().map(Phase::from_str) {
            None => name.is_none(),
            Some(Ok(phase)) => Fault::of(phase, name, reason).is_some(),
            Some(Err(_)) => false,
        };
        let does_something = self.phase.is_some() || most > 0;
        let checks = [
            (
                self.operation == EVERY_OPERATION || api::dispatch(&self.operation).is_some(),
                "operation must be the name of one that is served, such as SendTextMessage, or *",
            ),
            ((0.0..=1.0).contains(&probability), "probability must be from 0 to 1"),
            (self.times.is_none_or(|times| (1..=MOST_TIMES).contains(&times)), "times must be from 1 to 1000000000"),
            (
                0 <= least && least <= most && most <= LONGEST_MS,
                "latency_ms must be from 0 to 60000, or two such numbers, the smaller one first",
            ),
            (
                fault_is_good,
                "phase and error must fit: before, before_commit and after_commit have an error with the name of an \
                 exception as its type, and perhaps one of its reasons; lost_response has none, and without a phase there is none",
            ),
            (does_something, "phase or latency_ms must be there"),
        ];
        let wrong: Vec<&str> = checks.iter().filter(|(holds, _)| !holds).map(|(_, sentence)| *sentence).collect();
        if !wrong.is_empty() {
            return Err(Refusal::new(422, "INVALID_VALUE", format!("{}.", wrong.join("; ")), "Correct what is named."));
        }
        let (error_type, reason) = self.error.map_or((None, None), |error| (Some(error.name), error.reason));
        Ok(NewRule {
            operation: self.operation,
            access_key_id: self.access_key_id,
            members: self.members,
            probability,
            times: self.times,
            latency_ms,
            phase: self.phase,
            error_type,
            reason,
        })
    }
}
