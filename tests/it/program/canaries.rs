//! What nobody may read in a log, a metric or a refusal: secrets, and at any level the texts of messages.

use std::{net::SocketAddr, time::SystemTime};

use callsign::config::{Flags, Settings};
use serde_json::{Value, json};

use crate::{
    harness::{Folder, Process, RawAnswer, RawConnection, RawRequest, Scratch, command, send},
    staging::request,
};

const SETTINGS: &str = r#"
[[auth.credentials]]
access_key_id = "AKIACANARY"
secret_access_key = "c4n4ry-secret"
account_id = "000000000042"
session_token = "c4n4ry-session"

[[staging.tokens]]
name = "ci"
token = "c4n4ry-token-0123456789-0123456789"
account_ids = "*"
access = "admin"
"#;

const TEXT: &str = "c4n4ry-text";

/// What is secret, beside signatures.
const SECRETS: [&str; 4] = ["c4n4ry-secret", "c4n4ry-session", "c4n4ry-token", "c4n4ry-pasted"];

fn call(address: SocketAddr, operation: &str, body: &Value) -> RawRequest {
    let request = RawRequest::unsigned(address, operation, body.to_string());
    request.signed_by("AKIACANARY", "c4n4ry-secret", Some("c4n4ry-session"), SystemTime::now())
}

/// The signature in a request's header.
fn signature(request: &RawRequest) -> String {
    let authorization = request.headers.iter().find(|(name, _)| name == "authorization");
    let signature = authorization.and_then(|(_, value)| value.split("Signature=").nth(1));
    signature.expect("the request is signed").to_owned()
}

/// Requests that can't be right, each with a secret in it.
fn wrong(address: SocketAddr, number: &str) -> Vec<RawRequest> {
    let unsigned = |body: &str| RawRequest::unsigned(address, "SendTextMessage", body);
    let now = SystemTime::now();
    let to = |to: &str, text: &str| json!({ "DestinationPhoneNumber": to, "OriginationIdentity": number, "MessageBody": text });
    let mut in_query = unsigned("{}");
    in_query.path = format!("/?X-Amz-Security-Token=c4n4ry-session&X-Amz-Signature={}", "c".repeat(64));
    let mut changed = call(address, "SendTextMessage", &to("+12065550142", TEXT));
    changed.body = to("+12065550142", "c4n4ry-text, changed").to_string().into_bytes();
    vec![
        call(address, "SendTextMessage", &to("+12065550142", &format!("{TEXT}{}", "x".repeat(2_000)))),
        call(address, "SendTextMessage", &to("+1", TEXT)),
        call(address, "SendTextMessage", &to("+99912345678", TEXT)),
        call(
            address,
            "SendTextMessage",
            &json!({ "DestinationPhoneNumber": "+12065550142", "TimeToLive": 0, "MessageBody": TEXT }),
        ),
        unsigned("{}").signed_by("AKIACANARY", "c4n4ry-pasted", Some("c4n4ry-session"), now),
        unsigned("{}").signed_by("AKIACANARY", "c4n4ry-secret", Some("c4n4ry-pasted"), now),
        unsigned("{}").signed_by("c4n4ry-pasted", "c4n4ry-secret", None, now).without("x-amz-date"),
        unsigned("{}").with("authorization", "c4n4ry-pasted"),
        unsigned("{}").with("authorization", "AWS4-HMAC-SHA256 Credential=AKIACANARY/c4n4ry-secret"),
        unsigned("{}").with("authorization", "Bearer c4n4ry-token-0123456789-0123456789"),
        in_query,
        changed,
    ]
}

/// The same as bytes that are no requests.
fn broken(address: SocketAddr) -> Vec<Vec<u8>> {
    let head = call(address, "SendTextMessage", &json!({})).head();
    vec![
        format!("{head}x-nul: \0\r\n\r\n").into_bytes(),
        format!("{head}authorization: c4n4ry-pasted\r\ncontent-length: two\r\n\r\n").into_bytes(),
        format!("{head}transfer-encoding: chunked\r\n\r\nzz\r\n{TEXT}").into_bytes(),
        format!("{head}content-length: 99999999\r\n\r\n{TEXT}").into_bytes(),
    ]
}

#[tokio::test]
async fn secrets_are_in_no_log_line_refusal_or_metric_and_texts_of_messages_in_no_log_line_or_metric() {
    let scratch = Scratch::migrated().await;
    let folder = Folder::new();
    let file = folder.write("callsign.toml", SETTINGS);
    let file = file.to_string_lossy();
    let arguments = ["--listen", "127.0.0.1:0", "--database-url", scratch.url(), "--config", &file];
    let mut process = Process::spawn(command(&arguments, &[("log.level", "trace"), ("server.drain_ms", "0")]));
    let address = process.address();

    let number = json!({ "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"], "NumberType": "LONG_CODE" });
    let number = call(address, "RequestPhoneNumber", &number).send(address).await.json();
    let number = number["PhoneNumberId"].as_str().expect("a number is leased").to_owned();
    let text = json!({ "DestinationPhoneNumber": "+12065550142", "OriginationIdentity": number, "MessageBody": TEXT,
                       "Context": { "note": "c4n4ry-text in the context" } });
    let sent = call(address, "SendTextMessage", &text);
    assert_eq!(sent.send(address).await.status, 200);
    let bearer = "Bearer c4n4ry-token-0123456789-0123456789";
    let come_in = json!({ "from": "+12065550142", "to": "+12065550143", "body": TEXT });
    let as_token = |path: &str, body: &Value| request(address, "POST", path, body).with("authorization", bearer);

    let mut signatures = vec![signature(&sent)];
    let mut refusals: Vec<RawAnswer> = Vec::new();
    for request in wrong(address, &number) {
        if request.headers.iter().any(|(name, value)| name == "authorization" && value.contains("Signature=")) {
            signatures.push(signature(&request));
        }
        refusals.push(request.send(address).await);
    }
    for bytes in broken(address) {
        refusals.extend(send(address, &bytes).await);
    }
    refusals.push(as_token("inbound", &come_in).send(address).await);
    refusals.push(as_token("inbound", &json!({ "from": TEXT, "to": "1", "body": TEXT })).send(address).await);
    // One that breaks off in the middle of a body.
    let mut left = RawConnection::open(address).await;
    left.write(
        format!("{}content-length: 900\r\n\r\n{TEXT}", call(address, "SendTextMessage", &text).head()).as_bytes(),
    )
    .await;
    left.reset();
    assert!(refusals.iter().all(|answer| (400..500).contains(&answer.status)), "{refusals:?}");
    let (_, metrics) = super::get(&process, "/metrics").await;
    process.signal("TERM");
    assert_eq!(process.end().code(), Some(0));

    let log = process.stdout() + &process.stderr();
    assert!(log.contains("SendTextMessage"), "calls are logged: {log}");
    assert!(!log.contains("panicked"), "{log}");
    let secrets: Vec<&str> = SECRETS.into_iter().chain(signatures.iter().map(String::as_str)).collect();
    for secret in &secrets {
        let shown = refusals.iter().find(|answer| format!("{answer:?}").contains(*secret));
        assert!(shown.is_none(), "{secret} is in {shown:?}");
    }
    for canary in secrets.iter().copied().chain([TEXT, "c".repeat(64).as_str()]) {
        let shown = log.lines().chain(metrics.lines()).find(|line| line.contains(canary));
        assert!(shown.is_none(), "{canary} is in {shown:?}");
    }
}

#[test]
fn settings_that_are_printed_show_no_secret() {
    let folder = Folder::new();
    let flags = Flags {
        config: Some(folder.write("callsign.toml", SETTINGS)),
        database_url: Some("postgres://u:c4n4ry-password@127.0.0.1/d".to_owned()),
        ..Flags::default()
    };
    let settings = Settings::from_sources(&flags, Vec::new()).expect("the settings are good");
    let deployment = settings.deployment();
    let shown = format!("{settings:?} {settings:#?} {deployment:?}");
    assert!(shown.contains("AKIACANARY") && !shown.contains("c4n4ry"), "{shown}");
}
