//! Client tokens: a retry is safe, whatever operation it is of. Answers are compared as bytes.

use aws_sdk_pinpointsmsvoicev2::types::MessageType;
use serde_json::{Value, json};

use crate::harness::{
    ACCOUNT, App, Fixture, REGION,
    raw::{self, RawAnswer},
};

mod expiry;
mod replay;
mod scope;

/// An operation with a ClientToken, a request of it that succeeds, and variations of single members.
struct Case {
    operation: &'static str,
    body: Value,
    /// Members that mean the same in this form, or that are their defaults.
    same: Vec<(&'static str, Value)>,
    /// Members that mean something else.
    other: Vec<(&'static str, Value)>,
}

impl Case {
    /// The request with this token.
    fn with(&self, token: &str) -> String {
        with(&self.body, "ClientToken", &json!(token)).to_string()
    }

    /// The request with one member changed and this token.
    fn varied(&self, (member, value): &(&'static str, Value), token: &str) -> String {
        let body = with(&self.body, member, value);
        with(&body, "ClientToken", &json!(token)).to_string()
    }
}

/// The object with one member set.
fn with(body: &Value, member: &str, value: &Value) -> Value {
    let mut body = body.clone();
    body[member] = value.clone();
    body
}

/// Every operation that is served and has a ClientToken. All of them together succeed once each.
async fn cases(app: &App) -> [Case; 5] {
    [associate(app).await, create_pool(app).await, request_phone_number(app).await, request_sender_id(), create_list()]
}

fn arn(path: &str) -> Value {
    json!(format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}:{path}"))
}

fn other_tags() -> Vec<(&'static str, Value)> {
    let tag = |key: &str, value: &str| json!({ "Key": key, "Value": value });
    let lists = [
        json!([]),
        json!(null),
        json!([tag("team", "b")]),
        json!([tag("squad", "a")]),
        json!([tag("team", "a"), tag("x", "")]),
    ];
    lists.into_iter().map(|tags| ("Tags", tags)).collect()
}

async fn associate(app: &App) -> Case {
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    Case {
        operation: "AssociateOriginationIdentity",
        body: json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" }),
        same: vec![
            ("PoolId", arn(&format!("pool/{pool}"))),
            ("OriginationIdentity", arn(&format!("phone-number/{number}"))),
            ("Unknown", json!("x")),
        ],
        other: vec![
            ("PoolId", json!(fixture.pool().await)),
            ("OriginationIdentity", json!(fixture.number().await)),
            ("OriginationIdentity", json!("CALLSIGN")),
            ("IsoCountryCode", json!("CA")),
        ],
    }
}

async fn create_pool(app: &App) -> Case {
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let mut other = vec![
        ("OriginationIdentity", json!(fixture.number().await)),
        ("IsoCountryCode", json!("CA")),
        ("MessageType", json!("PROMOTIONAL")),
        ("DeletionProtectionEnabled", json!(true)),
    ];
    other.extend(other_tags());
    Case {
        operation: "CreatePool",
        body: json!({
            "OriginationIdentity": number, "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL",
            "Tags": [{ "Key": "team", "Value": "a" }]
        }),
        same: vec![
            ("OriginationIdentity", arn(&format!("phone-number/{number}"))),
            ("DeletionProtectionEnabled", json!(false)),
            ("DeletionProtectionEnabled", json!(null)),
        ],
        other,
    }
}

async fn request_phone_number(app: &App) -> Case {
    let pool = Fixture(app.client()).pool().await;
    let mut other = vec![
        ("IsoCountryCode", json!("GB")),
        ("MessageType", json!("PROMOTIONAL")),
        ("NumberCapabilities", json!(["SMS", "VOICE"])),
        ("NumberType", json!("TOLL_FREE")),
        ("OptOutListName", json!("Elsewhere")),
        ("PoolId", json!(pool)),
        ("RegistrationId", json!("registration-x")),
        ("InternationalSendingEnabled", json!(true)),
        ("DeletionProtectionEnabled", json!(true)),
    ];
    other.extend(other_tags());
    Case {
        operation: "RequestPhoneNumber",
        body: json!({
            "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "LONG_CODE", "Tags": [{ "Key": "team", "Value": "a" }]
        }),
        same: vec![
            ("NumberCapabilities", json!(["SMS", "SMS"])),
            ("OptOutListName", json!("Default")),
            ("OptOutListName", arn("opt-out-list/Default")),
            ("PoolId", json!("")),
            ("InternationalSendingEnabled", json!(false)),
            ("DeletionProtectionEnabled", json!(false)),
        ],
        other,
    }
}

fn request_sender_id() -> Case {
    let mut other = vec![
        ("SenderId", json!("ELSEWHERE")),
        ("IsoCountryCode", json!("DE")),
        ("MessageTypes", json!(["PROMOTIONAL"])),
        ("MessageTypes", json!(["TRANSACTIONAL", "PROMOTIONAL"])),
        ("DeletionProtectionEnabled", json!(true)),
    ];
    other.extend(other_tags());
    Case {
        operation: "RequestSenderId",
        body: json!({ "SenderId": "Callsign", "IsoCountryCode": "GB", "Tags": [{ "Key": "team", "Value": "a" }] }),
        same: vec![
            ("SenderId", json!("CALLSIGN")),
            ("SenderId", json!("callsign")),
            ("MessageTypes", json!(["TRANSACTIONAL"])),
            ("MessageTypes", json!([])),
            ("DeletionProtectionEnabled", json!(false)),
        ],
        other,
    }
}

fn create_list() -> Case {
    let mut other = vec![("OptOutListName", json!("Elsewhere")), ("OptOutListName", json!("newsletter"))];
    other.extend(other_tags());
    Case {
        operation: "CreateOptOutList",
        body: json!({ "OptOutListName": "Newsletter", "Tags": [{ "Key": "team", "Value": "a" }] }),
        same: vec![("Unknown", json!(1))],
        other,
    }
}

/// Calls an operation, which must succeed.
async fn answered(app: &App, operation: &str, body: &str) -> RawAnswer {
    let answer = raw::call(app, operation, body).await;
    assert_eq!(answer.status, 200, "{operation} {body}: {}", answer.json());
    answer
}

/// Calls an operation, which must be answered with these bytes and change nothing.
async fn replayed(app: &App, operation: &str, body: &str, first: &RawAnswer) {
    let before = app.state().await;
    let answer = raw::call(app, operation, body).await;
    assert_eq!((answer.status, text(&answer)), (200, text(first)), "{operation} {body}");
    assert_eq!(app.state().await, before, "a replay of {operation} changed the state");
}

/// Calls an operation, whose token must be refused as that of another request, without an effect.
async fn refused_as_other(app: &App, operation: &str, body: &str) {
    let before = app.state().await;
    let answer = raw::call(app, operation, body).await;
    assert_is_other(&answer, body);
    assert_eq!(app.state().await, before, "a refusal of {operation} changed the state");
}

#[track_caller]
fn assert_is_other(answer: &RawAnswer, body: &str) {
    let members = answer.json();
    assert_eq!(answer.status, 400, "{body}: {members}");
    assert_eq!(members["__type"], "com.amazonaws.pinpointsmsvoicev2#ValidationException", "{body}: {members}");
    assert_eq!(members["Reason"], "INVALID_PARAMETER", "{body}: {members}");
    let field = json!({ "Name": "clientToken", "Message": "The token was already used with other parameters" });
    assert_eq!(members["Fields"], json!([field]), "{body}");
}

fn text(answer: &RawAnswer) -> &str {
    std::str::from_utf8(&answer.body).expect("the body is text")
}

/// A request for a number, which succeeds as often as it is carried out.
fn number(country: &str) -> Value {
    json!({
        "IsoCountryCode": country, "MessageType": MessageType::Transactional.as_str(), "NumberCapabilities": ["SMS"],
        "NumberType": "LONG_CODE"
    })
}

/// The same with a token.
fn number_with(country: &str, token: &str) -> String {
    with(&number(country), "ClientToken", &json!(token)).to_string()
}

const NUMBERS: &str = "select count(*) from inspect.phone_numbers";
const TOKENS: &str = "select count(*) from inspect.client_tokens";
