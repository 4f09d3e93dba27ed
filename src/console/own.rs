//! Forms that are calls of callsign's own interface, `/_callsign/v1`: the field `call` is method and path, every other one is a member
//! of the body by its name.
//!
//! A field `error.type` is a member of a member. What is left empty isn't sent. Account and region are those that are shown.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{Asked, at_home, link::part, refusal::Refused};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::error::ServiceError,
    staging::{self, Answer, Refusal, find, not_enough},
    store::view::{self, Reach, conversation},
};

/// A call that screens offer.
struct Offered {
    /// Method and path, as the interface's table has them.
    call: &'static str,
    /// What is told when it is done.
    done: &'static str,
    /// The member of the answer that counts what was done, and what it counts.
    counts: Option<(&'static str, &'static str)>,
}

const fn offered(call: &'static str, done: &'static str, counts: Option<(&'static str, &'static str)>) -> Offered {
    Offered { call, done, counts }
}

/// All of them; a URL names one by its place.
const OFFERED: [Offered; 18] = [
    offered("PUT clock", "The clock is set", Some(("events", "events happened"))),
    offered("POST clock/advance", "Time has passed", Some(("events", "events happened"))),
    offered("POST faults", "The fault is made", None),
    offered("DELETE faults/{fault_id}", "The fault is removed", None),
    offered("DELETE faults", "The faults of this account and region are removed", Some(("deleted", "removed"))),
    offered("POST handsets", "The handset is made", None),
    offered("DELETE handsets/{handset_id}", "The handset is removed", None),
    offered("POST inbound", "The text was received", None),
    offered("POST messages/{message_id}/events", "The event happened", None),
    offered(DELETE_CONVERSATION, "The conversation is gone", Some(("deleted", "messages removed"))),
    offered("POST deliveries/{delivery_id}/retry", "It goes out again", Some(("queued", "queued"))),
    offered("POST deliveries/retry", "They go out again", Some(("queued", "queued"))),
    offered("PUT seed", "The seed is there", Some(("created", "made"))),
    offered("POST reset", "All of it is gone", Some(("total", "rows removed"))),
    offered("POST registrations/{registration_id}/review", "The registration is decided about", None),
    offered(
        "POST verified-destination-numbers/{verified_destination_number_id}/status",
        "The status of the number is decided",
        None,
    ),
    offered("POST notify-configurations/{notify_configuration_id}/status", "Its status is decided", None),
    offered("POST notify-configurations/{notify_configuration_id}/tier", "It has its tier", None),
];

/// What removes a conversation.
pub const DELETE_CONVERSATION: &str = "DELETE conversations/{origination_identity}/{phone}";

/// How far the messages of a conversation are counted for that.
pub const COUNTED: i64 = 1_000;

/// Fields whose texts are numbers, where they are any.
const NUMBERS: [&str; 4] = ["times", "after_ms", "probability", "latency_ms"];

/// What a call asks for beside its path.
#[derive(Default)]
pub struct Body {
    /// Members of the query.
    pub query: Vec<(String, String)>,
    /// The body.
    pub text: String,
    /// Whether it is TOML.
    pub is_toml: bool,
}

/// Calls an endpoint of the interface with the rights of who asks: `path` is below `/_callsign/v1/`, encoded.
///
/// # Errors
///
/// The endpoint's.
pub async fn ask(asked: &Asked, method: &str, path: &str, body: Body) -> Result<Value, Refusal> {
    let none = || Refusal::no_such("endpoint", "docs/staging.md lists what there is.");
    let (endpoint, of) = find(method, path).ok_or_else(none)?;
    let wanted = endpoint.access.min(staging::Access::Write);
    if asked.rights.access < wanted {
        return Err(not_enough(wanted));
    }
    let Answer::Json(answer) = endpoint.answer else { return Err(none()) };
    Ok(answer(request(asked, body), of).await?.1)
}

/// A request of who asks for a page, as endpoints get it.
#[must_use]
pub fn request(asked: &Asked, body: Body) -> staging::Asked {
    staging::Asked {
        staging: asked.staging.clone(),
        shared: asked.shared.clone(),
        rights: asked.rights.clone(),
        query: body.query,
        body: body.text.into_bytes(),
        is_toml: body.is_toml,
        wants_json: true,
        last_event_id: None,
    }
}

/// Account and region that are shown, as an endpoint's query has them.
#[must_use]
pub fn scope(asked: &Asked) -> Vec<(String, String)> {
    let home = asked.home();
    vec![("account_id".to_owned(), home.account_id), ("region".to_owned(), home.region)]
}

/// What a form is told to call, if it is a call of the interface that screens offer.
fn wanted(said: &[(String, String)]) -> Option<(usize, &'static Offered)> {
    let call = value(said, "call")?;
    OFFERED.iter().enumerate().find(|(_, offered)| offered.call == call)
}

/// What a URL tells of: a call that was carried out, and how much it did.
#[must_use]
pub fn done(place: &str, count: Option<&str>) -> Option<String> {
    let offered = OFFERED.get(place.parse::<usize>().ok()?)?;
    let count = count.and_then(|count| count.parse::<u64>().ok());
    Some(match (offered.counts, count) {
        (Some((_, counted)), Some(count)) => format!("{}: {count} {counted}.", offered.done),
        _ => format!("{}.", offered.done),
    })
}

/// Carries a form out: where it leads then, or why not. `None` for a form that is no such call.
pub async fn carry_out(asked: &Asked, said: &[(String, String)]) -> Option<Result<String, Refused>> {
    let (place, offered) = wanted(said)?;
    let refused = |refused: Refused| Refused { operation: offered.call, ..refused };
    if let Err(refusal) = is_counted(asked, offered, said).await {
        return Some(Err(refused(refusal)));
    }
    let (method, path) = offered.call.split_once(' ')?;
    let outcome = ask(asked, method, &filled(path, said), body(asked, path, said)).await;
    Some(match outcome {
        Ok(answer) => Ok(leads_to(asked, place, offered, said, &answer)),
        Err(refusal) => Err(refused(Refused::because(refusal.code, refusal.sentences()))),
    })
}

/// What is removed with much in it must be counted in the form.
async fn is_counted(asked: &Asked, offered: &Offered, said: &[(String, String)]) -> Result<(), Refused> {
    let count = match offered.call {
        "POST reset" => what_is_there(asked).await.map(|count| (count.to_string(), "things")),
        DELETE_CONVERSATION => what_was_said(asked, said).await.map(|count| (count.to_string(), "messages")),
        _ => return Ok(()),
    };
    let (count, things) = count.map_err(|error| Refused::by(&error))?;
    if value(said, "removes").map(str::trim) == Some(&count) {
        return Ok(());
    }
    let message = format!("{count} {things} would go now: write that number to confirm.");
    Err(Refused::because("Nothing was removed", message))
}

/// How many messages the conversation has that a form names, as far as they are counted.
async fn what_was_said(asked: &Asked, said: &[(String, String)]) -> Result<i64, ServiceError> {
    let (home, connections) = (asked.home(), asked.connections());
    let side = |name: &str| value(said, name).unwrap_or_default().to_owned();
    let (own, phone) = (side("origination_identity"), side("phone"));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let count = conversation::count(&mut tx, &home, (&own, &phone), COUNTED).await?;
        tx.commit().await?;
        Ok(count)
    };
    asked.shared.database.work(work).await
}

/// How many resources and messages the account has in its region.
async fn what_is_there(asked: &Asked) -> Result<u64, ServiceError> {
    let (sight, connections) = (asked.sight(), asked.connections());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let count = things(&mut tx, &sight.shown).await?;
        tx.commit().await?;
        Ok(count)
    };
    asked.shared.database.work(work).await
}

/// The same within a transaction: what a reset asks to be counted.
///
/// # Errors
///
/// The database's.
pub async fn things(tx: &mut Tx, reach: &Reach) -> Result<u64, ServiceError> {
    let scopes = view::scope::list(tx, reach).await?;
    Ok(scopes.iter().filter_map(Value::as_object).flatten().filter_map(|(_, count)| count.as_u64()).sum())
}

fn value<'s>(said: &'s [(String, String)], name: &str) -> Option<&'s str> {
    said.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A path with the values of its parts in braces.
fn filled(path: &str, said: &[(String, String)]) -> String {
    let fill = |segment: &str| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
        Some(name) => part(value(said, name).unwrap_or_default()),
        None => segment.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

fn body(asked: &Asked, path: &str, said: &[(String, String)]) -> Body {
    let home = asked.home();
    match path {
        // A file names its own account and region.
        "seed" => Body {
            query: vec![("mode".to_owned(), value(said, "mode").unwrap_or("merge").to_owned())],
            text: value(said, "file").unwrap_or_default().to_owned(),
            is_toml: true,
        },
        "reset" => {
            let keep: Vec<&str> =
                said.iter().filter(|(name, _)| name == "keep").map(|(_, kept)| kept.as_str()).collect();
            let body = json!({ "account_id": home.account_id, "region": home.region, "keep": keep });
            Body { text: body.to_string(), ..Body::default() }
        }
        _ => {
            let is_everybodys = value(said, "everybodys") == Some("true");
            let members = members(path, said);
            let text = if members.is_empty() { String::new() } else { Value::Object(members).to_string() };
            Body { query: if is_everybodys { Vec::new() } else { scope(asked) }, text, is_toml: false }
        }
    }
}

/// The body that the fields of a form are.
fn members(path: &str, said: &[(String, String)]) -> Map<String, Value> {
    let is_of_path = |name: &str| path.contains(&format!("{{{name}}}"));
    let mut members = Map::new();
    for (name, text) in said {
        if text.is_empty() || ["call", "everybodys"].contains(&name.as_str()) || is_of_path(name) {
            continue;
        }
        // Browsers send other line ends than were written.
        let text = text.replace("\r\n", "\n");
        match name.split_once('.') {
            Some((outer, inner)) => {
                let outer = members.entry(outer).or_insert_with(|| json!({}));
                outer[inner] = typed(inner, &text);
            }
            None => {
                members.insert(name.clone(), typed(name, &text));
            }
        }
    }
    members
}

/// A text as the type that its member has; as it is where it can't be that.
fn typed(name: &str, text: &str) -> Value {
    let number = |text: &str| serde_json::from_str::<Value>(text.trim()).ok().filter(Value::is_number);
    match name {
        "latency_ms" => match text.split_once('-') {
            Some((least, most)) => match (number(least), number(most)) {
                (Some(least), Some(most)) => json!([least, most]),
                _ => text.into(),
            },
            None => number(text).unwrap_or_else(|| text.into()),
        },
        name if NUMBERS.contains(&name) => number(text).unwrap_or_else(|| text.into()),
        "reasons" => text.lines().map(str::trim).filter(|line| !line.is_empty()).collect(),
        "match" | "fields" => text
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.trim(), value.trim()))
            .collect(),
        "suspicious" | "duplicate_receipts" | "out_of_order" | "force" => (text == "true").into(),
        _ => text.into(),
    }
}

/// Where a form that was carried out leads: to where it stood, to the conversation that a text belongs to, or away from one that is gone.
fn leads_to(asked: &Asked, place: usize, offered: &Offered, said: &[(String, String)], answer: &Value) -> String {
    let path = match (offered.call, answer["message_id"].as_str()) {
        ("POST inbound", Some(id)) => format!("messages/{}", part(id)),
        (DELETE_CONVERSATION, _) => "inbox".to_owned(),
        _ => asked.path.iter().map(|segment| part(segment)).collect::<Vec<_>>().join("/"),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("called", &place.to_string());
    if let Some(count) = offered.counts.and_then(|(member, _)| answer[member].as_u64()) {
        query.append_pair("count", &count.to_string());
    }
    for name in ["q", "after"] {
        let kept = asked.asks(name);
        if !kept.is_empty() && value(said, name).is_none() {
            query.append_pair(name, kept);
        }
    }
    format!("{}/{path}?{}", at_home(&asked.caller), query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn fields_are_members_of_their_types() {
        let form = said(&[
            ("call", "POST faults"),
            ("operation", "SendTextMessage"),
            ("times", "3"),
            ("latency_ms", "50-400"),
            ("probability", "0.5"),
            ("match", "PoolId=pool-1\r\nMessageType = PROMOTIONAL"),
            ("error.type", "ThrottlingException"),
            ("error.reason", ""),
        ]);
        assert_eq!(
            Value::Object(members("faults", &form)),
            json!({
                "operation": "SendTextMessage",
                "times": 3,
                "latency_ms": [50, 400],
                "probability": 0.5,
                "match": { "PoolId": "pool-1", "MessageType": "PROMOTIONAL" },
                "error": { "type": "ThrottlingException" },
            })
        );
        let form =
            said(&[("reasons", "Blurred\r\n\r\n Too old "), ("fields", "companyInfo.city=No such"), ("force", "true")]);
        assert_eq!(
            Value::Object(members("registrations/{registration_id}/review", &form)),
            json!({ "reasons": ["Blurred", "Too old"], "fields": { "companyInfo.city": "No such" }, "force": true })
        );
        // What is no number is told by the endpoint.
        assert_eq!(typed("times", "many"), json!("many"));
        assert_eq!(typed("latency_ms", "a-b"), json!("a-b"));
    }

    #[test]
    fn a_path_gets_its_values_and_the_body_does_not() {
        let form = said(&[("call", "DELETE faults/{fault_id}"), ("fault_id", "a/b"), ("everybodys", "true")]);
        assert_eq!(filled("faults/{fault_id}", &form), "faults/a%2Fb");
        assert!(members("faults/{fault_id}", &form).is_empty());
    }

    #[test]
    fn every_call_that_is_offered_is_an_endpoint() {
        for offered in OFFERED {
            let (method, path) = offered.call.split_once(' ').expect("a method and a path");
            assert!(find(method, path).is_some(), "{}", offered.call);
        }
    }

    #[test]
    fn what_was_done_is_told_by_its_place() {
        assert_eq!(done("1", Some("3")).as_deref(), Some("Time has passed: 3 events happened."));
        assert_eq!(done("2", None).as_deref(), Some("The fault is made."));
        assert_eq!(done("99", None), None);
        assert_eq!(done("x", None), None);
    }
}
