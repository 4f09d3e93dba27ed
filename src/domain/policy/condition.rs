//! The `Condition` element: tests of the request context, all of which must hold.

use super::{
    MalformedPolicy,
    context::Context,
    json::{Node, quoted},
    operator::{Comparison, Operator, Set},
    pattern::{Syntax, Template},
};

/// One operator, one key, and the values that it may have.
#[derive(Clone, Debug)]
pub(super) struct Test {
    operator: Operator,
    key: String,
    values: Vec<Value>,
}

#[derive(Clone, Debug)]
enum Value {
    Text(Template),
    Bool(bool),
}

impl Test {
    /// Reads `{"StringEquals": {"aws:ResourceTag/team": ["a", "b"]}, …}`.
    pub(super) fn read_all(node: &Node<'_>, variables: bool) -> Result<Vec<Self>, MalformedPolicy> {
        let mut tests = Vec::new();
        for (name, keys) in node.members()? {
            let operator =
                Operator::read(name).map_err(|why| node.fault(format!("has {}, which {why}", quoted(name))))?;
            for (key, values) in keys.members()? {
                // Unknown keys are allowed: a request just doesn't have them.
                if key.is_empty() {
                    return Err(keys.fault("has a condition key without a name"));
                }
                let read = |item: &Node<'_>| Value::read(item, operator.comparison, variables);
                let values = values.items()?.iter().map(read).collect::<Result<_, _>>()?;
                tests.push(Self { operator, key: key.to_owned(), values });
            }
        }
        Ok(tests)
    }

    /// Whether it asks for a key that should have one value and has several.
    pub(super) fn is_ambiguous(&self, context: &Context) -> bool {
        let is_ambiguous = |value: &Value| matches!(value, Value::Text(template) if template.is_ambiguous(context));
        context.is_ambiguous(&self.key) || self.values.iter().any(is_ambiguous)
    }

    /// Whether the request passes.
    pub(super) fn holds(&self, context: &Context) -> bool {
        let found = context.all(&self.key);
        // Documented: an empty string is a null value, too.
        let is_null = found.iter().all(String::is_empty);
        let Operator { comparison, is_negated, if_exists, set } = self.operator;
        if comparison == Comparison::Null {
            return self.values.iter().any(|value| matches!(value, Value::Bool(wanted) if *wanted == is_null));
        }
        if found.is_empty() && if_exists {
            return true;
        }
        let passes = |found: &String| self.has_value_like(found, context) != is_negated;
        match set {
            // Documented: true without any value.
            Some(Set::All) => is_null || found.iter().all(passes),
            // Documented: false without any value, negated or not.
            Some(Set::Any) => !is_null && found.iter().any(passes),
            // Documented: a key that is absent doesn't match, so that a negated operator holds. Assumed: of several values,
            // for which IAM wants a set operator, one that matches is enough.
            None => found.iter().any(|found| self.has_value_like(found, context)) != is_negated,
        }
    }

    fn has_value_like(&self, found: &str, context: &Context) -> bool {
        self.values.iter().any(|value| value.is_like(found, self.operator.comparison, context))
    }
}

impl Value {
    fn read(node: &Node<'_>, comparison: Comparison, variables: bool) -> Result<Self, MalformedPolicy> {
        let text = node.scalar()?;
        match comparison {
            Comparison::Bool | Comparison::Null => match text.to_ascii_lowercase().as_str() {
                "true" => Ok(Self::Bool(true)),
                "false" => Ok(Self::Bool(false)),
                _ => Err(node.fault(format!("is {}, it must be true or false", quoted(&text)))),
            },
            Comparison::Equal | Comparison::EqualIgnoringCase | Comparison::Like | Comparison::Arn => {
                let wildcards = matches!(comparison, Comparison::Like | Comparison::Arn);
                let template = Template::read(&text, Syntax { wildcards, variables });
                template.map(Self::Text).map_err(|what| node.fault(what))
            }
        }
    }

    /// Documented: a variable that has no value is equal to nothing and like nothing.
    fn is_like(&self, found: &str, comparison: Comparison, context: &Context) -> bool {
        let template = match self {
            Self::Bool(wanted) => return found.eq_ignore_ascii_case(if *wanted { "true" } else { "false" }),
            Self::Text(template) => template,
        };
        template.resolve(context).is_some_and(|pattern| match comparison {
            Comparison::Equal => pattern.text() == found,
            Comparison::EqualIgnoringCase => pattern.text().eq_ignore_ascii_case(found),
            Comparison::Arn => pattern.matches_arn(found),
            Comparison::Like | Comparison::Bool | Comparison::Null => pattern.matches(found),
        })
    }
}
