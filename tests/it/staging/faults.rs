//! `/faults` and the header `x-callsign-fault`: rules, phases, delays, and what is left of a call that met one.

use std::time::SystemTime;

use aws_sdk_pinpointsmsvoicev2::{
    config::retry::RetryConfig,
    error::SdkError,
    types::{MessageType, RequestableNumberType},
};
use callsign::api::operations;
use serde_json::{Value, json};

use super::{ask, get, refused};
use crate::{
    harness::{ACCOUNT, App, Fixture, REGION, RawAnswer, RawRequest, Stage, refusal, simulator},
    message::stage::{PHONE, Stage as Sending, line},
};

async fn fault(app: &App, said: Value) -> Value {
    let answer = ask(app, "POST", "faults", said).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

/// Sends a call with the header. `None` if the connection closes without an answer.
async fn call(app: &App, header: Option<&str>, operation: &str, body: &str) -> Option<RawAnswer> {
    let request = RawRequest::unsigned(app.address(), operation, body);
    let request = request.signed_by("test", "test", None, SystemTime::now());
    let request = header.into_iter().fold(request, |request, value| request.with("x-callsign-fault", value));
    crate::harness::send(app.address(), &request.bytes()).await
}

const SDK_RETRIES: u32 = 3;

/// A client that tries again, as the SDK does unless it is told not to.
fn retrying(app: &App) -> aws_sdk_pinpointsmsvoicev2::Client {
    let config = app.client().config().to_builder();
    let retries = RetryConfig::standard().with_max_attempts(SDK_RETRIES);
    let retries = retries.with_initial_backoff(std::time::Duration::from_millis(1));
    aws_sdk_pinpointsmsvoicev2::Client::from_conf(config.retry_config(retries).build())
}

async fn lost(app: &App, operation: &str) {
    fault(app, json!({ "operation": operation, "phase": "lost_response", "times": 1 })).await;
}

#[tokio::test]
async fn an_association_whose_answer_is_lost_is_retried_with_its_token_and_made_once() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    lost(&app, "AssociateOriginationIdentity").await;
    let joined = retrying(&app).associate_origination_identity().pool_id(&pool).origination_identity(&number);
    let joined = joined.iso_country_code("US").client_token("once").send().await.expect("the retry is answered");
    assert_eq!(joined.pool_id(), Some(&*pool));
    assert_eq!(app.count("select count(*) from inspect.association_history where event = 'ASSOCIATED'").await, 2);
    assert_eq!(app.count("select count(*) from inspect.faults where times = 0").await, 1);
}

#[tokio::test]
async fn a_pool_whose_answer_is_lost_is_retried_with_its_token_and_made_once() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    lost(&app, "CreatePool").await;
    let pool = retrying(&app).create_pool().origination_identity(&number).iso_country_code("US");
    let pool = pool.message_type(MessageType::Transactional).send().await.expect("the SDK's own token is enough");
    let pools = app.client().describe_pools().send().await.expect("pools are described");
    assert_eq!(pools.pools().iter().map(|one| Some(&*one.pool_id)).collect::<Vec<_>>(), [pool.pool_id()]);
}

#[tokio::test]
async fn a_number_whose_answer_is_lost_is_retried_with_its_token_and_leased_once() {
    let app = App::start().await;
    lost(&app, "RequestPhoneNumber").await;
    simulator(&retrying(&app)).send().await.expect("the retry is answered");
    assert_eq!(app.count("select count(*) from inspect.phone_numbers").await, 1);
}

#[tokio::test]
async fn a_text_whose_answer_is_lost_is_there_twice_after_its_retry() {
    let stage = Sending::new().await;
    lost(&stage.app, "SendTextMessage").await;
    let text = retrying(&stage.app).send_text_message().destination_phone_number(PHONE).message_body("Hello");
    text.origination_identity(&stage.number).send().await.expect("the retry is answered");
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 2);
}

/// What an operation wrote: all tables that hold what it could have.
async fn rows(app: &App) -> String {
    let rows = "select string_agg(query_to_xml(format('select t.xmin, t.* from callsign.%I t order by t::text', relname), true, true, '')::text, '')
                from pg_class where relnamespace = 'callsign'::regnamespace and relkind = 'r'
                  and relname not in ('fault', 'version', 'schema_history', 'schema_served', 'client_token', 'request')";
    sqlx::query_scalar(rows).fetch_one(&mut app.connection().await).await.expect("rows are read")
}

#[tokio::test]
async fn each_phase_of_each_writing_operation_leaves_what_it_says() {
    let app = App::with(crate::harness::settings_without_quotas).await;
    app.freeze().await;
    let stage = Stage::build(&app, "test", REGION).await;
    let mut seen = 0;
    for served in operations() {
        let reads = ["CarrierLookup", "Describe", "Get", "List"].iter().any(|verb| served.name.starts_with(verb));
        if reads {
            continue;
        }
        let before = rows(&app).await;
        for (header, line) in [
            ("before:ThrottlingException", "400 ThrottlingException"),
            ("before_commit:InternalServerException", "500 InternalServerException"),
        ] {
            let body = stage.request(served.name).to_string();
            let answer = call(&app, Some(header), served.name, &body).await.expect("an answer");
            assert_eq!(answer.line(), line, "{} {header}", served.name);
            assert_eq!(rows(&app).await, before, "{} {header} leaves everything as it was", served.name);
        }
        let refused = call(&app, Some("before_commit:InternalServerException"), served.name, "{\"nonsense").await;
        assert_eq!(refused.expect("an answer").status, 400, "what can't be read is refused first");
        let body = stage.request(served.name).to_string();
        let done = call(&app, Some("after_commit:ThrottlingException"), served.name, &body).await.expect("an answer");
        assert_eq!(done.line(), "400 ThrottlingException", "{}", served.name);
        let after = rows(&app).await;
        // Sends are asked for as trials.
        let changes_nothing = (served.name.starts_with("Send") && served.name.ends_with("Message"))
            || ["UpdateProtectConfiguration", "UpdateSenderId"].contains(&served.name)
            || (served.name.starts_with("Delete") && served.name.ends_with("Override"));
        assert!(changes_nothing || after != before, "{} is done", served.name);
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}

#[tokio::test]
async fn each_phase_with_each_exception_answers_it_and_a_lost_response_nothing() {
    let app = App::start().await;
    app.begin("test", REGION).await;
    let set = |name: &str| json!({ "ConfigurationSetName": name }).to_string();
    let exceptions = [
        ("AccessDeniedException", "ACCOUNT_DISABLED", 400),
        ("ConflictException", "RESOURCE_ALREADY_EXISTS", 400),
        ("InternalServerException", "", 500),
        ("ResourceNotFoundException", "", 400),
        ("ServiceQuotaExceededException", "CONFIGURATION_SETS_PER_ACCOUNT", 400),
        ("ThrottlingException", "", 400),
        ("ValidationException", "INVALID_PARAMETER", 400),
    ];
    let made = async || app.count("select count(*) from inspect.configuration_sets").await;
    for (number, (exception, reason, status)) in exceptions.iter().enumerate() {
        for (phase, done) in [("before", 0), ("before_commit", 0), ("after_commit", 1)] {
            let colon = if reason.is_empty() { "" } else { ":" };
            let (before, header) = (made().await, format!("{phase}:{exception}{colon}{reason}"));
            let name = set(&format!("{phase}-{number}"));
            let answer = call(&app, Some(&header), "CreateConfigurationSet", &name).await.expect("an answer");
            assert_eq!(answer.line(), format!("{status} {exception}"), "{header}");
            assert_eq!(answer.json()["Reason"].as_str().unwrap_or_default(), *reason, "{header}");
            assert_eq!(made().await - before, done, "{header}");
        }
    }
    let before = made().await;
    assert!(call(&app, Some("lost_response"), "CreateConfigurationSet", &set("lost")).await.is_none());
    assert_eq!(made().await - before, 1);
    assert!(call(&app, Some("lost_response"), "DescribeConfigurationSets", "{}").await.is_none(), "reads, too");
    for bad in
        ["lost", "before", "before:Nonsense", "lost_response:ThrottlingException", "before:ThrottlingException:X", ""]
    {
        let answer = call(&app, Some(bad), "DescribeConfigurationSets", "{}").await.expect("an answer");
        assert_eq!(answer.line(), "400 ValidationException", "{bad}");
    }
}

#[tokio::test]
async fn in_a_lane_with_fifteen_others_only_the_one_that_meets_it_is_answered_so() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let mut numbers = Vec::new();
    for _ in 0..16 {
        let kind = simulator(&app.client()).number_type(RequestableNumberType::LongCode).send().await;
        numbers.push(kind.expect("a number is there").phone_number_id.expect("it has an id"));
    }
    let (unlucky, others) = numbers.split_first().expect("there are some");
    let meant = json!({ "OriginationIdentity": unlucky });
    for (phase, error, is_joined) in
        [("before_commit", Some("InternalServerException"), false), ("lost_response", None, true)]
    {
        let error = error.map(|name| json!({ "type": name }));
        let operation = "AssociateOriginationIdentity";
        let rule = fault(&app, json!({ "operation": operation, "match": meant, "phase": phase, "error": error })).await;
        let joining = numbers.iter().map(|number| {
            let request = app.client().associate_origination_identity().pool_id(&pool).origination_identity(number);
            request.iso_country_code("US").send()
        });
        let joined = futures_util::future::join_all(joining).await;
        assert!(joined[0].is_err(), "{phase}");
        assert!(joined[1..].iter().all(Result::is_ok), "{phase}: {joined:?}");
        let members = crate::harness::View(app.client()).identities(&pool).await;
        assert_eq!(members.contains(unlucky), is_joined, "{phase}");
        assert!(others.iter().all(|other| members.contains(other)), "{phase}");
        for number in members.iter().filter(|number| numbers.contains(number)) {
            let leaving = app.client().disassociate_origination_identity().pool_id(&pool).origination_identity(number);
            leaving.iso_country_code("US").send().await.expect("it leaves");
        }
        let path = format!("faults/{}", rule["fault_id"].as_str().expect("an id"));
        assert_eq!(ask(&app, "DELETE", &path, Value::Null).await.status, 200);
    }
}

#[tokio::test]
async fn a_rule_is_for_what_it_names_and_as_often_as_it_says() {
    let app = App::start().await;
    let throttled = json!({ "type": "ThrottlingException" });
    let meets = async |operation: &str, body: &str| {
        call(&app, None, operation, body).await.is_some_and(|answer| answer.status != 200)
    };
    let all = r#"{"PoolIds": []}"#;
    for (said, expected) in [
        (json!({ "operation": "*" }), [true, true]),
        (json!({ "operation": "DescribePools" }), [true, false]),
        (json!({ "operation": "*", "account_id": ACCOUNT, "region": REGION }), [true, true]),
        (json!({ "operation": "*", "account_id": ACCOUNT, "region": "eu-west-1" }), [false, false]),
        (json!({ "operation": "*", "account_id": "222222222222" }), [false, false]),
        (json!({ "operation": "*", "access_key_id": "test" }), [true, true]),
        (json!({ "operation": "*", "access_key_id": "other" }), [false, false]),
        (json!({ "operation": "*", "match": { "PoolIds": [] } }), [true, false]),
        (json!({ "operation": "*", "match": { "PoolIds": ["x"] } }), [false, false]),
        (json!({ "operation": "*", "probability": 0.0 }), [false, false]),
        (json!({ "operation": "*", "times": 1 }), [true, false]),
    ] {
        let mut rule = said.clone();
        rule["phase"] = json!("before");
        rule["error"] = throttled.clone();
        fault(&app, rule).await;
        assert_eq!(
            [meets("DescribePools", all).await, meets("DescribeKeywords", "{}").await && expected[1]],
            expected,
            "{said}"
        );
        assert_eq!(ask(&app, "DELETE", "faults", Value::Null).await.json()["deleted"], 1);
        assert!(!meets("DescribePools", all).await, "no rule, no fault");
    }
}

#[tokio::test]
async fn a_call_on_record_names_the_rule_that_it_met() {
    let app = App::start().await;
    let throttled = json!({ "type": "ThrottlingException" });
    let rule = fault(&app, json!({ "operation": "DescribePools", "phase": "before", "error": throttled })).await;
    let delay = fault(&app, json!({ "operation": "DescribeOptOutLists", "latency_ms": 1 })).await;
    let lost = fault(&app, json!({ "operation": "CreateOptOutList", "phase": "lost_response" })).await;
    for (header, operation, body, met) in [
        (None, "DescribePools", "{}", &rule["fault_id"]),
        (None, "DescribeOptOutLists", "{}", &delay["fault_id"]),
        (None, "CreateOptOutList", r#"{"OptOutListName": "lost"}"#, &lost["fault_id"]),
        (None, "DescribePhoneNumbers", "{}", &Value::Null),
        // It asks by itself: no rule is met.
        (Some("before:ThrottlingException"), "DescribePools", "{}", &Value::Null),
        // Who is refused before meets none.
        (None, "DescribePools", r#"{"MaxResults": 0}"#, &Value::Null),
    ] {
        call(&app, header, operation, body).await;
        let newest = get(&app, "requests?limit=1").await["items"][0].clone();
        assert_eq!((&newest["operation"], &newest["fault_id"]), (&json!(operation), met), "{header:?} {body}");
    }
    let path = format!("requests?fault_id={}", rule["fault_id"].as_str().expect("an id"));
    assert_eq!(get(&app, &path).await["items"].as_array().map(Vec::len), Some(1));
    let joined = "select count(*) from inspect.requests r join inspect.faults f using (fault_id)";
    assert_eq!(app.count(joined).await, 3);
}

#[tokio::test]
async fn a_delay_is_waited_out_without_a_connection_and_outside_the_deadline() {
    let app = App::with(|settings| settings.database.max_connections = 1).await;
    fault(&app, json!({ "operation": "DescribePools", "latency_ms": [60_000, 60_000] })).await;
    let delayed = tokio::spawn({
        let client = app.client();
        async move { client.describe_pools().send().await }
    });
    // Others have the one connection meanwhile.
    for _ in 0..20 {
        app.client().describe_phone_numbers().send().await.expect("it is answered");
    }
    assert!(!delayed.is_finished());
    delayed.abort();
    assert_eq!(ask(&app, "DELETE", "faults", Value::Null).await.status, 200);
    fault(
        &app,
        json!({ "operation": "DescribePools", "latency_ms": 1, "phase": "before",
                        "error": { "type": "ConflictException", "reason": "KEYWORD_MISMATCH" } }),
    )
    .await;
    let error = app.client().describe_pools().send().await.expect_err("it is refused after its delay");
    assert!(matches!(error, SdkError::ServiceError(_)), "{error:?}");
}

#[tokio::test]
async fn an_account_that_aws_refuses_sends_nothing_and_others_do() {
    let stage = Sending::new().await;
    for reason in ["ACCOUNT_DISABLED", "INSUFFICIENT_ACCOUNT_REPUTATION"] {
        for operation in ["SendTextMessage", "SendMediaMessage", "SendVoiceMessage"] {
            let error = json!({ "type": "AccessDeniedException", "reason": reason });
            let said =
                json!({ "account_id": ACCOUNT, "operation": operation, "phase": "before", "times": 1, "error": error });
            fault(&stage.app, said).await;
        }
        let expected = format!("AccessDeniedException {reason}");
        assert_eq!(stage.refused(stage.text(PHONE)).await, expected);
        assert_eq!(line(&refusal(stage.media(PHONE).send().await)), expected);
        assert_eq!(line(&refusal(stage.voice(PHONE).send().await)), expected);
        assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 0, "nothing is sent");
    }
    let error = json!({ "type": "AccessDeniedException", "reason": "ACCOUNT_DISABLED" });
    let said =
        json!({ "account_id": "999988887777", "operation": "SendTextMessage", "phase": "before", "error": error });
    fault(&stage.app, said).await;
    stage.sent(stage.text(PHONE)).await;
}

#[tokio::test]
async fn faults_are_made_listed_changed_and_deleted() {
    let app = App::start().await;
    let said = json!({
        "operation": "SendTextMessage", "account_id": ACCOUNT, "region": REGION, "access_key_id": "test",
        "match": { "PoolId": "pool-1" }, "probability": 0.5, "times": 3, "latency_ms": [50, 400],
        "phase": "after_commit", "error": { "type": "ConflictException", "reason": "KEYWORD_MISMATCH" },
    });
    let made = fault(&app, said.clone()).await;
    for (member, value) in said.as_object().expect("an object") {
        assert_eq!(made[member], *value, "{member}");
    }
    assert_eq!(get(&app, "faults").await["items"], json!([made]));
    let path = format!("faults/{}", made["fault_id"].as_str().expect("an id"));
    let changed = ask(&app, "PUT", &path, json!({ "operation": "*", "latency_ms": 1 })).await.json();
    assert_eq!((&changed["phase"], &changed["latency_ms"], &changed["match"]), (&Value::Null, &json!(1), &json!({})));
    assert_eq!(ask(&app, "DELETE", &path, Value::Null).await.json(), json!({ "deleted": 1 }));
    assert_eq!(refused(&ask(&app, "DELETE", &path, Value::Null).await), "404 NOT_FOUND");
    assert_eq!(refused(&ask(&app, "PUT", &path, json!({ "operation": "*", "latency_ms": 1 })).await), "404 NOT_FOUND");
    for said in [
        json!({ "operation": "SendText", "latency_ms": 1 }),
        json!({ "operation": "*" }),
        json!({ "operation": "*", "latency_ms": 60_001 }),
        json!({ "operation": "*", "latency_ms": [2, 1] }),
        json!({ "operation": "*", "latency_ms": 1, "probability": 1.1 }),
        json!({ "operation": "*", "latency_ms": 1, "times": 0 }),
        json!({ "operation": "*", "phase": "during", "error": { "type": "ThrottlingException" } }),
        json!({ "operation": "*", "phase": "before" }),
        json!({ "operation": "*", "phase": "before", "error": { "type": "Throttling" } }),
        json!({ "operation": "*", "phase": "before", "error": { "type": "ThrottlingException", "reason": "X" } }),
        json!({ "operation": "*", "phase": "lost_response", "error": { "type": "ThrottlingException" } }),
        json!({ "operation": "*", "latency_ms": 1, "error": { "type": "ThrottlingException" } }),
        json!({ "operation": "*", "latency_ms": 1, "region": REGION }),
        json!({ "operation": "*", "latency_ms": 1, "account_id": "1" }),
    ] {
        assert_eq!(refused(&ask(&app, "POST", "faults", said.clone()).await), "422 INVALID_VALUE", "{said}");
    }
    assert_eq!(refused(&ask(&app, "POST", "faults", json!({ "operatio": "*" })).await), "400 INVALID_BODY");
}

#[tokio::test]
async fn another_process_goes_by_the_rules_within_a_second_or_so() {
    let app = App::start().await;
    let beside = app.beside(|_| {}).await;
    fault(&app, json!({ "operation": "*", "phase": "before", "error": { "type": "ThrottlingException" } })).await;
    crate::harness::until("the other process knows", || async {
        beside.client().describe_pools().send().await.is_err()
    })
    .await;
}

#[tokio::test]
async fn beyond_loopback_the_header_is_nothing_unless_it_is_allowed() {
    for (allowed, answered) in [(false, true), (true, false)] {
        let app = App::with(|settings| {
            settings.server.listen = "0.0.0.0:0".parse().expect("an address");
            settings.faults.header = allowed;
        })
        .await;
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], app.address().port()));
        let request = RawRequest::unsigned(address, "DescribePools", "{}");
        let request = request.signed_by("test", "test", None, SystemTime::now());
        let request = request.with("x-callsign-fault", "lost_response");
        let answer = crate::harness::send(address, &request.bytes()).await;
        assert_eq!(answer.is_some(), answered, "allowed: {allowed}");
    }
}
