//! The `Principal` element: who a policy of a resource is about.

use super::{
    MalformedPolicy,
    json::{Node, quoted},
};
use crate::model::caller::{AccountId, Caller};

/// Somebody that a policy of a resource names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Principal {
    /// `*`.
    Everyone,
    /// An account, by its id or the ARN of its root.
    Account(AccountId),
    /// A user or a role by its ARN, kept without `arn:` and the partition.
    Entity(AccountId, String),
    /// A service, a federated or a canonical user. None of them calls here.
    Other,
}

/// How a statement names a caller. Greater names more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// By its account, which thereby may let it do so. Documented: naming the account delegates to it.
    Account,
    /// Itself, or everyone.
    Directly,
}

impl Principal {
    /// Reads `"*"` or `{"AWS": …}`.
    pub(super) fn read_all(node: &Node<'_>) -> Result<Vec<Self>, MalformedPolicy> {
        if let Ok(text) = node.text() {
            return match text {
                "*" => Ok(vec![Self::Everyone]),
                _ => Err(node.fault(format!("is {}, it must be \"*\" or an object", quoted(text)))),
            };
        }
        let kinds = ["AWS", "CanonicalUser", "Federated", "Service"];
        let members = node.members_of(&kinds)?;
        let mut principals = Vec::new();
        for (kind, member) in kinds.iter().filter_map(|kind| Some((*kind, members.get(kind)?))) {
            for item in member.items()? {
                principals.push(Self::read(kind, &item)?);
            }
        }
        if principals.is_empty() {
            return Err(node.fault("names nobody"));
        }
        Ok(principals)
    }

    fn read(kind: &str, node: &Node<'_>) -> Result<Self, MalformedPolicy> {
        let text = node.text()?;
        if kind != "AWS" {
            return match text {
                "" => Err(node.fault("must not be empty")),
                _ => Ok(Self::Other),
            };
        }
        if text == "*" {
            return Ok(Self::Everyone);
        }
        // Documented: a wildcard can't match part of a name or ARN.
        if text.contains(['*', '?']) {
            return Err(node.fault(format!("is {}, a wildcard can only stand for everyone: \"*\"", quoted(text))));
        }
        AccountId::parse(text).map(Self::Account).or_else(|| Self::parse_arn(text)).ok_or_else(|| {
            node.fault(format!(
                "is {}, it must be \"*\", an account or the ARN of an account, user or role",
                quoted(text)
            ))
        })
    }

    /// Assumed: whether a user or role exists isn't asked, because callsign keeps none.
    fn parse_arn(text: &str) -> Option<Self> {
        let (partition, rest) = text.strip_prefix("arn:")?.split_once(':')?;
        let service_and_account = rest.strip_prefix("iam::").or_else(|| rest.strip_prefix("sts::"))?;
        let (account, entity) = service_and_account.split_once(':')?;
        let account = AccountId::parse(account)?;
        let is_named = |kind: &str| entity.strip_prefix(kind).is_some_and(|name| !name.is_empty());
        if !partition.starts_with("aws") {
            return None;
        }
        if rest.starts_with("iam::") && entity == "root" {
            return Some(Self::Account(account));
        }
        let kinds: &[&str] =
            if rest.starts_with("iam::") { &["user/", "role/"] } else { &["assumed-role/", "federated-user/"] };
        kinds.iter().any(|kind| is_named(kind)).then(|| Self::Entity(account, rest.to_owned()))
    }

    /// How it names `caller`, if it does.
    pub(super) fn naming(&self, caller: &Caller) -> Option<Naming> {
        let own = caller.user_arn.splitn(3, ':').nth(2);
        match self {
            Self::Everyone => Some(Naming::Directly),
            Self::Account(account) => (*account == caller.account_id).then_some(Naming::Account),
            Self::Entity(_, entity) => (Some(entity.as_str()) == own).then_some(Naming::Directly),
            Self::Other => None,
        }
    }
}
