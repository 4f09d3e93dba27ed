//! `/requests` and `inspect.requests`: every call on record.

use callsign::{
    config::RequestsKept,
    path::request_log::{Keep, Noted, RequestLog},
    store::request::Request,
};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{ask, get, refused};
use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, RawAnswer, RawRequest, arn_in, raw, until};

/// The newest call that is kept.
async fn newest(app: &App) -> Value {
    get(app, "requests?limit=1").await["items"][0].clone()
}

#[tokio::test]
async fn a_call_is_kept_with_what_it_asked_and_was_answered() {
    let app = App::start().await;
    let body = json!({ "OptOutListName": "more", "ClientToken": "a-token" });
    let answer = raw::call(&app, "CreateOptOutList", &body.to_string()).await;
    let kept = newest(&app).await;
    assert_eq!(kept["request_id"], answer.request_id().to_string());
    assert_eq!((&kept["operation"], &kept["outcome"]), (&json!("CreateOptOutList"), &json!("success")));
    assert_eq!((&kept["input"], &kept["answer"]), (&body, &answer.json()));
    assert_eq!((&kept["account_id"], &kept["region"]), (&json!(ACCOUNT), &json!(REGION)));
    assert_eq!((&kept["access_key_id"], &kept["client_token"]), (&json!("test"), &json!("a-token")));
    assert_eq!(kept["principal_arn"], json!(format!("arn:aws:iam::{ACCOUNT}:user/test")));
    assert!(kept["duration_ms"].as_f64().is_some_and(|ms| ms > 0.0), "{kept}");
    for nothing in ["reason", "resource_type", "resource_id", "fields", "fault_id"] {
        assert_eq!(kept[nothing], Value::Null, "{nothing}");
    }
    let one = get(&app, &format!("requests/{}", answer.request_id())).await;
    assert_eq!(one, kept);
}

#[tokio::test]
async fn a_refusal_is_kept_with_its_reason_its_resource_and_its_fields() {
    let app = App::start().await;
    let pool = format!("pool-{}", "0".repeat(32));
    let answer = raw::call(&app, "DeletePool", &json!({ "PoolId": pool }).to_string()).await;
    let kept = newest(&app).await;
    assert_eq!((&kept["outcome"], &kept["resource_type"]), (&json!("ResourceNotFoundException"), &json!("pool")));
    assert_eq!((&kept["resource_id"], &kept["answer"]), (&json!(pool), &answer.json()));

    raw::call(&app, "CreatePool", &json!({ "OriginationIdentity": "?", "MessageType": "NEWS" }).to_string()).await;
    let kept = newest(&app).await;
    assert_eq!((&kept["outcome"], &kept["reason"]), (&json!("ValidationException"), &json!("FIELD_VALIDATION_FAILED")));
    assert_eq!(kept["fields"], json!(["originationIdentity", "isoCountryCode", "messageType"]));
}

#[tokio::test]
async fn the_id_of_an_answer_leads_to_its_request_and_to_what_it_did() {
    let app = App::start().await;
    let number = json!({ "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberType": "TOLL_FREE",
                         "NumberCapabilities": ["SMS"] });
    let number = raw::call(&app, "RequestPhoneNumber", &number.to_string()).await.json();
    let pool = json!({ "OriginationIdentity": number["PhoneNumberId"], "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL" });
    let made = raw::call(&app, "CreatePool", &pool.to_string()).await;
    let text = json!({ "DestinationPhoneNumber": "+12065550142", "OriginationIdentity": made.json()["PoolId"],
                       "MessageBody": "hello" });
    let sent = raw::call(&app, "SendTextMessage", &text.to_string()).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    newest(&app).await;
    for (answer, what) in [
        (
            &made,
            "select count(*) from inspect.requests join inspect.associations using (request_id) where operation = 'CreatePool'",
        ),
        (
            &made,
            "select count(*) from inspect.requests join inspect.association_history using (request_id) where event = 'ASSOCIATED'",
        ),
        (
            &sent,
            "select count(*) from inspect.requests join inspect.messages using (request_id) where message_body = 'hello'",
        ),
    ] {
        assert_eq!(app.count(what).await, 1, "{what}: {}", answer.request_id());
    }
}

#[tokio::test]
async fn what_fails_to_authenticate_is_kept_without_its_body_for_who_may_see_all() {
    let app = App::start().await;
    let request = RawRequest::unsigned(app.address(), "CreatePool", "{\"Secret\": 1}");
    let wrong = request.signed_by("test", "wrong", None, std::time::SystemTime::now());
    let answer = wrong.send(app.address()).await;
    let kept = newest(&app).await;
    assert_eq!(kept["request_id"], answer.request_id().to_string());
    assert_eq!((&kept["outcome"], &kept["access_key_id"]), (&json!("InvalidSignatureException"), &json!("test")));
    assert_eq!((&kept["account_id"], &kept["input"]), (&Value::Null, &Value::Null));
    assert_eq!(get(&app, &format!("requests?account_id={ACCOUNT}")).await["items"], json!([]));

    let answer = RawRequest::unsigned(app.address(), "CreatePool", "{}").send(app.address()).await;
    let kept = newest(&app).await;
    assert_eq!((&kept["request_id"], &kept["access_key_id"]), (&json!(answer.request_id()), &Value::Null));
}

#[tokio::test]
async fn a_call_of_what_is_not_served_is_kept_by_its_name() {
    let app = App::start().await;
    raw::call(&app, "CreateEverything", "{}").await;
    let kept = newest(&app).await;
    assert_eq!(
        (&kept["operation"], &kept["outcome"]),
        (&json!("CreateEverything"), &json!("UnknownOperationException"))
    );
}

#[tokio::test]
async fn a_body_that_is_not_json_is_not_kept_and_an_empty_one_is_an_object() {
    let app = App::start().await;
    raw::call(&app, "DescribePools", "{\"MaxResults\": ").await;
    let kept = newest(&app).await;
    assert_eq!((&kept["outcome"], &kept["input"]), (&json!("SerializationException"), &Value::Null));
    raw::call(&app, "DescribePools", "").await;
    assert_eq!(newest(&app).await["input"], json!({}));
}

#[tokio::test]
async fn what_postgresql_can_not_hold_costs_no_call_its_row() {
    let app = App::start().await;
    for name in ["\\u0000", "a\\u0000b", "\\ud83d\\ude00"] {
        let body = format!(
            "{{\"OptOutListName\": \"{name}\", \"x{name}\": [\"{name}\"], \"ClientToken\": \"{name}\", \"n\": 1e300}}"
        );
        let answer = raw::call(&app, "CreateOptOutList", &body).await;
        let kept = newest(&app).await;
        assert_eq!(kept["request_id"], answer.request_id().to_string(), "{name}");
        assert!(kept["input"]["OptOutListName"].is_string(), "{kept}");
    }
}

#[tokio::test]
async fn every_column_but_input_and_answer_is_a_filter() {
    let app = App::start().await;
    raw::call(&app, "DescribePools", "{}").await;
    let pool = format!("pool-{}", "0".repeat(32));
    let answer = raw::call(&app, "DeletePool", &json!({ "PoolId": pool }).to_string()).await;
    raw::call(&app, "CreatePool", "{\"ClientToken\": \"t\", \"MessageType\": \"NEWS\"}").await;
    let counted =
        async |query: &str| get(&app, &format!("requests?{query}")).await["items"].as_array().expect("a list").len();
    for (query, count) in [
        (format!("request_id={}", answer.request_id()), 1),
        ("operation=DeletePool".to_owned(), 1),
        ("outcome=success".to_owned(), 1),
        ("reason=FIELD_VALIDATION_FAILED".to_owned(), 1),
        ("resource_type=pool".to_owned(), 1),
        (format!("resource_id={pool}"), 1),
        ("fields=messageType".to_owned(), 1),
        ("fields=message".to_owned(), 0),
        ("access_key_id=test".to_owned(), 3),
        (format!("principal_arn=arn:aws:iam::{ACCOUNT}:user/test"), 3),
        ("client_token=t".to_owned(), 1),
        ("fault_id=none".to_owned(), 0),
        ("duration_ms=0".to_owned(), 3),
        ("duration_ms=60000".to_owned(), 0),
        ("since=2020-01-01T00:00:00Z".to_owned(), 3),
        ("until=2020-01-01T00:00:00Z".to_owned(), 0),
        (format!("account_id={ACCOUNT}&region={REGION}"), 3),
        (format!("account_id={OTHER_ACCOUNT}"), 0),
        ("outcome=success&operation=DeletePool".to_owned(), 0),
    ] {
        assert_eq!(counted(&query).await, count, "{query}");
    }
    for (query, refusal) in [
        ("input=1", "400 UNKNOWN_PARAMETER"),
        ("operations=DeletePool", "400 UNKNOWN_PARAMETER"),
        ("duration_ms=long", "422 INVALID_VALUE"),
        ("since=yesterday", "422 INVALID_VALUE"),
        ("cursor=x", "422 INVALID_VALUE"),
    ] {
        assert_eq!(refused(&ask(&app, "GET", &format!("requests?{query}"), Value::Null).await), refusal, "{query}");
    }
    for id in ["x", "00000000-0000-4000-8000-000000000000"] {
        assert_eq!(refused(&ask(&app, "GET", &format!("requests/{id}"), Value::Null).await), "404 NOT_FOUND", "{id}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_in_both_orders() {
    let app = App::start().await;
    for _ in 0..5 {
        raw::call(&app, "DescribePools", "{}").await;
    }
    for order in ["asc", "desc"] {
        let mut sequences = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = get(&app, &format!("requests?limit=2&order={order}{cursor}")).await;
            sequences.extend(page["items"].as_array().expect("a list").iter().map(|item| item["sequence"].as_i64()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut sorted = sequences.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if order == "desc" {
            sorted.reverse();
        }
        assert_eq!((sequences.len(), &sequences), (5, &sorted), "{order}");
    }
}

#[tokio::test]
async fn the_time_of_the_account_stands_beside_the_real_one() {
    let app = App::start().await;
    app.put_ahead(86_400).await;
    raw::call(&app, "DescribePools", "{}").await;
    newest(&app).await;
    let ahead = "select count(*) from inspect.requests
                 where account_time between at + interval '86399 seconds' and at + interval '86401 seconds'";
    assert_eq!(app.count(ahead).await, 1);
}

#[tokio::test]
async fn which_calls_are_kept_is_a_setting() {
    for (keep, outcomes) in [
        (RequestsKept::All, json!(["ResourceNotFoundException", "success"])),
        (RequestsKept::Refused, json!(["ResourceNotFoundException"])),
        (RequestsKept::None, json!([])),
    ] {
        let app = App::with(|settings| settings.requests.keep = keep).await;
        raw::call(&app, "DescribePools", "{}").await;
        raw::call(&app, "DeletePool", &json!({ "PoolId": format!("pool-{}", "0".repeat(32)) }).to_string()).await;
        let kept = get(&app, "requests").await;
        let kept: Value =
            kept["items"].as_array().expect("a list").iter().map(|item| item["outcome"].clone()).collect();
        assert_eq!(kept, outcomes, "{keep:?}");
    }
}

#[tokio::test]
async fn calls_of_another_process_are_there_soon() {
    let app = App::start().await;
    let other = app.beside(|_| ()).await;
    let answer = raw::call(&other, "DescribePools", "{}").await;
    until("the other process writes its call", || async {
        get(&app, &format!("requests?request_id={}", answer.request_id())).await["items"] != json!([])
    })
    .await;
}

#[tokio::test]
async fn a_log_that_can_not_be_written_keeps_no_call_waiting_and_is_written_later() {
    let app = App::start().await;
    let mut holder = app.connection().await;
    sqlx::raw_sql("begin; lock table callsign.request in access exclusive mode")
        .execute(&mut holder)
        .await
        .expect("the table is held");
    let mut answered = Vec::new();
    for _ in 0..20 {
        let answer = raw::call(&app, "DescribePools", "{}").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answered.push(answer.request_id().to_string());
    }
    assert_eq!(refused(&ask(&app, "GET", "requests", Value::Null).await), "409 HELD");
    sqlx::raw_sql("rollback").execute(&mut holder).await.expect("the table is given back");
    until("the calls are written", || async { app.count("select count(*) from inspect.requests").await == 20 }).await;
    let kept = get(&app, "requests?order=asc").await;
    let kept: Vec<String> = kept["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["request_id"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(kept, answered);
}

#[tokio::test]
async fn a_full_disk_keeps_no_call_waiting_and_what_was_noted_is_written_when_there_is_room() {
    let app = App::start().await;
    // A sequence keeps what it counts when the transaction fails.
    app.execute(
        "create sequence callsign.tried;
         create function callsign.no_room() returns trigger language plpgsql as $$
         begin
             perform nextval('callsign.tried');
             raise exception 'could not extend file: No space left on device' using errcode = '53100';
         end $$;
         create trigger no_room before insert on callsign.request
             for each statement execute function callsign.no_room()",
    )
    .await;
    let mut answered = Vec::new();
    for _ in 0..20 {
        let answer = raw::call(&app, "DescribePools", "{}").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answered.push(answer.request_id().to_string());
    }
    let tried = "select case when is_called then last_value else 0 end from callsign.tried";
    until("it is tried again", || async { app.count(tried).await >= 2 }).await;
    // A list would lack what was answered before it was asked for.
    assert_eq!(refused(&ask(&app, "GET", "requests", Value::Null).await), "503 FAILED");
    app.execute("drop trigger no_room on callsign.request").await;
    until("the calls are written", || async { app.count("select count(*) from inspect.requests").await == 20 }).await;
    let kept = get(&app, "requests?order=asc").await;
    let kept: Vec<&str> =
        kept["items"].as_array().expect("a list").iter().filter_map(|item| item["request_id"].as_str()).collect();
    assert_eq!(kept, answered);
}

#[tokio::test]
async fn a_stop_writes_what_was_noted() {
    let mut app = App::start().await;
    for _ in 0..30 {
        raw::call(&app, "DescribePools", "{}").await;
    }
    app.stop().await;
    assert_eq!(app.count("select count(*) from inspect.requests").await, 30);
}

/// A call that was answered, with a body of so many bytes.
fn noted(bytes: usize) -> Noted {
    let request = Request {
        request_id: Uuid::new_v4(),
        at: OffsetDateTime::now_utc(),
        operation: "DescribePools".to_owned(),
        outcome: "success".to_owned(),
        reason: None,
        resource_type: None,
        resource_id: None,
        fields: None,
        access_key_id: None,
        principal_arn: None,
        account_id: None,
        region: None,
        client_token: None,
        duration_ms: 1.0,
        fault_id: None,
        input: None,
        answer: None,
        checks: None,
    };
    Noted { request, input: Some(vec![b' '; bytes]), answer: None, checks: None }
}

#[test]
fn what_does_not_fit_is_counted_and_takes_no_refusals_place() {
    let log = RequestLog::new(Keep::All);
    (0..1_500).for_each(|_| log.note(noted(0), false));
    assert_eq!(log.dropped(), 500, "of what succeeds a thousand wait");
    (0..10_000).for_each(|_| log.note(noted(0), true));
    assert_eq!(log.dropped(), 500, "no refusal is dropped for what succeeds");
    log.note(noted(0), true);
    assert_eq!(log.dropped(), 501);

    let log = RequestLog::new(Keep::All);
    (0..20).for_each(|_| log.note(noted(250_000), false));
    assert_eq!(log.dropped(), 4, "4 MiB of bodies wait");
}

#[tokio::test]
async fn what_was_dropped_is_a_metric() {
    let app = App::start().await;
    let request = RawRequest { method: "GET", path: "/metrics".to_owned(), headers: Vec::new(), body: Vec::new() };
    let answer = request.with("host", &app.address().to_string()).send(app.address()).await;
    assert!(answer.body.contains("\ncallsign_requests_dropped_total 0\n"), "{answer:?}");
}

#[tokio::test]
async fn old_calls_and_those_beyond_a_number_are_swept() {
    use callsign::{background::sweep::sweep, store::sweep::Sweep};

    let app = App::with(|settings| settings.requests.keep = RequestsKept::None).await;
    app.execute(
        "insert into callsign.request (request_id, at, operation, outcome, duration_ms, recorded_at)
         select gen_random_uuid(), now(), 'DescribePools', 'success', 1, now() - make_interval(days => 1000 - i)
         from generate_series(1, 1000) i",
    )
    .await;
    let database = app.database();
    sweep(&database, Sweep::Requests { retention: time::Duration::days(700) }).await.expect("the old ones go");
    assert_eq!(app.count("select count(*) from inspect.requests").await, 700);
    sweep(&database, Sweep::RequestsBeyond { max_rows: 100 }).await.expect("the oldest go");
    let left = "select count(*) from callsign.request where recorded_at > now() - interval '101 days'";
    assert_eq!((app.count("select count(*) from inspect.requests").await, app.count(left).await), (100, 100));
}

/// What a replay of the call answers that `answer` answered.
async fn replay(app: &App, answer: &RawAnswer, body: Value) -> Value {
    let path = format!("requests/{}/replay", answer.request_id());
    let replayed = ask(app, "POST", &path, body).await;
    assert_eq!(replayed.status, 200, "{replayed:?}");
    replayed.json()
}

const LISTS: &str = "select count(*) from inspect.opt_out_lists";

#[tokio::test]
async fn a_call_replayed_with_its_own_token_is_answered_as_then_and_does_nothing() {
    let app = App::start().await;
    let body = json!({ "OptOutListName": "more", "ClientToken": "a-token" });
    let made = raw::call(&app, "CreateOptOutList", &body.to_string()).await;
    let lists = app.count(LISTS).await;

    let replayed = replay(&app, &made, Value::Null).await;

    assert_eq!((&replayed["answer"], &replayed["difference"]), (&made.json(), &json!([])));
    assert_eq!(app.count(LISTS).await, lists);
    let kept = newest(&app).await;
    assert_eq!((&kept["request_id"], &kept["input"]), (&replayed["request_id"], &body));
    assert_ne!(kept["request_id"], made.request_id().to_string());
    assert_eq!(kept["principal_arn"], json!(format!("arn:aws:iam::{ACCOUNT}:root")));
}

#[tokio::test]
async fn a_call_replayed_with_a_new_token_meets_how_things_are_now() {
    let app = App::start().await;
    let body = json!({ "OptOutListName": "more", "ClientToken": "a-token" });
    let made = raw::call(&app, "CreateOptOutList", &body.to_string()).await;

    let replayed = replay(&app, &made, json!({ "client_token": "new" })).await;

    assert_eq!(replayed["answer"]["Reason"], "RESOURCE_ALREADY_EXISTS");
    let difference = replayed["difference"].as_array().expect("a list");
    let of = |path: &str| difference.iter().find(|one| one["path"] == path).cloned().unwrap_or_default();
    assert_eq!(of("/Reason"), json!({ "path": "/Reason", "was": null, "is": "RESOURCE_ALREADY_EXISTS" }));
    assert_eq!(of("/OptOutListName"), json!({ "path": "/OptOutListName", "was": "more", "is": null }));
    assert_ne!(newest(&app).await["client_token"], "a-token");
}

#[tokio::test]
async fn a_refused_call_is_replayed_with_other_members_until_it_is_granted() {
    let app = App::start().await;
    let body = json!({ "OptOutListName": "a name/with a slash", "Tags": [{ "Key": "k", "Value": "v" }], "Other": 1 });
    let refused = raw::call(&app, "CreateOptOutList", &body.to_string()).await;
    assert_eq!(refused.status, 400);

    let again = replay(&app, &refused, Value::Null).await;
    assert_eq!(again["difference"], json!([]), "a request id of its own is no difference");
    let change = json!({ "change": { "OptOutListName": "more", "Tags": null } });
    let granted = replay(&app, &refused, change).await;

    assert_eq!((&granted["answer"]["OptOutListName"], &granted["answer"]["Tags"]), (&json!("more"), &Value::Null));
    assert_eq!(newest(&app).await["input"], json!({ "OptOutListName": "more", "Other": 1 }));
}

#[tokio::test]
async fn a_call_without_members_or_operation_or_row_is_not_replayed() {
    let app = App::start().await;
    let stranger = RawRequest::unsigned(app.address(), "DescribePools", "{}").send(app.address()).await;
    let unknown = raw::call(&app, "CreateCastle", "{}").await;
    for answer in [stranger, unknown] {
        let path = format!("requests/{}/replay", answer.request_id());
        assert_eq!(refused(&ask(&app, "POST", &path, Value::Null).await), "409 NOTHING_TO_REPLAY", "{answer:?}");
    }
    let nowhere = format!("requests/{}/replay", Uuid::new_v4());
    assert_eq!(refused(&ask(&app, "POST", &nowhere, Value::Null).await), "404 NOT_FOUND");
    let made = raw::call(&app, "DescribePools", "{}").await;
    let elsewhere = format!("requests/{}/replay?account_id={OTHER_ACCOUNT}", made.request_id());
    assert_eq!(refused(&ask(&app, "POST", &elsewhere, Value::Null).await), "404 NOT_FOUND");
    let path = format!("requests/{}/replay", made.request_id());
    assert_eq!(refused(&ask(&app, "POST", &path, json!({ "client_token": "old" })).await), "400 INVALID_BODY");
}

#[tokio::test]
async fn a_refusal_is_kept_with_all_checks_as_of_then() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let spoilt = "update callsign.phone_number set message_type = 'PROMOTIONAL', self_managed_opt_outs_enabled = true";
    app.execute(spoilt).await;
    let input = json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" }).to_string();
    let refused = raw::call(&app, "AssociateOriginationIdentity", &input).await;
    assert_eq!(refused.json()["Reason"], "MESSAGE_TYPE_MISMATCH");
    app.execute(
        "update callsign.phone_number set message_type = 'TRANSACTIONAL', self_managed_opt_outs_enabled = false",
    )
    .await;
    let accepted = raw::call(&app, "AssociateOriginationIdentity", &input).await;
    assert_eq!(accepted.status, 200, "{accepted:?}");

    let kept = get(&app, &format!("requests/{}", refused.request_id())).await;
    let checks = kept["checks"].as_array().unwrap_or_else(|| panic!("checks are kept: {kept}"));
    let failing: Vec<&Value> = checks.iter().filter(|check| check["holds"] == false).collect();
    let names: Vec<&Value> = failing.iter().map(|check| &check["name"]).collect();
    assert_eq!(names, ["message_type_matches", "self_managed_opt_outs_match"]);
    assert_eq!((&failing[0]["left"], &failing[0]["right"]), (&json!("PROMOTIONAL"), &json!("TRANSACTIONAL")));
    assert!(failing[0]["remedy"].is_string() && checks.len() > 5, "{kept}");
    let kept = get(&app, &format!("requests/{}", accepted.request_id())).await;
    assert_eq!(kept["checks"], Value::Null, "nothing refused it");
}

#[tokio::test]
async fn what_no_rule_refused_and_what_is_anothers_is_kept_without_checks() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let theirs = Fixture(app.client_of("other", REGION));
    let (pool, number) = (theirs.pool().await, fixture.number().await);
    let arn = arn_in(OTHER_ACCOUNT, &format!("pool/{pool}"));
    let statement = json!({ "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Resource": "*",
                            "Action": "sms-voice:AssociateOriginationIdentity" });
    let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    let put = app.client_of("other", REGION).put_resource_policy().resource_arn(&arn).policy(policy);
    put.send().await.expect("the policy is put");
    app.execute("update callsign.phone_number set message_type = 'PROMOTIONAL' where account_id = '000000000000'")
        .await;
    for (pool, reason) in [(arn.as_str(), "MESSAGE_TYPE_MISMATCH"), ("pool-", "MISSING_PARAMETER")] {
        let input = json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" });
        let input = if pool == "pool-" { json!({}) } else { input };
        let refused = raw::call(&app, "AssociateOriginationIdentity", &input.to_string()).await;
        let kept = get(&app, &format!("requests/{}", refused.request_id())).await;
        assert_eq!((&kept["reason"], &kept["checks"]), (&json!(reason), &Value::Null), "{kept}");
    }
}
