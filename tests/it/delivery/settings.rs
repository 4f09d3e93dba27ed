//! `[[events.targets]]`: what stops a start, and what is said about it.

use callsign::config::{Flags, Settings};

use super::SECRET;
use crate::harness::Folder;

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
