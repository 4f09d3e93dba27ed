//! `/handsets`.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{ask, get, refused, request};
use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION};

async fn made(app: &App, path: &str, handset: Value) -> Value {
    let answer = ask(app, "POST", path, handset).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("a list").iter().map(|item| item["handset_id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn a_handset_is_made_read_changed_and_deleted() {
    let app = App::start().await;
    let said = json!({
        "phone": "+1206*", "outcome": "SPAM", "after_ms": 100, "times": 2, "rcs": "CAPABLE", "suspicious": true,
        "carrier": { "mcc": "310", "mnc": "260", "name": "A Mobile" }, "reply": { "body": "STOP", "after_ms": 5 },
        "duplicate_receipts": true, "out_of_order": true,
    });
    let handset = made(&app, "handsets", said.clone()).await;
    for (member, value) in said.as_object().expect("an object") {
        assert_eq!(handset[member], *value, "{member}");
    }
    assert_eq!((&handset["account_id"], &handset["region"]), (&Value::Null, &Value::Null));
    let at = handset["created_timestamp"].as_str().expect("a time");
    assert!(at.len() == 24 && at.ends_with('Z'), "{at}");
    let path = format!("handsets/{}", handset["handset_id"].as_str().expect("an id"));
    assert_eq!(get(&app, &path).await, handset);
    assert_eq!(get(&app, "handsets").await["items"], json!([handset]));

    let changed = ask(&app, "PUT", &path, json!({ "phone": "*" })).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let changed = changed.json();
    assert_eq!((&changed["phone"], &changed["outcome"]), (&json!("*"), &json!("DELIVERED")));
    assert_eq!((&changed["times"], &changed["carrier"]), (&Value::Null, &Value::Null));
    assert_eq!(get(&app, &path).await, changed);

    assert_eq!(ask(&app, "DELETE", &path, Value::Null).await.json(), json!({ "deleted": 1 }));
    for method in ["GET", "DELETE"] {
        assert_eq!(refused(&ask(&app, method, &path, Value::Null).await), "404 NOT_FOUND");
    }
    assert_eq!(refused(&ask(&app, "PUT", &path, json!({ "phone": "*" })).await), "404 NOT_FOUND");
    assert_eq!(refused(&ask(&app, "GET", "handsets/no-uuid", Value::Null).await), "404 NOT_FOUND");
}

#[tokio::test]
async fn every_member_that_cannot_be_is_named() {
    let app = App::start().await;
    let said = json!({
        "phone": "0206", "outcome": "DELIVERD", "after_ms": -1, "times": 0, "rcs": "YES",
        "carrier": { "mcc": "3", "mnc": "260", "name": "A" }, "reply": { "body": "" },
    });
    let answer = ask(&app, "POST", "handsets", said).await;
    assert_eq!(refused(&answer), "422 INVALID_VALUE");
    for member in ["phone", "outcome", "after_ms", "times", "rcs", "carrier", "reply"] {
        assert!(answer.body.contains(&format!("{member} must")), "{member}: {answer:?}");
    }
    for (phone, is_good) in
        [("+1", true), ("*", true), ("+123456789012345*", true), ("+1234567890123456", false), ("+", false)]
    {
        let status = ask(&app, "POST", "handsets", json!({ "phone": phone })).await.status;
        assert_eq!(status, if is_good { 201 } else { 422 }, "{phone}");
    }
}

#[tokio::test]
async fn a_text_that_no_table_can_hold_is_refused_wherever_it_stands() {
    let app = App::start().await;
    let carrier = json!({ "phone": "*", "carrier": { "mcc": "310", "mnc": "260", "name": "A\u{0}" } });
    for said in [carrier, json!({ "phone": "*", "reply": { "body": "\u{0}" } })] {
        assert_eq!(refused(&ask(&app, "POST", "handsets", said).await), "422 INVALID_VALUE");
    }
    for path in ["messages?contains=%00", "messages?to=%2B1%00", "messages?context.order=%00", "messages?region=%00"] {
        assert_eq!(refused(&ask(&app, "GET", path, Value::Null).await), "422 INVALID_VALUE", "{path}");
    }
    for (method, path, said) in [
        ("POST", "messages/wait", json!({ "contains": "\u{0}", "timeout_ms": 0 })),
        ("POST", "deliveries/retry", json!({ "configuration_set_name": "\u{0}" })),
        ("POST", "reset", json!({ "account_id": "000000000000", "region": "\u{0}" })),
        ("POST", "faults", json!({ "operation": "*", "latency_ms": 1, "match": { "\u{0}": 1 } })),
        ("POST", "route", json!({ "to": "+12065550100", "configuration_set_name": "\u{0}" })),
        ("POST", "inbound", json!({ "from": "+12065550100", "to": "\u{0}", "body": "" })),
    ] {
        assert_eq!(refused(&ask(&app, method, path, said).await), "422 INVALID_VALUE", "{path}");
    }
    // Backslash and u0000 are six characters that every table holds.
    let said = json!({ "account_id": "000000000000", "region": "\\u0000", "seed": false });
    assert_eq!(ask(&app, "POST", "reset", said).await.status, 200);
    for path in ["conversations/%00/%2B12065550100", "conversations/%2B12065550101/%00", "messages/%00", "faults/%00"] {
        let answer = ask(&app, if path == "faults/%00" { "DELETE" } else { "GET" }, path, Value::Null).await;
        assert_eq!(refused(&answer), "404 NOT_FOUND", "{path}");
    }
    // What the API's own rules say about such a text is explained.
    let said = json!({ "operation": "CreateOptOutList", "input": { "OptOutListName": "\u{0}" } });
    assert_eq!(ask(&app, "POST", "explain?account_id=000000000000&region=us-east-1", said).await.status, 200);
}

#[tokio::test]
async fn a_member_that_is_not_known_and_what_is_no_json_are_refused() {
    let app = App::start().await;
    for (body, line, said) in [
        (json!({ "phone": "*", "outcom": "SPAM" }), "400 INVALID_BODY", "outcom"),
        (json!({ "outcome": "SPAM" }), "400 INVALID_BODY", "phone"),
        (json!({ "phone": 1 }), "400 INVALID_BODY", "string"),
    ] {
        let answer = ask(&app, "POST", "handsets", body).await;
        assert_eq!(refused(&answer), line);
        assert!(answer.body.contains(said), "{answer:?}");
    }
    let mut broken = request(app.address(), "POST", "handsets", &json!({}));
    broken.body = b"{".to_vec();
    assert_eq!(refused(&broken.send(app.address()).await), "400 NOT_JSON");
    assert_eq!(refused(&ask(&app, "GET", "handsets?phon=1", Value::Null).await), "400 UNKNOWN_PARAMETER");
    assert_eq!(refused(&ask(&app, "GET", "handsets?limit=1&limit=2", Value::Null).await), "400 REPEATED_PARAMETER");
}

#[tokio::test]
async fn a_scope_sees_its_own_handsets_and_those_for_all() {
    let app = App::start().await;
    let all = made(&app, "handsets", json!({ "phone": "*" })).await;
    let own = made(&app, "handsets?account_id=000000000000&region=us-east-1", json!({ "phone": "*" })).await;
    let theirs = made(&app, "handsets", json!({ "phone": "*", "account_id": OTHER_ACCOUNT })).await;
    assert_eq!((&own["account_id"], &own["region"]), (&json!(ACCOUNT), &json!(REGION)));
    let id = |handset: &Value| handset["handset_id"].as_str().expect("an id").to_owned();
    let (all, own, theirs) = (id(&all), id(&own), id(&theirs));
    assert_eq!(ids(&get(&app, "handsets").await), [&*theirs, &*own, &*all]);
    assert_eq!(ids(&get(&app, "handsets?account_id=000000000000").await), [&*own, &*all]);
    assert_eq!(ids(&get(&app, "handsets?order=asc").await), [&*all, &*own, &*theirs]);

    let signed = |method, path: &str, body: Value| {
        let request = request(app.address(), method, path, &body);
        request.signed_by("test", "test", None, SystemTime::now())
    };
    let made = signed("POST", "handsets", json!({ "phone": "+1" })).send(app.address()).await.json();
    assert_eq!((&made["account_id"], &made["region"]), (&json!(ACCOUNT), &json!(REGION)));
    let list = signed("GET", "handsets", Value::Null).send(app.address()).await.json();
    assert_eq!(ids(&list), [&*id(&made), &*own, &*all]);
    for foreign in [&all, &theirs] {
        let answer = signed("DELETE", &format!("handsets/{foreign}"), Value::Null).send(app.address()).await;
        assert_eq!(refused(&answer), "404 NOT_FOUND");
    }
    for (path, body) in [
        ("handsets?region=us-east-1", json!({ "phone": "*" })),
        ("handsets?account_id=1", json!({ "phone": "*" })),
        ("handsets?account_id=000000000000", json!({ "phone": "*", "account_id": OTHER_ACCOUNT })),
    ] {
        assert_eq!(refused(&ask(&app, "POST", path, body).await), "422 INVALID_VALUE", "{path}");
    }
}

#[tokio::test]
async fn a_list_of_handsets_goes_on_by_its_cursor() {
    let app = App::start().await;
    for _ in 0..5 {
        made(&app, "handsets", json!({ "phone": "*" })).await;
    }
    let whole = get(&app, "handsets").await;
    let (mut seen, mut path) = (Vec::new(), "handsets?limit=2".to_owned());
    loop {
        let page = get(&app, &path).await;
        seen.extend(page["items"].as_array().expect("a list").clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("handsets?limit=2&cursor={cursor}");
    }
    assert_eq!(json!(seen), whole["items"]);
    for bad in ["limit=0", "limit=1001", "limit=x", "cursor=x", "order=up"] {
        assert_eq!(
            refused(&ask(&app, "GET", &format!("handsets?{bad}"), Value::Null).await),
            "422 INVALID_VALUE",
            "{bad}"
        );
    }
}
