//! What a body says.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Refusal, parameters::bad};
use crate::model::json::bounded;

/// The body as a type that knows all its members.
///
/// # Errors
///
/// Those of [`read_whole`]; 422 for a text that nothing can hold.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let said = read_whole(body)?;
    // PostgreSQL's texts have none. Most bodies have no such escape, and are read once.
    if body.windows(NUL.len()).any(|part| part == NUL) {
        let members: Map<String, Value> = read_whole(body)?;
        if let Some((name, _)) = members.iter().find(|(name, value)| name.contains('\0') || has_nul(value)) {
            return Err(bad(&bounded(name), "without U+0000"));
        }
    }
    Ok(said)
}

/// How U+0000 is written in JSON.
const NUL: &[u8] = b"\\u0000";

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The same where texts are members of a call of the API, whose own rules say what they may be.
///
/// # Errors
///
/// 400 for what isn't JSON, a member that isn't known or is missing, or one of another type.
pub fn read_whole<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let code = if error.is_data() { "INVALID_BODY" } else { "NOT_JSON" };
        // What serde says may repeat a value, never one that the client didn't send.
        let message = format!("The body can't be read: {}.", bounded(&error.to_string()));
        Refusal::new(400, code, message, format!("Look at line {line}, column {column}."))
    })
}
