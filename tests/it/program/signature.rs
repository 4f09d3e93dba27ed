//! A signature that doesn't match is one line of the log, which says what is wrong most likely.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::harness::{Folder, Process, REGION, RawAnswer, RawRequest, Scratch, command};

const TOKEN: &str = "c4n4ry-session-token";

#[tokio::test]
async fn a_signature_that_is_refused_is_one_line_with_its_likely_cause() {
    let (scratch, folder) = (Scratch::migrated().await, Folder::new());
    let credential = |key: &str, more: &str| {
        format!(
            "[[auth.credentials]]\naccess_key_id = \"{key}\"\nsecret_access_key = \"{key}\"\naccount_id = \"111122223333\"\n{more}\n"
        )
    };
    let settings = credential("plain", "") + &credential("temporary", &format!("session_token = \"{TOKEN}\""));
    let settings = settings + "[server]\npublic_url = \"https://sms.staging.example\"\n";
    let file = folder.write("callsign.toml", &settings);
    let arguments = ["--listen", "127.0.0.1:0", "--database-url", scratch.url(), "--config", &*file.to_string_lossy()];
    let mut process = Process::spawn(command(&arguments, &[("log.format", "json"), ("server.drain_ms", "0")]));
    let address = process.address();
    let call = || RawRequest::unsigned(address, "DescribePools", "{}");
    let now = SystemTime::now();
    let renamed = |name: &str| {
        let signed = call().without("host").with("host", name).signed_by("plain", "plain", None, now);
        signed.without("host").with("host", &address.to_string())
    };
    let cases = [
        ("clock: it was signed at", call().signed_by("plain", "plain", None, now - Duration::from_hours(1))),
        ("scope: it must be signed for sms-voice", call().signed_for("nowhere", "plain", "plain", None, now)),
        ("access key: no credential", call().signed_by("nobody", "plain", None, now)),
        ("secret: ", call().signed_by("plain", "c4n4ry-secret", None, now)),
        (
            "token: the request carries a session token, and the credential has none",
            call().signed_by("plain", "plain", Some(TOKEN), now),
        ),
        (
            "token: the credential has a session token, and the request carries none",
            call().signed_by("temporary", "temporary", None, now),
        ),
        ("token: the request carries another", call().signed_by("temporary", "temporary", Some("another"), now)),
        ("Host: it was signed for sms.staging.example:", renamed("sms.staging.example")),
        ("Host: it was signed for localhost:", renamed(&format!("localhost:{}", address.port()))),
        ("Host: it was signed for front.example:", renamed("front.example").with("x-forwarded-host", "front.example")),
        ("form: ", call()),
    ];
    let mut ids = Vec::new();
    for (cause, request) in &cases {
        let answer: RawAnswer = request.send(address).await;
        assert!([400, 403].contains(&answer.status), "{cause}: {answer:?}");
        assert!(!answer.body.contains("Host: "), "clients aren't told: {answer:?}");
        ids.push(answer.request_id().to_string());
    }
    let good = call().signed_by("temporary", "temporary", Some(TOKEN), now).send(address).await;
    let good_id = good.request_id().to_string();
    assert_eq!(good.status, 200);
    process.signal("TERM");
    process.end();

    let log = process.stderr();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    for ((cause, request), id) in cases.iter().zip(&ids) {
        let of_call: Vec<&Value> = lines.iter().filter(|line| line["request_id"] == id.as_str()).collect();
        assert_eq!(of_call.len(), 1, "one line a call: {of_call:?}");
        let line = of_call[0];
        assert!(line["likely_cause"].as_str().is_some_and(|said| said.starts_with(cause)), "{cause}: {line}");
        assert_eq!(line["host"], address.to_string().as_str());
        if !cause.starts_with("form") {
            let region = if cause.starts_with("scope") { "nowhere" } else { REGION };
            assert_eq!((&line["service"], &line["region"]), (&Value::from("sms-voice"), &Value::from(region)));
            assert!(request.head().contains(&format!("Credential={}/", line["access_key_id"].as_str().unwrap_or("-"))));
        }
    }
    let good = lines.iter().find(|line| line["request_id"] == good_id.as_str()).expect("it is logged");
    assert!(good.get("likely_cause").is_none() && good.get("host").is_none(), "{good}");
    assert!(!log.contains("c4n4ry"), "{log}");
}
