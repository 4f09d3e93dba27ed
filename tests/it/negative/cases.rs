//! Everything that can be wrong with one member of a request, computed from the model.

use serde_json::{Value, json};

use super::decisions;
use crate::harness::model::{self, Shape, Type};

/// A step from a value to one inside it.
#[derive(Clone, Copy)]
enum Step {
    /// A member of a structure, and the structure's shape.
    Member(&'static str, &'static Shape),
    /// The first item of a list, and the list's shape.
    First(&'static Shape),
}

/// A place within the requests of an operation.
#[derive(Clone)]
pub struct Spot {
    path: Vec<Step>,
    pub shape: &'static Shape,
    is_required: bool,
}

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
    /// The name that Fields have, if it is refused.
    pub field: String,
}

/// What stands at the odd place.
enum Odd {
    /// Nothing: the member is left out.
    Absent,
    Value(Value),
    /// JSON text that isn't a `Value`.
    Raw(&'static str),
}

/// All places within the requests of an operation, from the outside in.
pub fn spots(operation: &str) -> Vec<Spot> {
    let mut spots = Vec::new();
    inside(
        &Spot { path: Vec::new(), shape: model::shape(&model::operation(operation).input), is_required: true },
        &mut spots,
    );
    spots
}

fn inside(outer: &Spot, spots: &mut Vec<Spot>) {
    let mut add = |step, shape, is_required| {
        let path = outer.path.iter().copied().chain([step]).collect();
        let spot = Spot { path, shape, is_required };
        spots.push(spot.clone());
        inside(&spot, spots);
    };
    match outer.shape.kind {
        Type::Structure => {
            for (name, of) in &outer.shape.members.0 {
                add(Step::Member(name, outer.shape), model::shape(of), outer.shape.requires(name));
            }
        }
        Type::List => add(Step::First(outer.shape), outer.shape.item(), true),
        _ => {}
    }
}

impl Spot {
    /// The place's name, such as `Tags[].Key`.
    pub fn name(&self) -> String {
        let names = self.path.iter().map(|step| match step {
            Step::Member(name, _) => format!(".{name}"),
            Step::First(_) => "[]".to_owned(),
        });
        names.collect::<String>().trim_start_matches('.').to_owned()
    }

    /// The name that Fields have for a fault here: that of the outermost member (decision D14).
    pub fn field(&self) -> String {
        match self.path.first() {
            Some(Step::Member(name, _)) => model::lower_camel(name),
            _ => String::new(),
        }
    }

    /// Whether it is a member of the request itself.
    pub fn is_outermost(&self) -> bool {
        self.path.len() == 1
    }

    /// Whether it is an item of a list.
    fn is_item(&self) -> bool {
        matches!(self.path.last(), Some(Step::First(_)))
    }

    /// `base` with this value here, `None` for nothing. What has to be around it is made of samples.
    pub fn set(&self, base: &Value, value: Option<Value>) -> Value {
        let mut request = base.clone();
        let (last, way) = self.path.split_last().expect("a place is within the request");
        let mut at = &mut request;
        for step in way {
            at = enter(at, *step);
        }
        match (*last, value) {
            (Step::Member(name, _), Some(value)) => at[name] = value,
            (Step::Member(name, _), None) => {
                at.as_object_mut().expect("a structure is an object").remove(name);
            }
            (Step::First(_), Some(value)) => *at = json!([value]),
            (Step::First(_), None) => *at = json!([]),
        }
        request
    }

    fn fate_of_nothing(&self) -> Fate {
        match (self.is_required, self.is_outermost()) {
            (false, _) => Fate::Taken,
            (true, true) => MISSING,
            // The member that it is inside of is there, and broken (decision D14).
            (true, false) => BROKEN,
        }
    }
}

/// The value one step inside, a sample where there is none.
fn enter(at: &mut Value, step: Step) -> &mut Value {
    match step {
        Step::Member(name, structure) => {
            if at[name].is_null() {
                at[name] = model::shape(structure.member_named(name).expect("the member is the structure's")).sample();
            }
            &mut at[name]
        }
        Step::First(list) => {
            if at.as_array().is_none_or(Vec::is_empty) {
                *at = json!([list.item().sample()]);
            }
            &mut at[0]
        }
    }
}

/// Every case of an operation, given what makes requests that succeed.
pub fn all(operation: &'static str, base: &impl Fn() -> Value) -> Vec<Case> {
    spots(operation).iter().flat_map(|spot| of_spot(operation, base, spot)).collect()
}

fn of_spot(operation: &'static str, base: &impl Fn() -> Value, spot: &Spot) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |what: String, odd: Odd, fate: Fate| {
        let body = match odd {
            Odd::Absent => spot.set(&base(), None).to_string(),
            Odd::Value(value) => spot.set(&base(), Some(value)).to_string(),
            Odd::Raw(text) => spot.set(&base(), Some(json!("RAW"))).to_string().replace("\"RAW\"", text),
        };
        let place = spot.name();
        let fate = decisions::fate(operation, &place, &what).unwrap_or(fate);
        cases.push(Case { operation, place, what, body, fate, field: spot.field() });
    };

    if spot.is_item() {
        case("null".to_owned(), Odd::Value(Value::Null), Fate::Unreadable);
    } else {
        case("missing".to_owned(), Odd::Absent, spot.fate_of_nothing());
        case("null".to_owned(), Odd::Value(Value::Null), spot.fate_of_nothing());
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
    let is_same = |other: Type| other == kind || (other == Type::Long && kind == Type::Integer);
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
