//! callsign's own interface, `/_callsign/v1`.

use std::{net::SocketAddr, time::SystemTime};

use serde_json::Value;
use sqlx::PgConnection;

use crate::harness::{App, RawAnswer, RawRequest, until};

mod carriers;
mod clock;
mod conversations;
mod deliveries;
mod events;
pub mod explain;
mod fault_rules;
mod faults;
mod getting_in;
mod handsets;
mod info;
mod messages;
mod openapi;
mod otp;
mod page;
mod requests;
mod reset;
mod route;
mod scopes;
mod seed;
mod sending;
pub mod stream;
mod tokens;
mod wait;
mod workers;

/// A request as a program sends it, not signed.
pub fn request(address: SocketAddr, method: &'static str, path: &str, body: &Value) -> RawRequest {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = RawRequest { method, path: format!("/_callsign/v1/{path}"), headers: Vec::new(), body };
    let request = request.with("host", &address.to_string());
    if request.body.is_empty() { request } else { request.with("content-type", "application/json") }
}

/// The answer to a request as a program sends it.
pub async fn ask(app: &App, method: &'static str, path: &str, body: Value) -> RawAnswer {
    request(app.address(), method, path, &body).send(app.address()).await
}

/// The answer to a request of a program that comes back when it is told to, since the machine is busy with other tests.
pub async fn ask_again(app: &App, method: &'static str, path: &str, body: Value) -> RawAnswer {
    for _ in 0..20 {
        let answer = ask(app, method, path, body.clone()).await;
        if answer.status != 503 {
            return answer;
        }
    }
    panic!("{method} {path} is refused for ever")
}

/// What a call by the account of these digits answers, which must succeed; told to come back, it does.
pub async fn called_by(app: &App, account: &str, operation: &str, body: Value) -> Value {
    let request = RawRequest::unsigned(app.address(), operation, body.to_string());
    for _ in 0..20 {
        let answer = request.clone().signed_by(account, "test", None, SystemTime::now()).send(app.address()).await;
        if answer.header("x-amzn-errortype") != "ThrottlingException" {
            assert_eq!(answer.status, 200, "{operation}: {answer:?}");
            return answer.json();
        }
    }
    panic!("{operation} is throttled for ever");
}

/// What a GET answers, which must succeed.
pub async fn get(app: &App, path: &str) -> Value {
    let answer = ask(app, "GET", path, Value::Null).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// `status code` of a refusal; checks the form that all of them have.
#[track_caller]
pub fn refused(answer: &RawAnswer) -> String {
    let body = answer.json();
    for member in ["code", "message", "hint"] {
        assert!(body["error"][member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {answer:?}");
    }
    format!("{} {}", answer.status, body["error"]["code"].as_str().unwrap_or_default())
}

/// A text message to a number, as a send would have made it and told of it. Its id.
pub async fn send_as(connection: &mut PgConnection, account: &str, region: &str, to: &str, body: &str) -> String {
    let id = insert(connection, account, region, to, body).await;
    sqlx::query("select pg_notify('callsign_changed', 'a test')").execute(connection).await.expect("others are told");
    id
}

/// One of the account of the tests that nobody is told of.
pub async fn send_silently(connection: &mut PgConnection, to: &str, body: &str) -> String {
    insert(connection, crate::harness::ACCOUNT, crate::harness::REGION, to, body).await
}

async fn insert(connection: &mut PgConnection, account: &str, region: &str, to: &str, body: &str) -> String {
    let scope = "insert into callsign.account_region (account_id, region, created_at)
                 values ($1, $2, clock_timestamp()) on conflict do nothing";
    sqlx::query(scope).bind(account).bind(region).execute(&mut *connection).await.expect("the scope is there");
    let message = "
        insert into callsign.message
            (id, account_id, region, direction, channel, kind, status, origination_phone_number, origination_kind,
             destination_phone_number, iso_country_code, chosen_by, message_type, message_body, message_encoding, context,
             time_to_live, request_id, created_at)
        values (gen_random_uuid(), $1, $2, 'OUTBOUND', 'TEXT', 'API', 'ACCEPTED', '+12015550100', 'LONG_CODE', $3, 'US',
                'DIRECT', 'TRANSACTIONAL', $4, 'GSM', '{\"order\": \"77\"}', 259200, 'request',
                date_trunc('milliseconds', clock_timestamp()))
        returning id::text";
    let id = sqlx::query_scalar(message).bind(account).bind(region).bind(to).bind(body).fetch_one(connection).await;
    id.expect("the message is inserted")
}

/// A text message of the account of the tests.
pub async fn send(connection: &mut PgConnection, to: &str, body: &str) -> String {
    send_as(connection, crate::harness::ACCOUNT, crate::harness::REGION, to, body).await
}

/// Returns when somebody has looked for messages, so that he waits for them.
pub async fn somebody_looked(app: &App) {
    until("somebody looks for messages", || async {
        let looks = "select count(*) from pg_stat_activity
                     where datname = current_database() and application_name = 'callsign' and state = 'idle'
                       and query like 'with matching as%'";
        app.count(looks).await > 0
    })
    .await;
}
