//! The calls of AWS, as its services take them: every request is signed, and checked by callsign's own verifier.

use base64::{Engine, engine::general_purpose::STANDARD};
use callsign::{
    config::{EventTarget, SecretText, TargetKind},
    wire::sigv4::{Secret, SignedRequest, SigningCredential, Verifier},
};
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::form_urlencoded;

use super::{
    at_once, aws_at, deliveries,
    receiver::{Answer, Receiver, Request},
    send, set, stage, target, until_so_many,
};
use crate::{
    harness::{TARGETS, until},
    message::stage::{PHONE, Stage},
};

/// Who signed a request for a service: the access key and the region.
fn signer(request: &Request, service: &'static str, key: &str, secret: &str) -> (String, String) {
    let credential = SigningCredential {
        access_key_id: key.to_owned(),
        secret_access_key: Secret::new(secret),
        session_token: None,
    };
    let headers: Vec<(&str, &[u8])> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let signed = SignedRequest {
        method: "POST",
        path: &request.path,
        query: "",
        headers: &headers,
        body: request.body.as_bytes(),
    };
    let verified = Verifier::new(service, vec![credential]).verify(&signed, OffsetDateTime::now_utc());
    let verified = verified.unwrap_or_else(|error| panic!("{error}: {request:?}"));
    (verified.access_key_id, verified.region)
}

/// The account of the ARN with the secret `test`, in the region of the ARN.
fn is_signed_by_the_account(request: &Request, service: &'static str) {
    let who = signer(request, service, "000000000000", "test");
    assert_eq!(who, ("000000000000".to_owned(), "us-east-1".to_owned()));
}

fn published() -> Answer {
    let body = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>\
                <MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult></PublishResponse>";
    Answer::Whole(200, body.to_owned())
}

async fn records(stage: &Stage) -> Vec<String> {
    let lines = deliveries(stage, "record").await;
    let mut records: Vec<String> = lines.iter().filter_map(|line| Some(line.split_once(' ')?.1.to_owned())).collect();
    records.sort();
    records
}

#[tokio::test]
async fn sns_gets_publish_with_topic_and_message_and_nothing_else() {
    let receiver = Receiver::answering(|_| published()).await;
    let stage = stage(&[("sns", TARGETS[2])], vec![aws_at("arn:aws:sns:*", &receiver.url(""))]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let mut messages = Vec::new();
    for request in receiver.requests() {
        is_signed_by_the_account(&request, "sns");
        assert_eq!((request.path.as_str(), request.header("content-type")), ("/", "application/x-www-form-urlencoded"));
        let form: Vec<(String, String)> = form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        let names: Vec<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Action", "Version", "TopicArn", "Message"]);
        let fixed: Vec<&str> = form[..3].iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(fixed, ["Publish", "2010-03-31", "arn:aws:sns:us-east-1:000000000000:events"]);
        messages.push(form[3].1.clone());
    }
    messages.sort();
    assert_eq!(messages, records(&stage).await);
}

#[tokio::test]
async fn firehose_gets_a_record_with_a_line_break() {
    let receiver =
        Receiver::answering(|_| Answer::Whole(200, r#"{"RecordId":"1","Encrypted":false}"#.to_owned())).await;
    let stage = stage(&[("firehose", TARGETS[1])], vec![aws_at("*", &receiver.url("/"))]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let mut arrived = Vec::new();
    for request in receiver.requests() {
        is_signed_by_the_account(&request, "firehose");
        assert_eq!(request.header("x-amz-target"), "Firehose_20150804.PutRecord");
        assert_eq!(request.header("content-type"), "application/x-amz-json-1.1");
        let body = request.json();
        assert_eq!(body["DeliveryStreamName"], "events");
        let data = STANDARD.decode(body["Record"]["Data"].as_str().expect("a text")).expect("base64");
        let data = String::from_utf8(data).expect("a text");
        arrived.push(data.strip_suffix('\n').expect("it ends with a line break").to_owned());
    }
    arrived.sort();
    assert_eq!(arrived, records(&stage).await);
}

#[tokio::test]
async fn the_line_break_for_firehose_can_be_switched_off() {
    let receiver = Receiver::answering(|_| Answer::Whole(200, r#"{"RecordId":"1"}"#.to_owned())).await;
    let targets = vec![aws_at("*", &receiver.url("/"))];
    let stage = Stage::with(|settings| {
        at_once(settings, targets);
        settings.events.firehose_newline = false;
    })
    .await;
    set(&stage, &[("firehose", TARGETS[1])]).await;
    send(&stage).await;
    for request in receiver.wait(2).await {
        let data = STANDARD.decode(request.json()["Record"]["Data"].as_str().expect("a text")).expect("base64");
        assert!(data.ends_with(b"}"));
    }
}

#[tokio::test]
async fn logs_gets_a_stream_a_day_that_is_made_when_it_is_missing() {
    let receiver = Receiver::answering({
        let made = std::sync::atomic::AtomicBool::new(false);
        move |request| {
            let is_making = request.header("x-amz-target") == "Logs_20140328.CreateLogStream";
            let was_made = made.fetch_or(is_making, std::sync::atomic::Ordering::SeqCst);
            match (is_making, was_made) {
                (true, true) => Answer::Whole(400, r#"{"__type":"ResourceAlreadyExistsException"}"#.to_owned()),
                (true, false) | (false, true) => Answer::Whole(200, r#"{"nextSequenceToken":"1"}"#.to_owned()),
                (false, false) => Answer::Whole(400, r#"{"__type":"ResourceNotFoundException"}"#.to_owned()),
            }
        }
    })
    .await;
    let stage = stage(&[("logs", TARGETS[0])], vec![aws_at("arn:aws:logs:*", &receiver.url("/"))]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let (mut made, mut arrived) = (Vec::new(), Vec::new());
    for request in receiver.requests() {
        is_signed_by_the_account(&request, "logs");
        let body = request.json();
        assert_eq!(body["logGroupName"], "/sms/events");
        if request.header("x-amz-target") == "Logs_20140328.CreateLogStream" {
            made.push(body["logStreamName"].as_str().expect("a name").to_owned());
            continue;
        }
        let event = &body["logEvents"][0];
        let record: Value = serde_json::from_str(event["message"].as_str().expect("a text")).expect("one JSON object");
        assert_eq!(event["timestamp"], record["eventTimestamp"]);
        let seconds = record["eventTimestamp"].as_i64().expect("a time") / 1_000;
        let day = OffsetDateTime::from_unix_timestamp(seconds).expect("a time").date();
        assert_eq!(body["logStreamName"], format!("logs/{day}"));
        arrived.push(event["message"].as_str().expect("a text").to_owned());
    }
    assert!((1..=2).contains(&made.len()), "{made:?}");
    arrived.sort();
    arrived.dedup();
    assert_eq!(arrived, records(&stage).await);
}

#[tokio::test]
async fn event_bridge_gets_the_event_without_the_phone() {
    let receiver =
        Receiver::answering(|_| Answer::Whole(200, r#"{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"#.to_owned()))
            .await;
    let targets = vec![aws_at("arn:aws:events:*", &receiver.url("/"))];
    let stage = Stage::with(|settings| at_once(settings, targets)).await;
    stage.sent(stage.text(PHONE)).await;
    stage.voice(PHONE).send().await.expect("it is accepted");
    let requests = receiver.wait(3).await;
    let mut types = Vec::new();
    for request in requests {
        is_signed_by_the_account(&request, "events");
        assert_eq!(request.header("x-amz-target"), "AWSEvents.PutEvents");
        let body = request.json();
        let entry = &body["Entries"][0];
        let detail: Value = serde_json::from_str(entry["Detail"].as_str().expect("a text")).expect("JSON");
        assert_eq!(detail["destinationPhoneNumber"], Value::Null);
        assert_eq!(entry["Source"], "aws.sms-voice");
        assert_eq!(entry["EventBusName"], "default");
        assert_eq!(entry["Time"], detail["eventTimestamp"].as_i64().expect("a time") / 1_000);
        types.push(entry["DetailType"].as_str().expect("a text").to_owned());
    }
    types.sort();
    types.dedup();
    assert_eq!(types, ["Text Message Delivery Status Updated", "Voice Message Delivery Status Updated"]);
}

#[tokio::test]
async fn a_queue_gets_the_record_alone_where_that_is_asked_for() {
    let receiver = Receiver::answering(|_| Answer::Whole(200, r#"{"MessageId":"1"}"#.to_owned())).await;
    let queue = receiver.url("/000000000000/otp");
    let target = EventTarget {
        queue_url: Some(queue.clone()),
        raw: Some(true),
        access_key_id: Some("me".to_owned()),
        secret_access_key: Some(SecretText::new("mine")),
        ..target("arn:aws:sns:*", TargetKind::Sqs)
    };
    let stage = stage(&[("sns", TARGETS[2])], vec![target]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let mut arrived = Vec::new();
    for request in receiver.requests() {
        let who = signer(&request, "sqs", "me", "mine");
        assert_eq!(who, ("me".to_owned(), "us-east-1".to_owned()));
        assert_eq!((request.path.as_str(), request.header("x-amz-target")), ("/", "AmazonSQS.SendMessage"));
        assert_eq!(request.json()["QueueUrl"], queue);
        arrived.push(request.json()["MessageBody"].as_str().expect("a text").to_owned());
    }
    arrived.sort();
    assert_eq!(arrived, records(&stage).await);
}

#[tokio::test]
async fn a_200_that_says_otherwise_is_a_failure() {
    for (destination, arn, answer, error) in [
        (2, "arn:aws:sns:*", "<PublishResponse/>", "the target answered without a MessageId"),
        (2, "arn:aws:sns:*", "{}", "the target answered without a MessageId"),
        (1, "arn:aws:firehose:*", "{}", "the target answered without a RecordId"),
        (1, "arn:aws:firehose:*", "hello", "the target answered what is no JSON"),
        (
            0,
            "arn:aws:logs:*",
            r#"{"rejectedLogEventsInfo":{"tooOldLogEventEndIndex":1}}"#,
            "the target rejected the log event",
        ),
    ] {
        let receiver = Receiver::answering(|_| Answer::Whole(200, answer.to_owned())).await;
        let stage = stage(&[("it", TARGETS[destination])], vec![aws_at(arn, &receiver.url("/"))]).await;
        send(&stage).await;
        fails_with(&stage, error).await;
    }
    let failed = r#"{"FailedEntryCount":1,"Entries":[{"ErrorCode":"NotAuthorizedForSourceException"}]}"#;
    let receiver = Receiver::answering(|_| Answer::Whole(200, failed.to_owned())).await;
    let targets = vec![aws_at("arn:aws:events:*", &receiver.url("/"))];
    let stage = Stage::with(|settings| at_once(settings, targets)).await;
    stage.sent(stage.text(PHONE)).await;
    fails_with(&stage, "the target answered with a failed entry: NotAuthorizedForSourceException").await;
}

/// Waits until the first delivery has failed for this.
async fn fails_with(stage: &Stage, error: &str) {
    until(error, || async { deliveries(stage, "last_error").await.first() == Some(&format!("PENDING {error}")) }).await;
}

#[tokio::test]
async fn other_accounts_sign_as_themselves() {
    let receiver = Receiver::answering(|_| published()).await;
    let topic = crate::harness::Target::Sns("arn:aws:sns:eu-west-1:111111111111:events");
    let stage = stage(&[("sns", topic)], vec![aws_at("*", &receiver.url("/"))]).await;
    send(&stage).await;
    let request = receiver.wait(1).await.remove(0);
    let who = signer(&request, "sns", "111111111111", "test");
    assert_eq!(json!(who), json!(["111111111111", "eu-west-1"]));
}
