//! Values of another JSON type than their member's, in AWS's words, and never with the value itself.
//!
//! Observed: "NUMBER_VALUE can not be converted to a String" and "Start of list found where not expected", from other services with AWS
//! JSON. Assumed: the rest of the sentences, and that the member stands behind them, which AWS doesn't name.

use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// The sentence about the value at `path` of a JSON text, where `fault` is serde's; `None` if its type isn't what is wrong.
pub(super) fn sentence(text: &str, path: &Path, fault: &str) -> Option<String> {
    let (found, expected) = fault.strip_prefix("invalid ")?.split_once(", expected ")?;
    if !found.starts_with("type: ") && !found.starts_with("value: ") {
        return None;
    }
    let expected = expected.rsplit_once(" at line ").map_or(expected, |(expected, _)| expected);
    let whole: Value = serde_json::from_str(text).ok()?;
    let value = at(&whole, path)?;
    let words = match (value, expected) {
        (Value::Array(_), _) => "Start of list found where not expected".to_owned(),
        (Value::Object(_), _) => "Start of structure or map found where not expected".to_owned(),
        (_, "a sequence") => "Expected list or null".to_owned(),
        (_, "a map" | "a JSON object") => "Expected structure or map or null".to_owned(),
        (value, expected) => format!("{} can not be converted to {}", token(value), kind(expected)),
    };
    let member = path.to_string();
    Some(if member == "." { words } else { format!("{words} (member {member})") })
}

fn at<'v>(whole: &'v Value, path: &Path) -> Option<&'v Value> {
    path.iter().try_fold(whole, |value, segment| match segment {
        Segment::Seq { index } => value.get(index),
        Segment::Map { key } => value.get(key),
        Segment::Enum { .. } | Segment::Unknown => None,
    })
}

fn token(value: &Value) -> &'static str {
    match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    }
}

fn kind(expected: &str) -> &str {
    match expected {
        "a string" => "a String",
        "a boolean" => "a Boolean",
        "i64" | "u64" => "a Long",
        "i32" | "u32" | "u16" | "u8" => "an Integer",
        "f64" | "f32" => "a Double",
        other => other,
    }
}
