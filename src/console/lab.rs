//! The lab: the account's clock, what phones and calls are to meet, a seed, and the end of everything.

use askama::Template;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    own,
    text::{Moment, filters},
};
use crate::{
    api,
    database::unit_of_work::{Mode, Tx},
    domain::message::handset::{MAGIC, Magic},
    model::error::ServiceError,
    staging::seed,
    store::view::{Part, clock, fault, handset, shown},
};

/// How many rules of a kind are shown.
const MOST: i64 = 50;

/// How far what waits is counted.
const COUNTED: i64 = 1_000;

/// What a phone may do with texts, media and calls.
const OUTCOMES: [&str; 20] = [
    "DELIVERED",
    "SUCCESSFUL",
    "SILENT",
    "PENDING",
    "TTL_EXPIRED",
    "INVALID",
    "INVALID_MESSAGE",
    "UNREACHABLE",
    "CARRIER_UNREACHABLE",
    "BLOCKED",
    "CARRIER_BLOCKED",
    "SPAM",
    "UNKNOWN",
    "FILE_INACCESSIBLE",
    "FILE_TYPE_UNSUPPORTED",
    "FILE_SIZE_EXCEEDED",
    "COMPLETED",
    "BUSY",
    "NO_ANSWER",
    "FAILED",
];

/// A row of `inspect.clocks`.
#[derive(Deserialize)]
struct Clock {
    mode: String,
    #[serde(with = "time::serde::rfc3339")]
    now: OffsetDateTime,
}

/// A row of `inspect.faults`.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the columns of the view")]
struct Fault {
    fault_id: String,
    operation: String,
    account_id: Option<String>,
    access_key_id: Option<String>,
    #[serde(rename = "match")]
    members: Value,
    probability: f64,
    times: Option<i64>,
    latency_ms: Value,
    phase: Option<String>,
    error: Value,
}

impl Fault {
    /// What calls meet, in words.
    fn does(&self) -> String {
        let text = |name: &str| self.error[name].as_str().unwrap_or_default().to_owned();
        let error = [text("type"), text("reason")].join(" ");
        let fault = match self.phase.as_deref() {
            Some("lost_response") => "done, and the answer is lost".to_owned(),
            Some("after_commit") => format!("done, and answered {}", error.trim()),
            Some("before_commit") => format!("undone at the end: {}", error.trim()),
            Some(_) => format!("refused at once: {}", error.trim()),
            None => String::new(),
        };
        let delay = match &self.latency_ms {
            Value::Number(ms) => format!("{ms} ms late"),
            Value::Array(span) if span.len() == 2 => format!("{} to {} ms late", span[0], span[1]),
            _ => String::new(),
        };
        [delay, fault].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// For which calls it is, beside their operation.
    fn only(&self) -> String {
        let mut parts: Vec<String> = self.access_key_id.iter().map(|key| format!("of {key}")).collect();
        for (name, value) in self.members.as_object().into_iter().flatten() {
            parts.push(format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        }
        if self.probability < 1.0 {
            parts.push(format!("{} of 100", (self.probability * 1_000.0).round() / 10.0));
        }
        parts.join(", ")
    }
}

/// A row of `inspect.handsets`.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the columns of the view")]
struct Handset {
    handset_id: String,
    phone: String,
    outcome: Option<String>,
    after_ms: Option<i64>,
    times: Option<i64>,
    suspicious: bool,
    reply: Value,
    duplicate_receipts: bool,
    out_of_order: bool,
    account_id: Option<String>,
}

impl Handset {
    fn also(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.after_ms.map(|ms| format!("after {ms} ms")));
        parts.extend(self.reply["body"].as_str().map(|body| format!("answers “{body}”")));
        for (is_so, words) in [
            (self.suspicious, "looks like artificial traffic"),
            (self.duplicate_receipts, "each event twice"),
            (self.out_of_order, "events out of order"),
        ] {
            parts.extend(is_so.then(|| words.to_owned()));
        }
        parts.join(", ")
    }
}

#[derive(Template)]
#[template(path = "lab.html", config = ".askama.toml")]
struct Lab {
    frame: Frame,
    clock: Clock,
    next_due: Option<OffsetDateTime>,
    waiting: i64,
    faults: Vec<Fault>,
    handsets: Vec<Handset>,
    magic: Vec<(String, String)>,
    operations: Vec<&'static str>,
    example: String,
    things: u64,
}

/// The lab of an account in its region.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (sight, connections) = (asked.sight(), asked.connections());
    let account_id = asked.home().account_id;
    let part = Part { after: None, limit: MOST, is_ascending: false };
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let clock = clock::find(&mut tx, &account_id).await?;
        let due = clock::next_due(&mut tx, &account_id, COUNTED).await?;
        let faults = fault::page(&mut tx, &sight.shown, part).await?.0;
        let handsets = handset::page(&mut tx, &sight.shown, part).await?.0;
        let things = own::things(&mut tx, &sight.shown).await?;
        tx.commit().await?;
        Ok((around, clock, due, faults, handsets, things))
    };
    let (around, clock, (next_due, waiting), faults, handsets, things) = asked.shared.database.work(work).await?;
    let home = asked.home();
    let sql = shown::select("clocks", &[("account_id", &home.account_id)], "");
    let call = format!("GET {}/_callsign/v1/clock?account_id={}", asked.program.url, home.account_id);
    let mut operations: Vec<&str> = api::operations().map(|served| served.name).collect();
    operations.sort_unstable();
    frame::page(&Lab {
        frame: Frame::new(asked, &around, "Lab", "lab", sql, call),
        clock: read(clock)?,
        next_due,
        waiting,
        faults: faults.into_iter().map(read).collect::<Result<_, _>>()?,
        handsets: handsets.into_iter().map(read).collect::<Result<_, _>>()?,
        magic: MAGIC.iter().map(magic).collect(),
        operations,
        example: example(&home.account_id, &home.region),
        things,
    })
}

fn read<T: serde::de::DeserializeOwned>(row: Value) -> Result<T, ServiceError> {
    serde_json::from_value(row).map_err(ServiceError::internal)
}

/// The seed that is an example, for the account and region that are shown.
pub fn example(account_id: &str, region: &str) -> String {
    seed::EXAMPLE.replace("000000000000", account_id).replace("us-east-1", region)
}

/// The numbers of a line of the magic ones, and what their phones do.
fn magic((first, last, magic): &(u8, u8, Magic)) -> (String, String) {
    let numbers = if first == last { format!("{first:02}") } else { format!("{first:02}–{last:02}") };
    let does = match magic {
        Magic::Ends(outcome) => outcome.as_ref().to_owned(),
        Magic::Suspicious => "looks like artificial traffic".to_owned(),
        Magic::Twice => "each event twice".to_owned(),
        Magic::OutOfOrder => "events out of order".to_owned(),
        Magic::Answers(body) => format!("answers {body}"),
    };
    (numbers, does)
}
