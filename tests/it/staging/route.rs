//! `/route`: what a message would be sent from. That it agrees with a send, `message::route` shows.

use aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType;
use serde_json::{Value, json};

use super::{ask, get, refused};
use crate::message::stage::{PHONE, Stage, number};

async fn route(stage: &Stage, question: Value) -> Value {
    let answer = ask(&stage.app, "POST", "route?account_id=000000000000", question).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// Identity, whether it is chosen and usable, and why, of each item.
fn told(route: &Value) -> Vec<(&str, bool, bool, &str)> {
    let items = route["items"].as_array().expect("a list").iter();
    items
        .map(|item| {
            let is = |member: &str| item[member].as_bool().expect("yes or no");
            let text = |member: &str| item[member].as_str().unwrap_or_default();
            (text("origination_identity"), is("chosen"), is("usable"), text("why"))
        })
        .collect()
}

#[tokio::test]
async fn candidates_come_in_the_order_of_choice_each_with_why() {
    let stage = Stage::new().await;
    let toll_free = number(&stage.client, "US", RequestableNumberType::TollFree).await;
    let far = number(&stage.client, "CA", RequestableNumberType::LongCode).await;
    let answer = route(&stage, json!({ "to": PHONE })).await;
    let found = told(&answer);
    assert_eq!(answer["chosen"], 0);
    assert_eq!(found[0], (stage.number.as_str(), true, true, "CLASS"));
    assert_eq!(found[1], (toll_free.as_str(), false, true, "BEHIND_BY_CLASS"));
    assert_eq!(found[2], (far.as_str(), false, false, "OUT_OF_REACH"));
    assert!(answer["items"][0]["origination_identity_arn"].as_str().is_some_and(|arn| arn.ends_with(&stage.number)));
    let check = &answer["checks"][0];
    assert_eq!((&check["name"], &check["holds"]), (&json!("an_identity_can_carry_it"), &json!(true)), "{answer}");
    // Nothing was sent.
    assert_eq!(stage.app.count("select count(*) from callsign.message").await, 0);
}

#[tokio::test]
async fn an_identity_that_is_named_is_the_only_candidate() {
    let stage = Stage::new().await;
    let named = json!({ "to": PHONE, "origination_identity": stage.number });
    assert_eq!(told(&route(&stage, named).await), [(stage.number.as_str(), true, true, "DIRECT")]);
    let named = json!({ "to": PHONE, "origination_identity": stage.number, "message_type": "PROMOTIONAL" });
    let answer = route(&stage, named).await;
    assert_eq!(told(&answer), [(stage.number.as_str(), false, false, "MESSAGE_TYPE_MISMATCH")]);
    assert_eq!(
        (&answer["chosen"], &answer["refused"]),
        (&Value::Null, &json!("ConflictException MESSAGE_TYPE_MISMATCH"))
    );
    let failing: Vec<&Value> =
        answer["checks"].as_array().expect("a list").iter().filter(|one| one["holds"] == false).collect();
    assert_eq!((failing.len(), &failing[0]["name"]), (1, &json!("sends_the_message_type")), "{answer}");
    assert!(failing[0]["remedy"].is_string(), "{answer}");
}

#[tokio::test]
async fn what_stands_in_for_identities_is_told_in_front_of_them() {
    let stage = Stage::new().await;
    let answer = route(&stage, json!({ "to": "+447860019066" })).await;
    let found = told(&answer);
    assert_eq!((&answer["chosen"], found[0]), (&json!(0), ("", true, true, "SHARED_ROUTE")), "{answer}");
    assert_eq!(answer["items"][0]["origination_phone_number"], "NOTICE");
    assert_eq!(found[1], (stage.number.as_str(), false, false, "OUT_OF_REACH"));
}

#[tokio::test]
async fn what_is_not_there_or_cannot_be_is_refused() {
    let stage = Stage::new().await;
    for (question, line) in [
        (json!({ "to": PHONE, "origination_identity": "pool-00000000000000000000000000000000" }), "404 NOT_FOUND"),
        (json!({ "to": PHONE, "configuration_set_name": "none" }), "404 NOT_FOUND"),
        (json!({ "to": "+999" }), "422 INVALID_VALUE"),
        (json!({ "to": PHONE, "channel": "SMS" }), "422 INVALID_VALUE"),
        (json!({ "to": PHONE, "message_type": "OTP" }), "422 INVALID_VALUE"),
        (json!({ "to": PHONE, "chanel": "TEXT" }), "400 INVALID_BODY"),
        (json!({}), "400 INVALID_BODY"),
    ] {
        let answer = ask(&stage.app, "POST", "route?account_id=000000000000", question).await;
        assert_eq!(refused(&answer), line, "{answer:?}");
    }
}

#[tokio::test]
async fn an_account_has_to_be_named_where_nothing_says_which() {
    // The settings of the tests name two.
    let stage = Stage::new().await;
    let answer = ask(&stage.app, "POST", "route", json!({ "to": PHONE })).await;
    assert_eq!(refused(&answer), "422 NAME_AN_ACCOUNT");
}

#[tokio::test]
async fn a_message_tells_why_it_was_sent_from_where_it_was() {
    let stage = Stage::new().await;
    let id = stage.sent(stage.bare(PHONE)).await;
    let route = &get(&stage.app, &format!("messages/{id}")).await["route"];
    assert_eq!((&route["origination_identity"], &route["chosen_by"]), (&json!(stage.number), &json!("ONLY")));
    assert!(route["why"].as_str().is_some_and(|why| why.ends_with('.')), "{route}");
}
