//! One delivery of an event: where it goes, each attempt with what was answered, and the record itself.

use askama::Template;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::delivery::{notification, written_by_sns},
    model::error::ServiceError,
    store::view::{delivery, rfc_3339, shown},
};

/// A row of `inspect.event_deliveries`.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the columns of the view")]
pub struct Delivery {
    pub delivery_id: String,
    pub message_id: Option<String>,
    pub registration_id: Option<String>,
    pub event_type: Option<String>,
    pub configuration_set_name: Option<String>,
    pub event_destination_name: Option<String>,
    pub destination_arn: String,
    pub record: String,
    pub status: String,
    pub attempts: i64,
    pub last_error: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_attempt_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_timestamp: OffsetDateTime,
    #[serde(default)]
    pub delivery_attempts: Vec<Attempt>,
}

/// A row of `inspect.delivery_attempts`.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the columns of the view")]
pub struct Attempt {
    pub attempt: i64,
    #[serde(with = "time::serde::rfc3339")]
    pub attempted_at: OffsetDateTime,
    pub duration_ms: i64,
    pub status_code: Option<i64>,
    pub answer: Option<String>,
    pub error: Option<String>,
}

impl Delivery {
    /// The delivery that a row is.
    ///
    /// # Errors
    ///
    /// It isn't as the view is.
    pub fn of(row: Value) -> Result<Self, ServiceError> {
        serde_json::from_value(row).map_err(ServiceError::internal)
    }

    /// Whether it has a further attempt before it.
    pub fn is_pending(&self) -> bool {
        self.status == "PENDING"
    }

    /// The service that the ARN is of.
    pub fn service(&self) -> &'static str {
        match self.destination_arn.split(':').nth(2).unwrap_or_default() {
            "sns" => "SNS",
            "firehose" => "Firehose",
            "logs" => "CloudWatch Logs",
            "events" => "EventBridge",
            _ => "recorded only",
        }
    }

    /// The record as a topic of SNS sends it, without its signature.
    fn envelope(&self) -> Option<String> {
        let timestamp = rfc_3339(self.created_timestamp);
        let members = notification(&self.delivery_id, &self.destination_arn, &self.record, &timestamp);
        (self.service() == "SNS").then(|| written_by_sns(members))
    }

    /// The record for people: JSON by the line.
    fn pretty(&self) -> String {
        let parsed: Result<Value, _> = serde_json::from_str(&self.record);
        parsed.ok().and_then(|record| serde_json::to_string_pretty(&record).ok()).unwrap_or_else(|| self.record.clone())
    }
}

#[derive(Template)]
#[template(path = "delivery.html", config = ".askama.toml")]
struct One {
    frame: Frame,
    delivery: Delivery,
    /// What in the settings would give it somewhere to go.
    target: String,
}

/// The delivery with this id.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key: Uuid = id.parse().map_err(|_| super::Failure::NotThere)?;
    let (sight, connections) = (asked.sight(), asked.connections());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let found = delivery::find(&mut tx, &sight.shown, key).await?;
        tx.commit().await?;
        Ok((around, found))
    };
    let (around, found) = asked.shared.database.work(work).await?;
    let delivery = Delivery::of(found.ok_or(super::Failure::NotThere)?)?;
    let target = target(&delivery.destination_arn);
    let sql = shown::select("delivery_attempts", &[("delivery_id", id)], "attempt");
    let home = asked.home();
    let call = format!(
        "GET {}/_callsign/v1/deliveries/{id}?account_id={}&region={}",
        asked.program.url, home.account_id, home.region
    );
    frame::page(&One { frame: Frame::new(asked, &around, id, "events", sql, call), delivery, target })
}

fn target(arn: &str) -> String {
    format!("[[events.targets]]\narn = {}\nkind = \"sns-http\"\nurl = \"http://localhost:8080/sns\"", Value::from(arn))
}
