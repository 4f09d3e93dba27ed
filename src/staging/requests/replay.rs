//! POST `/requests/{request_id}/replay`: a call once more, with the rights of who asks for it, and what became different.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{flush, no_request};
use crate::{
    api,
    database::unit_of_work::{Mode, Tx},
    model::caller::Caller,
    path::Served,
    staging::{Asked, Refusal, body, parameters::Parameters},
    store::view::request,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    #[serde(default)]
    change: Map<String, Value>,
    #[serde(default)]
    client_token: ClientToken,
}

/// Which client token the call has this time.
#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum ClientToken {
    /// That of then: what was done then is answered again.
    #[default]
    Same,
    /// Another one.
    New,
}

/// A call that is to be made.
pub struct Replay {
    /// What is called.
    pub served: &'static Served,
    /// Who calls: the account itself, without a policy.
    pub caller: Caller,
    /// The members.
    pub input: Value,
    was: Value,
}

/// What of an error's body says nothing about the call itself.
const REQUEST_ID: &str = "RequestId";

/// Prepares a call that was kept, perhaps with other members: `null` leaves one out.
///
/// # Errors
///
/// 404; 409 for a call of which no members are kept, or whose operation isn't served.
pub async fn replay(asked: Asked, id: &str) -> Result<Replay, Refusal> {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Said = if asked.body.is_empty() { body::read(b"{}")? } else { body::read_whole(&asked.body)? };
    let reach = asked.reach_all(account_id, region)?;
    let id = id.parse().map_err(|_| no_request())?;
    flush(&asked).await?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let found = request::find(&mut tx, &reach, id).await?;
        tx.commit().await?;
        Ok(found)
    };
    let mut kept = asked.shared.database.work(work).await?.ok_or_else(no_request)?;
    let named = |member: &str| kept[member].as_str().map(str::to_owned);
    let served = named("operation").and_then(|operation| api::dispatch(&operation));
    let (Some(served), Some(account_id), Some(region), Value::Object(mut input)) =
        (served, named("account_id"), named("region"), kept["input"].take())
    else {
        return Err(Refusal::new(
            409,
            "NOTHING_TO_REPLAY",
            "No members of the call are kept, or its operation isn't served.",
            "Replay a call whose row has an input.",
        ));
    };
    for (name, value) in said.change {
        if value.is_null() {
            input.remove(&name);
        } else {
            input.insert(name, value);
        }
    }
    if said.client_token == ClientToken::New
        && let Some(token) = input.get_mut("ClientToken")
    {
        *token = Uuid::new_v4().to_string().into();
    }
    let (account_id, region) = asked.one_scope(Some(account_id), Some(region))?;
    let user_arn = format!("arn:{}:iam::{account_id}:root", region.partition());
    let caller = Caller { account_id, region, user_arn };
    Ok(Replay { served, caller, input: Value::Object(input), was: kept["answer"].take() })
}

impl Replay {
    /// What is said of the call: its id, its answer, and in what that differs from the answer of then.
    #[must_use]
    pub fn tell(&self, request_id: Uuid, answer: &Value) -> Value {
        let difference = difference(&self.was, answer);
        json!({ "request_id": request_id.to_string(), "answer": answer, "difference": difference })
    }
}

/// Where two answers differ: `{"path", "was", "is"}` each, in what says something about the call itself.
#[must_use]
pub fn difference(was: &Value, is: &Value) -> Vec<Value> {
    let mut difference = Vec::new();
    differ("", was, is, &mut difference);
    difference
}

/// Where two values differ, each place as a JSON pointer.
fn differ(path: &str, was: &Value, is: &Value, difference: &mut Vec<Value>) {
    let mut there = |name: &str, was: &Value, is: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        differ(&format!("{path}/{name}"), was, is, difference);
    };
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            let added = is.keys().filter(|name| !was.contains_key(*name));
            for name in was.keys().chain(added).filter(|name| *name != REQUEST_ID) {
                let value = |of: &Map<String, Value>| of.get(name).cloned().unwrap_or_default();
                there(name, &value(was), &value(is));
            }
        }
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            for (place, (was, is)) in was.iter().zip(is).enumerate() {
                there(&place.to_string(), was, is);
            }
        }
        _ if was != is => difference.push(json!({ "path": path, "was": was, "is": is })),
        _ => {}
    }
}
