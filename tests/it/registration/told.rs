//! What EventBridge is told of registrations.

use callsign::{background::sweep::sweep, store::sweep::Sweep};
use serde_json::{Value, json};

use super::{BRAND, TOLL_FREE, associate, created, fill_but, filled, submit, text};
use crate::{
    delivery::{
        aws_at,
        receiver::{Answer, Receiver},
        webhook,
    },
    harness::{ACCOUNT, App, arn, until},
    staging::ask,
};

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/default";

/// What is told, in its order: the version and the status.
async fn told(app: &App) -> Vec<String> {
    let records = "select record from inspect.event_deliveries where account_id = $1 order by sequence";
    let records = app.texts_of(records, ACCOUNT).await;
    let records = records.iter().map(|record| serde_json::from_str::<Value>(record).expect("JSON"));
    let details = records.map(|record| record["registrationDetails"].clone());
    details
        .map(|it| format!("{} {}", it["registrationVersionNumber"], it["currentStatus"].as_str().expect("a text")))
        .collect()
}

/// A callsign whose target for event buses keeps what comes.
pub async fn app_with_bus(change: impl FnOnce(&mut callsign::config::Settings)) -> (App, Receiver) {
    let receiver = Receiver::new().await;
    let target = webhook("arn:aws:events:*", &receiver.url("/bus"));
    let app = App::with(|settings| {
        settings.events.targets = vec![target];
        change(settings);
    })
    .await;
    (app, receiver)
}

#[tokio::test]
async fn each_status_of_a_review_is_told_once_with_its_moment() {
    let (app, receiver) = app_with_bus(|settings| {
        settings.registrations.submitted_ms = 1_000;
        settings.registrations.reviewing_ms = 2_000;
        settings.registrations.provisioning_ms = 3_000;
    })
    .await;
    app.freeze().await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    let submit = client.submit_registration_version().registration_id(&id).aws_review(true);
    submit.send().await.expect("it is submitted");
    app.pass_ms(60_000).await;
    until("it is complete", || async { super::status(&client, &id).await == "COMPLETE" }).await;
    client.delete_registration().registration_id(&id).send().await.expect("it goes");

    let statuses = ["CREATED", "SUBMITTED", "REVIEWING", "PROVISIONING", "COMPLETE", "DELETED"];
    assert_eq!(told(&app).await, statuses.map(|status| format!("1 {status}")), "AWS_REVIEWING isn't among them");
    let mut arrived = Vec::new();
    for request in receiver.wait(6).await {
        let record = request.json();
        assert_eq!(record["registrationArn"], arn(&format!("registration/{id}")));
        let details = &record["registrationDetails"];
        assert_eq!((&details["registrationId"], &details["registrationType"]), (&json!(id), &json!(BRAND)));
        let at = details["registrationStatusChangeTimestamp"].as_i64().expect("milliseconds");
        arrived.push((at, details["currentStatus"].as_str().expect("a text").to_owned()));
    }
    arrived.sort();
    let at = |status: &str| arrived.iter().find(|(_, one)| one == status).map(|(at, _)| *at).expect("it is told");
    let since = |status: &str| at(status) - at("SUBMITTED");
    let expected = [("SUBMITTED", 0), ("REVIEWING", 2_000), ("PROVISIONING", 4_000), ("COMPLETE", 7_000)];
    for (status, after) in expected {
        assert_eq!(since(status), after, "{status}: {arrived:?}");
    }
    assert!(since("CREATED") <= 0);
    let rows = "select concat_ws(' ', event_type, destination_arn, message_id, configuration_set_name)
                from inspect.event_deliveries where registration_id = $1";
    assert_eq!(app.texts_of(rows, &id).await, vec![format!("REGISTRATION_STATUS_CHANGE {BUS}"); 6], "it outlives it");
}

#[tokio::test]
async fn the_record_has_the_members_and_their_order() {
    let (app, _receiver) = app_with_bus(|_| {}).await;
    let id = created(&app.client(), BRAND).await;
    let record = "select record from inspect.event_deliveries where registration_id = $1";
    let [record] = &app.texts_of(record, &id).await[..] else { panic!("one is told") };
    let at: Value = serde_json::from_str(record).expect("JSON");
    let at = &at["registrationDetails"]["registrationStatusChangeTimestamp"];
    let arn = arn(&format!("registration/{id}"));
    assert_eq!(
        *record,
        format!(
            r#"{{"registrationDetails":{{"registrationId":"{id}","registrationVersionNumber":1,"registrationType":"{BRAND}","registrationStatusChangeTimestamp":{at},"currentStatus":"CREATED"}},"registrationArn":"{arn}"}}"#
        )
    );
}

#[tokio::test]
async fn denials_further_versions_and_what_people_decide_are_told_and_what_stays_is_not() {
    let (app, _receiver) = app_with_bus(|_| {}).await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    submit(&client, &id).await;
    client.create_registration_version().registration_id(&id).send().await.expect("a second version");
    // It REQUIRES_UPDATES as before.
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    client.create_registration_version().registration_id(&id).send().await.expect("a third version");
    fill_but(&client, &id, BRAND, &[]).await;
    submit(&client, &id).await;
    for decision in ["revoke", "close"] {
        let path = format!("registrations/{id}/review");
        assert_eq!(ask(&app, "POST", &path, json!({ "decision": decision })).await.status, 200);
    }
    let expected = [
        "1 CREATED",
        "1 SUBMITTED",
        "1 REVIEWING",
        "1 REQUIRES_UPDATES",
        "3 SUBMITTED",
        "3 REVIEWING",
        "3 PROVISIONING",
        "3 COMPLETE",
        "3 REQUIRES_UPDATES",
        "3 CLOSED",
    ];
    assert_eq!(told(&app).await, expected);
}

#[tokio::test]
async fn the_release_of_the_last_number_and_a_version_given_up_are_told() {
    let (app, _receiver) = app_with_bus(|settings| settings.registrations.submitted_ms = 60_000).await;
    let client = app.client();
    app.freeze().await;
    let id = filled(&client, TOLL_FREE).await;
    let number = crate::message::stage::number(
        &client,
        "US",
        aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType::TollFree,
    )
    .await;
    associate(&client, &id, &number).await;
    submit(&client, &id).await;
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    client.release_phone_number().phone_number_id(number).send().await.expect("it is released");
    assert_eq!(told(&app).await, ["1 CREATED", "1 SUBMITTED", "1 CREATED", "1 CLOSED"]);
}

#[tokio::test]
async fn what_is_refused_tells_nothing_and_without_a_target_nothing_is_kept() {
    let (app, _receiver) = app_with_bus(|_| {}).await;
    let client = app.client();
    let id = created(&client, TOLL_FREE).await;
    client.submit_registration_version().registration_id(&id).send().await.expect_err("no number is there");
    client.create_registration().registration_type("NONE").send().await.expect_err("there is no such type");
    let twice = || client.create_registration().registration_type(BRAND).client_token("token").send();
    assert_eq!(
        twice().await.expect("it is made").registration_id,
        twice().await.expect("the answer comes again").registration_id
    );
    assert_eq!(told(&app).await, ["1 CREATED", "1 CREATED"]);

    let receiver = Receiver::new().await;
    let target = webhook("*", &receiver.url("/"));
    let silent = App::with(|settings| settings.events.targets = vec![target]).await;
    created(&silent.client(), BRAND).await;
    assert_eq!(told(&silent).await, Vec::<String>::new(), "a target that fits everything isn't set for a bus");
}

#[tokio::test]
async fn event_bridge_gets_the_detail_type_and_the_arn_as_resource() {
    let answer = r#"{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}"#;
    let receiver = Receiver::answering(move |_| Answer::Whole(200, answer.to_owned())).await;
    let target = aws_at("arn:aws:events:*", &receiver.url("/"));
    let app = App::with(|settings| settings.events.targets = vec![target]).await;
    let id = created(&app.client(), BRAND).await;
    text(&app.client(), &id, "companyInfo.companyName", "Example").await;

    let request = receiver.wait(1).await.remove(0);

    assert_eq!(request.header("x-amz-target"), "AWSEvents.PutEvents");
    let body = request.json();
    let entry = &body["Entries"][0];
    let detail: Value = serde_json::from_str(entry["Detail"].as_str().expect("a text")).expect("JSON");
    let at = detail["registrationDetails"]["registrationStatusChangeTimestamp"].as_i64().expect("milliseconds");
    let resource = arn(&format!("registration/{id}"));
    assert_eq!(
        *entry,
        json!({
            "Time": at / 1_000, "Source": "aws.sms-voice", "DetailType": "Registration Status Change",
            "Detail": entry["Detail"], "EventBusName": "default", "Resources": [resource],
        })
    );
    assert_eq!(detail["registrationArn"], resource);
    let delivered = "select count(*) from inspect.event_deliveries where status = 'DELIVERED'";
    until("it is noted", || async { app.count(delivered).await == 1 }).await;
}

#[tokio::test]
async fn what_was_told_is_swept_once_it_is_old_and_not_before_it_went_out() {
    let (app, _receiver) = app_with_bus(|_| {}).await;
    created(&app.client(), BRAND).await;
    let delivered = "select count(*) from inspect.event_deliveries where status = 'DELIVERED'";
    until("it is delivered", || async { app.count(delivered).await == 1 }).await;
    let retention = Sweep::RegistrationDeliveries { retention: time::Duration::days(7) };
    sweep(&app.database(), retention).await.expect("it is swept");
    assert_eq!(told(&app).await.len(), 1);
    app.execute("update callsign.delivery set recorded_at = recorded_at - interval '8 days'").await;
    app.execute("update callsign.delivery set status = 'PENDING', next_attempt_at = 'infinity'").await;
    sweep(&app.database(), retention).await.expect("it is swept");
    assert_eq!(told(&app).await.len(), 1, "it is on its way");
    app.execute("update callsign.delivery set status = 'FAILED', next_attempt_at = null").await;
    sweep(&app.database(), retention).await.expect("it is swept");
    assert_eq!(told(&app).await.len(), 0);
}
