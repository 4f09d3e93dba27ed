//! JSON, written, and read as it comes from outside: one text in UTF-8, whole, of bounded depth, whatever its members are called.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, MapAccess, SeqAccess, Visitor},
};

use super::{error::ServiceError, structure::Structure};

mod mismatch;

/// The longest sentence about what can't be read, in characters. serde repeats what it found, however long it is.
const LONGEST_FAULT: usize = 300;

/// Reads a JSON object whose members have the JSON types of `T`. Members that `T` doesn't know are read too, and left out.
///
/// Assumed: numbers beyond 64 bits, or beyond every float, and nesting of more than 127 levels are refused, whatever the
/// member is called.
///
/// # Errors
///
/// A sentence that says what is wrong and where, of 300 characters at most.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let text = str::from_utf8(bytes).map_err(|error| format!("the body is not UTF-8: {error}"))?;
    // Reading a type skips members that it doesn't know, in any depth and without looking into their strings.
    let Whole = serde_json::from_str(text).map_err(|error| bounded(&error.to_string()))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let Structure(value) = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let fault = error.inner().to_string();
        bounded(&mismatch::sentence(text, error.path(), &fault).unwrap_or(fault))
    })?;
    deserializer.end().map_err(|error| bounded(&error.to_string()))?;
    Ok(value)
}

/// A sentence that repeats what came from outside: where it is too long its beginning and its end, since its end says where.
#[must_use]
pub fn bounded(sentence: &str) -> String {
    let count = sentence.chars().count();
    if count <= LONGEST_FAULT {
        return sentence.to_owned();
    }
    let (head, tail) = (LONGEST_FAULT - 61, 60);
    sentence.chars().take(head).chain(['…']).chain(sentence.chars().skip(count - tail)).collect()
}

/// Any JSON value, read to its end and forgotten.
struct Whole;

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Whole {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while let Some(Self) = items.next_element()? {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        while let Some((Self, Self)) = members.next_entry()? {}
        Ok(self)
    }
}

/// `value` as JSON text.
///
/// # Errors
///
/// InternalServerException, which no member of the model can cause.
pub fn write(value: &impl Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(ServiceError::internal)
}
