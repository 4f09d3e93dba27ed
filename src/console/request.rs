//! One call of the API: who asked what, what was answered, and why.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Asked, Outcome,
    checks::{self, Check, Explained},
    copy_as::CopyAs,
    frame::{self, Frame, around},
    link::part,
    replay::{self, Difference},
    sentence,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::error::ServiceError,
    store::view::{Who, request, shown},
};

/// The members of inputs and answers that name something with a screen of its own, and the screen.
const NAMED: [(&str, &str); 7] = [
    ("PoolId", "pools"),
    ("PhoneNumberId", "numbers"),
    ("OriginationIdentity", ""),
    ("OptOutListName", "opt-out-lists"),
    ("ConfigurationSetName", "configuration-sets"),
    ("MessageId", "messages"),
    ("SenderId", "sender-ids?q="),
];

/// Of a refusal no check is told that wasn't asked.
const NONE: [String; 0] = [];

/// A row of `inspect.requests`.
#[derive(Debug, Deserialize)]
pub struct Call {
    pub request_id: String,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    pub account_time: Option<OffsetDateTime>,
    pub operation: String,
    pub outcome: String,
    pub reason: Option<String>,
    pub resource_type: Option<String>,
    pub resource_id: Option<String>,
    pub access_key_id: Option<String>,
    pub principal_arn: Option<String>,
    pub client_token: Option<String>,
    pub duration_ms: f64,
    pub fault_id: Option<String>,
    pub input: Value,
    pub answer: Value,
    /// What the rule said that refused it.
    #[serde(default)]
    pub checks: Option<Vec<Check>>,
}

impl Call {
    /// The call that a row is.
    ///
    /// # Errors
    ///
    /// It isn't as the view is.
    pub fn of(row: Value) -> Result<Self, ServiceError> {
        serde_json::from_value(row).map_err(ServiceError::internal)
    }

    /// Whether it wasn't carried out, or nobody heard that it was.
    pub fn is_refused(&self) -> bool {
        self.outcome != "success"
    }

    /// Who called, as other screens tell it.
    pub fn who(&self) -> Who {
        Who { access_key_id: self.access_key_id.clone(), principal_arn: self.principal_arn.clone() }
    }

    /// How long it took, for people.
    pub fn took(&self) -> String {
        if self.duration_ms < 10.0 {
            format!("{:.1} ms", self.duration_ms)
        } else {
            format!("{:.0} ms", self.duration_ms)
        }
    }

    /// What it is about, in a few words: what the refusal names, else the first thing that the input names.
    pub fn about(&self) -> String {
        let of_refusal = self.resource_id.clone();
        let of_input = || NAMED.iter().find_map(|(name, _)| self.input[name].as_str().map(str::to_owned));
        of_refusal.or_else(of_input).unwrap_or_default()
    }
}

/// Something that a call names, and its screen.
struct Named {
    member: String,
    text: String,
    url: String,
}

/// A member that failed validation.
struct Field {
    name: String,
    message: String,
}

/// A call as its page shows it.
struct Told {
    call: Call,
    sentence: Option<String>,
    message: String,
    fields: Vec<Field>,
    named: Vec<Named>,
    input: String,
    answer: String,
    /// The names of the members, as the form for another try has them.
    members: String,
    again: CopyAs,
}

/// A call that this one is held against, and where the answers differ.
struct Before {
    request_id: String,
    differences: Vec<Difference>,
}

#[derive(Template)]
#[template(path = "request.html", config = ".askama.toml")]
struct One<'o> {
    frame: Frame,
    id: &'o str,
    told: Option<Told>,
    before: Option<Before>,
    /// What would become of it now, once that is asked, or why that can't be told.
    now: Option<Result<Explained, String>>,
}

/// The call with this id; where it isn't kept, the page says what may be.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key: Uuid = id.parse().map_err(|_| super::Failure::NotThere)?;
    asked.staging.requests.flush(&asked.shared.database).await?;
    let (sight, connections) = (asked.sight(), asked.connections());
    let was: Option<Uuid> = asked.asks("was").parse().ok();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let found = request::find(&mut tx, &sight.shown, key).await?;
        let before = match was {
            Some(was) => request::find(&mut tx, &sight.shown, was).await?,
            None => None,
        };
        tx.commit().await?;
        Ok((around, found, before))
    };
    let (around, found, before) = asked.shared.database.work(work).await?;
    let before = before.zip(found.as_ref()).map(|(before, found)| Before {
        request_id: before["request_id"].as_str().unwrap_or_default().to_owned(),
        differences: replay::differences(&before["answer"], &found["answer"]),
    });
    let now = match &found {
        Some(row) if asked.asks("now") == "yes" && row["input"].is_object() => {
            let operation = row["operation"].as_str().unwrap_or_default();
            let explained = checks::explain(asked, operation, &row["input"]).await;
            Some(explained.map_err(|refusal| refusal.sentences()))
        }
        _ => None,
    };
    let told = found.map(|row| Call::of(row).map(|call| Told::of(asked, call))).transpose()?;
    let sql = shown::select("requests", &[("request_id", id)], "");
    let home = asked.home();
    let call = format!(
        "GET {}/_callsign/v1/requests/{id}?account_id={}&region={}",
        asked.program.url, home.account_id, home.region
    );
    let frame = Frame::new(asked, &around, id, "requests", sql, call);
    frame::page(&One { frame, id, told, before, now })
}

impl Told {
    fn of(asked: &Asked, call: Call) -> Self {
        let fields = call.answer["Fields"].as_array().into_iter().flatten();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields =
            fields.map(|field| Field { name: text(&field["Name"]), message: text(&field["Message"]) }).collect();
        let mut named: Vec<Named> = Vec::new();
        for members in [&call.input, &call.answer] {
            for (member, screen) in NAMED {
                let Some(id) = members[member].as_str() else { continue };
                let Some(url) = url(asked, screen, id) else { continue };
                if !named.iter().any(|known| known.url == url) {
                    named.push(Named { member: member.to_owned(), text: id.to_owned(), url });
                }
            }
        }
        let message = ["Message", "message"].iter().find_map(|name| call.answer[name].as_str());
        Self {
            sentence: call.is_refused().then(|| {
                let resource = (call.resource_type.as_deref(), call.resource_id.as_deref());
                sentence::of(&call.outcome, call.reason.as_deref(), resource)
            }),
            message: message.unwrap_or_default().to_owned(),
            fields,
            named,
            members: call.input.as_object().into_iter().flat_map(Map::keys).cloned().collect::<Vec<_>>().join(","),
            input: pretty(&call.input),
            answer: pretty(&call.answer),
            again: CopyAs::of(asked, &call.operation, &call.input),
            call,
        }
    }
}

/// The screen of what a member names: an id, or the ARN that ends with it.
fn url(asked: &Asked, screen: &str, named: &str) -> Option<String> {
    let id = named.rsplit_once('/').map_or(named, |(_, id)| id);
    let screen = match screen {
        "" if id.starts_with("pool-") => "pools",
        "" if id.starts_with("phone-") => "numbers",
        "" if id.starts_with('+') => "numbers?q=",
        "" if named.starts_with("arn:") => return None,
        "" => "sender-ids?q=",
        screen => screen,
    };
    let divider = if screen.ends_with('=') { "" } else { "/" };
    Some(asked.url(&format!("{screen}{divider}{}", part(id))))
}

/// JSON for people; empty where there is none.
pub fn pretty(value: &Value) -> String {
    if value.is_null() { String::new() } else { serde_json::to_string_pretty(value).unwrap_or_default() }
}
