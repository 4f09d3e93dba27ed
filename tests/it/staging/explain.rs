//! `/explain`.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{ask, refused, request};
use crate::harness::{ACCOUNT, App, Fixture, REGION, Stage, raw::call_of, settings_without_quotas};

mod joining;
mod keywords;
mod registrations;
mod rights;
mod sending;
mod stories;

/// What is told of a call, which must change no row.
pub async fn explain(app: &App, body: Value) -> Value {
    let before = (app.state().await, rows_of_scopes(app).await);
    let answer = ask(app, "POST", "explain", body).await;
    assert_eq!((app.state().await, rows_of_scopes(app).await), before, "the explanation changed something: {answer:?}");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

async fn rows_of_scopes(app: &App) -> i64 {
    let rows = "select (select count(*) from callsign.account_region) + (select count(*) from callsign.opt_out_list)
                     + (select count(*) from callsign.client_token)";
    app.count(rows).await
}

/// What is told of a call of `test`, and what the call itself is then answered, which must be the same.
pub async fn explain_and_call(app: &App, operation: &str, input: &Value) -> Value {
    let said = json!({ "operation": operation, "input": input, "access_key_id": "test" });
    let told = explain(app, said).await;
    let answer = call_of(app, "test", REGION, operation, &input.to_string()).await;
    assert_eq!(told["verdict"] == "refused", answer.status != 200, "{told} and {answer:?}");
    assert_eq!(told["answer"], answer.json(), "{operation}");
    told
}

/// The names of the checks that don't hold.
pub fn failing(told: &Value) -> Vec<&str> {
    let checks = told["checks"].as_array().expect("a list").iter();
    checks.filter(|check| check["holds"] == false).map(|check| check["name"].as_str().expect("a name")).collect()
}

/// The first check that doesn't hold.
pub fn first_failing(told: &Value) -> &Value {
    let checks = told["checks"].as_array().expect("a list");
    checks.iter().find(|check| check["holds"] == false).unwrap_or_else(|| panic!("all checks hold: {told}"))
}

#[tokio::test]
async fn every_operation_is_explained_and_nothing_of_it_lasts() {
    let app = App::with(settings_without_quotas).await;
    // What was sent goes on by itself otherwise.
    app.freeze().await;
    let stage = Stage::build(&app, "test", REGION).await;
    for operation in callsign::api::operations().map(|served| served.name) {
        let input = stage.request(operation);
        let told = explain(&app, json!({ "operation": operation, "input": input, "access_key_id": "test" })).await;
        assert_eq!(told["verdict"], "accepted", "{operation}: {told}");
        assert_eq!(failing(&told), [""; 0], "{operation}: {told}");

        let not_read =
            explain_and_call(&app, operation, &json!({ "MaxResults": "many", "PoolId": 1, "Tags": 1 })).await;
        if not_read["verdict"] == "refused" {
            assert_eq!(failing(&not_read).len(), 1, "{operation}: {not_read}");
            assert!(first_failing(&not_read)["remedy"].is_string(), "{operation}: {not_read}");
        }
    }
}

#[tokio::test]
async fn members_that_are_not_valid_are_told_and_the_rest_is_not_asked() {
    let app = App::start().await;
    let told = explain_and_call(&app, "AssociateOriginationIdentity", &json!({ "PoolId": "" })).await;
    assert_eq!(failing(&told), ["members_are_valid"]);
    let not_asked = told["not_asked"].as_array().expect("a list");
    for name in ["caller_is_authorized", "resource_is_free", "pool_is_active", "pool_has_room"] {
        assert!(not_asked.contains(&json!(name)), "{name}: {told}");
    }
}

#[tokio::test]
async fn a_pool_that_is_not_there_leaves_its_rule_unasked() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let input = json!({ "PoolId": "pool-0", "OriginationIdentity": number, "IsoCountryCode": "US" });
    let told = explain_and_call(&app, "AssociateOriginationIdentity", &input).await;
    assert_eq!(failing(&told), ["resource_exists"]);
    assert!(told["not_asked"].as_array().expect("a list").contains(&json!("message_type_matches")), "{told}");
}

#[tokio::test]
async fn a_scope_that_nobody_used_is_explained_without_its_row() {
    let app = App::start().await;
    for (operation, input) in [
        ("CreateOptOutList", json!({ "OptOutListName": "Offers" })),
        ("DescribeOptOutLists", json!({})),
        ("DeletePool", json!({ "PoolId": "pool-0" })),
    ] {
        let answer = ask(
            &app,
            "POST",
            "explain?account_id=999999999999&region=eu-west-1",
            json!({ "operation": operation, "input": input }),
        )
        .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.json()["account_id"], "999999999999");
        assert_eq!(app.count("select count(*) from callsign.account_region").await, 0, "{operation}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_named() {
    let app = App::start().await;
    for (path, body, line) in [
        ("explain?account_id=000000000000", json!({ "operation": "FlyAway" }), "422 INVALID_VALUE"),
        ("explain", json!({ "operation": "DescribePools" }), "422 NAME_AN_ACCOUNT"),
        ("explain", json!({ "operation": "DescribePools", "access_key_id": "nobody" }), "422 INVALID_VALUE"),
        (
            "explain?account_id=999999999999",
            json!({ "operation": "DescribePools", "access_key_id": "test" }),
            "422 INVALID_VALUE",
        ),
        (
            "explain?account_id=000000000000&region=US%20EAST",
            json!({ "operation": "DescribePools" }),
            "422 INVALID_VALUE",
        ),
        ("explain", json!({ "operation": "DescribePools", "inputs": {} }), "400 INVALID_BODY"),
        ("explain?as=test", json!({ "operation": "DescribePools" }), "400 UNKNOWN_PARAMETER"),
    ] {
        assert_eq!(refused(&ask(&app, "POST", path, body.clone()).await), line, "{path} {body}");
    }
    let signed = |body: Value| {
        let request = request(app.address(), "POST", "explain", &body);
        request.signed_by("test", "test", None, SystemTime::now())
    };
    let other = json!({ "operation": "DescribePools", "access_key_id": "other" });
    assert_eq!(refused(&signed(other).send(app.address()).await), "403 NOT_YOURS");
    let own = signed(json!({ "operation": "DescribePools" })).send(app.address()).await;
    assert_eq!((own.status, &own.json()["account_id"]), (200, &json!(ACCOUNT)), "{own:?}");
}

#[tokio::test]
async fn an_explanation_is_no_call() {
    let app = App::with(|settings| settings.throttling.enabled = true).await;
    for _ in 0..8 {
        let told = explain(&app, json!({ "operation": "DescribePools", "access_key_id": "test" })).await;
        assert_eq!(told["verdict"], "accepted", "it takes nothing from the rate: {told}");
    }
    assert_eq!(super::get(&app, "requests").await["items"], json!([]), "it is in no request log");
}

#[tokio::test]
async fn releases_and_deletions_tell_all_that_keeps_them() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("ACME", "GB").await;
    fixture.associate(&pool, "ACME", "GB").await;
    let number = app.texts_of("select callsign.phone_number_id(id) from callsign.phone_number where $1 = ''", "").await;
    app.execute(
        "update callsign.phone_number set deletion_protection_enabled = true;
         update callsign.sender_id set deletion_protection_enabled = true;
         update callsign.pool set deletion_protection_enabled = true, active_at = clock_timestamp() + interval '1 hour'",
    )
    .await;
    app.execute("update callsign.phone_number set active_at = clock_timestamp() + interval '1 hour'").await;
    for (operation, input, names) in [
        (
            "ReleasePhoneNumber",
            json!({ "PhoneNumberId": number[0] }),
            &["deletion_protection_is_off", "is_in_no_pool", "phone_number_is_active"][..],
        ),
        (
            "ReleaseSenderId",
            json!({ "SenderId": "ACME", "IsoCountryCode": "GB" }),
            &["deletion_protection_is_off", "is_in_no_pool"],
        ),
        ("DeletePool", json!({ "PoolId": pool }), &["pool_is_active", "deletion_protection_is_off"]),
        (
            "DisassociateOriginationIdentity",
            json!({ "PoolId": pool, "OriginationIdentity": number[0], "IsoCountryCode": "GB" }),
            &[
                "iso_country_code_is_that_of_the_identity",
                "pool_is_active",
                "phone_number_is_active",
                "is_not_the_last",
            ],
        ),
        (
            "CreatePool",
            json!({ "OriginationIdentity": number[0], "IsoCountryCode": "GB", "MessageType": "PROMOTIONAL" }),
            &[
                "iso_country_code_is_that_of_the_identity",
                "phone_number_is_active",
                "is_in_no_pool",
                "message_type_matches",
            ],
        ),
    ] {
        let told = explain_and_call(&app, operation, &input).await;
        assert_eq!(failing(&told), names, "{operation}: {told}");
        for check in told["checks"].as_array().expect("a list").iter().filter(|check| check["holds"] == false) {
            assert!(check["remedy"].is_string() && check["left"] != check["right"], "{operation}: {check}");
        }
    }
}

#[tokio::test]
async fn the_example_of_the_page_is_answered_as_it_says() {
    let app = App::start().await;
    let page = include_str!("../../../docs/staging.md");
    let section = page.split("## Why a call is refused").nth(1).expect("the section is there");
    let example = section.split("```json").nth(1).and_then(|rest| rest.split("```").next()).expect("it has an example");
    let told = explain(&app, serde_json::from_str(example).expect("the example is JSON")).await;
    assert_eq!((&told["verdict"], failing(&told)), (&json!("refused"), vec!["resource_exists"]));
    for member in ["verdict", "answer", "checks", "not_asked", "account_id", "region"] {
        assert!(section.contains(&format!("\"{member}\"")) && !told[member].is_null(), "{member}: {told}");
    }
}
