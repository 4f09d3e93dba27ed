//! A queue of SQS, as a topic that is subscribed to it sends: the envelope of SNS, or the record alone.

use serde_json::json;
use url::Url;

use super::{
    Outcome,
    arn::Arn,
    aws::{Call, Caller},
    exchange::Failure,
};

/// Documented: the JSON protocol of SQS, which goes to the root of its endpoint.
pub(super) async fn send(caller: &Caller<'_>, queue_url: &Url, body: &str, destination_arn: &str) -> Outcome {
    let arn = Arn::parse(destination_arn).ok_or_else(|| Failure::of("the destination is no ARN"))?;
    let mut endpoint = queue_url.clone();
    endpoint.set_path("/");
    endpoint.set_query(None);
    let body = json!({ "QueueUrl": queue_url.as_str(), "MessageBody": body }).to_string();
    let (content_type, target) = ("application/x-amz-json-1.0", Some("AmazonSQS.SendMessage"));
    let call = Call { endpoint: &endpoint, service: "sqs", arn: &arn, content_type, target, body };
    let (answer, value) = caller.json(call).await?;
    if value["MessageId"].is_string() {
        return Ok(answer);
    }
    Err(answer.refused("the target answered without a MessageId"))
}
