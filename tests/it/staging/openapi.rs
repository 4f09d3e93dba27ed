//! `openapi.json` describes what is there: the routes, the parameters, the answers.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_pinpointsmsvoicev2::types::{EventType, SnsDestination};
use callsign::staging::{ENDPOINTS, OPENAPI};
use serde_json::{Value, json};

use super::ask;
use crate::{
    harness::{App, TOPIC},
    message::stage::{PHONE, Stage},
    notify_configuration, registration, verified_destination_number,
};

fn document() -> Value {
    serde_json::from_str(OPENAPI).expect("it is JSON")
}

/// What `$ref` stands for.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value["$ref"].as_str() {
        None => value,
        Some(path) => document.pointer(path.trim_start_matches('#')).unwrap_or_else(|| panic!("{path} is there")),
    }
}

/// Each operation, by method and path.
fn operations(document: &Value) -> BTreeMap<(String, String), &Value> {
    let paths = document["paths"].as_object().expect("paths").iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods").iter();
            methods.map(move |(method, operation)| ((method.to_uppercase(), path.clone()), operation))
        })
        .collect()
}

/// Where a value differs from its schema.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let schema = resolved(document, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().any(|one| faults(document, one, value, at).is_empty());
        return if fits { Vec::new() } else { vec![format!("{at} is none of the choices")] };
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Vec::new(),
    };
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !(types.contains(&is) || is == "integer" && types.contains(&"number")) {
        return vec![format!("{at} is {is}, not {types:?}")];
    }
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .flat_map(|(place, item)| faults(document, &schema["items"], item, &format!("{at}[{place}]")))
                .collect()
        }
        Value::Object(members) if schema["properties"].is_object() => {
            let known = schema["properties"].as_object().expect("properties");
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let missing =
                required.filter(|name| !members.contains_key(*name)).map(|name| format!("{at}.{name} is missing"));
            let mut found: Vec<String> = missing.collect();
            for (name, member) in members {
                match known.get(name) {
                    Some(of) => found.extend(faults(document, of, member, &format!("{at}.{name}"))),
                    None if schema["additionalProperties"] == false => {
                        found.push(format!("{at}.{name} isn't described"));
                    }
                    None => {}
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

#[test]
fn it_describes_the_endpoints_that_there_are_with_their_access() {
    let document = document();
    let described: BTreeMap<_, _> = operations(&document)
        .into_iter()
        .map(|((method, path), operation)| {
            let access = operation["x-callsign-access"].as_str().expect("an access").to_owned();
            (format!("{method} {path}"), access)
        })
        .collect();
    let there: BTreeMap<_, _> = ENDPOINTS
        .iter()
        .map(|one| (format!("{} /_callsign/v1/{}", one.method, one.path), format!("{:?}", one.access)))
        .collect();
    assert_eq!(described, there, "left: openapi.json; right: the table of endpoints");
    let ids: BTreeSet<&str> = operations(&document).values().filter_map(|one| one["operationId"].as_str()).collect();
    assert_eq!(ids.len(), ENDPOINTS.len(), "each has an id of its own");
}

#[test]
fn every_reference_in_it_is_there_and_everything_is_referred_to() {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| collect(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    collect(&document, &mut found);
    let kinds = ["schemas", "responses"];
    let there: BTreeSet<String> = kinds
        .iter()
        .flat_map(|kind| {
            let members = document["components"][kind].as_object().expect("components").keys();
            members.map(move |name| format!("#/components/{kind}/{name}"))
        })
        .collect();
    assert_eq!(found, there);
}

/// One that comes too slowly, is too long, of another type, or for which there is no room.
#[test]
fn who_takes_a_body_says_how_bodies_are_refused() {
    let document = document();
    for ((method, path), operation) in operations(&document) {
        let described = ["408", "413", "415", "429"].map(|status| operation["responses"].get(status).is_some());
        if operation["requestBody"].is_object() {
            assert_eq!(described, [true; 4], "{method} {path}");
        }
    }
}

#[tokio::test]
async fn it_is_served_as_it_is_committed() {
    let app = App::start().await;
    let mut asked = super::request(app.address(), "GET", "", &Value::Null);
    asked.path = "/_callsign/openapi.json".to_owned();
    let answer = asked.send(app.address()).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.body, OPENAPI);
}

#[tokio::test]
async fn rows_have_the_columns_of_their_views() {
    let app = App::start().await;
    let document = document();
    for (schema, view) in [
        ("Message", "messages"),
        ("Event", "message_events"),
        ("Handset", "handsets"),
        ("Clock", "clocks"),
        ("Fault", "faults"),
        ("Delivery", "event_deliveries"),
        ("DeliveryAttempt", "delivery_attempts"),
        ("Registration", "registrations"),
        ("NotifyConfiguration", "notify_configurations"),
        ("VerifiedDestinationNumber", "verified_destination_numbers"),
        ("VerificationCode", "verification_codes"),
    ] {
        let columns: Vec<String> = sqlx::query_scalar(
            "select column_name::text from information_schema.columns
             where table_schema = 'inspect' and table_name = $1 order by 1",
        )
        .bind(view)
        .fetch_all(&mut app.connection().await)
        .await
        .expect("the columns are listed");
        let described = document["components"]["schemas"][schema]["properties"].as_object().expect("properties");
        assert_eq!(described.keys().collect::<Vec<_>>(), columns.iter().collect::<Vec<_>>(), "{schema}");
    }
}

fn fault_rule() -> Value {
    json!({ "operation": "DeletePool", "latency_ms": 1 })
}

/// A good body of each schema.
fn bodies(number: &str) -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("HandsetRule", json!({ "phone": "+1" })),
        ("Inbound", json!({ "from": PHONE, "to": number, "body": "Hello" })),
        ("Wait", json!({ "to": PHONE, "timeout_ms": 0 })),
        ("ClockSet", json!({ "mode": "frozen" })),
        ("ClockAdvance", json!({ "by": "1ms" })),
        ("FaultRule", fault_rule()),
        ("ReplayAsked", json!({ "client_token": "new" })),
        ("Reset", json!({ "account_id": "222222222222" })),
        ("SeedFile", json!({ "account_id": "222222222222" })),
        ("RetryDeliveries", json!({ "configuration_set_name": "told" })),
        ("EventByHand", json!({ "event_type": "TEXT_DELIVERED" })),
        ("ExplainedCall", json!({ "operation": "DescribePools" })),
        ("Question", json!({ "to": PHONE, "account_id": "000000000000" })),
        ("ReviewDecision", json!({ "decision": "hold" })),
        ("NotifyStatus", json!({ "status": "ACTIVE" })),
        ("NotifyTier", json!({ "tier": "BASIC" })),
        ("VerifiedNumberStatus", json!({ "status": "PENDING" })),
        ("Carrier", json!({ "phone_number_type": "VOIP" })),
    ])
}

/// A good value of each parameter.
fn good<'v>(name: &str, message_id: &'v str) -> &'v str {
    match name {
        "from" => "%2B1",
        "mode" => "merge",
        "limit" => "10",
        "order" => "asc",
        "cursor" => "9000000000000.1",
        "unread_since" | "since" | "after" => "2020-01-01T00:00:00Z",
        "until" => "2999-01-01T00:00:00Z",
        "timeout_ms" => "0",
        "account_id" => "000000000000",
        "region" => "us-east-1",
        "to" => "%2B12065550142",
        "direction" => "OUTBOUND",
        "channel" => "TEXT",
        "message_type" => "TRANSACTIONAL",
        "contains" => "code",
        "message_id" => message_id,
        _ => "",
    }
}

#[tokio::test]
async fn every_parameter_is_taken_and_every_answer_is_as_described() {
    let stage = Stage::frozen().await;
    let app = &stage.app;
    let client = app.client();
    client.create_configuration_set().configuration_set_name("told").send().await.expect("a set is made");
    let told = client.create_event_destination().configuration_set_name("told").event_destination_name("topic");
    let told = told.matching_event_types(EventType::All);
    let topic = SnsDestination::builder().topic_arn(TOPIC).build().expect("it has an ARN");
    told.sns_destination(topic).send().await.expect("a destination is made");
    let text = stage.text(PHONE).message_body("Your code is 482913.").configuration_set_name("told");
    let id = stage.sent(text).await;
    stage.pass_ms(400).await;
    let deliveries = ask(app, "GET", "deliveries", Value::Null).await.json();
    let handset =
        ask(app, "POST", "handsets?account_id=000000000000", json!({ "phone": "+1206*", "reply": { "body": "x" } }))
            .await
            .json();
    let fault = ask(app, "POST", "faults?account_id=000000000000", fault_rule()).await.json();
    let number: String = sqlx::query_scalar("select phone_number from inspect.phone_numbers")
        .fetch_one(&mut app.connection().await)
        .await
        .expect("the number is there");
    let registration = registration::created(&client, registration::BRAND).await;
    registration::text(&client, &registration, "companyInfo.city", "CALLSIGN-HOLD").await;
    registration::submit(&client, &registration).await;
    let attachment = registration::attached(&client).await;
    let notify = notify_configuration::created(&client).await;
    let verified = verified_destination_number::entered(&client, PHONE).await;
    verified_destination_number::sent(verified_destination_number::code_for(&client, &verified)).await;
    let kept = ask(app, "GET", "requests", Value::Null).await.json();
    let document = document();
    let values = BTreeMap::from([
        ("{message_id}", id.as_str()),
        ("{request_id}", kept["items"][0]["request_id"].as_str().expect("a call is kept")),
        ("{delivery_id}", deliveries["items"][0]["delivery_id"].as_str().expect("a delivery is there")),
        ("{fault_id}", fault["fault_id"].as_str().expect("an id")),
        ("{handset_id}", handset["handset_id"].as_str().expect("an id")),
        ("{origination_identity}", stage.number.as_str()),
        ("{phone}", "%2B12065550142"),
        ("{number}", "%2B12065550143"),
        ("{registration_id}", registration.as_str()),
        ("{registration_attachment_id}", attachment.as_str()),
        ("{notify_configuration_id}", notify.as_str()),
        ("{verified_destination_number_id}", verified.as_str()),
    ]);
    let bodies = bodies(&number);
    let good = |name: &str| good(name, &id);
    // What removes comes last.
    let mut all: Vec<_> = operations(&document).into_iter().filter(|(at, _)| !at.1.ends_with("/stream")).collect();
    all.sort_by_key(|((method, _), _)| method == "DELETE");
    for ((method, template), operation) in all {
        let mut path = template.trim_start_matches("/_callsign/v1/").to_owned();
        for (name, value) in &values {
            path = path.replace(name, value);
        }
        let body = match operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str() {
            None => Value::Null,
            Some(schema) => bodies[schema.rsplit('/').next().unwrap_or_default()].clone(),
        };
        let method: &'static str =
            ["GET", "POST", "PUT", "DELETE"].into_iter().find(|one| *one == method).expect("known");
        // What can be asked once only is, with a parameter.
        let is_once = method == "DELETE" || (method == "POST" && path.ends_with("/events"));
        let query = operation["parameters"].as_array().expect("parameters").iter();
        let query: Vec<(&str, &Value)> = query
            .filter(|one| one["in"] == "query")
            .filter_map(|one| Some((one["name"].as_str()?, &one["schema"]["pattern"])))
            .collect();
        // A list of clocks is asked without an account, and some endpoints take none.
        let takes_account =
            (method, path.as_str()) != ("GET", "clock") && query.iter().any(|(name, _)| *name == "account_id");
        for (name, pattern) in &query {
            let name = *name;
            let is_place = pattern.as_str().is_some_and(|pattern| pattern.contains("\\."));
            let value = if name == "cursor" && !is_place { "9" } else { good(name) };
            if value.is_empty() && name != "q" {
                continue;
            }
            let scope = if name == "account_id" || !takes_account { "" } else { "&account_id=000000000000" };
            let answer = ask(app, method, &format!("{path}?{name}={value}{scope}"), body.clone()).await;
            let is_known = ![400, 422].contains(&answer.status);
            assert!(is_known, "{method} {path}?{name}={value}: {answer:?}");
            if is_once {
                break;
            }
        }
        let mut responses = operation["responses"].as_object().expect("responses").iter();
        let (status, response) = responses.find(|(status, _)| status.starts_with('2')).expect("one");
        if is_once {
            continue;
        }
        let scope = if query.iter().any(|(name, _)| *name == "account_id") { "?account_id=000000000000" } else { "" };
        let asked = super::request(app.address(), method, &format!("{path}{scope}"), &body);
        let answer = asked.with("accept", "application/json").send(app.address()).await;
        assert_eq!(&answer.status.to_string(), status, "{method} {path}: {answer:?}");
        // A file is what it is.
        let Some(json) = response["content"].get("application/json") else { continue };
        let schema = &json["schema"];
        assert_eq!(faults(&document, schema, &answer.json(), "answer"), [""; 0], "{method} {path}: {answer:?}");
    }
    let refusal = &document["components"]["schemas"]["Refusal"];
    for (path, body) in [("messages/wait", json!({ "to": "1", "timeout_ms": 0 })), ("handsets", json!({}))] {
        let answer = ask(app, "POST", path, body).await.json();
        assert_eq!(faults(&document, refusal, &answer, "refusal"), [""; 0], "{answer}");
    }
}
