//! Webhooks, signed as Standard Webhooks has it.

use standardwebhooks::Webhook;

use super::{
    SECRET, deliveries,
    receiver::{Answer, Receiver, Request},
    send, stage, until_so_many, webhook,
};
use crate::harness::TARGETS;

/// Checks a request with the library that its readers use.
fn verify(request: &Request, body: &str) -> Result<(), standardwebhooks::WebhookError> {
    let timestamp = request.header("webhook-timestamp").parse().expect("a timestamp");
    let wanted = Webhook::new(SECRET)?.sign(request.header("webhook-id"), timestamp, body.as_bytes())?;
    if request.header("webhook-signature") == wanted {
        return Ok(());
    }
    Err(standardwebhooks::WebhookError::InvalidSignature)
}

#[tokio::test]
async fn a_webhook_gets_the_record_itself_with_a_good_signature() {
    let receiver = Receiver::new().await;
    let stage = stage(&[("firehose", TARGETS[1])], vec![webhook("arn:aws:firehose:*", &receiver.url("/events"))]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let mut arrived = Vec::new();
    for request in receiver.requests() {
        assert_eq!((request.path.as_str(), request.header("content-type")), ("/events", "application/json"));
        verify(&request, &request.body).expect("the signature is good");
        verify(&request, &request.body.replacen('1', "2", 1)).expect_err("of another body it is not");
        arrived.push(format!("DELIVERED {} {}", request.header("webhook-id"), request.body));
    }
    arrived.sort();
    let mut kept = deliveries(&stage, "delivery_id, record").await;
    kept.sort();
    assert_eq!(arrived, kept);
}

#[tokio::test]
async fn every_attempt_has_the_same_id() {
    let receiver = Receiver::answering(|_| Answer::Whole(500, "not today".to_owned())).await;
    let stage = stage(&[("sns", TARGETS[2])], vec![webhook("*", &receiver.url("/"))]).await;
    send(&stage).await;
    let requests = receiver.wait(6).await;
    let mut ids: Vec<&str> = requests.iter().take(6).map(|request| request.header("webhook-id")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert!(ids.len() <= 2, "{ids:?}");
    for request in &requests {
        verify(request, &request.body).expect("each is signed anew");
    }
}
