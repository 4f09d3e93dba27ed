//! What a page's rule says about a call, and what is kept of it where the call is to be explained.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Call;
use crate::{
    domain::check::{Check, Mark},
    model::error::{Exception, ServiceError},
    store::client_token::Used,
};

/// A check as it is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it is called.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// AWS's Reason if it doesn't, where there is one.
    pub reason: Option<String>,
    /// What was compared, unless that is another account's.
    pub compared: Option<(String, String)>,
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

/// What is kept of a call that is explained.
#[derive(Debug)]
pub struct Explanation {
    /// Whether the call names what is another account's: no more is told then than its answer tells.
    is_about_others: bool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    checks: Vec<Told>,
    token: Token,
}

impl Explanation {
    /// Of which nothing is known yet.
    pub(super) fn new(is_about_others: bool) -> Self {
        Self { is_about_others, kept: Mutex::default() }
    }

    // Each change is one step: what a panicking thread left is whole.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the call's client token was used.
    pub(super) fn token_was(&self, token: Token) {
        self.kept().token = token;
    }

    /// What the page's rule was asked, and what became of the client token.
    pub(super) fn take(&self) -> (Vec<Told>, Token) {
        let mut kept = self.kept();
        (std::mem::take(&mut kept.checks), kept.token)
    }

    fn keep<R>(&self, check: &Check<'_, R>) {
        let refusal = (!check.holds).then(|| check.refusal());
        let told = Told {
            name: check.name(),
            holds: check.holds,
            reason: refusal.as_ref().and_then(ServiceError::reason).map(str::to_owned),
            compared: (!self.is_about_others).then(|| check.compared()),
            remedy: (!check.holds && !self.is_about_others).then(|| check.remedy()),
            mark: check.mark(),
        };
        self.kept().checks.push(told);
    }
}

/// Asks a page's rule. A call that is explained asks all of it, and answers the first that fails as well.
///
/// # Errors
///
/// That of the first check that doesn't hold.
pub fn examine<'r, R: 'r>(call: &Call, checks: impl Iterator<Item = Check<'r, R>>) -> Result<(), ServiceError> {
    let mut first = None;
    for check in checks {
        if let Some(explanation) = &call.explanation {
            explanation.keep(&check);
        }
        if !check.holds && first.is_none() {
            first = Some(check.refusal());
            // Who isn't told the rest of what is another's doesn't ask for it either.
            if call.explanation.as_ref().is_none_or(|explanation| explanation.is_about_others) {
                break;
            }
        }
    }
    first.map_or(Ok(()), Err)
}

impl Told {
    /// A check of the road itself.
    pub(super) fn of_road(name: &'static str, mark: Mark) -> Self {
        Self { name, holds: true, reason: None, compared: None, remedy: None, mark }
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
        let compared = error.fields().map(|fields| (fields, "what AWS takes".to_owned()));
        Self { name, holds: false, reason: error.reason().map(str::to_owned), compared, remedy: Some(remedy), mark }
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
