//! `/verified-destination-numbers/{verified_destination_number_id}/status` and `/code`.

use serde_json::{Value, json};

use super::{another, code_for, code_of, entered, sent, tried};
use crate::{
    harness::{ACCOUNT, App},
    staging::{ask, refused},
};

fn path(id: &str, what: &str) -> String {
    format!("verified-destination-numbers/{id}/{what}?account_id={ACCOUNT}")
}

/// What the endpoint answers to a status: the one that is there now, or the refusal.
async fn decide(app: &App, id: &str, body: Value) -> String {
    let answer = ask(app, "POST", &path(id, "status"), body).await;
    if answer.status != 200 {
        return refused(&answer);
    }
    let row = answer.json();
    assert_eq!(row["verified_destination_number_id"], id);
    row["status"].as_str().expect("a word").to_owned()
}

async fn status(app: &App, id: &str) -> String {
    let describe = app.client().describe_verified_destination_numbers().verified_destination_number_ids(id);
    describe.send().await.expect("it is there").verified_destination_numbers()[0].status.as_str().to_owned()
}

#[tokio::test]
async fn it_verifies_a_number_without_a_code_and_lets_it_wait_again() {
    let app = App::start().await;
    let client = app.client();
    let id = entered(&client, "+12065550142").await;
    for wanted in ["VERIFIED", "VERIFIED"] {
        assert_eq!(decide(&app, &id, json!({ "status": wanted })).await, wanted);
        assert_eq!(status(&app, &id).await, wanted);
    }
    let done = format!("ConflictException VERIFICATION_ALREADY_COMPLETE verified-destination-number {id}");
    assert_eq!(app.refused(code_for(&client, &id).send()).await.line(), done);
    assert_eq!(decide(&app, &id, json!({ "status": "PENDING" })).await, "PENDING");
    assert_eq!(status(&app, &id).await, "PENDING");
    sent(code_for(&client, &id)).await;
    assert_eq!(tried(&client, &id, &code_of(&app, &id).await).await, "VERIFIED");
}

#[tokio::test]
async fn what_was_verified_long_ago_is_not_verified_anew() {
    let app = App::start().await;
    let client = app.client();
    let id = entered(&client, "+12065550142").await;
    sent(code_for(&client, &id)).await;
    tried(&client, &id, &code_of(&app, &id).await).await;
    app.put_ahead(25 * 3600).await;
    assert_eq!(decide(&app, &id, json!({ "status": "VERIFIED" })).await, "VERIFIED");
    let delete = client.delete_verified_destination_number().verified_destination_number_id(&id);
    delete.send().await.expect("its day is over");
}

#[tokio::test]
async fn the_last_code_is_told_with_its_end_and_the_tries_that_are_left() {
    let app = App::start().await;
    app.freeze().await;
    let client = app.client();
    let id = entered(&client, "+12065550142").await;
    assert_eq!(refused(&ask(&app, "GET", &path(&id, "code"), Value::Null).await), "404 NOT_FOUND");
    sent(code_for(&client, &id)).await;
    let message = sent(code_for(&client, &id)).await;
    let code = code_of(&app, &id).await;
    assert!(tried(&client, &id, &another(&code)).await.contains("VERIFICATION_CODE_MISMATCH"));
    let answer = ask(&app, "GET", &path(&id, "code"), Value::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let told = answer.json();
    let of = |name: &str| told[name].as_str().expect("a text").to_owned();
    assert_eq!((of("message_id"), of("verification_code")), (message, code.clone()));
    assert_eq!((&told["tries_left"], &told["is_valid"]), (&json!(4), &json!(true)));
    let lasts = "select (($1::jsonb ->> 'expires_at')::timestamptz - ($1::jsonb ->> 'sent_at')::timestamptz)::text";
    assert_eq!(app.texts_of(lasts, &answer.body).await, ["00:15:00"]);
    assert_eq!(tried(&client, &id, &code).await, "VERIFIED");
    assert_eq!(ask(&app, "GET", &path(&id, "code"), Value::Null).await.json()["is_valid"], false);
}

#[tokio::test]
async fn what_is_not_there_and_what_is_no_status_are_refused() {
    let app = App::start().await;
    let id = entered(&app.client(), "+12065550142").await;
    assert_eq!(decide(&app, "vdn-0", json!({ "status": "VERIFIED" })).await, "404 NOT_FOUND");
    assert_eq!(refused(&ask(&app, "GET", &path("vdn-0", "code"), Value::Null).await), "404 NOT_FOUND");
    let elsewhere = format!("verified-destination-numbers/{id}/status?account_id=222222222222");
    assert_eq!(refused(&ask(&app, "POST", &elsewhere, json!({ "status": "VERIFIED" })).await), "404 NOT_FOUND");
    for bad in [json!({ "status": "DONE" }), json!({}), json!({ "status": "VERIFIED", "code": 1 })] {
        assert_eq!(decide(&app, &id, bad.clone()).await, "400 INVALID_BODY", "{bad}");
    }
    assert_eq!(decide(&app, &id, json!({ "status": "UNSUPPORTED" })).await, "409 NO_TESTER");
    assert_eq!(status(&app, &id).await, "PENDING");
}
