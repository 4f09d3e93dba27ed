//! `/inbound`: which number it comes to, and what is refused.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{INBOUND, digits, text_from};
use crate::{
    harness::{App, OTHER_ACCOUNT},
    message::stage::{PHONE, Stage},
    staging::{ask, refused, request},
};

fn said(to: &str) -> Value {
    json!({ "from": PHONE, "to": to, "body": "Hello" })
}

#[tokio::test]
async fn a_text_that_came_in_is_a_message_of_the_number() {
    let stage = Stage::new().await;
    let number = digits(&stage.app, &stage.number).await;
    let answer = stage.texted("Grüße 😀").await;
    assert_eq!((&answer["account_id"], &answer["region"]), (&json!("000000000000"), &json!("us-east-1")));
    assert_eq!(super::told(&answer), "- -");
    let id = answer["message_id"].as_str().expect("it has an id");
    let columns = [
        "direction",
        "channel",
        "kind",
        "status",
        "origination_identity",
        "origination_phone_number",
        "destination_phone_number",
        "iso_country_code",
        "pool_id",
        "message_encoding",
        "total_message_parts",
        "total_message_price",
        "message_keyword",
        "time_to_live",
    ];
    let expected = format!("INBOUND TEXT - RECEIVED {} {PHONE} {number} US - UNICODE 1 0.00000 - -", stage.number);
    assert_eq!(stage.columns(id, &columns).await, expected);
    assert_eq!(stage.column(id, "message_body").await.as_deref(), Some("Grüße 😀"));
    let found = crate::staging::get(&stage.app, "messages/latest?direction=INBOUND&status=RECEIVED").await;
    assert_eq!(found["message_id"], id);
}

#[tokio::test]
async fn a_number_is_found_with_or_without_its_plus_and_the_phone_too() {
    let stage = Stage::new().await;
    let number = digits(&stage.app, &stage.number).await;
    let answer = text_from(&stage.app, PHONE.trim_start_matches('+'), number.trim_start_matches('+'), "").await;
    let id = answer["message_id"].as_str().expect("it has an id");
    let expected = format!("{PHONE} {number}");
    assert_eq!(stage.columns(id, &["origination_phone_number", "destination_phone_number"]).await, expected);
}

#[tokio::test]
async fn a_number_that_is_not_there_or_receives_nothing_is_not_found() {
    let stage = Stage::new().await;
    let number = digits(&stage.app, &stage.number).await;
    let not_found = async |to: &str, query: &str| {
        let path = if query.contains("account_id") { "inbound" } else { INBOUND };
        let answer = ask(&stage.app, "POST", &format!("{path}{query}"), said(to)).await;
        assert_eq!(refused(&answer), "404 NOT_FOUND", "{to} {query}");
    };
    not_found("+12065550100", "").await;
    not_found("", "").await;
    not_found(&stage.number, "").await;
    not_found(&number, "&region=eu-west-1").await;
    not_found(&number, "?account_id=111111111111").await;
    stage.change_number("active_at = now() + interval '1 hour'").await;
    not_found(&number, "").await;
    stage.change_number("active_at = now(), number_capabilities = '{VOICE}'").await;
    not_found(&number, "").await;
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 0);
    stage.change_number("number_capabilities = '{SMS}'").await;
    text_from(&stage.app, PHONE, &number, "").await;
}

#[tokio::test]
async fn members_are_refused_that_no_text_has() {
    let stage = Stage::new().await;
    let number = digits(&stage.app, &stage.number).await;
    let long = |count: usize| "é".repeat(count);
    for (member, value, line) in [
        ("body", json!(long(1_601)), "422 INVALID_VALUE"),
        ("body", json!("a\u{0}b"), "422 INVALID_VALUE"),
        ("body", json!(null), "422 INVALID_VALUE"),
        ("to", json!("+1\u{0}"), "422 INVALID_VALUE"),
        ("from", json!("ACME"), "422 INVALID_VALUE"),
        ("from", json!("++12065550142"), "422 INVALID_VALUE"),
        ("from", json!("12345"), "422 INVALID_VALUE"),
        ("media_urls", json!(["s3://pictures/hello.png"]), "422 INVALID_VALUE"),
        ("rcs", json!({ "event": "TYPING" }), "400 INVALID_BODY"),
        ("rcs", json!({ "type": "RCS_TYPING" }), "422 INVALID_VALUE"),
        ("bodi", json!("x"), "400 INVALID_BODY"),
    ] {
        let mut body = said(&number);
        body[member] = value;
        let answer = ask(&stage.app, "POST", INBOUND, body).await;
        assert_eq!(refused(&answer), line, "{member}: {answer:?}");
        // What lacks is named, where it is a part of a member.
        assert!(answer.body.contains(member) || ["body", "rcs"].contains(&member), "{answer:?}");
    }
    assert_eq!(refused(&ask(&stage.app, "POST", "inbound?acount_id=1", said(&number)).await), "400 UNKNOWN_PARAMETER");
    assert_eq!(refused(&ask(&stage.app, "POST", INBOUND, json!({ "to": number })).await), "400 INVALID_BODY");
    text_from(&stage.app, PHONE, &number, &long(1_600)).await;
}

#[tokio::test]
async fn the_signature_or_the_query_says_whose_number_it_is() {
    let stage = Stage::new().await;
    let number = digits(&stage.app, &stage.number).await;
    // Two accounts are configured there.
    assert_eq!(refused(&ask(&stage.app, "POST", "inbound", said(&number)).await), "422 INVALID_VALUE");
    let named = ask(&stage.app, "POST", INBOUND, said(&number)).await;
    assert_eq!(named.status, 201, "{named:?}");
    let signed = async |key: &str| {
        let request = request(stage.app.address(), "POST", "inbound", &said(&number));
        request.signed_by(key, key, None, SystemTime::now()).send(stage.app.address()).await
    };
    assert_eq!(signed("test").await.status, 201);
    assert_eq!(refused(&signed("other").await), "404 NOT_FOUND");
}

#[tokio::test]
async fn without_a_scope_it_is_the_only_account_that_is_configured() {
    let only = App::with(|settings| settings.auth.credentials.truncate(1)).await;
    assert_eq!(refused(&ask(&only, "POST", "inbound", said("+12065550100")).await), "404 NOT_FOUND");
    let built_in = App::with(|settings| settings.auth.credentials.clear()).await;
    assert_eq!(refused(&ask(&built_in, "POST", "inbound", said("+12065550100")).await), "404 NOT_FOUND");
    let one_twice = App::with(|settings| settings.auth.credentials[0].account_id = OTHER_ACCOUNT.to_owned()).await;
    assert_eq!(refused(&ask(&one_twice, "POST", "inbound", said("+12065550100")).await), "404 NOT_FOUND");
}
