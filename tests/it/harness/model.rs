//! The API model as data: what is declared, what an answer may look like, and values that a shape takes.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::LazyLock,
};

use regex::Regex;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Value, json};

static MODEL: LazyLock<Model> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/model.json")).expect("the model is JSON"));

#[derive(Deserialize)]
struct Model {
    operations: BTreeMap<String, Operation>,
    shapes: HashMap<String, Shape>,
}

/// An operation: the names of its shapes and exceptions.
#[derive(Deserialize)]
pub struct Operation {
    pub input: String,
    pub output: Option<String>,
    pub errors: Vec<String>,
}

/// The JSON types of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    Structure,
    List,
    Map,
    String,
    Blob,
    Boolean,
    Integer,
    Long,
    Double,
    Timestamp,
}

/// A shape: its type and constraints.
#[derive(Deserialize)]
pub struct Shape {
    #[serde(rename = "type")]
    pub kind: Type,
    #[serde(default)]
    pub members: Members,
    #[serde(default)]
    pub required: Vec<String>,
    /// The shape of a list's items.
    member: Option<String>,
    /// The shapes of a map's keys and values.
    key: Option<String>,
    value: Option<String>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pattern: Option<String>,
    #[serde(rename = "enum", default)]
    pub values: Vec<String>,
}

/// The members of a structure, in the model's order, with the names of their shapes.
#[derive(Default)]
pub struct Members(pub Vec<(String, String)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the members of a structure")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The names of all operations.
pub fn operations() -> Vec<&'static str> {
    MODEL.operations.keys().map(String::as_str).collect()
}

/// An operation.
pub fn operation(name: &str) -> &'static Operation {
    MODEL.operations.get(name).unwrap_or_else(|| panic!("{name} is no operation of the model"))
}

/// A shape.
pub fn shape(name: &str) -> &'static Shape {
    MODEL.shapes.get(name).unwrap_or_else(|| panic!("{name} is no shape of the model"))
}

/// The values of an enumeration.
pub fn enumeration(name: &str) -> Vec<&'static str> {
    let values: Vec<&str> = shape(name).values.iter().map(String::as_str).collect();
    assert!(!values.is_empty(), "{name} is no enumeration of the model");
    values
}

/// The members of an operation's input in the model's order, with their shapes.
pub fn input_members(operation_name: &str) -> Vec<(&'static str, &'static Shape)> {
    let input = shape(&operation(operation_name).input);
    input.members.0.iter().map(|(name, of)| (name.as_str(), shape(of))).collect()
}

/// The model's pattern in the words of the crate `regex`, which has no look-ahead: "not only white space" is the one
/// pattern with it.
pub fn rust_pattern(pattern: &str) -> String {
    pattern.replace(r"(?!\s*$)[\s\S]+", r"(?s:.*\S.*)").replace(r"(?!\s)^[\s\S]+(?<!\s)", r"(?s:\S(?:.*\S)?)")
}

/// A member's name as Fields have it (decision D14).
pub fn lower_camel(member: &str) -> String {
    let mut letters = member.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}

/// Texts that samples are made from: the first that a shape takes is its sample.
const SAMPLES: &[&str] = &[
    "sample",
    "US",
    "+12025550123",
    "arn:aws:sns:us-east-1:000000000000:replies",
    "arn:aws:iam::000000000000:role/replies",
    "arn:aws:sms-voice:us-east-1:000000000000:pool/sample",
    "s3://pictures/sample.png",
    "https://example.com/sample",
    ".00001",
];

impl Shape {
    /// The shape's pattern as `regex` has it.
    pub fn rust_pattern(&self) -> Option<String> {
        self.pattern.as_deref().map(rust_pattern)
    }

    /// Whether the structure requires this member.
    pub fn requires(&self, member: &str) -> bool {
        self.required.iter().any(|required| required == member)
    }

    /// The name of the shape of a list's items.
    pub fn item_name(&self) -> &str {
        self.member.as_deref().expect("a list has a member")
    }

    /// The shape of a list's items.
    pub fn item(&self) -> &'static Shape {
        shape(self.item_name())
    }

    /// The shape of a structure's member, if it has that member.
    pub fn member_named(&self, name: &str) -> Option<&str> {
        self.members.0.iter().find(|(member, _)| member == name).map(|(_, of)| of.as_str())
    }

    /// Whether the length of a text is one of the shape's. Lengths count characters.
    pub fn takes_length(&self, text: &str) -> bool {
        let length = i64::try_from(text.chars().count()).expect("a length is small");
        self.min.is_none_or(|min| length >= min) && self.max.is_none_or(|max| length <= max)
    }

    /// Whether a text fits the shape's pattern and enumeration, whatever its length.
    pub fn takes_form(&self, text: &str) -> bool {
        static COMPILED: LazyLock<std::sync::Mutex<HashMap<String, Regex>>> = LazyLock::new(Default::default);
        let is_value = self.values.is_empty() || self.values.iter().any(|value| value == text);
        let Some(pattern) = self.rust_pattern() else { return is_value };
        let mut compiled = COMPILED.lock().expect("nobody panicked while holding it");
        let regex = compiled.entry(pattern).or_insert_with_key(|pattern| {
            Regex::new(&format!("^(?:{pattern})$")).expect("the pattern is one that Rust knows")
        });
        is_value && regex.is_match(text)
    }

    /// Whether a text is a value of the shape.
    pub fn takes(&self, text: &str) -> bool {
        self.takes_length(text) && self.takes_form(text)
    }

    /// A value that the shape takes.
    pub fn sample(&self) -> Value {
        match self.kind {
            Type::String => json!(self.sample_text()),
            Type::Boolean => json!(true),
            Type::Integer | Type::Long => json!(self.min.unwrap_or(1).max(1)),
            Type::List => (0..self.min.unwrap_or(1).max(1)).map(|_| self.item().sample()).collect(),
            Type::Structure => {
                let members = self.members.0.iter().map(|(name, of)| (name.clone(), shape(of).sample()));
                Value::Object(members.collect())
            }
            Type::Timestamp => json!(4_102_444_800.5),
            Type::Map => json!({}),
            // In base64.
            Type::Blob => json!("JVBERi0xLjc="),
            Type::Double => json!(0.5),
        }
    }

    /// A text that the shape takes.
    pub fn sample_text(&self) -> String {
        let values = self.values.iter().map(String::as_str);
        let sample = values.chain(SAMPLES.iter().copied()).find(|text| self.takes(text));
        sample.unwrap_or_else(|| panic!("no sample fits the pattern {:?}", self.pattern)).to_owned()
    }
}

/// What in `value` is not as the shape `name` has it, each with its place.
pub fn faults(name: &str, value: &Value, place: &str) -> Vec<String> {
    let shape = shape(name);
    let fault = |text: &str| vec![format!("{place}: {text} ({name}): {value}")];
    let in_bounds = |size: i64| shape.min.is_none_or(|min| size >= min) && shape.max.is_none_or(|max| size <= max);
    match (shape.kind, value) {
        (Type::Structure, Value::Object(object)) => {
            let missing = shape.required.iter().filter(|key| !object.contains_key(*key));
            let mut faults: Vec<String> = missing.map(|key| format!("{place}.{key} is missing")).collect();
            for (key, value) in object {
                match shape.member_named(key) {
                    Some(member) => faults.extend(self::faults(member, value, &format!("{place}.{key}"))),
                    None => faults.push(format!("{place}.{key} is not declared")),
                }
            }
            faults
        }
        (Type::List, Value::Array(items)) => {
            if !in_bounds(i64::try_from(items.len()).expect("a list is short")) {
                return fault("has another number of items");
            }
            items.iter().flat_map(|item| faults(shape.item_name(), item, &format!("{place}[]"))).collect()
        }
        (Type::String, Value::String(text)) if !shape.takes_length(text) => fault("has another length"),
        (Type::String, Value::String(text)) if !shape.values.is_empty() && !shape.takes_form(text) => {
            fault("is not in the enumeration")
        }
        (Type::String, Value::String(text)) if !shape.takes_form(text) => fault("breaks the pattern"),
        (Type::Integer | Type::Long, Value::Number(number)) => match number.as_i64() {
            Some(number) if in_bounds(number) => Vec::new(),
            _ => fault("is out of range"),
        },
        (Type::Timestamp, Value::Number(seconds)) => match seconds.as_f64() {
            // In this century, in seconds.
            Some(seconds) if (9e8..4.2e9).contains(&seconds) => Vec::new(),
            _ => fault("is no point in time"),
        },
        (Type::Double, Value::Number(number)) => {
            #[expect(clippy::cast_possible_truncation, reason = "bounds are whole and small")]
            let is_in_bounds =
                number.as_f64().is_some_and(|it| in_bounds(it.floor() as i64) && in_bounds(it.ceil() as i64));
            if is_in_bounds { Vec::new() } else { fault("is out of range") }
        }
        (Type::Map, Value::Object(entries)) => {
            let (Some(key), Some(value)) = (&shape.key, &shape.value) else { return Vec::new() };
            if !in_bounds(i64::try_from(entries.len()).expect("a map is short")) {
                return fault("has another number of entries");
            }
            let of = |(name, entry)| {
                let mut faults = faults(key, &json!(name), &format!("{place}.{name}"));
                faults.extend(self::faults(value, entry, &format!("{place}.{name}")));
                faults
            };
            entries.iter().flat_map(of).collect()
        }
        (Type::String, Value::String(_)) | (Type::Boolean, Value::Bool(_)) => Vec::new(),
        (kind, _) => fault(&format!("is not a {kind:?}")),
    }
}

/// The places of all values within a shape, such as `Pools[].PoolArn`: structures and lists are left out for their parts.
pub fn places(name: &str, place: &str) -> Vec<String> {
    let shape = shape(name);
    match shape.kind {
        Type::Structure => {
            let members = shape.members.0.iter();
            let dot = if place.is_empty() { "" } else { "." };
            members.flat_map(|(member, of)| places(of, &format!("{place}{dot}{member}"))).collect()
        }
        Type::List => places(shape.item_name(), &format!("{place}[]")),
        _ => vec![place.to_owned()],
    }
}

/// What is wrong with this answer's exception, if it is one of the model: the operation must declare it, with these
/// members.
pub fn faults_of_exception(operation_name: &str, answer: &Value) -> Vec<String> {
    let exception = answer["__type"].as_str().unwrap_or_default();
    let Some(exception) = exception.strip_prefix("com.amazonaws.pinpointsmsvoicev2#") else { return Vec::new() };
    if !operation(operation_name).errors.iter().any(|declared| declared == exception) {
        return vec![format!("{operation_name} does not declare the {exception} that it raised: {answer}")];
    }
    let mut members = answer.clone();
    members.as_object_mut().expect("an exception has members").remove("__type");
    faults(exception, &members, &format!("{operation_name} {exception}"))
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
        ("PoolId", json!(5), "is not a String"),
        ("PoolId", json!(null), "is not a String"),
    ] {
        let mut wrong = good.clone();
        wrong[member] = value;
        let found = faults(name, &wrong, "answer");
        assert!(found.len() == 1 && found[0].contains(fault), "{found:?}");
    }
    assert!(faults("PoolStatus", &json!("OLD"), "status")[0].contains("is not in the enumeration"));
    assert!(faults("MaxResults", &json!(101), "size")[0].contains("is out of range"));
    assert!(faults("Timestamp", &json!(1_700_000_000_000_i64), "at")[0].contains("is no point in time"));
    assert!(faults("NumberCapabilityList", &json!([]), "list")[0].contains("another number of items"));
    assert_eq!(faults("Tag", &json!({ "Key": "k" }), "tag"), ["tag.Value is missing"]);
    assert_eq!(faults("TagList", &json!([{ "Value": "v" }]), "tags"), ["tags[].Key is missing"]);
}

#[test]
fn an_undeclared_exception_is_found() {
    let conflict = json!({ "__type": "com.amazonaws.pinpointsmsvoicev2#ConflictException", "Message": "x" });
    assert_eq!(faults_of_exception("CreatePool", &conflict), Vec::<String>::new());
    assert!(faults_of_exception("DescribePools", &conflict)[0].contains("does not declare"));
    let odd = json!({ "__type": "com.amazonaws.pinpointsmsvoicev2#ConflictException", "Reason": "ODD" });
    assert!(faults_of_exception("CreatePool", &odd)[0].contains("is not in the enumeration"));
    let of_the_front_end = json!({ "__type": "com.amazon.coral.service#SerializationException" });
    assert_eq!(faults_of_exception("DescribePools", &of_the_front_end), Vec::<String>::new());
}

#[test]
fn members_keep_the_order_of_the_model() {
    let names: Vec<&str> = input_members("CreatePool").into_iter().map(|(name, _)| name).collect();
    let order =
        ["OriginationIdentity", "IsoCountryCode", "MessageType", "DeletionProtectionEnabled", "Tags", "ClientToken"];
    assert_eq!(names, order);
}
