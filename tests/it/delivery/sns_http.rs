//! HTTP endpoints, as SNS calls them, and what their consumers check.

use base64::{Engine, engine::general_purpose::STANDARD};
use callsign::config::{EventTarget, TargetKind};
use ring::signature::{
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters, UnparsedPublicKey,
};
use rsa::pkcs1::EncodeRsaPublicKey;
use serde_json::{Value, json};
use sqlx::Row;

use super::{
    deliveries,
    receiver::{Answer, Receiver, Request},
    send, sns_http, stage, target, until_attempted, until_so_many,
};
use crate::{
    harness::{RawRequest, TARGETS},
    message::stage::Stage,
};

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:events";

/// The public key of the process under test, in the form that ring takes.
async fn public_key(stage: &Stage) -> Vec<u8> {
    use rsa::pkcs8::DecodePrivateKey;
    let rows = stage.app.rows("select private_key from callsign.sns_signing_key").await;
    let pem: String = rows[0].get(0);
    let key = rsa::PrivateKey::from_pkcs8_pem(&pem).expect("a key").to_public_key();
    key.to_pkcs1_der().expect("a public key").as_bytes().to_vec()
}

/// What SNS signs of a message: the names and values, in the order of names.
fn signed_text(message: &Value) -> String {
    let names: &[&str] = if message["Type"] == "Notification" {
        &["Message", "MessageId", "Timestamp", "TopicArn", "Type"]
    } else {
        &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    };
    let lines = names.iter().flat_map(|name| [*name, "\n", message[*name].as_str().expect("a text"), "\n"]);
    lines.collect()
}

fn verify(key: &[u8], algorithm: &'static RsaParameters, message: &Value) -> bool {
    let signature = STANDARD.decode(message["Signature"].as_str().expect("a text")).expect("base64");
    UnparsedPublicKey::new(algorithm, key).verify(signed_text(message).as_bytes(), &signature).is_ok()
}

#[tokio::test]
async fn an_endpoint_is_asked_to_confirm_before_it_is_notified() {
    let receiver = Receiver::new().await;
    let stage = stage(&[("sns", TARGETS[2])], vec![sns_http("arn:aws:sns:*", &receiver.url("/sns"))]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    let requests = receiver.requests();
    let types: Vec<&str> = requests.iter().map(|request| request.header("x-amz-sns-message-type")).collect();
    assert_eq!(types, ["SubscriptionConfirmation", "Notification", "Notification"]);
    let key = public_key(&stage).await;
    for request in &requests {
        assert_eq!(request.header("content-type"), "text/plain; charset=UTF-8");
        assert_eq!(request.header("x-amz-sns-topic-arn"), TOPIC);
        let message = request.json();
        assert_eq!(request.header("x-amz-sns-message-id"), message["MessageId"]);
        assert_eq!(message["SignatureVersion"], "1");
        assert!(verify(&key, &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, &message), "{message}");
        let mut changed = message.clone();
        changed["Message"] = json!(message["Message"].as_str().expect("a text").replacen('i', "j", 1));
        assert!(!verify(&key, &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, &changed), "a changed byte");
    }
    let subscription = requests[1].header("x-amz-sns-subscription-arn");
    assert!(subscription.starts_with(&format!("{TOPIC}:")), "{subscription}");
    assert_eq!(requests[0].header("x-amz-sns-subscription-arn"), "");

    let names: Vec<String> =
        requests[1].body.lines().filter_map(|line| Some(line.split('"').nth(1)?.to_owned())).collect();
    assert_eq!(
        names,
        [
            "Type",
            "MessageId",
            "TopicArn",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertURL",
            "UnsubscribeURL"
        ]
    );
    let confirmed = opened(&stage, requests[0].json()["SubscribeURL"].as_str().expect("a URL")).await;
    assert!(confirmed.contains(&format!("<SubscriptionArn>{subscription}</SubscriptionArn>")), "{confirmed}");
    let certificate = opened(&stage, requests[1].json()["SigningCertURL"].as_str().expect("a URL")).await;
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----"), "{certificate}");

    // It has confirmed, so it isn't asked again.
    send(&stage).await;
    until_so_many(&stage, 4, "DELIVERED").await;
    let asked = receiver.requests().iter().filter(|request| is_asking(request)).count();
    assert_eq!(asked, 1);
}

fn is_asking(request: &Request) -> bool {
    request.header("x-amz-sns-message-type") == "SubscriptionConfirmation"
}

/// What a URL of callsign answers, asked under a host that isn't callsign's, as a consumer behind a proxy does.
async fn opened(stage: &Stage, url: &str) -> String {
    let own = format!("http://{}", stage.app.address());
    let path = url.strip_prefix(&own).unwrap_or_else(|| panic!("{url} is not of {own}")).to_owned();
    let request = RawRequest { method: "GET", path, headers: Vec::new(), body: Vec::new() };
    let answer = request.with("host", "sns.us-east-1.amazonaws.com").send(stage.app.address()).await;
    assert_eq!(answer.status, 200, "{url}");
    answer.body
}

#[tokio::test]
async fn an_endpoint_that_does_not_confirm_is_asked_again_and_gets_nothing_else() {
    let receiver =
        Receiver::answering(|request| Answer::Whole(if is_asking(request) { 500 } else { 200 }, String::new())).await;
    let stage = stage(&[("sns", TARGETS[2])], vec![sns_http("*", &receiver.url("/"))]).await;
    send(&stage).await;
    let requests = receiver.wait(3).await;
    assert!(requests.iter().all(is_asking));
    until_attempted(&stage).await;
    assert_eq!(deliveries(&stage, "last_error").await[0], "PENDING the target answered 500");
    assert_eq!(stage.app.count("select count(*) from callsign.sns_subscription where confirmed_at is null").await, 1);
}

#[tokio::test]
async fn version_2_signs_with_sha256() {
    let receiver = Receiver::new().await;
    let target = EventTarget { signature_version: Some(2), ..sns_http("*", &receiver.url("/")) };
    let stage = stage(&[("sns", TARGETS[2])], vec![target]).await;
    send(&stage).await;
    let requests = receiver.wait(3).await;
    let key = public_key(&stage).await;
    for request in requests {
        assert_eq!(request.json()["SignatureVersion"], "2");
        assert!(verify(&key, &RSA_PKCS1_2048_8192_SHA256, &request.json()), "{request:?}");
        assert!(!verify(&key, &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, &request.json()));
    }
}

#[tokio::test]
async fn raw_delivery_is_the_record_with_a_header() {
    let receiver = Receiver::new().await;
    let target = EventTarget { raw: Some(true), ..sns_http("*", &receiver.url("/")) };
    let stage = stage(&[("sns", TARGETS[2])], vec![target]).await;
    send(&stage).await;
    let requests = receiver.wait(3).await;
    assert!(is_asking(&requests[0]), "a subscription is confirmed all the same");
    for request in &requests[1..] {
        assert_eq!(request.header("x-amz-sns-rawdelivery"), "true");
        assert_eq!(request.json()["eventVersion"], "1.0");
    }
}

#[tokio::test]
async fn a_queue_gets_the_envelope_that_a_topic_would_send() {
    let receiver = Receiver::answering(|_| Answer::Whole(200, r#"{"MessageId":"1"}"#.to_owned())).await;
    let target = EventTarget { queue_url: Some(receiver.url("/q")), ..target("*", TargetKind::Sqs) };
    let stage = stage(&[("sns", TARGETS[2])], vec![target]).await;
    send(&stage).await;
    let requests = receiver.wait(2).await;
    let key = public_key(&stage).await;
    for request in requests {
        let envelope: Value =
            serde_json::from_str(request.json()["MessageBody"].as_str().expect("a text")).expect("JSON");
        assert_eq!((&envelope["Type"], &envelope["TopicArn"]), (&json!("Notification"), &json!(TOPIC)));
        assert!(verify(&key, &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, &envelope));
        let record: Value = serde_json::from_str(envelope["Message"].as_str().expect("a text")).expect("JSON");
        assert_eq!(record["eventVersion"], "1.0");
    }
}

#[tokio::test]
async fn the_urls_in_envelopes_are_those_of_the_settings() {
    let receiver = Receiver::new().await;
    let cert_url = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-callsign.pem";
    let targets = vec![sns_http("*", &receiver.url("/"))];
    let stage = Stage::with(|settings| {
        super::at_once(settings, targets);
        settings.events.sns.cert_url = Some(cert_url.to_owned());
        settings.server.public_url = Some("https://callsign.example/".to_owned());
    })
    .await;
    super::set(&stage, &[("sns", TARGETS[2])]).await;
    send(&stage).await;
    let requests = receiver.wait(2).await;
    let (asking, notification) = (requests[0].json(), requests[1].json());
    assert_eq!(notification["SigningCertURL"], cert_url);
    let subscribe_url = asking["SubscribeURL"].as_str().expect("a URL");
    assert!(subscribe_url.starts_with("https://callsign.example/_callsign/v1/sns/confirm?Token="), "{subscribe_url}");
}

#[tokio::test]
async fn what_is_not_there_is_404_and_nothing_is_changed_by_asking() {
    let stage = stage(&[], vec![]).await;
    for (method, path) in [
        ("GET", "sns/SimpleNotificationService-00.pem"),
        ("GET", "sns/confirm?Token=nobody"),
        ("GET", "sns/confirm"),
        ("GET", "sns/unsubscribe"),
        ("POST", "sns/confirm?Token=nobody"),
    ] {
        let answer = crate::staging::ask(&stage.app, method, path, Value::Null).await;
        assert_eq!(answer.status, 404, "{method} {path}");
    }
}

#[tokio::test]
async fn all_processes_sign_with_one_key() {
    let receiver = Receiver::new().await;
    let url = receiver.url("/");
    let stage = stage(&[("sns", TARGETS[2])], vec![sns_http("*", &url)]).await;
    let second = stage.app.beside(|settings| super::at_once(settings, vec![sns_http("*", &url)])).await;
    for _ in 0..10 {
        send(&stage).await;
    }
    until_so_many(&stage, 20, "DELIVERED").await;
    let file = |one: &Request| {
        let url = one.json()["SigningCertURL"].as_str().expect("a URL").to_owned();
        url.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let mut files: Vec<String> = receiver.requests().iter().map(file).collect();
    files.sort();
    files.dedup();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(stage.app.count("select count(*) from callsign.sns_signing_key").await, 1);
    drop(second);
}
