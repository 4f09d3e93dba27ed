//! What callsign's own interface leaves in the log: nothing of what is secret.

use serde_json::json;

use crate::{
    harness::{Folder, Process, RawRequest, Scratch, command},
    staging::{request, send},
};

const TOKEN: &str = "c4n4ry-token-0123456789-0123456789";

#[tokio::test]
async fn tokens_cookies_codes_and_numbers_are_in_no_log_line_at_any_level_and_secrets_in_no_row_metric_or_refusal() {
    let scratch = Scratch::migrated().await;
    let folder = Folder::new();
    let settings =
        format!("[[staging.tokens]]\nname = \"ci\"\ntoken = \"{TOKEN}\"\naccount_ids = \"*\"\naccess = \"admin\"\n");
    let file = folder.write("callsign.toml", &settings);
    let file = file.to_string_lossy();
    let arguments = ["--listen", "127.0.0.1:0", "--database-url", scratch.url(), "--config", &file];
    let mut process = Process::spawn(command(&arguments, &[("log.level", "trace"), ("server.drain_ms", "0")]));
    let address = process.address();
    let mut connection = crate::harness::cluster::connect(scratch.url()).await;
    send(&mut connection, "+12065550142", "Your code is 73194682.").await;

    let form = RawRequest {
        method: "POST",
        path: "/_callsign/console/login".to_owned(),
        headers: Vec::new(),
        body: format!("token={TOKEN}").into_bytes(),
    };
    let form = form.with("host", &address.to_string()).with("content-type", "application/x-www-form-urlencoded");
    let begun = form.clone().send(address).await;
    let cookie = begun.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    assert_eq!(begun.status, 303, "{begun:?}");
    let as_token = |method, path: &str, body| {
        request(address, method, path, &body).with("authorization", &format!("Bearer {TOKEN}"))
    };
    let otp = as_token("GET", "otp?to=%2B12065550142&timeout_ms=0", serde_json::Value::Null).send(address).await;
    assert_eq!(otp.json()["otp"], "73194682", "{otp:?}");
    for (path, status) in [("conversations/%2B12015550100/%2B12065550142", 200), ("messages?contains=73194682", 200)] {
        assert_eq!(as_token("GET", path, serde_json::Value::Null).send(address).await.status, status, "{path}");
    }
    let wait = json!({ "to": "+12065550142", "contains": "c4n4ry-body", "timeout_ms": 0 });
    assert_eq!(as_token("POST", "messages/wait", wait).send(address).await.status, 404);
    let wrong = request(address, "GET", "info", &serde_json::Value::Null);
    let wrong = wrong.with("authorization", "Bearer c4n4ry-wrong-token").with("cookie", &cookie);
    let mut refusals = vec![wrong.send(address).await];
    assert_eq!(refusals[0].status, 401);
    for (method, path, body) in [
        ("GET", "messages/none", json!(null)),
        ("GET", "nothing", json!(null)),
        ("GET", "messages?tokens=all", json!(null)),
        ("GET", "messages?limit=0", json!(null)),
        ("POST", "messages/none/events", json!({ "event_type": "NONE" })),
        ("POST", "reset", json!({})),
    ] {
        refusals.push(as_token(method, path, body).send(address).await);
    }
    // The API's own refusals, for who sends a token there.
    let call = RawRequest::unsigned(address, "CreatePool", "{}").with("authorization", &format!("Bearer {TOKEN}"));
    refusals.push(call.with("cookie", &cookie).send(address).await);
    let login = RawRequest { body: format!("token={TOKEN}-not").into_bytes(), ..form };
    refusals.push(login.send(address).await);
    assert!(refusals.iter().all(|answer| answer.status >= 400), "{refusals:?}");
    let (_, metrics) = super::get(&process, "/metrics").await;
    process.signal("TERM");
    assert_eq!(process.end().code(), Some(0));

    let log = process.stdout() + &process.stderr();
    assert!(log.contains("staging"), "requests are logged: {log}");
    let session = cookie.split_once('=').expect("a value").1;
    let tables = "select format('callsign.%I', c.relname) from pg_class c
                  where c.relnamespace = 'callsign'::regnamespace and c.relkind in ('r', 'p') order by 1";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.expect("tables are listed");
    assert!(tables.iter().any(|table| table == "callsign.request"), "{tables:?}");
    for canary in ["c4n4ry-token", "c4n4ry-wrong-token", session] {
        let shown = refusals.iter().map(|answer| format!("{answer:?}")).find(|answer| answer.contains(canary));
        assert!(shown.is_none(), "{canary} is in {shown:?}");
        assert!(!metrics.contains(canary), "{canary} is in {metrics}");
        for table in &tables {
            let query = format!("select count(*) from {table} t where strpos(t::text, $1) > 0");
            let found = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(query)).bind(canary);
            let found = found.fetch_one(&mut connection).await.expect("the table is read");
            assert_eq!(found, 0, "{canary} is in {table}");
        }
    }
    for canary in ["c4n4ry", session, "73194682", "2065550142"] {
        let shown = log.lines().find(|line| line.contains(canary));
        assert!(shown.is_none(), "{canary} is in {shown:?}");
    }
}
