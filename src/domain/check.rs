//! Rules as questions in AWS's order, so that what refuses a request and what explains the refusal can't differ.

use serde::Serialize;

use crate::model::error::ServiceError;

/// How it is known that AWS asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// AWS's documentation or model says so.
    Documented,
    /// AWS was seen to.
    Observed,
    /// Nobody knows; it is what fits best.
    Assumed,
}

/// One question of a rule about `R`. What it tells is rendered only when it is read.
pub struct Question<R> {
    /// What it is called: a fact, such as `pool_is_active`.
    pub name: &'static str,
    /// How it is known.
    pub mark: Mark,
    /// Whether it holds; `None` where there is nothing to ask, such as about the two-way channel of a sender ID.
    pub holds: fn(&R) -> Option<bool>,
    /// What is raised if it doesn't.
    pub refusal: fn(&R) -> ServiceError,
    /// The two sides that were compared.
    pub compared: fn(&R) -> (String, String),
    /// What to do about it.
    pub remedy: fn(&R) -> String,
}

/// A rule with all that it depends on.
pub trait Rule: Sized {
    /// Its questions, in the order in which AWS asks them.
    fn questions() -> impl Iterator<Item = Question<Self>>;

    /// The same, each asked.
    fn checks(&self) -> impl Iterator<Item = Check<'_, Self>> {
        Self::questions().filter_map(|question| Some(Check { holds: (question.holds)(self)?, rule: self, question }))
    }

    /// Whether all hold.
    ///
    /// # Errors
    ///
    /// That of the first that doesn't.
    fn verdict(&self) -> Result<(), ServiceError> {
        self.checks().find(|check| !check.holds).map_or(Ok(()), |check| Err(check.refusal()))
    }
}

/// A question that was asked.
pub struct Check<'r, R> {
    /// Whether it holds.
    pub holds: bool,
    rule: &'r R,
    question: Question<R>,
}

impl<R> Check<'_, R> {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.question.name
    }

    /// How it is known that AWS asks it.
    #[must_use]
    pub fn mark(&self) -> Mark {
        self.question.mark
    }

    /// What is raised if it doesn't hold.
    #[must_use]
    pub fn refusal(&self) -> ServiceError {
        (self.question.refusal)(self.rule)
    }

    /// The two sides that were compared.
    #[must_use]
    pub fn compared(&self) -> (String, String) {
        (self.question.compared)(self.rule)
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> String {
        (self.question.remedy)(self.rule)
    }
}

/// The names of a rule's questions.
#[must_use]
pub fn names<R: Rule>() -> Vec<&'static str> {
    R::questions().map(|question| question.name).collect()
}
