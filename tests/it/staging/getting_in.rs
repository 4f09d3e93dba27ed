//! Who gets in: Host, other sites, machines, accounts.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{ask, refused, request, send_as};
use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, RawRequest};

fn handset() -> Value {
    json!({ "phone": "+12065550142" })
}

#[tokio::test]
async fn hosts_origins_and_sites_decide_in_twenty_four_cases() {
    let app = App::start().await;
    let own = app.address().to_string();
    let (own_origin, other) = (format!("http://{own}"), "http://evil.example".to_owned());
    let foreign = "evil.example:4580";
    let mut cases = Vec::new();
    for host in [own.as_str(), foreign] {
        for origin in [None, Some(&own_origin), Some(&other)] {
            for site in [None, Some("same-origin"), Some("none"), Some("cross-site")] {
                let is_other_site = site == Some("cross-site") || (site.is_none() && origin == Some(&other));
                let status = match is_other_site {
                    _ if host == foreign => 421,
                    true => 403,
                    false => 201,
                };
                cases.push((host, origin, site, status));
            }
        }
    }
    assert_eq!(cases.len(), 24);
    assert_eq!(cases.iter().filter(|case| case.3 == 201).count(), 8);
    for (host, origin, site, status) in cases {
        let mut request = request(app.address(), "POST", "handsets", &handset()).without("host").with("host", host);
        if let Some(origin) = origin {
            request = request.with("origin", origin);
        }
        if let Some(site) = site {
            request = request.with("sec-fetch-site", site);
        }
        let answer = request.send(app.address()).await;
        assert_eq!(answer.status, status, "{host} {origin:?} {site:?}: {answer:?}");
    }
    assert_eq!(app.count("select count(*) from callsign.handset").await, 8);
}

#[tokio::test]
async fn what_only_reads_may_be_asked_by_any_site_under_an_own_name() {
    let app = App::start().await;
    let asked = request(app.address(), "GET", "info", &Value::Null).with("sec-fetch-site", "cross-site");
    let answer = asked.with("origin", "http://evil.example").send(app.address()).await;
    assert_eq!(answer.status, 200);
    // The page can't read it.
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn own_names_are_addresses_names_without_a_dot_local_ones_and_those_of_the_settings() {
    let app = App::with(|settings| settings.staging.allowed_hosts = vec!["SMS.staging.example".to_owned()]).await;
    let get = async |host: &str| {
        let request = request(app.address(), "GET", "info", &Value::Null).without("host").with("host", host);
        request.send(app.address()).await
    };
    for host in [
        "127.0.0.1:1",
        "10.0.0.7",
        "[::1]:4580",
        "localhost",
        "callsign:4580",
        "a.localhost",
        "host.docker.internal:4580",
        "sms.STAGING.example:80",
    ] {
        assert_eq!(get(host).await.status, 200, "{host}");
    }
    for host in
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evillocalhost.com", "", "localhost."]
    {
        let answer = get(host).await;
        assert_eq!(refused(&answer), "421 OTHER_HOST", "{host}");
        assert!(answer.body.contains("staging.allowed_hosts"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_call_of_the_api_that_a_page_makes_under_a_foreign_name_is_refused() {
    let app = App::start().await;
    let call = RawRequest::unsigned(app.address(), "DescribePools", "{}").without("host").with("host", "evil.example");
    let answer = call.clone().with("origin", "http://evil.example").signed().send(app.address()).await;
    assert_eq!(refused(&answer), "421 OTHER_HOST");
    // SDKs send no Origin, and may call callsign by any name.
    assert_eq!(call.signed().send(app.address()).await.status, 200);
}

#[tokio::test]
async fn beyond_loopback_it_is_closed_unless_the_settings_open_it() {
    let everywhere = "0.0.0.0:0".parse().expect("it is an address");
    let closed = App::with(|settings| settings.server.listen = everywhere).await;
    let answer = ask(&closed, "GET", "info", Value::Null).await;
    assert_eq!(refused(&answer), "403 NOT_OPEN");
    assert!(answer.body.contains("staging.open = true"), "{answer:?}");

    let open = App::with(|settings| {
        settings.server.listen = everywhere;
        settings.staging.open = true;
    })
    .await;
    assert_eq!(ask(&open, "GET", "info", Value::Null).await.status, 200);
    let foreign = request(open.address(), "GET", "info", &Value::Null).without("host").with("host", "evil.example");
    assert_eq!(refused(&foreign.send(open.address()).await), "421 OTHER_HOST");
}

#[tokio::test]
async fn it_can_be_switched_off_as_a_whole() {
    let app = App::with(|settings| settings.staging.enabled = false).await;
    let answer = ask(&app, "GET", "info", Value::Null).await;
    assert_eq!(answer.line(), "400 UnknownOperationException");
}

#[tokio::test]
async fn a_body_that_is_not_declared_json_is_refused() {
    let app = App::start().await;
    let form = request(app.address(), "POST", "handsets", &handset()).without("content-type");
    assert_eq!(refused(&form.clone().with("content-type", "text/plain").send(app.address()).await), "415 NOT_JSON");
    assert_eq!(refused(&form.send(app.address()).await), "415 NOT_JSON");
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_is_told() {
    let app = App::start().await;
    for (method, path) in [("GET", "nothing"), ("PATCH", "messages"), ("POST", "messages"), ("GET", "")] {
        assert_eq!(refused(&ask(&app, method, path, Value::Null).await), "404 NOT_FOUND", "{method} {path}");
    }
}

#[tokio::test]
async fn a_signature_says_whose_messages_are_shown() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    send_as(&mut connection, ACCOUNT, REGION, "+12065550142", "ours").await;
    send_as(&mut connection, OTHER_ACCOUNT, REGION, "+12065550142", "theirs").await;
    send_as(&mut connection, OTHER_ACCOUNT, "eu-west-1", "+12065550142", "theirs, far away").await;
    let list = |path: &'static str, key: &'static str| {
        let request = request(app.address(), "GET", path, &Value::Null);
        request.signed_by(key, key, None, SystemTime::now())
    };
    let answer = list("messages", "other").send(app.address()).await.json();
    let bodies: Vec<_> = answer["items"].as_array().expect("a list").iter().map(|item| &item["message_body"]).collect();
    assert_eq!(bodies, ["theirs"]);
    let unsigned = ask(&app, "GET", "messages", Value::Null).await.json();
    assert_eq!(unsigned["items"].as_array().map(Vec::len), Some(3));

    let others = list("messages?account_id=000000000000", "other").send(app.address()).await;
    assert_eq!(refused(&others), "403 NOT_YOURS");
    let wrong = request(app.address(), "GET", "messages", &Value::Null);
    let wrong = wrong.signed_by("other", "no secret", None, SystemTime::now()).send(app.address()).await;
    assert_eq!(refused(&wrong), "401 NOT_AUTHENTICATED");
}

#[tokio::test]
async fn a_credential_that_has_a_policy_may_only_read() {
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let app = App::with(|settings| settings.auth.credentials[0].policy = Some(policy.to_owned())).await;
    let signed = |method, path, body: &Value| {
        let request = request(app.address(), method, path, body);
        request.signed_by("test", "test", None, SystemTime::now())
    };
    assert_eq!(signed("GET", "messages", &Value::Null).send(app.address()).await.status, 200);
    let waits = signed("POST", "messages/wait", &json!({ "timeout_ms": 0 })).send(app.address()).await;
    assert_eq!(refused(&waits), "404 NO_MATCH_IN_TIME");
    for (method, path, body) in [("POST", "handsets", handset()), ("DELETE", "messages", Value::Null)] {
        let answer = signed(method, path, &body).send(app.address()).await;
        assert_eq!(refused(&answer), "403 READ_ONLY", "{method} {path}");
    }
}

#[tokio::test]
async fn an_access_key_of_twelve_digits_is_that_account_while_the_built_in_credential_serves() {
    let app = App::with(|settings| settings.auth.credentials.clear()).await;
    let call = |key: &str, secret: &str| {
        let list = r#"{"OptOutListName":"mine"}"#;
        let request = RawRequest::unsigned(app.address(), "CreateOptOutList", list);
        request.signed_by(key, secret, None, SystemTime::now())
    };
    for account in ["123456789012", "000000000000", "999999999999"] {
        let answer = call(account, "test").send(app.address()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let arn = format!("arn:aws:sms-voice:{REGION}:{account}:opt-out-list/mine");
        assert_eq!(answer.json()["OptOutListArn"], arn.as_str());
    }
    // The same account as the key `test`.
    assert_eq!(call("test", "test").send(app.address()).await.line(), "400 ConflictException");
    for (key, secret, line) in [
        ("123456789012", "other", "403 InvalidSignatureException"),
        ("12345678901", "test", "400 UnrecognizedClientException"),
        ("1234567890123", "test", "400 UnrecognizedClientException"),
        ("12345678901a", "test", "400 UnrecognizedClientException"),
    ] {
        assert_eq!(call(key, secret).send(app.address()).await.line(), line, "{key}");
    }
    let named = App::start().await;
    let request = RawRequest::unsigned(named.address(), "DescribePools", "{}");
    let request = request.signed_by("123456789012", "test", None, SystemTime::now());
    assert_eq!(request.send(named.address()).await.line(), "400 UnrecognizedClientException");
}

#[tokio::test]
async fn a_body_of_more_than_a_mebibyte_is_refused() {
    let app = App::start().await;
    let of = |length: usize| {
        let mut request = request(app.address(), "POST", "handsets", &handset());
        // White space is JSON, too.
        request.body.resize(length, b' ');
        request
    };
    assert_eq!(of(1024 * 1024).send(app.address()).await.status, 201);
    assert_eq!(refused(&of(1024 * 1024 + 1).send(app.address()).await), "413 BODY_TOO_LARGE");
    // Who isn't let in can't keep that much.
    let closed = App::with(|settings| settings.server.listen = "0.0.0.0:0".parse().expect("it is an address")).await;
    let answer = of(64 * 1024).without("host").with("host", &closed.address().to_string()).send(closed.address()).await;
    assert_eq!(answer.status, 413, "{answer:?}");
}
