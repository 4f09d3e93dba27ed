//! What a page's rule says about a call, and what is kept of it where the call is to be explained.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::Call;
use crate::{
    domain::check::{Check, Mark, Rule},
    model::error::{Exception, ServiceError},
    store::client_token::Used,
};

/// A check as it is told.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// What it is called.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// AWS's Reason if it doesn't, where there is one.
    pub reason: Option<String>,
    /// What was compared, unless that is another account's,
    pub left: Option<String>,
    /// with this.
    pub right: Option<String>,
    /// What to do, if it doesn't hold.
    pub remedy: Option<String>,
    /// How it is known that AWS asks it.
    pub mark: Mark,
}

/// What became of a client token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Token {
    /// It wasn't used before.
    #[default]
    Unused,
    /// It was, by the same request.
    Replayed,
    /// It was, by another request.
    OtherParameters,
}

impl Token {
    /// What a token is that was used.
    pub(super) fn of(used: &Used) -> Self {
        match used {
            Used::Answered(_) | Used::Refused(_) => Self::Replayed,
            Used::OtherParameters => Self::OtherParameters,
        }
    }
}

/// How much is kept of what a call's rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    /// Every check.
    All,
    /// No more than the answer tells: the call names what is another account's.
    OfAnswer,
    /// Every check of the rule that refuses the call, and nothing of one that is carried out.
    OfRefusal,
}

/// What is kept of a call: of one that is to be explained, or of one that is refused.
#[derive(Debug)]
pub struct Explanation {
    detail: Detail,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    checks: Vec<Told>,
    token: Token,
}

impl Explanation {
    /// Of a call that is only to be explained.
    #[must_use]
    pub fn of_all() -> Self {
        Self { detail: Detail::All, kept: Mutex::default() }
    }

    /// The same of one that names what is another account's.
    pub(super) fn of_answer() -> Self {
        Self { detail: Detail::OfAnswer, kept: Mutex::default() }
    }

    /// Of a call that is carried out: what its rule says if it refuses. Nothing is rendered of one that isn't refused.
    #[must_use]
    pub fn of_refusal() -> Self {
        Self { detail: Detail::OfRefusal, kept: Mutex::default() }
    }

    /// Whether more may be asked of the database, to tell why something doesn't hold.
    pub(super) fn is_asked_for(&self) -> bool {
        self.detail == Detail::All
    }

    // Each change is one step: what a panicking thread left is whole.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the call's client token was used.
    pub(super) fn token_was(&self, token: Token) {
        self.kept().token = token;
    }

    /// What the page's rules were asked, and what became of the client token.
    pub(super) fn take(&self) -> (Vec<Told>, Token) {
        let mut kept = self.kept();
        (std::mem::take(&mut kept.checks), kept.token)
    }

    /// What the page's rules were asked.
    #[must_use]
    pub fn checks(&self) -> Vec<Told> {
        self.kept().checks.clone()
    }

    /// The checks of the rule that refused with this error; `None` if no rule did.
    #[must_use]
    pub fn behind(&self, refusal: &ServiceError) -> Option<Vec<Told>> {
        let kept = self.kept();
        // What was asked in vain before, in company, may have been refused otherwise.
        let first = kept.checks.iter().find(|check| !check.holds)?;
        (refusal.is_a_rules() && first.reason.as_deref() == refusal.reason()).then(|| kept.checks.clone())
    }

    fn keep<R: Rule>(&self, rule: &R, is_refused: bool) {
        let told = |check: Check<'_, R>| self.told(&check);
        match self.detail {
            Detail::OfRefusal if is_refused => self.kept().checks = rule.checks().map(told).collect(),
            Detail::OfRefusal => {}
            Detail::All => self.add(rule.checks().map(told)),
            // Who isn't told the rest of what is another's doesn't ask for it either.
            Detail::OfAnswer => {
                let passed = rule.checks().take_while(|check| check.holds).count();
                self.add(rule.checks().take(passed + 1).map(told));
            }
        }
    }

    /// Adds checks. Of what is asked anew the last answer counts.
    fn add(&self, checks: impl Iterator<Item = Told>) {
        let mut kept = self.kept();
        for told in checks {
            kept.checks.retain(|before| before.name != told.name);
            kept.checks.push(told);
        }
    }

    fn told<R>(&self, check: &Check<'_, R>) -> Told {
        let refusal = (!check.holds).then(|| check.refusal());
        let is_open = self.detail != Detail::OfAnswer;
        let (left, right) = is_open.then(|| check.compared()).unzip();
        Told {
            name: check.name(),
            holds: check.holds,
            reason: refusal.as_ref().and_then(ServiceError::reason).map(str::to_owned),
            left,
            right,
            remedy: (!check.holds && is_open).then(|| check.remedy()),
            mark: check.mark(),
        }
    }
}

/// Asks a page's rule. A call that is explained keeps all that the rule says beside the answer.
///
/// # Errors
///
/// That of the first check that doesn't hold.
pub fn examine<R: Rule>(call: &Call, rule: &R) -> Result<(), ServiceError> {
    let verdict = rule.verdict();
    if let Some(explanation) = &call.explanation {
        explanation.keep(rule, verdict.is_err());
    }
    verdict
}

impl Told {
    /// A check of the road itself.
    pub(super) fn of_road(name: &'static str, mark: Mark) -> Self {
        Self { name, holds: true, reason: None, left: None, right: None, remedy: None, mark }
    }

    /// The check that an error stands for, where no rule told one.
    pub(super) fn of(error: &ServiceError) -> Self {
        let named = || error.resource().unwrap_or("what the request names").to_owned();
        let (name, mark, remedy) = match error.exception() {
            Exception::AccessDeniedException => (
                CALLER_MAY,
                Mark::Documented,
                "Allow the action in the policy that the message names, or ask as a caller who may.".to_owned(),
            ),
            Exception::ResourceNotFoundException => {
                ("resource_exists", Mark::Documented, format!("Make {}, or name one that is there.", named()))
            }
            Exception::ServiceQuotaExceededException => {
                ("quota_has_room", Mark::Documented, "Remove something that counts, or raise the quota.".to_owned())
            }
            Exception::ConflictException if error.reason().is_none() => (
                RESOURCE_IS_FREE,
                Mark::Documented,
                "Another request holds the resource: ask again when it is done.".to_owned(),
            ),
            Exception::ConflictException => (
                "state_allows_it",
                Mark::Documented,
                format!(
                    "Change the state of {} so that it is no more {}.",
                    named(),
                    error.reason().unwrap_or_default()
                ),
            ),
            _ => ("members_fit_the_state", Mark::Documented, correct(error)),
        };
        let (left, right) = error.fields().map(|fields| (fields, "what AWS takes".to_owned())).unzip();
        Self { name, holds: false, reason: error.reason().map(str::to_owned), left, right, remedy: Some(remedy), mark }
    }
}

/// Whether the shapes of the members and the ARNs among them are good.
pub(super) const MEMBERS: &str = "members_are_valid";
/// Whether the caller may.
pub(super) const CALLER_MAY: &str = "caller_is_authorized";
/// Whether the client token wasn't used by another request.
pub(super) const CLIENT_TOKEN: &str = "client_token";
/// Whether nobody else holds a row that the call needs for itself.
pub(super) const RESOURCE_IS_FREE: &str = "resource_is_free";

/// What to do about members that aren't as they must be.
pub(super) fn correct(error: &ServiceError) -> String {
    error.fields().map_or_else(|| "Correct the members.".to_owned(), |fields| format!("Correct {fields}."))
}
