//! Condition operators by name: `ForAnyValue:StringNotLikeIfExists` and its kin.

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) comparison: Comparison,
    /// Whether it is of the kind that asks for no match.
    pub(super) is_negated: bool,
    /// Whether it holds without the key (`…IfExists`).
    pub(super) if_exists: bool,
    pub(super) set: Option<Set>,
}

/// What a value of the request and one of the policy must be to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    EqualIgnoringCase,
    Like,
    /// Documented: `ArnEquals` and `ArnLike` behave identically.
    Arn,
    Bool,
    /// Whether the key is absent.
    Null,
}

/// How a condition treats several values of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// Operators of IAM whose keys no request here has: evaluating them would only pretend.
const WITHOUT_KEYS: [&str; 5] = ["Numeric", "Date", "IpAddress", "NotIpAddress", "Binary"];

impl Operator {
    /// The operator called `name`. The error says why there is none; it goes on after the name.
    pub(super) fn read(name: &str) -> Result<Self, &'static str> {
        let (set, rest) = match name.split_once(':') {
            None => (None, name),
            Some(("ForAllValues", rest)) => (Some(Set::All), rest),
            Some(("ForAnyValue", rest)) => (Some(Set::Any), rest),
            Some(_) => return Err("has a prefix that is neither ForAllValues: nor ForAnyValue:"),
        };
        let (base, if_exists) = match rest.strip_suffix("IfExists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (comparison, is_negated) = match base {
            "StringEquals" => (Comparison::Equal, false),
            "StringNotEquals" => (Comparison::Equal, true),
            "StringEqualsIgnoreCase" => (Comparison::EqualIgnoringCase, false),
            "StringNotEqualsIgnoreCase" => (Comparison::EqualIgnoringCase, true),
            "StringLike" => (Comparison::Like, false),
            "StringNotLike" => (Comparison::Like, true),
            "ArnEquals" | "ArnLike" => (Comparison::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Comparison::Arn, true),
            "Bool" => (Comparison::Bool, false),
            "Null" => (Comparison::Null, false),
            _ if WITHOUT_KEYS.iter().any(|family| base.starts_with(family)) => {
                return Err("is not an operator that callsign evaluates: it has String…, Arn…, Bool and Null");
            }
            _ => return Err("is not an operator"),
        };
        // Documented: IfExists goes with any operator but Null. Assumed: so do the set operators.
        if comparison == Comparison::Null && (if_exists || set.is_some()) {
            return Err("is not an operator: Null stands alone");
        }
        Ok(Self { comparison, is_negated, if_exists, set })
    }
}
