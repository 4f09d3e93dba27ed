//! The `Resource` element: an ARN with wildcards, or `*`.

use strum::VariantNames;

use super::{
    MalformedPolicy,
    context::Context,
    json::{Node, quoted},
    pattern::{Syntax, Template},
};
use crate::model::resource_type::ResourceType;

/// Resources as a statement names them.
#[derive(Clone, Debug)]
pub(super) enum Resource {
    All,
    Arn(Template),
}

impl Resource {
    /// Reads `arn:aws:sms-voice:us-east-1:222233334444:pool/*`, or `*`.
    pub(super) fn read(node: &Node<'_>, variables: bool) -> Result<Self, MalformedPolicy> {
        let text = node.text()?;
        if text == "*" {
            return Ok(Self::All);
        }
        let fault = |what: &str| node.fault(format!("is {}, {what}", quoted(text)));
        let template = Template::read(text, Syntax { wildcards: true, variables }).map_err(|what| node.fault(what))?;
        if !text.starts_with("arn:") {
            return Err(fault("it must be an ARN or \"*\""));
        }
        // Documented: a variable stands after the fifth colon only.
        if template.first_variable_in_arn_part().is_some_and(|part| part < 5) {
            return Err(fault("a variable may stand after the fifth colon only"));
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        if parts.len() < 6 && !text.ends_with('*') {
            return Err(fault("an ARN has six parts separated by colons"));
        }
        // Documented: no wildcard in the service. Assumed: one that is the last part of a shorter ARN either.
        if parts.get(2).is_none_or(|service| service.is_empty() || service.contains(['*', '?'])) {
            return Err(fault("the service of an ARN must be written out"));
        }
        Ok(Self::Arn(template))
    }

    /// Whether it may name a resource of `service`, whoever's: `*`, or an ARN with its partition, region, account and kind.
    pub(super) fn may_be_of(&self, service: &str) -> bool {
        let Self::Arn(template) = self else { return true };
        let text = template.text();
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let is_open = |part: &str| part.contains(['*', '?']);
        let is_account = |part: &str| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.iter().enumerate().all(|(place, part)| match place {
            1 => is_open(part) || part.starts_with("aws"),
            2 => *part == service,
            3 => is_open(part) || part.split('-').count() > 2,
            4 => is_open(part) || is_account(part),
            5 => {
                let kind = part.split('/').next().unwrap_or_default();
                is_open(kind) || (part.contains('/') && ResourceType::VARIANTS.contains(&kind))
            }
            _ => true,
        })
    }

    /// Whether a variable in it stands for a key that should have one value and has several.
    pub(super) fn is_ambiguous(&self, context: &Context) -> bool {
        matches!(self, Self::Arn(template) if template.is_ambiguous(context))
    }

    /// Whether it names `resource`, an ARN, or `*` for an action that has no resource.
    ///
    /// Documented: one with a variable that has no value matches nothing; what has no resource is allowed by `*` only.
    pub(super) fn matches(&self, resource: &str, context: &Context) -> bool {
        match self {
            Self::All => true,
            Self::Arn(template) => template.resolve(context).is_some_and(|pattern| pattern.matches_resource(resource)),
        }
    }
}
