//! Receivers that nobody here wrote: moto, ministack, AWS's SDK for Python, and validators of SNS's messages.
//!
//! They come from PyPI and npm; a test says so when it has to skip because nothing can be installed.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use callsign::config::{EventTarget, TargetKind};
use serde_json::{Value, json};
use sqlx::Row;
use url::form_urlencoded;

use super::{
    at_once, aws_at, deliveries, node,
    receiver::{Answer, Receiver, Request},
    send, set, sns_http, target, until_so_many,
    venv::{python, script, script_in_time},
};
use crate::{
    harness::{Folder, Process, TARGETS, Target, until},
    message::stage::Stage,
};

/// An emulator of AWS that ends when it is dropped.
struct Emulator {
    url: String,
    _process: Process,
    _folder: Folder,
}

impl Emulator {
    fn start(python: &Path, name: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
        let (port, folder) = (free.port().to_string(), Folder::new());
        let mut command = Command::new(python);
        command.current_dir(folder.join(""));
        match name {
            "moto" => command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port]),
            _ => command.args(["-m", "ministack"]),
        };
        command.env("MOTO_ACCOUNT_ID", "000000000000").env("GATEWAY_PORT", &port);
        command.env("SERVICES", "sns,sqs,firehose,logs,events,s3,iam,sts");
        let emulator =
            Self { url: format!("http://127.0.0.1:{port}"), _process: Process::spawn(command), _folder: folder };
        script_in_time(python, &["make", &emulator.url]);
        emulator
    }
}

fn texts(list: &Value) -> Vec<String> {
    let mut texts: Vec<String> =
        list.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text").to_owned()).collect();
    texts.sort();
    texts
}

/// Sends a text whose events go to an emulator in every way, and holds what it stored against the records.
async fn everything_arrives(name: &str) {
    let Some(python) = python() else { return };
    let emulator = Emulator::start(python, name);
    let queue = EventTarget {
        queue_url: Some(format!("{}/000000000000/raw", emulator.url)),
        raw: Some(true),
        ..target("arn:aws:sns:*:otp", TargetKind::Sqs)
    };
    let targets = vec![queue, aws_at("arn:aws:events:*", &emulator.url), aws_at("*", &emulator.url)];
    let stage = Stage::with(|settings| at_once(settings, targets)).await;
    let otp = Target::Sns("arn:aws:sns:us-east-1:000000000000:otp");
    set(&stage, &[("logs", TARGETS[0]), ("firehose", TARGETS[1]), ("sns", TARGETS[2]), ("otp", otp)]).await;
    let message = send(&stage).await;
    until_so_many(&stage, if name == "moto" { 10 } else { 8 }, "DELIVERED").await;

    let rows = stage.app.rows("select record from inspect.event_deliveries where event_destination_name = 'sns'").await;
    let mut records: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    records.sort();
    assert!(records.iter().all(|record| record.contains(&message)));
    let stored = script_in_time(python, &["read", &emulator.url]);

    let envelopes = texts(&stored["topic"]);
    let mut inside: Vec<String> = envelopes
        .iter()
        .map(|text| serde_json::from_str::<Value>(text).expect("JSON")["Message"].as_str().expect("a text").to_owned())
        .collect();
    inside.sort();
    assert_eq!(inside, records);
    // Once by the topic, once by the queue itself.
    let mut twice: Vec<String> = records.iter().chain(&records).cloned().collect();
    twice.sort();
    assert_eq!(texts(&stored["raw"]), twice);
    let mut logged: Vec<String> = stored["log"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|event| {
            let stream = event["stream"].as_str().expect("a text");
            assert!(stream.starts_with("logs/20") && stream.len() == "logs/2026-01-31".len(), "{stream}");
            event["message"].as_str().expect("a text").to_owned()
        })
        .collect();
    logged.sort();
    assert_eq!(logged, records);
    let streamed = texts(&stored["stream"]).concat();
    let mut lines: Vec<&str> = streamed.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, records);

    let bus = "select concat_ws(' ', status, last_error) from inspect.event_deliveries where destination_arn like '%event-bus%'";
    if name == "moto" {
        let kept = texts(&stored["bus"]);
        assert_eq!(kept.len(), 2, "{kept:?}");
        for text in kept {
            let event: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(event["detail-type"], "Text Message Delivery Status Updated");
            assert_eq!(event["detail"]["messageId"], message);
            assert_eq!(event["detail"]["destinationPhoneNumber"], Value::Null);
        }
    } else {
        // It answers 200 with a failed entry: AWS alone may send as aws.sms-voice.
        let refused = "PENDING the target answered with a failed entry: NotAuthorizedForSourceException";
        until("both are refused", || async {
            let rows = stage.app.rows(bus).await;
            rows.len() == 2 && rows.iter().all(|row| row.get::<String, _>(0) == refused)
        })
        .await;
    }
}

#[tokio::test]
async fn moto_stores_every_event_whichever_way_it_comes() {
    everything_arrives("moto").await;
}

#[tokio::test]
async fn ministack_stores_every_event_and_a_failed_entry_is_a_failure() {
    everything_arrives("ministack").await;
}

/// What a request says, whatever order it says it in.
fn said(request: &Request) -> (String, Value) {
    let target = request.header("x-amz-target").to_owned();
    if target.is_empty() {
        let form: Vec<(String, String)> = form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        return (target, json!(form.into_iter().collect::<std::collections::BTreeMap<_, _>>()));
    }
    (target, request.json())
}

#[tokio::test]
async fn the_sdk_of_aws_writes_the_same_requests() {
    let Some(python) = python() else { return };
    let receiver = Receiver::answering(|request| {
        let target = request.header("x-amz-target");
        Answer::Whole(
            200,
            match target.rsplit('.').next().unwrap_or_default() {
                "PutRecord" => r#"{"RecordId":"1"}"#.to_owned(),
                "PutEvents" => r#"{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"#.to_owned(),
                "SendMessage" => r#"{"MessageId":"1"}"#.to_owned(),
                "PutLogEvents" => "{}".to_owned(),
                _ => "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"
                    .to_owned(),
            },
        )
    })
    .await;
    let url = receiver.url("");
    let queue_url = receiver.url("/000000000000/otp");
    let queue = EventTarget {
        queue_url: Some(queue_url.clone()),
        raw: Some(true),
        ..target("arn:aws:sns:*:otp", TargetKind::Sqs)
    };
    let targets = vec![queue, aws_at("arn:aws:events:*", &url), aws_at("*", &url)];
    let stage = Stage::with(|settings| at_once(settings, targets)).await;
    let otp = Target::Sns("arn:aws:sns:us-east-1:000000000000:otp");
    set(&stage, &[("logs", TARGETS[0]), ("firehose", TARGETS[1]), ("sns", TARGETS[2]), ("otp", otp)]).await;
    send(&stage).await;
    until_so_many(&stage, 10, "DELIVERED").await;
    let ours = receiver.requests();
    for request in &ours {
        let (target, value) = said(request);
        let (call, arguments) = match target.as_str() {
            "" => ("sns.publish", json!({ "TopicArn": value["TopicArn"], "Message": value["Message"] })),
            "Firehose_20150804.PutRecord" => ("firehose.put_record", value.clone()),
            "Logs_20140328.PutLogEvents" => ("logs.put_log_events", value.clone()),
            "AWSEvents.PutEvents" => ("events.put_events", value.clone()),
            "AmazonSQS.SendMessage" => ("sqs.send_message", value.clone()),
            other => panic!("{other}"),
        };
        let before = receiver.requests().len();
        // The SDK reads the answer, too.
        script(python, &["call", &url, call, &arguments.to_string()], "").expect("the SDK calls");
        let theirs = receiver.requests().remove(before);
        assert_eq!(said(&theirs), (target, value), "{call}");
        assert_eq!(theirs.path, request.path, "{call}");
        let kind = |one: &Request| one.header("content-type").split(';').next().unwrap_or_default().to_owned();
        assert_eq!(kind(&theirs), kind(request), "{call}");
        let scope =
            |one: &Request| one.header("authorization").split(['/', ',']).skip(2).take(3).collect::<Vec<_>>().join("/");
        assert_eq!(scope(&theirs), scope(request), "{call}");
    }
}

/// Messages as SNS sends them, the file of the certificate that they name, and its folder.
async fn signed(signature_version: u8) -> (Stage, Vec<Value>, PathBuf, Folder) {
    let receiver = Receiver::new().await;
    let targets = vec![EventTarget { signature_version: Some(signature_version), ..sns_http("*", &receiver.url("/")) }];
    let stage = Stage::with(|settings| {
        at_once(settings, targets);
        let url = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-callsign.pem";
        settings.events.sns.cert_url = Some(url.to_owned());
    })
    .await;
    set(&stage, &[("sns", TARGETS[2])]).await;
    send(&stage).await;
    let messages: Vec<Value> = receiver.wait(3).await.iter().map(Request::json).collect();
    let rows = stage.app.rows("select certificate from callsign.sns_signing_key").await;
    let folder = Folder::new();
    let certificate = folder.write("certificate.pem", &rows[0].get::<String, _>(0));
    (stage, messages, certificate, folder)
}

/// Each message with another text, and behind them one with a signature that differs in a bit.
fn changed(messages: &[Value]) -> Vec<Value> {
    let mut changed = messages.to_vec();
    for message in &mut changed {
        message["Message"] = json!(message["Message"].as_str().expect("a text").replacen('e', "f", 1));
    }
    let mut signature = messages[1].clone();
    let mut bytes = STANDARD.decode(signature["Signature"].as_str().expect("a text")).expect("base64");
    bytes[7] ^= 1;
    signature["Signature"] = json!(STANDARD.encode(bytes));
    changed.push(signature);
    changed
}

#[tokio::test]
async fn a_validator_takes_our_signature_and_refuses_a_changed_byte() {
    let Some(python) = python() else { return };
    let (stage, messages, certificate, _folder) = signed(1).await;
    let certificate = certificate.to_str().expect("a path");
    let verdicts = |messages: &[Value]| {
        script(python, &["validate", certificate, "1"], &json!(messages).to_string()).expect("the validator runs")
    };
    assert_eq!(verdicts(&messages), json!(["valid", "valid", "valid"]));
    assert_eq!(verdicts(&changed(&messages)), json!(vec!["SignatureVerificationFailureException"; 4]));
    assert!(deliveries(&stage, "event_type").await.len() == 2);
}

#[tokio::test]
async fn the_validator_for_javascript_takes_our_signatures_and_refuses_a_changed_byte() {
    let Some(library) = node::folder() else { return };
    for version in [1, 2] {
        let (_stage, messages, certificate, _folder) = signed(version).await;
        assert_eq!(messages[0]["SignatureVersion"], version.to_string());
        let verdicts = |messages: &[Value]| node::verdicts(&library, &certificate, &json!(messages));
        assert_eq!(verdicts(&messages), json!(["valid", "valid", "valid"]));
        assert_eq!(verdicts(&changed(&messages)), json!(vec!["The message signature is invalid."; 4]));
    }
}
