//! What a message would be sent from, and why: the choice of a send, told and not made.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    own, sentence,
    text::{filters, words},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::error::ServiceError,
};

/// The members of a question.
const MEMBERS: [&str; 5] = ["origination_identity", "to", "message_type", "channel", "configuration_set_name"];

/// What the interface answers.
#[derive(Deserialize)]
struct Route {
    refused: Option<String>,
    items: Vec<Item>,
}

/// An identity, in the order of choice.
#[derive(Deserialize)]
struct Item {
    origination_identity: Option<String>,
    origination_phone_number: String,
    chosen: bool,
    usable: bool,
    why: String,
}

impl Item {
    /// Why it is chosen, comes later, or can't be, in words.
    fn sentence(&self) -> String {
        let of = |word: &str| {
            Some(match word {
                "DIRECT" => "the request names it",
                "STICKY" => "it reached this phone last",
                "CLASS" => "its class of number suits the country",
                "HOME" => "it is of the phone’s country",
                "TYPE" => "its type of number comes first",
                "AGE" => "it is in the pool longest",
                "ONLY" => "nothing else can be used",
                "DEFAULT_SENDER_ID" => "it is the configuration set’s default",
                "SHARED_ROUTE" => "the pool has nothing for this country",
                _ => return None,
            })
        };
        match (of(&self.why), self.why.strip_prefix("BEHIND_BY_").and_then(of)) {
            (Some(why), _) => why.to_owned(),
            (_, Some(why)) => format!("another is before it: {why}"),
            _ if self.why == "OUT_OF_REACH" => "It doesn’t reach that country.".to_owned(),
            _ => sentence::of_reason(&self.why).map_or_else(|| words(&self.why), str::to_owned),
        }
    }
}

#[derive(Template)]
#[template(path = "route.html", config = ".askama.toml")]
struct Asking<'a> {
    frame: Frame,
    said: Vec<(&'static str, &'a str)>,
    route: Option<Route>,
    refusal: Option<String>,
}

impl Asking<'_> {
    fn says(&self, name: &str) -> &str {
        self.said.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// The question, and its answer once a destination is named.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (sight, connections) = (asked.sight(), asked.connections());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        tx.commit().await?;
        Ok(around)
    };
    let around = asked.shared.database.work(work).await?;
    let said: Vec<(&str, &str)> = MEMBERS.into_iter().map(|name| (name, asked.asks(name).trim())).collect();
    let members = said.iter().filter(|(_, value)| !value.is_empty());
    let members: Map<String, Value> = members.map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let home = asked.home();
    let question = Value::Object(members.clone()).to_string();
    let (route, refusal) = if members.contains_key("to") {
        let body = own::Body { query: own::scope(asked), text: question.clone(), is_toml: false };
        match own::ask(asked, "POST", "route", body).await {
            Ok(answer) => (Some(serde_json::from_value(answer).map_err(ServiceError::internal)?), None),
            Err(refusal) => (None, Some(refusal.sentences())),
        }
    } else {
        (None, None)
    };
    let sql = Frame::select(asked, "associations", &[], "pool_id, associated_at");
    let call = format!(
        "curl --json '{}' '{}/_callsign/v1/route?account_id={}&region={}'",
        question.replace('\'', r"'\''"),
        asked.program.url,
        home.account_id,
        home.region
    );
    frame::page(&Asking {
        frame: Frame::new(asked, &around, "Which would be chosen?", "pools", sql, call),
        said,
        route,
        refusal,
    })
}
