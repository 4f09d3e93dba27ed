//! Events that really arrive: what goes out to whom, how, and what becomes of it.

use callsign::config::{EventTarget, SecretText, Settings, TargetKind};
use sqlx::Row;

use crate::{
    harness::{Target, until},
    message::stage::{PHONE, Stage},
};

mod advance;
mod aws;
mod no_target;
mod node;
mod outbox;
mod page;
pub mod receiver;
mod receivers;
mod retries;
mod settings;
mod sns_http;
mod table;
mod two_processes;
pub mod venv;
mod webhook;

/// What signs webhooks here.
pub const SECRET: &str = "whsec_dGhlIHNlY3JldCBvZiBhIHdlYmhvb2sgaGVyZQ==";

/// A target of a kind for all ARNs that fit.
pub fn target(arn: &str, kind: TargetKind) -> EventTarget {
    EventTarget {
        arn: arn.to_owned(),
        kind,
        endpoint_url: None,
        access_key_id: None,
        secret_access_key: None,
        queue_url: None,
        url: None,
        raw: None,
        signature_version: None,
        secret: None,
    }
}

/// A webhook for everything that fits.
pub fn webhook(arn: &str, url: &str) -> EventTarget {
    let target = target(arn, TargetKind::Webhook);
    EventTarget { url: Some(url.to_owned()), secret: Some(SecretText::new(SECRET)), ..target }
}

/// An endpoint of AWS's calls for everything that fits.
pub fn aws_at(arn: &str, url: &str) -> EventTarget {
    EventTarget { endpoint_url: Some(url.to_owned()), ..target(arn, TargetKind::Aws) }
}

/// An HTTP endpoint of SNS for everything that fits.
pub fn sns_http(arn: &str, url: &str) -> EventTarget {
    EventTarget { url: Some(url.to_owned()), ..target(arn, TargetKind::SnsHttp) }
}

/// Everything that happens happens at once, and goes to these targets.
pub fn at_once(settings: &mut Settings, targets: Vec<EventTarget>) {
    settings.delivery.accepted_ms = 0;
    settings.delivery.delivered_ms = 0;
    settings.events.targets = targets;
}

/// A callsign with a number, whose set `events` has a destination of each of these; everything happens at once.
pub async fn stage(destinations: &[(&str, Target)], targets: Vec<EventTarget>) -> Stage {
    let stage = Stage::with(|settings| at_once(settings, targets)).await;
    set(&stage, destinations).await;
    stage
}

/// The set `events` with a destination of each of these.
pub async fn set(stage: &Stage, destinations: &[(&str, Target)]) {
    stage.fixture().set("events").await;
    for (name, target) in destinations {
        stage.fixture().destination("events", name, *target).await;
    }
}

/// Sends a text that names the set `events`, and answers its id.
pub async fn send(stage: &Stage) -> String {
    stage.sent(stage.text(PHONE).configuration_set_name("events")).await
}

/// The deliveries, each as its status and these columns.
pub async fn deliveries(stage: &Stage, columns: &str) -> Vec<String> {
    let query = format!("select concat_ws(' ', status, {columns}) from inspect.event_deliveries order by sequence");
    let rows = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(&mut stage.app.connection().await).await;
    rows.expect("deliveries are read").iter().map(|row| row.get(0)).collect()
}

/// Waits until so many deliveries have a status.
pub async fn until_so_many(stage: &Stage, count: i64, status: &str) {
    let query = "select count(*) from inspect.event_deliveries where status = $1";
    until(&format!("{count} deliveries are {status}"), || async {
        let counted = sqlx::query_scalar::<_, i64>(query).bind(status.to_owned());
        counted.fetch_one(&mut stage.app.connection().await).await.expect("deliveries are counted") >= count
    })
    .await;
}

/// Waits until an attempt is noted.
pub async fn until_attempted(stage: &Stage) {
    let attempted = "select count(*) from inspect.event_deliveries where attempts > 0";
    until("an attempt is noted", || async { stage.app.count(attempted).await > 0 }).await;
}

/// Lets all that waits be due.
pub async fn hurry(stage: &Stage) {
    stage
        .app
        .execute("update callsign.delivery set next_attempt_at = clock_timestamp() where status = 'PENDING'")
        .await;
}
