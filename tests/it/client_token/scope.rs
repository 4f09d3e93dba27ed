//! A token belongs to its account, region and operation.

use std::collections::HashSet;

use serde_json::json;

use super::{NUMBERS, answered, cases, number_with, replayed, text, with};
use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, raw};

#[tokio::test]
async fn one_token_serves_every_operation() {
    let app = App::start().await;
    for case in cases(&app).await {
        answered(&app, case.operation, &case.with("token")).await;
    }
    let operations = "select count(distinct operation) from inspect.client_tokens where client_token = 'token'";
    assert_eq!(app.count(operations).await, 5);
}

#[tokio::test]
async fn one_token_serves_every_account_and_region() {
    let app = App::start().await;
    let places = [("test", REGION), ("test", "eu-west-1"), ("other", REGION), ("other", "eu-west-1")];
    let mut bodies = HashSet::new();
    for _ in 0..2 {
        for (key, region) in places {
            let body = number_with("US", "token");
            let answer = raw::call_of(&app, key, region, "RequestPhoneNumber", &body).await;
            let account = if key == "test" { ACCOUNT } else { OTHER_ACCOUNT };
            let arn = format!("arn:aws:sms-voice:{region}:{account}:phone-number/");
            let found = answer.json()["PhoneNumberArn"].as_str().map(str::to_owned).unwrap_or_default();
            assert!(found.starts_with(&arn), "{answer:?}");
            bodies.insert(text(&answer).to_owned());
        }
    }
    assert_eq!(bodies.len(), places.len(), "the second round got the answers of the first");
    assert_eq!(app.count(NUMBERS).await, 4);
}

#[tokio::test]
async fn other_parameters_are_refused_only_where_the_token_was_used() {
    let app = App::start().await;
    answered(&app, "RequestPhoneNumber", &number_with("US", "token")).await;
    for (key, region) in [("test", "eu-west-1"), ("other", REGION)] {
        let answer = raw::call_of(&app, key, region, "RequestPhoneNumber", &number_with("GB", "token")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[tokio::test]
async fn a_stored_answer_is_never_another_accounts() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    for key in ["test", "other"] {
        Fixture(app.client_of(key, REGION)).sender_id("CALLSIGN", "GB").await;
    }
    let operation = "AssociateOriginationIdentity";
    let request = json!({ "PoolId": pool, "OriginationIdentity": "CALLSIGN", "IsoCountryCode": "GB" });
    let body = with(&request, "ClientToken", &json!("token")).to_string();
    let first = answered(&app, operation, &body).await;

    let theirs = raw::call_of(&app, "other", REGION, operation, &body).await;

    assert_eq!(theirs.json()["__type"], "com.amazonaws.pinpointsmsvoicev2#ResourceNotFoundException");
    assert_eq!(theirs.json()["ResourceId"], json!(pool));
    assert!(!text(&theirs).contains(ACCOUNT), "{theirs:?}");
    let arn = json!(format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}:pool/{pool}"));
    let body = with(&with(&request, "PoolId", &arn), "ClientToken", &json!("token")).to_string();
    let theirs = raw::call_of(&app, "other", REGION, operation, &body).await;
    assert_eq!(theirs.json()["__type"], "com.amazonaws.pinpointsmsvoicev2#AccessDeniedException");
    replayed(&app, operation, &body, &first).await;
}

#[tokio::test]
async fn a_token_is_case_sensitive() {
    let app = App::start().await;
    for token in ["token", "Token", "TOKEN"] {
        answered(&app, "RequestPhoneNumber", &number_with("US", token)).await;
    }
    assert_eq!(app.count(NUMBERS).await, 3);
}
