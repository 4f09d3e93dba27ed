//! `[[events.targets]]`: what stops a start, and what is said about it.

use callsign::config::{Flags, Settings};

use super::{SECRET, receiver::Receiver, send, stage, until_so_many, webhook};
use crate::{
    harness::{Fixture, Folder, Process, REGION, Scratch, TARGETS, client_at, command},
    message::stage::{PHONE, number},
};

/// What a file with this text is refused for.
fn refused(text: &str) -> String {
    let folder = Folder::new();
    let flags = Flags { config: Some(folder.write("callsign.toml", text)), ..Flags::default() };
    Settings::from_sources(&flags, []).map_or_else(|error| error.to_string(), |_| "accepted".to_owned())
}

/// What a target is refused for.
fn target(lines: &[&str]) -> String {
    refused(&format!("[[events.targets]]\n{}\n", lines.join("\n")))
}

#[test]
fn every_kind_of_target_is_taken() {
    let secret = format!("secret = \"{SECRET}\"");
    for lines in [
        &["arn = \"arn:aws:sns:*\"", "kind = \"aws\"", "endpoint_url = \"http://localstack:4566\""][..],
        &["arn = \"*\"", "kind = \"sqs\"", "queue_url = \"http://elasticmq:9324/0/otp\"", "raw = true"],
        &["arn = \"arn:aws:sns:*\"", "kind = \"sns-http\"", "url = \"http://app:8080/sns\"", "signature_version = 2"],
        &["arn = \"arn:aws:firehose:*\"", "kind = \"webhook\"", "url = \"https://app/events\"", &secret],
    ] {
        assert_eq!(target(lines), "accepted");
    }
}

#[test]
fn a_target_that_can_not_be_is_refused_in_one_sentence() {
    let (arn, aws) = ("arn = \"arn:aws:sns:*\"", "kind = \"aws\"");
    let webhook = ["arn = \"*\"", "kind = \"webhook\"", "url = \"http://app/\""];
    for (lines, sentence) in [
        (vec![arn, aws], "events.targets[0].endpoint_url: is missing: write where the target is"),
        (
            vec![arn, aws, "endpoint_url = \"localstack:4566\""],
            "events.targets[0].endpoint_url: is no URL: write one that begins with http:// or https://",
        ),
        (
            vec![arn, aws, "endpoint_url = \"http://me:hidden@localstack\""],
            "events.targets[0].endpoint_url: holds a user or password, which would be shown: leave it out",
        ),
        (
            vec!["arn = \"sns\"", aws, "endpoint_url = \"http://localstack\""],
            "events.targets[0].arn: is no ARN: write one, with * for what may be anything, such as \"arn:aws:sns:*\"",
        ),
        (
            vec![arn, aws, "endpoint_url = \"http://localstack\"", "url = \"http://app\""],
            "events.targets[0].url: a target of the kind aws has none: leave it out",
        ),
        (
            vec![arn, "kind = \"sns-http\"", "url = \"http://app\"", "signature_version = 3"],
            "events.targets[0].signature_version: must be 1 or 2: SNS knows no others",
        ),
        (
            webhook.to_vec(),
            "events.targets[0].secret: can't sign: write whsec_ and 24 to 64 random bytes in base64, as Standard Webhooks has it",
        ),
        (
            [&webhook[..], &["secret = \"whsec_hidden\""]].concat(),
            "events.targets[0].secret: can't sign: write whsec_ and 24 to 64 random bytes in base64, as Standard Webhooks has it",
        ),
    ] {
        assert_eq!(target(&lines), sentence);
    }
    let unknown = target(&[arn, "kind = \"lambda\""]);
    assert!(unknown.starts_with("events.targets[0].kind: must be "), "{unknown}");
    assert_eq!(
        refused("[events.sns]\ncert_url = \"sns.pem\""),
        "events.sns.cert_url: is no URL: write one that begins with https:// and ends in .pem"
    );
}

#[test]
fn a_target_of_aws_needs_leave() {
    for host in [
        "sns.us-east-1.amazonaws.com",
        "SNS.US-EAST-1.AMAZONAWS.COM",
        "sns.cn-north-1.amazonaws.com.cn",
        "sns.us-east-1.api.aws",
        "sns.us-east-1.amazonaws.com.",
        "amazonaws.com",
    ] {
        let url = format!("endpoint_url = \"https://{host}\"");
        let lines = ["arn = \"arn:aws:sns:*\"", "kind = \"aws\"", &url];
        assert_eq!(
            target(&lines),
            "events.targets[0].endpoint_url: is AWS's own, which real messages come from: name another, or set events.allow_aws = true",
            "{host}"
        );
        assert_eq!(
            refused(&format!("[events]\nallow_aws = true\n[[events.targets]]\n{}\n", lines.join("\n"))),
            "accepted"
        );
    }
    let near = ["arn = \"arn:aws:sns:*\"", "kind = \"aws\"", "endpoint_url = \"http://notamazonaws.com\""];
    assert_eq!(target(&near), "accepted");
}

#[test]
fn a_variable_sets_the_url_of_the_certificate() {
    let variable = ("CALLSIGN_EVENTS__SNS__CERT_URL".to_owned(), "https://sns.example/cert.pem".to_owned());
    let settings = Settings::from_sources(&Flags::default(), [variable]).expect("it is a setting");
    assert_eq!(settings.events.sns.cert_url.as_deref(), Some("https://sns.example/cert.pem"));
}

#[tokio::test]
async fn the_first_target_that_fits_gets_it() {
    let (first, second) = (Receiver::new().await, Receiver::new().await);
    let targets = vec![
        webhook("arn:aws:logs:*", &second.url("/")),
        webhook("arn:aws:sns:*:events", &first.url("/")),
        webhook("arn:aws:sns:*", &second.url("/")),
    ];
    let stage = stage(&[("sns", TARGETS[2])], targets).await;
    send(&stage).await;
    until_so_many(&stage, 2, "DELIVERED").await;
    assert_eq!((first.requests().len(), second.requests().len()), (2, 0));
}

#[tokio::test]
async fn proxies_of_the_environment_are_not_used() {
    let (proxy, receiver, folder) = (Receiver::new().await, Receiver::new().await, Folder::new());
    let target = format!(
        "[[events.targets]]\narn = \"arn:aws:sns:*\"\nkind = \"webhook\"\nurl = \"{}\"\nsecret = \"{SECRET}\"\n",
        receiver.url("/")
    );
    let file = folder.write("callsign.toml", &target);
    let scratch = Scratch::migrated().await;
    let at_once = [("delivery.accepted_ms", "0"), ("delivery.delivered_ms", "0"), ("server.drain_ms", "0")];
    let arguments = ["--listen", "127.0.0.1:0", "--database-url", scratch.url(), "--config"];
    let mut command = command(&arguments, &at_once);
    command.arg(&file).env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, proxy.url(""));
    }
    let process = Process::spawn(command);
    let client = client_at(process.address(), "test", REGION);
    let fixture = Fixture(client.clone());
    fixture.set("events").await;
    fixture.destination("events", "sns", TARGETS[2]).await;
    let identity = number(&client, "US", "LONG_CODE".into()).await;
    let text = client.send_text_message().origination_identity(&identity).destination_phone_number(PHONE);
    text.message_body("Hello").configuration_set_name("events").send().await.expect("it is sent");
    assert_eq!(receiver.wait(2).await[0].path, "/", "as one who is asked himself");
    assert_eq!(proxy.requests().len(), 0);
}
