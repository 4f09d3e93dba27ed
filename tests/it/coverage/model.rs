//! The API model as data: what an answer may look like, and how to break a request.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

static MODEL: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/model.json")).expect("the model is JSON"));

/// The names of all operations.
pub fn operations() -> Vec<&'static str> {
    let operations = MODEL["operations"].as_object().expect("the model has operations");
    operations.keys().map(String::as_str).collect()
}

/// The name of an operation's `input` or `output` shape.
pub fn shape_name(operation: &str, side: &str) -> Option<&'static str> {
    MODEL["operations"][operation][side].as_str()
}

/// A shape.
pub fn shape(name: &str) -> &'static Value {
    &MODEL["shapes"][name]
}

/// The values of an enumeration.
pub fn enumeration(name: &str) -> Vec<&'static str> {
    let values = shape(name)["enum"].as_array().unwrap_or_else(|| panic!("{name} is no enumeration of the model"));
    values.iter().map(|value| value.as_str().expect("values are texts")).collect()
}

/// The members of a structure, with their shapes.
pub fn members(structure: &str) -> Vec<(&'static str, &'static str)> {
    let members = shape(structure)["members"].as_object().expect("a structure has members");
    members.iter().map(|(name, shape)| (name.as_str(), shape.as_str().expect("a shape's name"))).collect()
}

/// The model's pattern in the words of the crate `regex`, which has no look-ahead: "not only white space" is the one
/// pattern with it.
pub fn rust_pattern(pattern: &str) -> String {
    pattern.replace(r"(?!\s*$)[\s\S]+", r"(?s:.*\S.*)")
}

/// What in `value` is not as the shape `name` has it, each with its place.
pub fn faults(name: &str, value: &Value, place: &str) -> Vec<String> {
    let shape = shape(name);
    let fault = |text: String| vec![format!("{place}: {text} ({name}): {value}")];
    match (shape["type"].as_str().unwrap_or_default(), value) {
        ("structure", Value::Object(object)) => {
            let members = &shape["members"];
            let undeclared = object.keys().filter(|key| members[key.as_str()].is_null());
            let mut faults: Vec<String> = undeclared.map(|key| format!("{place}.{key} is not declared")).collect();
            let required = shape["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let missing = required.filter(|key| !object.contains_key(*key));
            faults.extend(missing.map(|key| format!("{place}.{key} is missing")));
            for (key, value) in object {
                if let Some(member) = members[key.as_str()].as_str() {
                    faults.extend(self::faults(member, value, &format!("{place}.{key}")));
                }
            }
            faults
        }
        ("list", Value::Array(items)) => {
            let member = shape["member"].as_str().expect("a list has a member");
            items.iter().flat_map(|item| faults(member, item, &format!("{place}[]"))).collect()
        }
        ("string", Value::String(text)) => {
            let length = text.chars().count() as u64;
            let too_short = shape["min"].as_u64().is_some_and(|min| length < min);
            let too_long = shape["max"].as_u64().is_some_and(|max| length > max);
            if too_short || too_long {
                return fault("has another length".to_owned());
            }
            if let Some(values) = shape["enum"].as_array()
                && !values.contains(value)
            {
                return fault("is not in the enumeration".to_owned());
            }
            if let Some(pattern) = shape["pattern"].as_str() {
                let pattern = Regex::new(&format!("^(?:{})$", rust_pattern(pattern)))
                    .expect("the pattern is one that Rust knows");
                if !pattern.is_match(text) {
                    return fault("breaks the pattern".to_owned());
                }
            }
            Vec::new()
        }
        ("boolean", Value::Bool(_))
        | ("timestamp" | "integer" | "long", Value::Number(_))
        | ("map", Value::Object(_)) => Vec::new(),
        (kind, _) => fault(format!("is not a {kind}")),
    }
}

/// Values of another JSON type than the shape's, at the top and at each place inside.
pub fn of_wrong_types(name: &str) -> Vec<Value> {
    let shape = shape(name);
    match shape["type"].as_str().expect("a shape has a type") {
        "string" | "blob" => vec![json!(5), json!(["text"])],
        "boolean" => vec![json!("true"), json!(1)],
        "integer" | "long" | "timestamp" => vec![json!("5"), json!(true)],
        "list" => {
            let member = shape["member"].as_str().expect("a list has a member");
            let inside = of_wrong_types(member).into_iter().map(|item| json!([item]));
            [json!("text")].into_iter().chain(inside).collect()
        }
        "structure" => {
            let inside = members(name).into_iter().flat_map(|(member, shape)| {
                of_wrong_types(shape).into_iter().map(move |value| json!({ member: value }))
            });
            [json!("text"), json!(["text"])].into_iter().chain(inside).collect()
        }
        "map" => vec![json!("text"), json!(["text"])],
        kind => panic!("no wrong type for {kind}"),
    }
}

#[test]
fn a_wrong_answer_is_found_to_be_wrong() {
    let good = json!({ "PoolArn": "arn:x", "PoolId": "pool-1", "IsoCountryCode": "US" });
    let name = "AssociateOriginationIdentityResult";
    assert_eq!(faults(name, &good, "answer"), Vec::<String>::new());
    for (member, value, fault) in [
        ("Extra", json!("x"), "Extra is not declared"),
        ("IsoCountryCode", json!("USA"), "has another length"),
        ("IsoCountryCode", json!("us"), "breaks the pattern"),
        ("PoolId", json!(5), "is not a string"),
    ] {
        let mut wrong = good.clone();
        wrong[member] = value;
        let found = faults(name, &wrong, "answer");
        assert!(found.len() == 1 && found[0].contains(fault), "{found:?}");
    }
    assert!(faults("PoolStatus", &json!("OLD"), "status")[0].contains("is not in the enumeration"));
    assert_eq!(faults("Tag", &json!({ "Key": "k" }), "tag"), ["tag.Value is missing"]);
    assert_eq!(faults("TagList", &json!([{ "Value": "v" }]), "tags"), ["tags[].Key is missing"]);
}
