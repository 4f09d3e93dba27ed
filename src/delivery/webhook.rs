//! An HTTP endpoint that gets the record itself, signed as Standard Webhooks has it.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Client;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use time::OffsetDateTime;
use url::Url;

use super::{
    Outcome,
    exchange::{Failure, exchange},
};
use crate::domain::delivery::Delivery;

/// How many bytes a secret has. Documented: by Standard Webhooks.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// What signs for an endpoint.
pub struct Webhook(standardwebhooks::Webhook);

impl Webhook {
    /// `None` unless `secret` is one: 24 to 64 bytes in base64, with `whsec_` before them or without.
    #[must_use]
    pub fn new(secret: &str) -> Option<Self> {
        let bytes = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok()?;
        let webhook = standardwebhooks::Webhook::from_bytes(bytes.clone()).ok()?;
        SECRET_BYTES.contains(&bytes.len()).then_some(Self(webhook))
    }
}

/// Posts a record. Documented: the id is the same in every attempt, the timestamp is that of this one.
pub(super) async fn send(
    client: &Client,
    url: &Url,
    webhook: &Webhook,
    delivery: &Delivery,
    now: OffsetDateTime,
) -> Outcome {
    let (id, timestamp) = (delivery.id.to_string(), now.unix_timestamp());
    let signature = webhook.0.sign(&id, timestamp, delivery.record.as_bytes());
    let signature = signature.map_err(|error| Failure::of(error.to_string()))?;
    let request = client
        .post(url.clone())
        .header("Content-Type", "application/json")
        .header(HEADER_WEBHOOK_ID, id)
        .header(HEADER_WEBHOOK_TIMESTAMP, timestamp)
        .header(HEADER_WEBHOOK_SIGNATURE, signature)
        .body(delivery.record.clone());
    exchange(client, request.build()).await?.taken()
}
