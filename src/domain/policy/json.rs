//! JSON as the reader of a policy needs it: every value knows where it stands, and a key that stands twice isn't hidden.

use std::{collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use super::MalformedPolicy;

/// The longest text of a policy that a sentence about it repeats, in characters.
const LONGEST_QUOTE: usize = 60;

/// A JSON value whose objects keep all their members, in order.
#[derive(Debug)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Json::Object(object))
    }
}

/// A value and where it stands in the policy, such as `Statement[2].Condition`.
pub(super) struct Node<'j> {
    path: String,
    value: &'j Json,
}

impl<'j> Node<'j> {
    /// The whole policy.
    pub(super) fn root(value: &'j Json) -> Self {
        Self { path: String::new(), value }
    }

    /// The sentence that this value `is wrong`.
    pub(super) fn fault(&self, is_wrong: impl fmt::Display) -> MalformedPolicy {
        let place = if self.path.is_empty() { "The policy" } else { &self.path };
        MalformedPolicy(format!("{place} {is_wrong}"))
    }

    fn child(&self, name: &str, value: &'j Json) -> Self {
        let name = shortened(name);
        Self { path: if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }, value }
    }

    /// The members of an object. Documented: none may stand twice.
    pub(super) fn members(&self) -> Result<Vec<(&'j str, Self)>, MalformedPolicy> {
        let Json::Object(object) = self.value else { return Err(self.fault("must be an object")) };
        let mut earlier = HashSet::with_capacity(object.len());
        if let Some((name, _)) = object.iter().find(|(name, _)| !earlier.insert(name.as_str())) {
            return Err(self.fault(format!("has {} twice", quoted(name))));
        }
        Ok(object.iter().map(|(name, value)| (name.as_str(), self.child(name, value))).collect())
    }

    /// The members of an object that has none but the `known`.
    pub(super) fn members_of(&self, known: &[&str]) -> Result<Members<'j>, MalformedPolicy> {
        let members = self.members()?;
        match members.iter().find(|(name, _)| !known.contains(name)) {
            Some((unknown, _)) => {
                Err(self.fault(format!("has an unknown element {}, it may have {}", quoted(unknown), known.join(", "))))
            }
            None => Ok(Members(members)),
        }
    }

    /// The values of a list, or the one value that stands for a list of one.
    pub(super) fn items(&self) -> Result<Vec<Self>, MalformedPolicy> {
        match self.value {
            Json::List(list) if list.is_empty() => Err(self.fault("must not be empty")),
            Json::List(list) => Ok(list
                .iter()
                .enumerate()
                .map(|(index, value)| Self { path: format!("{}[{index}]", self.path), value })
                .collect()),
            value => Ok(vec![Self { path: self.path.clone(), value }]),
        }
    }

    /// A string.
    pub(super) fn text(&self) -> Result<&'j str, MalformedPolicy> {
        match self.value {
            Json::Text(text) => Ok(text),
            _ => Err(self.fault("must be a string")),
        }
    }

    /// A string, number or boolean, as a string. Documented: quotation marks are optional for the other two.
    pub(super) fn scalar(&self) -> Result<String, MalformedPolicy> {
        match self.value {
            Json::Text(text) | Json::Number(text) => Ok(text.clone()),
            Json::Bool(value) => Ok(value.to_string()),
            _ => Err(self.fault("must be a string, a number or a boolean")),
        }
    }
}

/// The members of an object, by name.
pub(super) struct Members<'j>(Vec<(&'j str, Node<'j>)>);

impl<'j> Members<'j> {
    /// The member called `name`, if it is there.
    pub(super) fn get(&self, name: &str) -> Option<&Node<'j>> {
        self.0.iter().find(|(candidate, _)| *candidate == name).map(|(_, node)| node)
    }
}

/// `text` in quotation marks, on one line and not too long.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", shortened(text))
}

fn shortened(text: &str) -> String {
    let is_plain = |c: char| !c.is_control();
    if text.chars().all(is_plain) && text.chars().count() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    let start: String = text.chars().filter(|c| is_plain(*c)).take(LONGEST_QUOTE).collect();
    format!("{start}…")
}
