//! Reviews: what becomes of a version that was submitted, step by step.
//!
//! Nobody looks at a form. Assumed: callsign approves what is complete, unless a text of the form says what is to happen, or the
//! settings leave it to people.

use time::{Duration, OffsetDateTime};

use super::{
    catalogue::RegistrationType,
    compliance,
    form::{self, Fault, Values},
    settings::{Registrations, Review},
};
use crate::{
    domain::keyword::Keywords,
    model::registration::{
        RegistrationDeniedReasonInformation as DeniedReason, RegistrationStatus as Status,
        RegistrationVersionStatus as VersionStatus,
    },
};

/// How long an e-mail may be confirmed. Assumed (decision RD52).
const AUTHENTICATION: Duration = Duration::days(30);

/// What a text of a form says is to become of it. The first in the catalogue's order counts.
const TOKENS: [(&str, Said); 4] = [
    ("CALLSIGN-DENY", Said::Deny),
    ("CALLSIGN-HOLD", Said::Hold),
    ("CALLSIGN-AUTH", Said::Authenticate),
    ("CALLSIGN-OFFLINE", Said::Offline),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Deny,
    Hold,
    Authenticate,
    Offline,
}

/// A version whose review goes on.
pub struct Reviewed<'r> {
    /// The type of its registration.
    pub of: &'r RegistrationType,
    /// Where it stands.
    pub status: VersionStatus,
    /// Where its registration stands.
    pub registration: Status,
    /// What its form says.
    pub values: &'r Values,
    /// The keywords of its RCS agents, of those that have any of their own.
    pub keywords: &'r [Keywords],
    /// Whether AWS was asked to check it beforehand.
    pub aws_review: bool,
    /// Whether it ever waited for an e-mail.
    pub was_to_authenticate: bool,
    /// The region that it is in.
    pub region: &'r str,
}

/// Why a version is denied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Denial {
    /// What is said of the version.
    pub reasons: Vec<DeniedReason>,
    /// What is said of its fields, by path.
    pub fields: Vec<(String, String)>,
    /// What AWS's own check found.
    pub feedback: Option<String>,
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It comes to these statuses, and goes on after so long; never by itself without.
    To(VersionStatus, Status, Option<Duration>, Option<&'static str>),
    /// It is denied.
    Deny(Denial),
    /// What it is for is made.
    Complete,
}

/// What AWS's own check says when it finds nothing.
const NO_FINDINGS: &str = "No findings: every field that is needed has a value that it takes.";

impl Reviewed<'_> {
    /// What happens when it is due.
    #[must_use]
    pub fn next(&self, settings: &Registrations) -> Step {
        if self.registration == Status::Provisioning {
            return Step::Complete;
        }
        let review =
            |feedback| Step::To(VersionStatus::Reviewing, Status::Reviewing, Some(settings.reviewing()), feedback);
        match self.status {
            VersionStatus::Submitted if self.aws_review => {
                Step::To(VersionStatus::AwsReviewing, Status::AwsReviewing, Some(settings.submitted()), None)
            }
            VersionStatus::Submitted => review(None),
            VersionStatus::AwsReviewing => {
                let faults = self.faults();
                if faults.is_empty() { review(Some(NO_FINDINGS)) } else { Step::Deny(Denial::found(&faults)) }
            }
            VersionStatus::RequiresAuthentication => {
                Step::Deny(Denial::because("Unconfirmed email", "The e-mail wasn't confirmed within 30 days."))
            }
            _ => self.decide(settings),
        }
    }

    fn decide(&self, settings: &Registrations) -> Step {
        let hold = Step::To(VersionStatus::Reviewing, Status::Reviewing, None, None);
        let authenticate =
            Step::To(VersionStatus::RequiresAuthentication, Status::RequiresAuthentication, Some(AUTHENTICATION), None);
        match self.said() {
            Some((path, Said::Deny)) => return Step::Deny(Denial::of_field(path, "Invalid field value")),
            Some((_, Said::Hold)) => return hold,
            Some((_, Said::Authenticate)) if !self.was_to_authenticate => return authenticate,
            Some((_, Said::Offline)) => {
                return Step::To(VersionStatus::RequiresOfflineReview, Status::Reviewing, None, None);
            }
            _ => {}
        }
        if settings.review == Review::Manual {
            return hold;
        }
        if !self.of.regions.is_empty() && !self.of.regions.iter().any(|region| region == self.region) {
            // Documented: registrations of the country are taken in these regions only.
            let sentence = format!("{} is taken in {} only.", self.of.name(), self.of.regions.join(" and "));
            return Step::Deny(Denial::because("Unsupported region", &sentence));
        }
        let faults = self.faults();
        if !faults.is_empty() {
            return Step::Deny(Denial::of(&faults));
        }
        let asks_for_it = settings.authentication && !self.of.authentication.is_empty();
        if asks_for_it && form::hold(&self.of.authentication, self.values) && !self.was_to_authenticate {
            return authenticate;
        }
        Step::To(VersionStatus::Approved, Status::Provisioning, Some(settings.provisioning()), None)
    }

    /// What is wrong with the form by itself, then with what it says of its agents. A field is named once.
    fn faults(&self) -> Vec<(String, Fault)> {
        let mut faults = form::faults(self.of, self.values);
        for fault in compliance::faults(self.of, self.values, self.keywords) {
            if faults.iter().all(|(path, _)| *path != fault.0) {
                faults.push(fault);
            }
        }
        faults
    }

    /// The first field whose text says something.
    fn said(&self) -> Option<(&str, Said)> {
        self.of.fields().find_map(|field| {
            let path = field.definition.field_path.as_str();
            let text = self.values.get(path)?.text_value.as_deref()?;
            TOKENS.into_iter().find(|(token, _)| text.contains(token)).map(|(_, said)| (path, said))
        })
    }
}

impl Denial {
    /// Because of what is said of the version.
    #[must_use]
    pub fn because(reason: &str, sentence: &str) -> Self {
        let reason = DeniedReason { reason: reason.to_owned(), short_description: sentence.to_owned() };
        Self { reasons: vec![reason], ..Self::default() }
    }

    /// Because of one field.
    #[must_use]
    pub fn of_field(path: &str, reason: &str) -> Self {
        let fields = vec![(path.to_owned(), Fault::Invalid.word().to_owned())];
        Self { fields, ..Self::because(reason, &format!("The value of {path} isn't accepted.")) }
    }

    /// Because of what is wrong with the form. Observed: the reason `Missing required field`, and the fields' words.
    #[must_use]
    pub fn of(faults: &[(String, Fault)]) -> Self {
        let reasons = faults.iter().map(|(path, fault)| match fault {
            Fault::Missing => DeniedReason {
                reason: "Missing required field".to_owned(),
                short_description: format!("{path} must have a value."),
            },
            Fault::Invalid => DeniedReason {
                reason: "Invalid field value".to_owned(),
                short_description: format!("The value of {path} isn't accepted."),
            },
        });
        let fields = faults.iter().map(|(path, fault)| (path.clone(), fault.word().to_owned()));
        Self { reasons: reasons.collect(), fields: fields.collect(), feedback: None }
    }

    /// The same, found by AWS's own check. Assumed (decision RD50).
    #[must_use]
    pub fn found(faults: &[(String, Fault)]) -> Self {
        let feedback = format!("Findings: {} fields lack a value, or have one that isn't accepted.", faults.len());
        Self { feedback: Some(feedback), ..Self::of(faults) }
    }
}

/// When a step is due that comes so long after another.
#[must_use]
pub fn due(at: OffsetDateTime, after: Option<Duration>) -> Option<OffsetDateTime> {
    after.map(|after| at + after)
}
