//! `docs/events.md`: its settings are loaded, and its commands run as they stand there, but for ports.

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

use callsign::config::{EventTarget, Flags, Settings};
use serde_json::json;

use super::{
    at_once,
    receiver::{Receiver, Request},
    send, set,
    venv::{python, run_text, script_in_time},
};
use crate::{
    harness::{Folder, Process, TARGETS, Target},
    message::stage::Stage,
};

const PAGE: &str = include_str!("../../../docs/events.md");

/// The blocks of the page in a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    PAGE.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// The targets of all blocks, in the order of the page.
fn targets() -> Vec<EventTarget> {
    let folder = Folder::new();
    let flags = Flags { config: Some(folder.write("callsign.toml", &blocks("toml").join("\n"))), ..Flags::default() };
    Settings::from_sources(&flags, []).expect("the page's settings are good").events.targets
}

#[test]
fn the_targets_of_the_page_are_taken() {
    assert_eq!(targets().len(), 4);
}

/// The target of the page whose ARN begins so, at another URL.
fn at(receiver: &Receiver, arn: &str) -> EventTarget {
    let target = targets().into_iter().find(|target| target.arn == arn).expect("the page has it");
    EventTarget { url: target.url.map(|_| receiver.url("/")), ..target }
}

#[tokio::test]
async fn the_example_with_an_emulator_shows_what_arrives() {
    let Some(python) = python() else { return };
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
    let start = blocks("sh")[0].replace("5000", &free.port().to_string());
    let bin = python.parent().and_then(Path::to_str).expect("a folder");
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("bash");
    command.args(["-c", &format!("exec env {start}")]).env("PATH", path).stdin(Stdio::null());
    let _moto = Process::spawn(command);
    let url = format!("http://{free}");
    script_in_time(python, &["there", &url]);
    let mut page = targets();
    page.retain(|target| target.endpoint_url.is_some());
    page[0].endpoint_url = Some(url.clone());
    let stage = Stage::with(|settings| at_once(settings, page)).await;
    let program = blocks("python")[0].replace("http://127.0.0.1:5000", &url);
    let program = program.replace("127.0.0.1:4580", &stage.app.address().to_string());
    let said = run_text(python, &program, "").expect("the example runs");
    let mut lines: Vec<&str> = said.lines().collect();
    lines.sort_unstable();
    let delivered = "TEXT_DELIVERED Message has been accepted by phone";
    assert!(lines.contains(&delivered) && lines.len() <= 2, "{said}");
}

#[tokio::test]
async fn the_validator_of_the_page_takes_what_an_endpoint_of_sns_gets() {
    let Some(python) = python() else { return };
    let receiver = Receiver::new().await;
    let target = at(&receiver, "arn:aws:sns:us-east-1:000000000000:sms-webhook");
    let stage = Stage::with(|settings| at_once(settings, vec![target])).await;
    set(&stage, &[("sns", Target::Sns("arn:aws:sns:us-east-1:000000000000:sms-webhook"))]).await;
    send(&stage).await;
    let port = stage.app.address().port().to_string();
    let program = blocks("python")[1].replace("4580", &port);
    let mut said: Vec<String> = receiver
        .wait(3)
        .await
        .iter()
        .map(|request| run_text(python, &program, &request.body).expect("it is valid").trim().to_owned())
        .collect();
    said.sort();
    assert_eq!(said, ["Notification", "Notification", "SubscriptionConfirmation"]);
    let changed = receiver.requests()[1].body.replace("US", "GB");
    let refused = run_text(python, &program, &changed).expect_err("it is changed");
    assert!(refused.contains("SignatureVerificationFailureException"), "{refused}");
}

fn headers_and_body(request: &Request, body: &str) -> String {
    let headers: std::collections::BTreeMap<_, _> = request.headers.iter().cloned().collect();
    json!({ "headers": headers, "body": body }).to_string()
}

#[tokio::test]
async fn the_library_of_the_page_takes_what_a_webhook_gets() {
    let Some(python) = python() else { return };
    let receiver = Receiver::new().await;
    let stage = Stage::with(|settings| at_once(settings, vec![at(&receiver, "arn:aws:firehose:*")])).await;
    set(&stage, &[("firehose", TARGETS[1])]).await;
    send(&stage).await;
    let program = blocks("python")[2];
    for request in receiver.wait(2).await {
        let said = run_text(python, program, &headers_and_body(&request, &request.body)).expect("it is valid");
        assert_eq!(said.trim(), request.json()["eventType"].as_str().expect("a text"));
        let changed = request.body.replace("US", "GB");
        run_text(python, program, &headers_and_body(&request, &changed)).expect_err("it is changed");
    }
}
