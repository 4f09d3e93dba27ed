//! Everything that can be wrong with one member of a request, computed from the model.

use serde_json::{Value, json};

use super::decisions;
use crate::harness::{
    Spot,
    model::{Shape, Type},
    spots,
};

/// What must become of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// SerializationException: a value isn't of the member's JSON type.
    Unreadable,
    /// ValidationException with this Reason and exactly this member in Fields.
    Refused(&'static str),
    /// The shape takes it. What the operation then says about it is no matter of its form.
    Taken,
}

pub const MISSING: Fate = Fate::Refused("MISSING_PARAMETER");
pub const BROKEN: Fate = Fate::Refused("FIELD_VALIDATION_FAILED");

/// A request that differs in one place from one that succeeds.
pub struct Case {
    pub operation: &'static str,
    /// Such as `Tags[].Key`.
    pub place: String,
    /// What is odd about the place.
    pub what: String,
    /// The whole request.
    pub body: String,
    pub fate: Fate,
    /// What the model alone says.
    pub by_model: Fate,
    /// The names that Fields have, if it is refused.
    pub fields: Vec<String>,
}

/// What stands at the odd place.
enum Odd<'t> {
    /// Nothing: the member is left out.
    Absent,
    Value(Value),
    /// JSON text that isn't a `Value`.
    Raw(&'t str),
}

/// What must become of a request that lacks this.
fn fate_of_nothing(spot: &Spot) -> Fate {
    match (spot.is_required, spot.is_outermost()) {
        (false, _) => Fate::Taken,
        (true, true) => MISSING,
        // The member that it is inside of is there, and broken (decision D14).
        (true, false) => BROKEN,
    }
}

/// Every case of an operation, given what makes requests that succeed.
pub fn all(operation: &'static str, base: &impl Fn() -> Value) -> Vec<Case> {
    spots(operation).iter().flat_map(|spot| of_spot(operation, base, spot)).collect()
}

fn of_spot(operation: &'static str, base: &impl Fn() -> Value, spot: &Spot) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |what: String, odd: Odd<'_>, fate: Fate| {
        let body = match odd {
            Odd::Absent => spot.set(&base(), None).to_string(),
            Odd::Value(value) => spot.set(&base(), Some(value)).to_string(),
            Odd::Raw(text) => spot.set(&base(), Some(json!("RAW"))).to_string().replace("\"RAW\"", text),
        };
        let place = spot.name();
        let (decided, names) = decisions::fate(operation, &place, &what).unwrap_or((fate, &[]));
        let mut fields: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        if fields.is_empty() {
            fields.push(spot.field());
        }
        cases.push(Case { operation, place, what, body, fate: decided, by_model: fate, fields });
    };

    if spot.is_item() {
        case("null".to_owned(), Odd::Value(Value::Null), Fate::Unreadable);
    } else {
        case("missing".to_owned(), Odd::Absent, fate_of_nothing(spot));
        case("null".to_owned(), Odd::Value(Value::Null), fate_of_nothing(spot));
    }
    for wrong in of_other_types(spot.shape.kind) {
        case(format!("wrong type {wrong}"), Odd::Value(wrong), Fate::Unreadable);
    }
    match spot.shape.kind {
        Type::String => {
            for (what, text) in texts(spot.shape) {
                let fate = if spot.shape.takes(&text) && !text.contains('\0') { Fate::Taken } else { BROKEN };
                case(what, Odd::Value(json!(text)), fate);
            }
            case("lone high surrogate".to_owned(), Odd::Raw(r#""a\ud800""#), Fate::Unreadable);
            case("lone low surrogate".to_owned(), Odd::Raw(r#""\udc00a""#), Fate::Unreadable);
        }
        Type::Integer | Type::Long => {
            let (min, max) = (spot.shape.min.expect("it has bounds"), spot.shape.max.expect("it has bounds"));
            for number in [i64::MIN, min - 1, min, max, max + 1, i64::MAX] {
                let fate = if (min..=max).contains(&number) { Fate::Taken } else { BROKEN };
                case(format!("number {number}"), Odd::Value(json!(number)), fate);
            }
            case("beyond 64 bits".to_owned(), Odd::Raw("18446744073709551616"), Fate::Unreadable);
            case("fraction".to_owned(), Odd::Value(json!(1.5)), Fate::Unreadable);
        }
        Type::Double => {
            let (min, max) = (spot.shape.min.expect("it has bounds"), spot.shape.max.expect("it has bounds"));
            for (text, fate) in [
                (format!("{min}.25"), BROKEN),
                (format!("{min}"), Fate::Taken),
                ("0.25".to_owned(), Fate::Taken),
                (format!("{max}.0"), Fate::Taken),
                (format!("{max}.25"), BROKEN),
                ("1e300".to_owned(), BROKEN),
            ] {
                case(format!("number {text}"), Odd::Raw(&text), fate);
            }
            case("beyond every float".to_owned(), Odd::Raw("1e999"), Fate::Unreadable);
        }
        Type::List => {
            let (min, max) = (spot.shape.min.unwrap_or(0), spot.shape.max.expect("lists have a greatest size"));
            for size in [0, min - 1, min, max, max + 1].into_iter().filter(|size| *size >= 0) {
                let items = (0..size).map(|_| spot.shape.item().sample()).collect();
                let fate = if (min..=max).contains(&size) { Fate::Taken } else { BROKEN };
                case(format!("{size} items"), Odd::Value(items), fate);
            }
        }
        _ => {}
    }
    cases
}

/// A value of every JSON type but this one.
fn of_other_types(kind: Type) -> Vec<Value> {
    let text = (Type::String, json!("text"));
    let number = (Type::Long, json!(7));
    let truth = (Type::Boolean, json!(true));
    let list = (Type::List, json!(["text"]));
    let object = (Type::Structure, json!({ "Key": "text" }));
    let is_same = |other: Type| {
        other == kind
            || (other == Type::Long && kind == Type::Integer)
            || (other == Type::Structure && kind == Type::Map)
            || (other == Type::Long && [Type::Timestamp, Type::Double].contains(&kind))
            || (other == Type::String && kind == Type::Blob)
    };
    [text, number, truth, list, object]
        .into_iter()
        .filter(|(other, _)| !is_same(*other))
        .map(|(_, value)| value)
        .collect()
}

/// Texts at and beyond the edges of a shape.
fn texts(shape: &Shape) -> Vec<(String, String)> {
    let sample = shape.sample_text();
    let stretched = |length: i64| {
        let length = usize::try_from(length).expect("a length is positive");
        let last = sample.chars().next_back().unwrap_or('x');
        sample.chars().chain(std::iter::repeat(last)).take(length).collect::<String>()
    };
    let mut texts = vec![("sample".to_owned(), sample.clone()), ("empty".to_owned(), String::new())];
    let mut add = |what: &str, text: String| texts.push((what.to_owned(), text));
    if shape.values.is_empty() {
        let (min, max) = (shape.min.unwrap_or(0), shape.max.expect("texts have a greatest length"));
        add("shortest", stretched(min));
        add("too short", stretched((min - 1).max(0)));
        add("longest", stretched(max));
        add("too long", stretched(max + 1));
        let faces = |length| "😀".repeat(usize::try_from(length).expect("a length is positive"));
        add("longest of 4-byte characters", faces(max));
        add("too long of 4-byte characters", faces(max + 1));
    } else {
        for value in &shape.values {
            add("value", value.clone());
        }
        add("other value", "NO_SUCH_VALUE".to_owned());
        add("other case", swap_case(&sample));
    }
    for odd in ["\0", "😀", "ä", " ", "\n", "\t", "*", "\"", "\\", "'"] {
        let mut letters: Vec<char> = sample.chars().collect();
        letters.pop();
        add(&format!("ends in {odd:?}"), letters.into_iter().collect::<String>() + odd);
    }
    add("blank", stretched(shape.min.unwrap_or(0).max(1)).chars().map(|_| ' ').collect());
    texts
}

fn swap_case(text: &str) -> String {
    text.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect()
}

/// Requests in which two outermost members are at fault, with the Reason and the names that Fields must have.
pub fn pairs(operation: &'static str, base: &Value) -> Vec<(String, &'static str, [String; 2])> {
    let breakable: Vec<Spot> = spots(operation)
        .into_iter()
        .filter(|spot| spot.is_outermost() && (spot.is_required || broken(spot).is_some()))
        .collect();
    let mut pairs = Vec::new();
    for (number, first) in breakable.iter().enumerate() {
        for second in &breakable[number + 1..] {
            let fields = [first.field(), second.field()];
            for faults in [[broken(first), broken(second)], [None, broken(second)], [broken(first), None], [None, None]]
            {
                let [of_first, of_second] = &faults;
                let is_fault = |spot: &Spot, fault: &Option<Value>| fault.is_some() || spot.is_required;
                if !is_fault(first, of_first) || !is_fault(second, of_second) {
                    continue;
                }
                let are_missing = faults.iter().all(Option::is_none);
                let reason = if are_missing { "MISSING_PARAMETER" } else { "FIELD_VALIDATION_FAILED" };
                let request = second.set(&first.set(base, of_first.clone()), of_second.clone());
                pairs.push((request.to_string(), reason, fields.clone()));
            }
        }
    }
    pairs
}

/// A value of the right type that breaks the shape, if any does.
fn broken(spot: &Spot) -> Option<Value> {
    match spot.shape.kind {
        Type::String => Some(json!("\n\0")),
        Type::Integer | Type::Long => Some(json!(i64::MIN)),
        Type::List => {
            let size = spot.shape.max.expect("lists have a greatest size") + 1;
            Some((0..size).map(|_| spot.shape.item().sample()).collect())
        }
        _ => None,
    }
}
