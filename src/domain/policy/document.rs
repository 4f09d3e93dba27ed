//! Reads the JSON of a policy. AWS page: "Grammar of the IAM JSON policy language".

use super::{
    Effect, MalformedPolicy,
    action::Action,
    condition::Test,
    json::{Json, Node},
    principal::Principal,
    resource::Resource,
};

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identity, here a credential.
    Identity,
    /// A resource.
    Resource,
}

/// A statement of a policy.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) effect: Effect,
    /// `None` in the policy of an identity, which is about that identity.
    pub(super) principals: Option<Listed<Principal>>,
    pub(super) actions: Listed<Action>,
    pub(super) resources: Listed<Resource>,
    pub(super) conditions: Vec<Test>,
}

/// An element and its counterpart, such as `Action` and `NotAction`.
#[derive(Clone, Debug)]
pub(super) enum Listed<T> {
    /// What is listed.
    Only(Vec<T>),
    /// Everything that isn't listed.
    AllBut(Vec<T>),
}

impl<T> Listed<T> {
    /// Whether `is_it` recognises one of those listed, whichever way they are meant.
    pub(super) fn has(&self, is_it: impl Fn(&T) -> bool) -> bool {
        let (Self::Only(list) | Self::AllBut(list)) = self;
        list.iter().any(is_it)
    }

    /// Whether it means what `is_it` recognises.
    pub(super) fn holds(&self, is_it: impl Fn(&T) -> bool) -> bool {
        match self {
            Self::Only(list) => list.iter().any(is_it),
            Self::AllBut(list) => !list.iter().any(is_it),
        }
    }
}

/// Reads the statements of a policy.
pub(super) fn read(text: &str, kind: Kind) -> Result<Vec<Statement>, MalformedPolicy> {
    let json: Json =
        serde_json::from_str(text).map_err(|error| MalformedPolicy(format!("The policy is not JSON: {error}")))?;
    let policy = Node::root(&json);
    let members = policy.members_of(&["Version", "Id", "Statement"])?;
    let version = members.get("Version").map(|node| Ok((node, node.text()?))).transpose()?;
    // Documented: without a Version it is 2008-10-17, which has no variables.
    let variables = match version {
        None | Some((_, "2008-10-17")) => false,
        Some((_, "2012-10-17")) => true,
        Some((node, _)) => return Err(node.fault("must be 2012-10-17 or 2008-10-17")),
    };
    if let Some(id) = members.get("Id") {
        id.text()?;
        // Documented: only policies of resources have one.
        if kind == Kind::Identity {
            return Err(id.fault("must not be in the policy of an identity"));
        }
    }
    let statements = members.get("Statement").ok_or_else(|| policy.fault("has no Statement"))?.items()?;
    if kind == Kind::Identity {
        check_sids(&statements)?;
    }
    statements.iter().map(|node| statement(node, kind, variables)).collect()
}

const ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

fn statement(node: &Node<'_>, kind: Kind, variables: bool) -> Result<Statement, MalformedPolicy> {
    let members = node.members_of(&ELEMENTS)?;
    if let Some(sid) = members.get("Sid") {
        sid.text()?;
    }
    let effect = members.get("Effect").ok_or_else(|| node.fault("has no Effect"))?;
    let effect = match effect.text()? {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return Err(effect.fault("must be \"Allow\" or \"Deny\"")),
    };
    // Documented: the element and its counterpart exclude each other.
    let one_of = |name: &'static str, opposite: &'static str| match (members.get(name), members.get(opposite)) {
        (Some(_), Some(_)) => Err(node.fault(format!("has both {name} and {opposite}"))),
        (listed, None) => Ok(listed.map(|listed| (listed, true))),
        (None, listed) => Ok(listed.map(|listed| (listed, false))),
    };
    let required = |name: &'static str, opposite: &'static str| {
        one_of(name, opposite)?.ok_or_else(|| node.fault(format!("has neither {name} nor {opposite}")))
    };
    let principals = match (kind, one_of("Principal", "NotPrincipal")?) {
        (Kind::Identity, None) => None,
        (Kind::Identity, Some((listed, _))) => {
            return Err(listed.fault("must not be in the policy of an identity"));
        }
        (Kind::Resource, None) => return Err(node.fault("has neither Principal nor NotPrincipal")),
        (Kind::Resource, Some((listed, is_only))) => Some(listed_as(Principal::read_all(listed)?, is_only)),
    };
    let (actions, are_only) = required("Action", "NotAction")?;
    let actions = listed_as(actions.items()?.iter().map(Action::read).collect::<Result<_, _>>()?, are_only);
    let (resources, are_only) = required("Resource", "NotResource")?;
    let read = |item: &Node<'_>| Resource::read(item, variables);
    let resources = listed_as(resources.items()?.iter().map(read).collect::<Result<_, _>>()?, are_only);
    let conditions = match members.get("Condition") {
        Some(condition) => Test::read_all(condition, variables)?,
        None => Vec::new(),
    };
    Ok(Statement { effect, principals, actions, resources, conditions })
}

fn listed_as<T>(list: Vec<T>, is_only: bool) -> Listed<T> {
    if is_only { Listed::Only(list) } else { Listed::AllBut(list) }
}

/// Documented: in the policy of an identity a Sid has letters and digits only, and is unique; services that have policies
/// of resources may take others. An empty one is as good as none.
fn check_sids(statements: &[Node<'_>]) -> Result<(), MalformedPolicy> {
    let mut sids = Vec::new();
    for node in statements {
        let members = node.members_of(&ELEMENTS)?;
        let Some(node) = members.get("Sid") else { continue };
        let sid = node.text()?;
        if !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(node.fault("must have letters and digits only"));
        }
        if !sid.is_empty() && sids.contains(&sid) {
            return Err(node.fault("is the same as that of another statement"));
        }
        sids.push(sid);
    }
    Ok(())
}
