//! What a deployment may set about registrations.

use serde::{Deserialize, Serialize};
use time::Duration;

use crate::model::phone_number::NumberType;

/// How reviews go. AWS takes days; with 0 it is over at once.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Registrations {
    /// How long a version is SUBMITTED, and AWS_REVIEWING where that is asked for, in milliseconds.
    pub submitted_ms: u32,
    /// How long it is REVIEWING, in milliseconds.
    pub reviewing_ms: u32,
    /// How long a registration is PROVISIONING, in milliseconds.
    pub provisioning_ms: u32,
    /// Who decides.
    pub review: Review,
    /// What becomes of a form that lacks something.
    pub missing_fields: MissingFields,
    /// The kinds of numbers for which RequestPhoneNumber wants a registration.
    pub require_for: Vec<Registered>,
    /// Whether every brand of a company that is traded publicly has to confirm an e-mail.
    pub authentication: bool,
}

impl Registrations {
    /// How long a version is SUBMITTED.
    #[must_use]
    pub fn submitted(&self) -> Duration {
        Duration::milliseconds(self.submitted_ms.into())
    }

    /// How long it is REVIEWING.
    #[must_use]
    pub fn reviewing(&self) -> Duration {
        Duration::milliseconds(self.reviewing_ms.into())
    }

    /// How long a registration is PROVISIONING.
    #[must_use]
    pub fn provisioning(&self) -> Duration {
        Duration::milliseconds(self.provisioning_ms.into())
    }

    /// Whether RequestPhoneNumber wants a registration for a number of this kind. Assumed (decision RD33): by default it doesn't, so that
    /// staging needs no paperwork.
    #[must_use]
    pub fn are_required_for(&self, number_type: NumberType) -> bool {
        self.require_for.iter().any(|kind| match kind {
            Registered::TollFree => number_type == NumberType::TollFree,
            Registered::TenDlc => number_type == NumberType::TenDlc,
        })
    }
}

/// Who decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Review {
    /// callsign approves, unless a text of the form says otherwise.
    #[default]
    Auto,
    /// Somebody at `/_callsign/v1`.
    Manual,
}

/// What becomes of a form that lacks something, or has something wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MissingFields {
    /// It is submitted, and denied. Observed: a user got that within seconds.
    #[default]
    Deny,
    /// It can't be submitted. Observed: another user got a ConflictException.
    Refuse,
}

/// The kinds of numbers that AWS wants a registration for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the words are AWS's")]
pub enum Registered {
    TollFree,
    TenDlc,
}
