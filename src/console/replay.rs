//! A call that is made once more, as it was or with other members: the form of its page.

use serde_json::{Map, Value, json};

use super::{Asked, at_home, own, refusal::Refused};
use crate::staging::{self, Answer, find, requests::Replay};

/// The call of the interface that the form is.
pub const CALL: &str = "POST requests/{request_id}/replay";

/// A call that a form asks for once more.
pub struct Again {
    /// The call that was.
    pub request_id: String,
    /// The call to make.
    pub replay: Replay,
}

/// Reads a form: `None` for another form.
///
/// What stands in it as the input is what the call gets; a member of then that isn't there any more is left out.
pub async fn read(asked: &Asked, said: &[(String, String)]) -> Option<Result<Again, Refused>> {
    let value = |name: &str| said.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    if value("call") != CALL {
        return None;
    }
    let refused =
        |exception: &str, message: String| Refused { operation: CALL, ..Refused::because(exception, message) };
    let change = match change(value("input"), value("members")) {
        Ok(change) => change,
        Err(message) => return Some(Err(refused("Not an input", message))),
    };
    let token = if value("client_token").is_empty() { "same" } else { value("client_token") };
    let body = json!({ "change": change, "client_token": token }).to_string();
    let request_id = value("request_id").to_owned();
    let path = format!("requests/{}/replay", super::link::part(&request_id));
    let (endpoint, of) = find("POST", &path)?;
    let Answer::Call(prepare) = endpoint.answer else { return None };
    let query = own::scope(asked);
    let prepared = prepare(own::request(asked, own::Body { query, text: body, is_toml: false }), of).await;
    Some(match prepared {
        Ok(replay) => Ok(Again { request_id, replay }),
        Err(refusal) => Err(refused(refusal.code, refusal.sentences())),
    })
}

/// What a form changes of the members that the call had: nothing without a text.
fn change(input: &str, members: &str) -> Result<Map<String, Value>, String> {
    if input.trim().is_empty() {
        return Ok(Map::new());
    }
    let mut change = match serde_json::from_str(input) {
        Ok(Value::Object(change)) => change,
        Ok(_) => return Err("The input must be an object of JSON.".to_owned()),
        Err(error) => return Err(format!("The input isn’t JSON: {error}.")),
    };
    for name in members.split(',').filter(|name| !name.is_empty()) {
        change.entry(name).or_insert(Value::Null);
    }
    Ok(change)
}

impl Again {
    /// Where it leads: to the new call, beside that of then.
    #[must_use]
    pub fn leads_to(&self, asked: &Asked, request_id: &str, is_done: bool) -> String {
        let done =
            if is_done { format!("&did={}&request={request_id}", self.replay.served.name) } else { String::new() };
        format!("{}/requests/{request_id}?was={}{done}", at_home(&asked.caller), super::link::part(&self.request_id))
    }
}

/// A place where two answers differ.
pub struct Difference {
    /// The place, as a JSON pointer.
    pub path: String,
    /// What was there, as JSON; empty where nothing was.
    pub was: String,
    /// What is there.
    pub is: String,
}

/// Where the answers of two calls differ.
#[must_use]
pub fn differences(was: &Value, is: &Value) -> Vec<Difference> {
    let text = |value: &Value| if value.is_null() { String::new() } else { value.to_string() };
    let found = staging::requests::difference(was, is).into_iter();
    let of = |one: Value| Difference {
        path: one["path"].as_str().unwrap_or_default().to_owned(),
        was: text(&one["was"]),
        is: text(&one["is"]),
    };
    found.map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_was_taken_out_is_left_out_and_no_text_changes_nothing() {
        let changed = change(r#"{"A": 1, "C": 2}"#, "A,B").expect("it is an object");
        assert_eq!(Value::Object(changed), json!({ "A": 1, "B": null, "C": 2 }));
        assert!(change(" ", "A,B").expect("it says nothing").is_empty());
        assert!(change("[]", "").is_err());
        assert!(change("{", "").is_err_and(|message| message.starts_with("The input isn’t JSON")));
    }
}
