//! Calls of AWS's services, signed: what AWS itself does for a destination, at an endpoint of one's own.
//!
//! Documented: the operations and their protocols, in the APIs of SNS, Firehose, CloudWatch Logs and EventBridge.

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use quick_xml::{Reader, events::Event};
use reqwest::{Client, Method, Request};
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::{Url, form_urlencoded};

use super::{
    Outcome,
    arn::Arn,
    exchange::{Answer, Failure, exchange},
    target::Credential,
};
use crate::domain::delivery::Delivery;

/// Who calls, with what.
pub(super) struct Caller<'c> {
    pub(super) client: &'c Client,
    pub(super) credential: &'c Credential,
    pub(super) now: OffsetDateTime,
}

/// A call before it is signed.
pub(super) struct Call<'c> {
    pub(super) endpoint: &'c Url,
    /// The name of its service in the scope of a signature.
    pub(super) service: &'static str,
    pub(super) arn: &'c Arn<'c>,
    pub(super) content_type: &'static str,
    /// The operation, where the protocol has it in a header.
    pub(super) target: Option<&'static str>,
    pub(super) body: String,
}

impl Caller<'_> {
    /// Signs a call, sends it and reads its answer, whatever its status.
    pub(super) async fn call(&self, call: Call<'_>) -> Result<Answer, Failure> {
        let named = [("content-type", Some(call.content_type)), ("x-amz-target", call.target)];
        let named: Vec<(&str, &str)> = named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let signature = self.sign(&call, &named).map_err(Failure::of)?;
        let mut request = self.client.request(Method::POST, call.endpoint.clone());
        for (name, value) in named {
            request = request.header(name, value);
        }
        for (name, value) in signature {
            request = request.header(name, value);
        }
        let request: Result<Request, _> = request.body(call.body).build();
        exchange(self.client, request).await
    }

    fn sign(&self, call: &Call<'_>, named: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        let key = self.credential.access_key_id.as_deref().unwrap_or(call.arn.account_id);
        let identity = Credentials::from_keys(key, self.credential.secret_access_key.as_str(), None).into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(call.arn.region)
            .name(call.service)
            .time(self.now.into())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let body = SignableBody::Bytes(call.body.as_bytes());
        let request = SignableRequest::new("POST", call.endpoint.as_str(), named.iter().copied(), body);
        let request = request.map_err(|error| error.to_string())?;
        let (signature, _) = sign(request, &parameters).map_err(|error| error.to_string())?.into_parts();
        let (added, _) = signature.into_parts();
        Ok(added.into_iter().map(|one| (one.name().to_owned(), one.value().to_owned())).collect())
    }

    /// A call of the JSON protocols. Its answer must be one of success, and JSON.
    pub(super) async fn json(&self, call: Call<'_>) -> Result<(Answer, Value), Failure> {
        let answer = self.call(call).await?.taken()?;
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok((answer, value)),
            Err(_) => Err(answer.refused("the target answered what is no JSON")),
        }
    }
}

/// Sends a delivery to the service that its ARN is of.
pub(super) async fn send(caller: &Caller<'_>, endpoint: &Url, firehose_newline: bool, delivery: &Delivery) -> Outcome {
    let arn = Arn::parse(&delivery.destination_arn).ok_or_else(|| Failure::of("the destination is no ARN"))?;
    match arn.service {
        "sns" => publish(caller, endpoint, &arn, delivery).await,
        "firehose" => put_record(caller, endpoint, &arn, delivery, firehose_newline).await,
        "logs" => put_log_events(caller, endpoint, &arn, delivery).await,
        "events" => put_events(caller, endpoint, &arn, delivery).await,
        service => Err(Failure::of(format!("nothing is sent to the service {service}"))),
    }
}

/// Observed: TopicArn and Message, and nothing else.
async fn publish(caller: &Caller<'_>, endpoint: &Url, arn: &Arn<'_>, delivery: &Delivery) -> Outcome {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("Action", "Publish")
        .append_pair("Version", "2010-03-31")
        .append_pair("TopicArn", &delivery.destination_arn)
        .append_pair("Message", &delivery.record)
        .finish();
    let content_type = "application/x-www-form-urlencoded";
    let call = Call { endpoint, service: "sns", arn, content_type, target: None, body };
    let answer = caller.call(call).await?.taken()?;
    if has_element(&answer.body, "MessageId") {
        return Ok(answer);
    }
    Err(answer.refused("the target answered without a MessageId"))
}

/// Whether a document has an element of this name, whatever its namespace.
fn has_element(document: &[u8], name: &str) -> bool {
    let mut reader = Reader::from_reader(document);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == name => return true,
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => buffer.clear(),
        }
    }
}

async fn put_record(
    caller: &Caller<'_>,
    endpoint: &Url,
    arn: &Arn<'_>,
    delivery: &Delivery,
    has_newline: bool,
) -> Outcome {
    let stream = arn.resource.strip_prefix("deliverystream/").unwrap_or(arn.resource);
    let record = format!("{}{}", delivery.record, if has_newline { "\n" } else { "" });
    let body = json!({ "DeliveryStreamName": stream, "Record": { "Data": STANDARD.encode(record) } }).to_string();
    let (content_type, target) = ("application/x-amz-json-1.1", Some("Firehose_20150804.PutRecord"));
    let (answer, value) = caller.json(Call { endpoint, service: "firehose", arn, content_type, target, body }).await?;
    if value["RecordId"].is_string() {
        return Ok(answer);
    }
    Err(answer.refused("the target answered without a RecordId"))
}

/// Settled (MD15): one stream a day for each destination, made when it is written to first.
async fn put_log_events(caller: &Caller<'_>, endpoint: &Url, arn: &Arn<'_>, delivery: &Delivery) -> Outcome {
    let group = arn.resource.strip_prefix("log-group:").unwrap_or(arn.resource);
    let group = group.strip_suffix(":*").unwrap_or(group);
    let at = timestamp_ms(delivery);
    let name = delivery.event_destination_name.as_deref().unwrap_or("callsign");
    let stream = format!("{name}/{}", day(at));
    let events = json!({
        "logGroupName": group,
        "logStreamName": stream,
        "logEvents": [{ "timestamp": at, "message": delivery.record }],
    });
    let content_type = "application/x-amz-json-1.1";
    let put = || Call {
        endpoint,
        service: "logs",
        arn,
        content_type,
        target: Some("Logs_20140328.PutLogEvents"),
        body: events.to_string(),
    };
    let answered = match caller.json(put()).await {
        Err(failure) if names(&failure, "ResourceNotFoundException") => {
            let body = json!({ "logGroupName": group, "logStreamName": stream }).to_string();
            let target = Some("Logs_20140328.CreateLogStream");
            let made = caller.call(Call { endpoint, service: "logs", arn, content_type, target, body }).await?.taken();
            // Another delivery was faster.
            made.map(drop).or_else(|failure| {
                if names(&failure, "ResourceAlreadyExistsException") { Ok(()) } else { Err(failure) }
            })?;
            caller.json(put()).await
        }
        answered => answered,
    };
    let (answer, value) = answered?;
    if value["rejectedLogEventsInfo"].as_object().is_some_and(|rejected| rejected.values().any(|at| !at.is_null())) {
        return Err(answer.refused("the target rejected the log event"));
    }
    Ok(answer)
}

/// What an event is of. Documented: the detail types.
fn detail_type(event_type: &str) -> &'static str {
    match event_type.split('_').next().unwrap_or_default() {
        "REGISTRATION" => "Registration Status Change",
        "MEDIA" => "Media Message Delivery Status Updated",
        "VOICE" => "Voice Message Delivery Status Updated",
        _ => "Text Message Delivery Status Updated",
    }
}

/// Documented: the source, and the Resources of a registration's; Assumed: a message's has none.
async fn put_events(caller: &Caller<'_>, endpoint: &Url, arn: &Arn<'_>, delivery: &Delivery) -> Outcome {
    let bus = arn.resource.strip_prefix("event-bus/").unwrap_or(arn.resource);
    let mut entry = json!({
        "Time": timestamp_ms(delivery) / 1_000,
        "Source": "aws.sms-voice",
        "DetailType": detail_type(delivery.event_type.as_deref().unwrap_or_default()),
        "Detail": delivery.record,
        "EventBusName": bus,
    });
    if let Some(arn) = member(delivery, "/registrationArn") {
        entry["Resources"] = json!([arn]);
    }
    let body = json!({ "Entries": [entry] });
    let (content_type, target) = ("application/x-amz-json-1.1", Some("AWSEvents.PutEvents"));
    let call = Call { endpoint, service: "events", arn, content_type, target, body: body.to_string() };
    let (answer, value) = caller.json(call).await?;
    let entries = value["Entries"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_failed = |entry: &Value| !entry["ErrorCode"].is_null();
    if value["FailedEntryCount"].as_i64().unwrap_or_default() > 0 || entries.iter().any(is_failed) {
        let code = entries.iter().find_map(|entry| entry["ErrorCode"].as_str()).unwrap_or("no reason");
        let sentence = format!("the target answered with a failed entry: {code}");
        return Err(answer.refused(sentence));
    }
    Ok(answer)
}

/// Whether a refusal is of this type, which JSON protocols name in the body.
fn names(failure: &Failure, exception: &str) -> bool {
    let body = failure.answer.as_ref().map(|answer| String::from_utf8_lossy(&answer.body));
    body.is_some_and(|body| body.contains(exception))
}

/// The record's own time, else that of the delivery.
fn timestamp_ms(delivery: &Delivery) -> i64 {
    let told = ["/eventTimestamp", "/registrationDetails/registrationStatusChangeTimestamp"];
    let told = told.into_iter().find_map(|place| member(delivery, place)?.as_i64());
    told.unwrap_or_else(|| delivery.created_at.unix_timestamp() * 1_000)
}

/// What stands at a place of the record.
fn member(delivery: &Delivery, place: &str) -> Option<Value> {
    let record: Value = serde_json::from_str(&delivery.record).ok()?;
    record.pointer(place).cloned()
}

/// `2026-01-31`, in UTC.
fn day(timestamp_ms: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(timestamp_ms / 1_000);
    at.map(|at| at.date().to_string()).unwrap_or_default()
}
