//! IAM policies: read once, then asked whether they allow or deny.
//!
//! AWS pages: "IAM JSON policy element reference" and "Policy evaluation logic" (IAM User Guide). What isn't understood is
//! refused when the policy is read, so that nothing of a policy is ever ignored. `domain::authorisation` decides by the
//! policies of both sides.

use crate::model::caller::{AccountId, Caller};

mod action;
mod condition;
mod context;
mod document;
mod json;
mod operator;
mod pattern;
mod principal;
mod resource;

pub use context::Context;
pub use pattern::Pattern;
pub use principal::Naming;

use action::Action;
use document::{Kind, Listed, Statement};
use principal::Principal;

/// The service whose actions are asked about, as `Action` elements name it.
const SERVICE: &str = "sms-voice";

/// Why a text is no policy: one sentence that says what is wrong and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MalformedPolicy(String);

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies, whatever else allows.
    Deny,
}

/// May `caller` do `action` on `resource`?
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// Who asks.
    pub caller: &'q Caller,
    /// Such as `sms-voice:AssociateOriginationIdentity`; compared without case.
    pub action: &'q str,
    /// The resource's ARN, or `*` for an action that has none.
    pub resource: &'q str,
    /// The condition keys of the request.
    pub context: &'q Context,
}

/// What a policy says to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether a statement denies it.
    pub is_denied: bool,
    /// How the statement that allows it names the caller, if one does. A policy of an identity names it directly.
    pub allowed: Option<Naming>,
}

/// The accounts that a policy of a resource lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grantees {
    /// All accounts.
    Everyone,
    /// These, each once, in the policy's order.
    Accounts(Vec<AccountId>),
}

/// A policy that was read.
#[derive(Clone, Debug)]
pub struct Policy {
    statements: Vec<Statement>,
    asks_for_resource_tags: bool,
}

impl Policy {
    /// Reads the policy of an identity, which names no principal.
    ///
    /// # Errors
    ///
    /// One sentence if it isn't one.
    pub fn identity(text: &str) -> Result<Self, MalformedPolicy> {
        Self::read(text, Kind::Identity)
    }

    /// Reads the policy of a resource, which names principals in each statement.
    ///
    /// # Errors
    ///
    /// One sentence if it isn't one.
    pub fn resource(text: &str) -> Result<Self, MalformedPolicy> {
        Self::read(text, Kind::Resource)
    }

    fn read(text: &str, kind: Kind) -> Result<Self, MalformedPolicy> {
        let statements = document::read(text, kind)?;
        // By the key of a condition, or by a variable in any text: so wherever the words stand.
        Ok(Self { statements, asks_for_resource_tags: text.to_ascii_lowercase().contains("resourcetag") })
    }

    /// Why it grants less than it seems to, if it does: one sentence for each statement that allows nothing, and one for a policy without
    /// any that allows. `actions` are those that there are, such as `DeletePool`.
    #[must_use]
    pub fn grants_nothing(&self, actions: &[&str]) -> Vec<String> {
        let allowing = self.statements.iter().enumerate().filter(|(_, statement)| statement.effect == Effect::Allow);
        let mut causes: Vec<String> =
            allowing.clone().filter_map(|(place, statement)| statement.grants_nothing(place, actions)).collect();
        if allowing.count() == 0 {
            causes.push("no statement allows anything".to_owned());
        }
        causes
    }

    /// Whether its verdict may depend on the tags of a resource.
    #[must_use]
    pub fn asks_for_resource_tags(&self) -> bool {
        self.asks_for_resource_tags
    }

    /// What it does about `question`, if anything. Documented: an explicit deny overrides an allow.
    #[must_use]
    pub fn effect(&self, question: &Question<'_>) -> Option<Effect> {
        match self.verdict(question) {
            Verdict { is_denied: true, .. } => Some(Effect::Deny),
            Verdict { allowed, .. } => allowed.map(|_| Effect::Allow),
        }
    }

    /// What its statements say to `question`, each effect by itself.
    #[must_use]
    pub fn verdict(&self, question: &Question<'_>) -> Verdict {
        let mut verdict = Verdict { is_denied: false, allowed: None };
        for statement in &self.statements {
            let Some(naming) = statement.naming(question) else { continue };
            match statement.effect {
                Effect::Deny => verdict.is_denied = true,
                Effect::Allow => verdict.allowed = verdict.allowed.max(Some(naming)),
            }
        }
        verdict
    }

    /// The accounts whose principals it allows an action of this service, whatever its conditions. Assumed (decision D6): with them a
    /// resource is shared. All but some principals are everyone.
    #[must_use]
    pub fn grantees(&self) -> Grantees {
        let mut accounts = Vec::new();
        for statement in self.statements.iter().filter(|statement| statement.allows_something()) {
            let principals = match &statement.principals {
                Some(Listed::Only(principals)) => principals,
                Some(Listed::AllBut(_)) => return Grantees::Everyone,
                None => continue,
            };
            for principal in principals {
                match principal {
                    Principal::Everyone => return Grantees::Everyone,
                    Principal::Account(account) | Principal::Entity(account, _) if !accounts.contains(account) => {
                        accounts.push(account.clone());
                    }
                    _ => {}
                }
            }
        }
        Grantees::Accounts(accounts)
    }
}

impl Statement {
    /// How it names the caller, if it is about the question.
    fn naming(&self, question: &Question<'_>) -> Option<Naming> {
        let Question { caller, action, resource, context } = *question;
        // Assumed: what asks for a key that should have one value, such as a tag, and has several (in other letters), is
        // never met by an Allow and always by a Deny, so that a second tag gets round neither.
        let in_doubt = self.effect == Effect::Deny;
        let resources_hold = if self.resources.has(|listed| listed.is_ambiguous(context)) {
            in_doubt
        } else {
            self.resources.holds(|listed| listed.matches(resource, context))
        };
        let is_about = self.actions.holds(|listed| listed.matches(action))
            && resources_hold
            && self
                .conditions
                .iter()
                .all(|test| if test.is_ambiguous(context) { in_doubt } else { test.holds(context) });
        if !is_about {
            return None;
        }
        match &self.principals {
            None => Some(Naming::Directly),
            Some(Listed::Only(principals)) => principals.iter().filter_map(|listed| listed.naming(caller)).max(),
            // Assumed: naming its account excepts a caller as naming itself does.
            Some(all_but @ Listed::AllBut(_)) => {
                all_but.holds(|listed| listed.naming(caller).is_some()).then_some(Naming::Directly)
            }
        }
    }

    fn grants_nothing(&self, place: usize, actions: &[&str]) -> Option<String> {
        let is_one = |listed: &Action| actions.iter().any(|action| listed.matches(&format!("{SERVICE}:{action}")));
        if let Listed::Only(listed) = &self.actions
            && !listed.iter().any(is_one)
        {
            return Some(format!("Statement[{place}]: its Action names none of {SERVICE} that callsign serves"));
        }
        if let Listed::Only(listed) = &self.resources
            && !listed.iter().any(|resource| resource.may_be_of(SERVICE))
        {
            return Some(format!("Statement[{place}]: its Resource is no ARN that a resource of {SERVICE} can have"));
        }
        None
    }

    fn allows_something(&self) -> bool {
        let has_action = match &self.actions {
            Listed::Only(actions) => actions.iter().any(|action| action.is_of(SERVICE)),
            Listed::AllBut(actions) => !actions.iter().any(|action| action.is_all_of(SERVICE)),
        };
        self.effect == Effect::Allow && has_action
    }
}
