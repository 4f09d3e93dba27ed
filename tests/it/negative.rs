//! Requests with one wrong member, or two, generated from the model for every served operation: each is refused for that
//! member and changes nothing; what a shape takes isn't refused for its form. A new operation needs its line in the
//! harness's table of requests.

use callsign::api::operations;
use serde_json::{Value, json};

use crate::harness::{App, RawAnswer, Stage, settings_without_quotas};

mod cases;
mod decisions;
mod injection;

use cases::{Case, Fate};

/// Status and exception of any answer.
fn line(answer: &RawAnswer) -> String {
    if answer.status == 200 { "200".to_owned() } else { answer.line() }
}

/// What is wrong with an answer that must be a ValidationException about `fields`.
fn faults_of_refusal(answer: &RawAnswer, reason: &str, fields: &[&str]) -> Option<String> {
    let body = answer.json();
    let found: Vec<&Value> = body["Fields"].as_array().into_iter().flatten().collect();
    let names: Vec<&str> = found.iter().filter_map(|field| field["Name"].as_str()).collect();
    let are_explained = found.iter().all(|field| field["Message"].as_str().is_some_and(|text| !text.is_empty()));
    let tokens = format!("Reason=\"{reason}\" Fields=\"{}\"", fields.join(","));
    let is_right = line(answer) == "400 ValidationException"
        && body["Reason"] == reason
        && names == fields
        && are_explained
        && body["Message"].as_str().is_some_and(|text| text.contains(&tokens));
    (!is_right).then(|| format!("not {tokens}"))
}

/// What is wrong with the answer to a case.
fn faults_of(case: &Case, answer: &RawAnswer) -> Option<String> {
    match case.fate {
        Fate::Refused(reason) => {
            let fields: Vec<&str> = case.fields.iter().map(String::as_str).collect();
            faults_of_refusal(answer, reason, &fields)
        }
        Fate::Unreadable => {
            let is_right = line(answer) == "400 SerializationException";
            (!is_right).then(|| "not a SerializationException".to_owned())
        }
        Fate::Taken if answer.status == 200 => None,
        Fate::Taken => {
            let is_about_form = line(answer) == "400 SerializationException"
                || ["MISSING_PARAMETER", "FIELD_VALIDATION_FAILED"]
                    .iter()
                    .any(|reason| answer.json()["Reason"] == *reason);
            (answer.status != 400 || is_about_form).then(|| "refused for its form, or not answered".to_owned())
        }
    }
}

fn described(case: &Case, fault: &str, answer: &RawAnswer) -> String {
    let sent: String = case.body.chars().take(200).collect();
    format!(
        "{} {}, {}: {fault}: {} {}\n    sent {sent}",
        case.operation, case.place, case.what, answer.status, answer.body
    )
}

/// The answers of which something is wrong.
async fn wrong(stage: &Stage<'_>, cases: Vec<Case>) -> Vec<String> {
    let calls: Vec<(&str, String)> = cases.iter().map(|case| (case.operation, case.body.clone())).collect();
    let answers = stage.call_all(&calls).await;
    let wrong = cases.iter().zip(&answers);
    wrong.filter_map(|(case, answer)| faults_of(case, answer).map(|fault| described(case, &fault, answer))).collect()
}

#[tokio::test]
async fn every_member_is_refused_for_its_form_and_only_for_that() {
    let app = App::with(settings_without_quotas).await;
    // Nothing happens to messages by itself.
    app.freeze().await;
    let stage = Stage::build(&app, "test", "us-east-1").await;
    let mut failures = Vec::new();
    let mut count = 0;
    for operation in operations().map(|served| served.name) {
        if operation.starts_with("Send") {
            // The least limit was taken, too.
            app.execute("delete from callsign.spend_limit_override where monthly_limit = 0").await;
        }
        let request = stage.request(operation);
        let (taken, refused): (Vec<Case>, Vec<Case>) =
            cases::all(operation, &|| stage.request(operation)).into_iter().partition(|case| case.fate == Fate::Taken);
        count += taken.len() + refused.len();

        let before = app.state().await;
        failures.extend(wrong(&stage, refused).await);
        if app.state().await != before {
            failures.push(format!("{operation}: a refused request changed something"));
        }
        let answer = stage.call(operation, &request.to_string()).await;
        if answer.status != 200 {
            failures.push(format!("{operation} refuses the request that the others differ from: {}", answer.body));
        }
        failures.extend(wrong(&stage, taken).await);
    }
    assert!(count > 1_000, "{count} cases");
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
}

#[tokio::test]
async fn two_wrong_members_are_both_named_in_the_models_order() {
    let app = App::with(settings_without_quotas).await;
    // Nothing happens to messages by itself.
    app.freeze().await;
    let stage = Stage::build(&app, "test", "us-east-1").await;
    let before = app.state().await;
    let mut failures = Vec::new();
    for operation in operations().map(|served| served.name) {
        let pairs = cases::pairs(operation, &stage.request(operation));
        let calls: Vec<(&str, String)> = pairs.iter().map(|(body, ..)| (operation, body.clone())).collect();
        let answers = stage.call_all(&calls).await;
        for ((_, reason, fields), answer) in pairs.iter().zip(&answers) {
            let fields = fields.each_ref().map(String::as_str);
            if let Some(fault) = faults_of_refusal(answer, reason, &fields) {
                failures.push(format!("{operation}: {fault}: {}", answer.body));
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(app.state().await, before);
}

#[test]
fn every_decision_decides_something() {
    for decision in decisions::DECISIONS {
        for operation in decision.operations {
            let cases = cases::all(operation, &|| json!({}));
            for what in decision.cases {
                let decides =
                    |case: &Case| case.place == decision.place && case.what == *what && case.fate != case.by_model;
                assert!(cases.iter().any(decides), "{operation} {}, {what}: {}", decision.place, decision.because);
            }
        }
    }
}
