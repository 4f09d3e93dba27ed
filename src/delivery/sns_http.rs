//! An HTTP endpoint, as SNS posts to it.
//!
//! Documented ("HTTP/HTTPS headers"): the names; the media type is text. Documented: raw delivery is told by a header of its own, and
//! nothing is sent before the subscription is confirmed. Settled: an endpoint that takes the request to confirm has
//! confirmed; whether it opens the SubscribeURL is its choice.

use reqwest::{Client, RequestBuilder};
use url::Url;
use uuid::Uuid;

use super::{Outcome, exchange::exchange};
use crate::domain::delivery::Delivery;

/// A subscription of an endpoint to a topic.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Its id.
    pub id: Uuid,
    /// Its ARN.
    pub arn: String,
    /// The topic.
    pub topic_arn: String,
    /// What it may be confirmed by.
    pub token: String,
}

fn post(client: &Client, url: &Url, message_type: &str, message_id: Uuid, topic_arn: &str) -> RequestBuilder {
    client
        .post(url.clone())
        .header("User-Agent", "Amazon Simple Notification Service Agent")
        .header("Content-Type", "text/plain; charset=UTF-8")
        .header("x-amz-sns-message-type", message_type)
        .header("x-amz-sns-message-id", message_id.to_string())
        .header("x-amz-sns-topic-arn", topic_arn)
}

/// Posts a record, in its envelope unless it is raw.
pub(super) async fn notify(
    client: &Client,
    url: &Url,
    delivery: &Delivery,
    subscription: Option<&Subscription>,
    body: String,
    is_raw: bool,
) -> Outcome {
    let mut request = post(client, url, "Notification", delivery.id, &delivery.destination_arn);
    if let Some(subscription) = subscription {
        request = request.header("x-amz-sns-subscription-arn", &subscription.arn);
    }
    if is_raw {
        request = request.header("x-amz-sns-rawdelivery", "true");
    }
    exchange(client, request.body(body).build()).await?.taken()
}

/// Posts the request to confirm a subscription.
pub(super) async fn ask_to_confirm(client: &Client, url: &Url, subscription: &Subscription, body: String) -> Outcome {
    let request = post(client, url, "SubscriptionConfirmation", subscription.id, &subscription.topic_arn);
    exchange(client, request.body(body).build()).await?.taken()
}
