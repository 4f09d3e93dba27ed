//! What a body says.

use serde::de::DeserializeOwned;

use super::Refusal;

/// The body as a type that knows all its members.
///
/// # Errors
///
/// 400 for what isn't JSON, a member that isn't known or is missing, or one of another type; 422 for a value that can't be.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let code = if error.is_data() { "INVALID_BODY" } else { "NOT_JSON" };
        // What serde says may repeat a value, never one that the client didn't send.
        let message = format!("The body can't be read: {error}.");
        Refusal::new(400, code, message, format!("Look at line {line}, column {column}."))
    })
}
