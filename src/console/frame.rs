//! What stands around every screen: account and region, the way to the others, what became of a form, and how else to ask.

use askama::Template;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Asked, Outcome, Page, asset,
    link::{self, SCOPES},
    own,
    refusal::Refused,
};
use crate::{
    api,
    database::unit_of_work::Tx,
    model::error::ServiceError,
    staging::Access,
    store::view::{Reach, scope, shown},
};

/// The screens of the head: path and name.
const SCREENS: [(&str, &str); 11] = [
    ("inbox", "Inbox"),
    ("pools", "Pools"),
    ("numbers", "Numbers"),
    ("sender-ids", "Sender IDs"),
    ("opt-out-lists", "Opt-outs"),
    ("configuration-sets", "Config sets"),
    (MORE[0].0, "More"),
    ("events", "Events"),
    ("requests", "Requests"),
    ("lab", "Lab"),
    ("account", "Account"),
];

/// The screens that share one place in the head, which has no room for each at 320 pixels: they stand in a row of their own below it.
const MORE: [(&str, &str); 5] = [
    ("registrations", "Registrations"),
    ("rcs-agents", "RCS agents"),
    ("verified-destination-numbers", "Verified numbers"),
    ("protect-configurations", "Protect"),
    ("notify-configurations", "Notify"),
];

/// What became of a form.
#[derive(Clone, Debug)]
pub enum Notice {
    /// It was carried out: the operation and the request id.
    Done(&'static str, String),
    /// A call of callsign's own interface was carried out: a sentence about it.
    Called(String),
    /// It was refused.
    Refused(Refused),
}

impl Notice {
    /// That which a URL tells of, if an operation is called so.
    #[must_use]
    pub fn of(query: &[(String, String)]) -> Option<Self> {
        let value = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        if let Some(called) = value("called").and_then(|place| own::done(place, value("count"))) {
            return Some(Self::Called(called));
        }
        let served = api::dispatch(value("did")?)?;
        let request_id: Uuid = value("request")?.parse().ok()?;
        Some(Self::Done(served.name, request_id.to_string()))
    }
}

/// What a screen's transaction may read.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The account and region that are shown.
    pub shown: Reach,
    /// All those that who asks may look at.
    pub all: Reach,
}

/// What a screen's transaction reads for its frame.
#[derive(Clone, Debug)]
pub struct Around {
    scopes: Vec<(String, String)>,
    clock: Option<(String, String)>,
    /// The present of the account.
    pub now: OffsetDateTime,
}

/// Reads what stands around a screen.
///
/// # Errors
///
/// The database's.
pub async fn around(tx: &mut Tx, sight: &Sight) -> Result<Around, ServiceError> {
    let now = tx.present().of(sight.shown.account_id.as_deref().unwrap_or_default());
    let scopes = scope::names(tx, &sight.all, SCOPES).await?;
    let clocks = scope::clocks(tx, &sight.shown).await?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let clock = clocks.first().map(|clock| (text(&clock["mode"]), text(&clock["now"])));
    Ok(Around { scopes, clock: clock.filter(|(mode, _)| mode != "real"), now })
}

/// A screen's frame.
pub struct Frame {
    pub(super) title: String,
    pub(super) screen: &'static str,
    pub(super) screens: &'static [(&'static str, &'static str)],
    /// Which of those it is that share a place with others, and all of these; empty where it shares none.
    pub(super) kind: &'static str,
    pub(super) kinds: &'static [(&'static str, &'static str)],
    pub(super) base: String,
    pub(super) account_id: String,
    pub(super) region: String,
    pub(super) scopes: Vec<(String, String, String)>,
    pub(super) clock: Option<(String, String)>,
    pub(super) notice: Option<Notice>,
    /// Whether who asks may change anything: without that no form is shown.
    pub(super) may_write: bool,
    pub(super) has_session: bool,
    pub(super) sql: String,
    pub(super) call: String,
    pub(super) style: &'static str,
    pub(super) script: &'static str,
}

impl Frame {
    /// The frame of a screen: its title, which of the head's it belongs to, and the `select` and the call that do the same.
    pub fn new(asked: &Asked, around: &Around, title: &str, screen: &'static str, sql: String, call: String) -> Self {
        let home = asked.home();
        let scopes =
            around.scopes.iter().map(|(account, region)| (account.clone(), region.clone(), link::of(account, region)));
        let shares = MORE.iter().any(|(path, _)| *path == screen);
        let kinds: &'static [(&'static str, &'static str)] = if shares { &MORE } else { &[] };
        Self {
            title: title.to_owned(),
            screen: if shares { MORE[0].0 } else { screen },
            screens: &SCREENS,
            kind: if shares { screen } else { "" },
            kinds,
            base: link::of(&home.account_id, &home.region),
            scopes: scopes.collect(),
            clock: around.clock.clone(),
            notice: asked.notice.clone(),
            may_write: asked.rights.access >= Access::Write,
            has_session: asked.has_session,
            sql,
            call,
            account_id: home.account_id,
            region: home.region,
            style: &asset::STYLE.name,
            script: &asset::SCRIPT.name,
        }
    }

    /// A call of the AWS CLI that does what a screen shows.
    pub fn cli(asked: &Asked, command: &str) -> String {
        let (url, region) = (&asked.program.url, asked.caller.region.as_str());
        format!("aws --endpoint-url {url} --region {region} pinpoint-sms-voice-v2 {command}")
    }

    /// The call that tells what would become of a call.
    pub fn explaining(asked: &Asked, operation: &str, input: &Value) -> String {
        let (url, home) = (&asked.program.url, asked.home());
        let question = json!({ "operation": operation, "input": input }).to_string().replace('\'', r"'\''");
        let query = format!("account_id={}&region={}", home.account_id, home.region);
        format!("curl --json '{question}' '{url}/_callsign/v1/explain?{query}'")
    }

    /// A `select` on `inspect` for the account and region that are shown, and further columns.
    pub fn select(asked: &Asked, view: &str, and: &[(&str, &str)], order: &str) -> String {
        let home = asked.home();
        let scope = [("account_id", home.account_id.as_str()), ("region", home.region.as_str())];
        shown::select(view, &[&scope, and].concat(), order)
    }

    /// The operation that was carried out, and its request id.
    pub(super) fn done(&self) -> Option<(&'static str, &str)> {
        match &self.notice {
            Some(Notice::Done(operation, request_id)) => Some((operation, request_id)),
            _ => None,
        }
    }

    /// What is told of a call of the interface that was carried out.
    pub(super) fn called(&self) -> Option<&str> {
        match &self.notice {
            Some(Notice::Called(sentence)) => Some(sentence),
            _ => None,
        }
    }

    /// Where the events are told that change what a screen shows; `None` where they tell nothing of it.
    pub(super) fn stream(&self) -> Option<String> {
        let region = link::part(&self.region);
        (self.screen == "inbox").then(|| {
            format!("/_callsign/v1/stream?kinds=message,event,inbound&account_id={}&region={region}", self.account_id)
        })
    }

    /// What was refused.
    pub(super) fn refused(&self) -> Option<&Refused> {
        match &self.notice {
            Some(Notice::Refused(refused)) => Some(refused),
            _ => None,
        }
    }

    /// What a refused form said in a field, or `usual`.
    pub(super) fn said<'s>(&'s self, operation: &str, name: &str, usual: &'s str) -> &'s str {
        match &self.notice {
            Some(Notice::Refused(refused)) if refused.operation == operation => {
                refused.said.iter().find(|(known, _)| known == name).map_or(usual, |(_, value)| value)
            }
            _ => usual,
        }
    }

    /// Whether a form of this operation was refused, so that it stays open.
    pub(super) fn was_refused(&self, operation: &str) -> bool {
        matches!(&self.notice, Some(Notice::Refused(refused)) if refused.operation == operation)
    }
}

/// A page of a template.
///
/// # Errors
///
/// The template's.
pub fn page(template: &impl Template) -> Outcome {
    Ok(Page::Html(template.render()?))
}

#[derive(Template)]
#[template(path = "complaint.html", config = ".askama.toml")]
struct Complaint<'c> {
    title: &'c str,
    text: &'c str,
    style: &'static str,
}

/// A page that says what is wrong.
pub fn complaint(title: &str, text: &str) -> String {
    let complaint = Complaint { title, text, style: &asset::STYLE.name };
    complaint.render().unwrap_or_else(|_| "callsign failed.".to_owned())
}
