//! The `Action` element: the name of a service, a colon, and the name of an action with wildcards.

use super::{
    MalformedPolicy,
    context::Context,
    json::{Node, quoted},
    pattern::{Pattern, Syntax, Template},
};

/// Actions as a statement names them. Documented: service and name are compared without case.
#[derive(Clone, Debug)]
pub(super) struct Action {
    /// `None` for those of all services.
    service: Option<String>,
    name: Pattern,
    is_all: bool,
}

impl Action {
    /// Reads `sms-voice:Describe*`, or `*`.
    pub(super) fn read(node: &Node<'_>) -> Result<Self, MalformedPolicy> {
        let text = node.text()?;
        let fault = |what: &str| node.fault(format!("is {}, {what}", quoted(text)));
        let (service, name) = if text == "*" {
            ("*", "*")
        } else {
            text.split_once(':').ok_or_else(|| fault("an action begins with its service, such as sms-voice:"))?
        };
        let is_word = |text: &str, also: &[char]| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(&c))
        };
        // Assumed: of the wildcards in place of a service, IAM takes `*:*` only.
        let is_every_service = service == "*" && name == "*";
        if !is_every_service && !is_word(service, &['-']) {
            return Err(fault("the service of an action has letters, digits and hyphens only"));
        }
        if !is_word(name, &['*', '?', '-', '_', '.']) {
            return Err(fault("the name of an action has letters, digits and wildcards only"));
        }
        let syntax = Syntax { wildcards: true, variables: false };
        let template = Template::read(&name.to_ascii_lowercase(), syntax).map_err(fault)?;
        let name_pattern = template.resolve(&Context::default()).ok_or_else(|| fault("it can't be read"))?;
        Ok(Self {
            service: (!is_every_service).then(|| service.to_ascii_lowercase()),
            name: name_pattern,
            is_all: name.bytes().all(|byte| byte == b'*'),
        })
    }

    /// Whether it names `action`, such as `sms-voice:DeletePool`.
    pub(super) fn matches(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let (service, name) = action.split_once(':').unwrap_or(("", &action));
        self.is_of(service) && self.name.matches(name)
    }

    /// Whether it may name actions of `service`.
    pub(super) fn is_of(&self, service: &str) -> bool {
        self.service.as_deref().is_none_or(|own| own == service)
    }

    /// Whether it names every action of `service`.
    pub(super) fn is_all_of(&self, service: &str) -> bool {
        self.is_all && self.is_of(service)
    }
}
