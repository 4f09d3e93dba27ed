//! Tokens, sessions of browsers, and sites: who gets in where it isn't open.

use std::time::SystemTime;

use callsign::config::{AccountIds, SecretText, Settings, Token, TokenAccess};
use serde_json::{Value, json};

use super::{ask, refused, request, send_as};
use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, RawAnswer, RawRequest};

const READER: &str = "reader-0123456789-0123456789-0123";
const WRITER: &str = "writer-0123456789-0123456789-0123";
const BOTH: &str = "both-a-0123456789-0123456789-0123";
const ADMIN: &str = "admins-0123456789-0123456789-0123";

fn token(name: &str, token: &str, accounts: &[&str], access: TokenAccess) -> Token {
    let account_ids = match accounts {
        [] => AccountIds::All("*".to_owned()),
        ids => AccountIds::Of(ids.iter().map(|id| (*id).to_owned()).collect()),
    };
    Token { name: name.to_owned(), token: SecretText::new(token), account_ids, access }
}

fn with_tokens(settings: &mut Settings) {
    settings.staging.tokens = vec![
        token("reader", READER, &[ACCOUNT], TokenAccess::Read),
        token("writer", WRITER, &[ACCOUNT], TokenAccess::Write),
        token("both", BOTH, &[ACCOUNT, OTHER_ACCOUNT], TokenAccess::Write),
        token("admins", ADMIN, &[], TokenAccess::Admin),
    ];
}

async fn as_token(app: &App, token: &str, method: &'static str, path: &str, body: Value) -> RawAnswer {
    let request = request(app.address(), method, path, &body).with("authorization", &format!("Bearer {token}"));
    request.send(app.address()).await
}

fn bodies(answer: &RawAnswer) -> Vec<String> {
    let list = answer.json();
    let items = list["items"].as_array().unwrap_or_else(|| panic!("a list: {answer:?}")).iter();
    items.map(|item| item["message_body"].as_str().expect("a text").to_owned()).collect()
}

/// A request of a browser.
fn browse(app: &App, method: &'static str, path: &str, form: &str) -> RawRequest {
    let request = RawRequest { method, path: path.to_owned(), headers: Vec::new(), body: form.as_bytes().to_vec() };
    let request = request.with("host", &app.address().to_string()).with("sec-fetch-site", "same-origin");
    if form.is_empty() { request } else { request.with("content-type", "application/x-www-form-urlencoded") }
}

#[tokio::test]
async fn where_there_are_tokens_nobody_gets_in_without_one_or_a_signature() {
    let app = App::with(with_tokens).await;
    let answer = ask(&app, "GET", "messages", Value::Null).await;
    assert_eq!((refused(&answer).as_str(), answer.header("www-authenticate")), ("401 NOT_AUTHENTICATED", "Bearer"));
    for wrong in ["", "x", &READER[1..], "reader-0123456789-0123456789-0124"] {
        let answer = as_token(&app, wrong, "GET", "messages", Value::Null).await;
        assert_eq!(refused(&answer), "401 NOT_AUTHENTICATED", "{wrong}");
    }
    let lower =
        request(app.address(), "GET", "messages", &Value::Null).with("authorization", &format!("bearer {READER}"));
    assert_eq!(lower.send(app.address()).await.status, 200);
    let signed = request(app.address(), "GET", "messages", &Value::Null).signed();
    assert_eq!(signed.send(app.address()).await.status, 200);
    // The API of AWS goes on.
    app.client().describe_pools().send().await.expect("it answers");
}

#[tokio::test]
async fn beyond_loopback_a_token_or_a_signature_lets_in() {
    let app = App::with(|settings| {
        settings.server.listen = "0.0.0.0:0".parse().expect("it is an address");
        with_tokens(settings);
    })
    .await;
    assert_eq!(refused(&ask(&app, "GET", "info", Value::Null).await), "401 NOT_AUTHENTICATED");
    assert_eq!(as_token(&app, READER, "GET", "info", Value::Null).await.status, 200);
    // Without any token, signatures alone; and one is told how to set a token.
    let app = App::with(|settings| settings.server.listen = "0.0.0.0:0".parse().expect("it is an address")).await;
    let answer = ask(&app, "GET", "info", Value::Null).await;
    assert_eq!(refused(&answer), "403 NOT_OPEN");
    assert!(answer.body.contains("[[staging.tokens]]"), "{answer:?}");
    let signed = request(app.address(), "POST", "handsets", &json!({ "phone": "*" }));
    assert_eq!(signed.signed().send(app.address()).await.status, 201);
    let wrong = request(app.address(), "GET", "info", &Value::Null).signed_by("test", "wrong", None, SystemTime::now());
    assert_eq!(refused(&wrong.send(app.address()).await), "401 NOT_AUTHENTICATED");
}

#[tokio::test]
async fn each_endpoint_asks_for_the_access_that_its_row_says() {
    let app = App::with(with_tokens).await;
    let id = send_as(&mut app.connection().await, ACCOUNT, REGION, "+12065550142", "hello").await;
    let event = format!("messages/{id}/events");
    let handset = json!({ "phone": "*" });
    for (method, path, body) in [
        ("DELETE", "messages?to=1", Value::Null),
        ("DELETE", "conversations/a/b", Value::Null),
        ("POST", "handsets", handset.clone()),
        ("PUT", "handsets/018f0000-0000-7000-8000-000000000000", handset),
        ("DELETE", "handsets/018f0000-0000-7000-8000-000000000000", Value::Null),
        ("POST", event.as_str(), json!({ "event_type": "TEXT_DELIVERED" })),
    ] {
        let answer = as_token(&app, READER, method, path, body.clone()).await;
        assert_eq!(refused(&answer), "403 READ_ONLY", "{method} {path}");
        let answer = as_token(&app, WRITER, method, path, body).await;
        assert!([200, 201, 404].contains(&answer.status), "{method} {path}: {answer:?}");
    }
    for (method, path, body) in [
        ("GET", "messages", Value::Null),
        ("POST", "messages/wait", json!({ "timeout_ms": 0 })),
        ("GET", "conversations", Value::Null),
        ("GET", "events", Value::Null),
        ("GET", "info", Value::Null),
        ("POST", "route", json!({ "to": "+12065550142" })),
    ] {
        assert_eq!(as_token(&app, READER, method, path, body).await.status, 200, "{method} {path}");
    }
}

#[tokio::test]
async fn a_token_reaches_the_accounts_that_it_is_for_and_no_others() {
    let app = App::with(with_tokens).await;
    let mut connection = app.connection().await;
    let ours = send_as(&mut connection, ACCOUNT, REGION, "+12065550142", "ours").await;
    let theirs = send_as(&mut connection, OTHER_ACCOUNT, REGION, "+12065550142", "theirs 482913").await;
    let thirds = send_as(&mut connection, "333333333333", REGION, "+12065550142", "thirds").await;
    let list = async |token: &str, path: &str| bodies(&as_token(&app, token, "GET", path, Value::Null).await);
    assert_eq!(list(READER, "messages").await, ["ours"]);
    assert_eq!(list(BOTH, "messages").await, ["theirs 482913", "ours"]);
    assert_eq!(list(ADMIN, "messages").await, ["thirds", "theirs 482913", "ours"]);
    assert_eq!(list(BOTH, &format!("messages?account_id={OTHER_ACCOUNT}")).await, ["theirs 482913"]);
    for path in ["messages", "messages/latest", "conversations", "events", "handsets", "info", "otp", "stream"] {
        let path = format!("{path}?account_id={OTHER_ACCOUNT}");
        assert_eq!(refused(&as_token(&app, READER, "GET", &path, Value::Null).await), "403 NOT_YOURS", "{path}");
    }
    for (token, id, status) in
        [(READER, &ours, 200), (READER, &theirs, 404), (BOTH, &theirs, 200), (BOTH, &thirds, 404)]
    {
        let path = format!("messages/{id}");
        assert_eq!(as_token(&app, token, "GET", &path, Value::Null).await.status, status, "{path}");
        let event = json!({ "event_type": "TEXT_SUCCESSFUL" });
        let (writer, path) = (if token == READER { WRITER } else { token }, format!("{path}/events"));
        let made = as_token(&app, writer, "POST", &path, event);
        assert_eq!(made.await.status, if status == 200 { 201 } else { 404 }, "{path}");
    }
    let otp = as_token(&app, WRITER, "GET", "otp?timeout_ms=0", Value::Null).await;
    assert_eq!(refused(&otp), "404 NO_MATCH_IN_TIME");
    assert!(!otp.body.contains("482913"), "no near miss of another account: {otp:?}");
    let conversation = "conversations/%2B12015550100/%2B12065550142";
    assert_eq!(list(READER, conversation).await, ["ours"]);
    let info = as_token(&app, READER, "GET", "info", Value::Null).await.json();
    assert_eq!(info["scopes"].as_array().map(Vec::len), Some(1));
    let deleted = as_token(&app, BOTH, "DELETE", "messages", Value::Null).await.json();
    assert_eq!(deleted, json!({ "deleted": 2 }));
    assert_eq!(list(ADMIN, "messages").await, ["thirds"]);
}

#[tokio::test]
async fn a_handset_is_made_for_each_account_of_a_token_and_for_all_by_an_admin_only() {
    let app = App::with(with_tokens).await;
    let made = as_token(&app, BOTH, "POST", "handsets", json!({ "phone": "*" })).await;
    assert_eq!(made.status, 201, "{made:?}");
    let accounts: Vec<Value> =
        made.json()["items"].as_array().expect("two").iter().map(|one| one["account_id"].clone()).collect();
    assert_eq!(accounts, [json!(ACCOUNT), json!(OTHER_ACCOUNT)]);
    let own = as_token(&app, WRITER, "POST", "handsets", json!({ "phone": "*" })).await.json();
    assert_eq!(own["account_id"], ACCOUNT);
    let all = as_token(&app, ADMIN, "POST", "handsets", json!({ "phone": "*" })).await.json();
    assert_eq!(all["account_id"], Value::Null);
    // Who is bound to accounts sees the rule for all, and can't touch it.
    let path = format!("handsets/{}", all["handset_id"].as_str().expect("an id"));
    assert_eq!(as_token(&app, WRITER, "GET", &path, Value::Null).await.status, 200);
    for (method, body) in [("PUT", json!({ "phone": "+1" })), ("DELETE", Value::Null)] {
        assert_eq!(refused(&as_token(&app, WRITER, method, &path, body).await), "404 NOT_FOUND", "{method}");
    }
    let answer = as_token(&app, BOTH, "POST", "route", json!({ "to": "+12065550142" })).await;
    assert_eq!(refused(&answer), "422 NAME_AN_ACCOUNT");
}

#[tokio::test]
async fn a_browser_begins_a_session_by_a_token_and_ends_it() {
    let app = App::with(with_tokens).await;
    let wanted =
        browse(&app, "GET", "/_callsign/console/000000000000/us-east-1/inbox?q=1", "").send(app.address()).await;
    let login = "/_callsign/console/login?next=%2F_callsign%2Fconsole%2F000000000000%2Fus-east-1%2Finbox%3Fq%3D1";
    assert_eq!((wanted.status, wanted.header("location")), (303, login));
    let page = browse(&app, "GET", login, "").send(app.address()).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.body.contains(r#"value="/_callsign/console/000000000000/us-east-1/inbox?q=1""#), "{page:?}");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");

    let wrong = browse(&app, "POST", "/_callsign/console/login", "token=wrong").send(app.address()).await;
    assert_eq!((wrong.status, wrong.header("set-cookie")), (401, ""));
    let begun =
        browse(&app, "POST", "/_callsign/console/login", &format!("token={WRITER}&next=%2F_callsign%2Fv1%2Finfo"));
    let begun = begun.send(app.address()).await;
    assert_eq!((begun.status, begun.header("location")), (303, "/_callsign/v1/info"));
    let cookie = begun.header("set-cookie").to_owned();
    let (value, attributes) = cookie.split_once(';').expect("it has attributes");
    assert_eq!(attributes, " Path=/_callsign; Max-Age=43200; HttpOnly; SameSite=Strict");
    assert!(!value.contains(WRITER), "the cookie isn't the token");

    let with = |value: &str| browse(&app, "GET", "/_callsign/v1/info", "").with("cookie", value);
    assert_eq!(with(value).send(app.address()).await.status, 200);
    assert_eq!(with(&format!("a=b; {value}; c=d")).send(app.address()).await.status, 200);
    let handset = request(app.address(), "POST", "handsets", &json!({ "phone": "*" })).with("cookie", value);
    assert_eq!(
        handset.clone().with("sec-fetch-site", "same-origin").send(app.address()).await.json()["account_id"],
        ACCOUNT
    );
    // Another site's page has the cookie sent by no browser of today; its request is refused all the same.
    assert_eq!(refused(&handset.with("sec-fetch-site", "cross-site").send(app.address()).await), "403 OTHER_SITE");
    // A cookie that was changed anywhere is none.
    for place in ["callsign_session=".len(), value.len() - 1, value.len() / 2] {
        let mut other = value.as_bytes().to_vec();
        other[place] = if other[place] == b'1' { b'2' } else { b'1' };
        let other = String::from_utf8(other).expect("still text");
        assert_eq!(refused(&with(&other).send(app.address()).await), "401 NOT_AUTHENTICATED", "{other}");
    }
    let ended = browse(&app, "POST", "/_callsign/console/logout", "a=b").send(app.address()).await;
    assert!(ended.header("set-cookie").starts_with("callsign_session=; Path=/_callsign; Max-Age=0;"), "{ended:?}");
    for next in ["https://evil.example/", "//evil.example", "/_callsign/..%5C", "/"] {
        let form = format!("token={WRITER}&next={next}");
        let begun = browse(&app, "POST", "/_callsign/console/login", &form).send(app.address()).await;
        assert_eq!(begun.header("location"), "/_callsign/", "{next}");
    }
}

#[tokio::test]
async fn a_session_holds_on_every_process_of_the_database_until_its_token_is_another() {
    let app = App::with(with_tokens).await;
    let begun = browse(&app, "POST", "/_callsign/console/login", &format!("token={READER}")).send(app.address()).await;
    let cookie = begun.header("set-cookie").split(';').next().expect("a value").to_owned();
    let status = async |other: &App| {
        browse(other, "GET", "/_callsign/v1/info", "").with("cookie", &cookie).send(other.address()).await.status
    };
    let beside = app.beside(with_tokens).await;
    assert_eq!(status(&beside).await, 200);
    let changed = app
        .beside(|settings| {
            with_tokens(settings);
            settings.staging.tokens[0].token = SecretText::new("another-0123456789-0123456789-012");
        })
        .await;
    assert_eq!(status(&changed).await, 401);
    // The key is the database's.
    app.execute("update callsign.next_token_key set key = sha256('of another database')").await;
    let elsewhere = app.beside(with_tokens).await;
    assert_eq!(status(&elsewhere).await, 401);
}

#[tokio::test]
async fn the_cookie_is_for_https_only_where_callsign_is_called_by_it() {
    let secure = async |change: fn(&mut Settings), forwarded: &str| {
        let app = App::with(|settings| {
            with_tokens(settings);
            change(settings);
        })
        .await;
        let form = browse(&app, "POST", "/_callsign/console/login", &format!("token={READER}"));
        let form = if forwarded.is_empty() { form } else { form.with("x-forwarded-proto", forwarded) };
        form.send(app.address()).await.header("set-cookie").ends_with("; Secure")
    };
    assert!(!secure(|_| {}, "").await);
    assert!(secure(|_| {}, "https").await);
    assert!(secure(|settings| settings.server.public_url = Some("https://sms.example/".to_owned()), "").await);
}

#[tokio::test]
async fn pages_of_allowed_sites_and_no_others_may_ask() {
    let app = App::with(|settings| settings.staging.allowed_origins = vec!["http://localhost:3000".to_owned()]).await;
    let handset = |origin: &str| {
        let request = request(app.address(), "POST", "handsets", &json!({ "phone": "*" }));
        request.with("origin", origin).with("sec-fetch-site", "cross-site")
    };
    let allowed = handset("http://localhost:3000").send(app.address()).await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (201, "http://localhost:3000"));
    assert_eq!(allowed.header("vary"), "Origin");
    for origin in ["http://localhost:3001", "https://localhost:3000", "null"] {
        let other = handset(origin).send(app.address()).await;
        assert_eq!((refused(&other).as_str(), other.header("access-control-allow-origin")), ("403 OTHER_SITE", ""));
    }
    let mut preflight = request(app.address(), "OPTIONS", "handsets", &Value::Null);
    preflight = preflight.with("origin", "http://localhost:3000").with("access-control-request-method", "POST");
    let answer = preflight.send(app.address()).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, "http://localhost:3000"));
    assert!(answer.header("access-control-allow-headers").contains("Authorization"));
}

#[tokio::test]
async fn what_callsign_hands_out_begins_with_the_public_url() {
    let app = App::start().await;
    let info = super::get(&app, "info").await;
    assert_eq!(info["console_url"], format!("http://{}/_callsign/", app.address()));
    let app = App::with(|settings| settings.server.public_url = Some("https://sms.example/".to_owned())).await;
    assert_eq!(super::get(&app, "info").await["console_url"], "https://sms.example/_callsign/");
}
