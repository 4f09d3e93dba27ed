//! The same token again: with the same parameters, with others, after a failure, at the same time.

use std::{collections::HashSet, sync::Arc};

use serde_json::json;
use sqlx::Row;
use tokio::task::JoinSet;

use super::{
    NUMBERS, TOKENS, answered, assert_is_other, cases, number, number_with, refused_as_other, replayed, text, with,
};
use crate::harness::{
    App, Fixture,
    raw::{self, RawAnswer},
};

#[tokio::test]
async fn a_retry_gets_the_same_bytes_under_a_request_id_of_its_own() {
    let app = App::start().await;
    let mut request_ids = HashSet::new();
    for case in cases(&app).await {
        let body = case.with("token");
        let first = answered(&app, case.operation, &body).await;
        let before = app.state().await;
        for _ in 0..2 {
            let again = answered(&app, case.operation, &body).await;
            assert_eq!(text(&again), text(&first), "{}", case.operation);
            assert_eq!(again.header("content-type"), first.header("content-type"));
            request_ids.insert(again.header("x-amzn-requestid").to_owned());
        }
        assert_eq!(app.state().await, before, "a retry of {} changed the state", case.operation);
        request_ids.insert(first.header("x-amzn-requestid").to_owned());
    }
    assert_eq!(request_ids.len(), 15, "one for each of three calls of five operations");
}

#[tokio::test]
async fn the_order_of_members_and_the_spaces_between_them_do_not_count() {
    let app = App::start().await;
    for case in cases(&app).await {
        let first = answered(&app, case.operation, &case.with("token")).await;
        let members = case.body.as_object().expect("a request is an object");
        let members: Vec<String> =
            members.iter().rev().map(|(name, value)| format!(" \"{name}\" :\n{value}")).collect();
        let body = format!("{{\"ClientToken\":\"token\",{}\n}}", members.join(" ,"));
        replayed(&app, case.operation, &body, &first).await;
    }
}

#[tokio::test]
async fn parameters_that_mean_the_same_are_a_retry() {
    let app = App::start().await;
    for case in cases(&app).await {
        let first = answered(&app, case.operation, &case.with("token")).await;
        for same in &case.same {
            replayed(&app, case.operation, &case.varied(same, "token"), &first).await;
        }
    }
}

#[tokio::test]
async fn a_sender_id_may_be_named_in_any_form_by_a_retry() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("Callsign", "GB").await;
    let operation = "AssociateOriginationIdentity";
    let request = json!({ "PoolId": pool, "IsoCountryCode": "GB", "ClientToken": "token" });
    let body = |identity: &str| with(&request, "OriginationIdentity", &json!(identity)).to_string();
    let first = answered(&app, operation, &body("callsign")).await;
    let arn = |path: &str| format!("arn:aws:sms-voice:us-east-1:000000000000:sender-id/{path}");
    for same in ["Callsign", "CALLSIGN", &arn("Callsign/GB"), &arn("CALLSIGN/GB")] {
        replayed(&app, operation, &body(same), &first).await;
    }
    for other in ["Callsign2", &arn("Callsign/DE"), &arn("Callsign2/GB")] {
        refused_as_other(&app, operation, &body(other)).await;
    }
}

#[tokio::test]
async fn any_other_parameter_is_refused_and_the_answer_stays() {
    let app = App::start().await;
    for case in cases(&app).await {
        let body = case.with("token");
        let first = answered(&app, case.operation, &body).await;
        for other in &case.other {
            refused_as_other(&app, case.operation, &case.varied(other, "token")).await;
        }
        replayed(&app, case.operation, &body, &first).await;
    }
}

#[tokio::test]
async fn a_retry_of_a_defaulted_form_is_told_from_one_that_names_something_else() {
    let app = App::start().await;
    for case in cases(&app).await {
        let Some(same) = case.same.last() else { continue };
        let first = answered(&app, case.operation, &case.varied(same, "token")).await;
        replayed(&app, case.operation, &case.with("token"), &first).await;
        refused_as_other(&app, case.operation, &case.varied(&case.other[0], "token")).await;
    }
}

// Late

#[tokio::test]
async fn a_late_retry_gets_the_first_answer_and_does_not_associate_again() {
    let app = App::start().await;
    let case = super::associate(&app).await;
    let first = answered(&app, case.operation, &case.with("token")).await;
    app.execute("delete from callsign.pool_origination_identity").await;
    replayed(&app, case.operation, &case.with("token"), &first).await;
    assert_eq!(app.count("select count(*) from inspect.associations").await, 0);
}

#[tokio::test]
async fn a_late_retry_gets_the_first_answer_when_what_it_made_is_gone() {
    let app = App::start().await;
    let mut answers = Vec::new();
    for case in cases(&app).await {
        let first = answered(&app, case.operation, &case.with("token")).await;
        answers.push((case, first));
    }
    app.execute(
        "delete from callsign.pool_origination_identity; delete from callsign.pool; delete from callsign.phone_number;
         delete from callsign.sender_id; delete from callsign.opt_out_list where name <> 'Default'",
    )
    .await;
    for (case, first) in answers {
        replayed(&app, case.operation, &case.with("token"), &first).await;
    }
}

#[tokio::test]
async fn a_retry_asks_no_rule_again() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 1).await;
    let first = answered(&app, "RequestPhoneNumber", &number_with("US", "token")).await;
    let full = raw::call(&app, "RequestPhoneNumber", &number_with("US", "another")).await;
    assert_eq!(full.json()["Reason"], "PHONE_NUMBERS_PER_ACCOUNT");
    replayed(&app, "RequestPhoneNumber", &number_with("US", "token"), &first).await;
}

#[tokio::test]
async fn a_retry_may_meet_another_callsign_on_the_same_database() {
    let app = App::start().await;
    let beside = app.beside(|_| {}).await;
    for case in cases(&app).await {
        let first = answered(&app, case.operation, &case.with("token")).await;
        replayed(&beside, case.operation, &case.with("token"), &first).await;
        refused_as_other(&beside, case.operation, &case.varied(&case.other[0], "token")).await;
    }
}

// Failures

/// Refused with this Reason or, where the exception has none, by this exception; no token is kept.
async fn failed(app: &App, operation: &str, body: &str, reason: &str) {
    let before = app.state().await;
    let answer = raw::call(app, operation, body).await;
    let members = answer.json();
    let name = members["__type"].as_str().unwrap_or_default().trim_start_matches("com.amazonaws.pinpointsmsvoicev2#");
    let found = members["Reason"].as_str().unwrap_or(name);
    assert_eq!((answer.status, found), (400, reason), "{operation} {body}");
    assert_eq!(app.state().await, before, "a failure of {operation} left something behind");
}

#[tokio::test]
async fn a_failed_request_keeps_no_token_and_succeeds_once_its_cause_is_gone() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, other_pool, number_id) = (fixture.pool().await, fixture.pool().await, fixture.number().await);
    fixture.associate(&other_pool, &number_id, "US").await;
    fixture.sender_id("TAKEN", "GB").await;
    app.client().create_opt_out_list().opt_out_list_name("Taken").send().await.expect("the list is new");

    let associate = json!({ "PoolId": pool, "OriginationIdentity": number_id, "IsoCountryCode": "US" });
    let create_pool =
        json!({ "OriginationIdentity": number_id, "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL" });
    let calls = [
        ("AssociateOriginationIdentity", associate, "PHONE_NUMBER_ASSOCIATED_TO_POOL"),
        ("CreateOptOutList", json!({ "OptOutListName": "Taken" }), "RESOURCE_ALREADY_EXISTS"),
        ("RequestPhoneNumber", with(&number("US"), "OptOutListName", &json!("Later")), "ResourceNotFoundException"),
    ];
    let token = json!("token");
    for (operation, body, reason) in &calls {
        failed(&app, operation, &with(body, "ClientToken", &token).to_string(), reason).await;
    }
    let create_pool = with(&create_pool, "ClientToken", &token).to_string();
    failed(&app, "CreatePool", &create_pool, "PHONE_NUMBER_ASSOCIATED_TO_POOL").await;
    let other = with(&json!({ "OptOutListName": "Default" }), "ClientToken", &token).to_string();
    failed(&app, "CreateOptOutList", &other, "RESOURCE_ALREADY_EXISTS").await;

    app.execute(
        "delete from callsign.pool_origination_identity; delete from callsign.sender_id;
         update callsign.opt_out_list set name = 'Later' where name = 'Taken';
         update callsign.resource set path = 'opt-out-list/Later' where path = 'opt-out-list/Taken'",
    )
    .await;
    let first = answered(&app, "CreatePool", &create_pool).await;
    replayed(&app, "CreatePool", &create_pool, &first).await;
    app.execute("delete from callsign.pool_origination_identity").await;
    for (operation, body, _) in &calls {
        let body = with(body, "ClientToken", &token).to_string();
        let first = answered(&app, operation, &body).await;
        replayed(&app, operation, &body, &first).await;
    }
    assert_eq!(app.count("select count(*) from inspect.client_tokens where client_token = 'token'").await, 4);
}

#[tokio::test]
async fn a_token_that_breaks_its_shape_is_refused_before_anything_happens() {
    let app = App::start().await;
    for case in cases(&app).await {
        for token in ["", "a b", "ä", &"x".repeat(65)] {
            failed(&app, case.operation, &case.with(token), "FIELD_VALIDATION_FAILED").await;
        }
        let longest = "~!".repeat(32);
        let first = answered(&app, case.operation, &case.with(&longest)).await;
        replayed(&app, case.operation, &case.with(&longest), &first).await;
    }
}

// Without a token

#[tokio::test]
async fn a_call_without_a_token_is_not_stored_and_each_is_carried_out() {
    let app = App::start().await;
    let body = number("US").to_string();
    let (first, second) =
        (answered(&app, "RequestPhoneNumber", &body).await, answered(&app, "RequestPhoneNumber", &body).await);
    assert_ne!(first.json()["PhoneNumberId"], second.json()["PhoneNumberId"]);
    assert_eq!(app.count(NUMBERS).await, 2);
    assert_eq!(app.count(TOKENS).await, 0);
}

#[tokio::test]
async fn no_operation_stores_a_call_without_a_token() {
    let app = App::start().await;
    let cases = cases(&app).await;
    // The SDK gives every request of a fixture a token.
    let before = app.count(TOKENS).await;
    for case in cases {
        answered(&app, case.operation, &case.body.to_string()).await;
    }
    assert_eq!(app.count(TOKENS).await, before);
}

// What is kept

#[tokio::test]
async fn a_kept_answer_is_shown_as_it_was_sent() {
    let app = App::start().await;
    for case in cases(&app).await {
        let first = answered(&app, case.operation, &case.with("token")).await;
        let rows = sqlx::query(
            "select answer, account_id, region from inspect.client_tokens
             where client_token = 'token' and operation = $1",
        )
        .bind(case.operation)
        .fetch_all(&mut app.connection().await)
        .await
        .expect("the view is read");
        let columns: Vec<String> = rows.iter().flat_map(|row| (0..3).map(|column| row.get(column))).collect();
        assert_eq!(columns, [text(&first), "000000000000", "us-east-1"], "{}", case.operation);
    }
}

// At the same time

/// Sends all requests at once, each on a connection of its own. One that is throttled is sent again, as SDKs do: the first
/// calls wait while callsign opens its connections.
async fn at_once(app: &Arc<App>, operation: &'static str, bodies: Vec<String>) -> Vec<RawAnswer> {
    let mut calls = JoinSet::new();
    for body in bodies {
        let app = Arc::clone(app);
        calls.spawn(async move {
            for _ in 0..50 {
                let answer = raw::call(&app, operation, &body).await;
                if !text(&answer).contains("#ThrottlingException") {
                    return answer;
                }
            }
            panic!("{operation} was throttled fifty times")
        });
    }
    calls.join_all().await
}

/// Enough connections that twins wait for each other, too few for all of them.
async fn with_connections() -> Arc<App> {
    Arc::new(App::with(|settings| settings.database.max_connections = 8).await)
}

#[tokio::test]
async fn concurrent_twins_are_carried_out_once_and_get_one_answer() {
    let app = with_connections().await;
    for case in cases(&app).await {
        let before = app.count(TOKENS).await;
        let answers = at_once(&app, case.operation, vec![case.with("twins"); 20]).await;
        let statuses: HashSet<u16> = answers.iter().map(|answer| answer.status).collect();
        let bodies: HashSet<&str> = answers.iter().map(text).collect();
        assert_eq!((answers.len(), statuses), (20, HashSet::from([200])), "{}: {bodies:?}", case.operation);
        assert_eq!(bodies.len(), 1, "{}: {bodies:?}", case.operation);
        assert_eq!(app.count(TOKENS).await, before + 1, "{}", case.operation);
        let request_ids: HashSet<&str> = answers.iter().map(|answer| answer.header("x-amzn-requestid")).collect();
        assert_eq!(request_ids.len(), 20, "{}", case.operation);
    }
}

#[tokio::test]
async fn concurrent_twins_of_a_request_for_a_number_lease_one() {
    let app = with_connections().await;
    let answers = at_once(&app, "RequestPhoneNumber", vec![number_with("US", "twins"); 20]).await;
    let bodies: HashSet<&str> = answers.iter().map(text).collect();
    assert_eq!((bodies.len(), app.count(NUMBERS).await), (1, 1), "{bodies:?}");
}

#[tokio::test]
async fn of_concurrent_requests_with_one_token_and_other_parameters_one_kind_wins() {
    let app = with_connections().await;
    let bodies = ["US", "GB"].map(|country| number_with(country, "twins")).into_iter().cycle().take(10).collect();
    let answers = at_once(&app, "RequestPhoneNumber", bodies).await;
    let (won, lost): (Vec<&RawAnswer>, Vec<&RawAnswer>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((won.len(), lost.len()), (5, 5));
    assert!(won.iter().all(|answer| answer.body == won[0].body));
    for answer in lost {
        assert_is_other(answer, "a twin with another country");
    }
    assert_eq!(app.count(NUMBERS).await, 1);
}

#[tokio::test]
async fn the_twins_of_a_request_that_fails_fail_each_by_themselves() {
    let app = with_connections().await;
    let body = json!({ "OptOutListName": "Default", "ClientToken": "twins" }).to_string();
    let answers = at_once(&app, "CreateOptOutList", vec![body; 10]).await;
    for answer in &answers {
        assert_eq!(answer.json()["Reason"], "RESOURCE_ALREADY_EXISTS");
    }
    assert_eq!(app.count(TOKENS).await, 0);
}
