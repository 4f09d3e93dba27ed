//! AWS JSON 1.0 byte for byte, where an SDK would hide something.

mod connections;
mod hostile;
mod repeated;
mod wrong_types;

use std::{
    collections::HashSet,
    time::{Duration, SystemTime},
};

use callsign::config::SecretText;
use serde_json::{Value, json};

use crate::harness::{ACCOUNT, App, Fixture, RawAnswer, RawConnection, RawRequest, send};

const MODEL: &str = "com.amazonaws.pinpointsmsvoicev2#";
const FRONT_END: &str = "com.amazon.coral.service#";
const PREFIX: &str = "arn:aws:sms-voice:us-east-1:000000000000:";

/// The answer to a signed call.
async fn call(app: &App, operation: &str, body: &Value) -> RawAnswer {
    RawRequest::call(app.address(), operation, body.to_string()).send(app.address()).await
}

/// The body of an error that the front end raises.
fn front_end(name: &str, message: &str) -> Value {
    json!({ "__type": format!("{FRONT_END}{name}"), "message": message, "Message": message })
}

// Success

#[tokio::test]
async fn a_success_has_status_200_the_media_type_and_a_request_id() {
    let app = App::start().await;

    let answer = call(&app, "DescribePools", &json!({})).await;

    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"Pools":[]}"#));
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(answer.request_id().get_version_num(), 4);
    assert_eq!(answer.header("x-amzn-errortype"), "");
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let app = App::start().await;
    let list = json!({ "OptOutListName": "Mine", "ClientToken": "once" });
    let mut ids = HashSet::new();
    for _ in 0..3 {
        ids.insert(call(&app, "CreateOptOutList", &list).await.request_id());
        ids.insert(call(&app, "CreateOptOutList", &json!({})).await.request_id());
        ids.insert(call(&app, "NoSuchOperation", &json!({})).await.request_id());
    }
    assert_eq!(ids.len(), 9);
}

#[tokio::test]
async fn the_request_id_is_the_one_that_sql_readers_find() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);

    let body = json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" });
    let answer = call(&app, "AssociateOriginationIdentity", &body).await;

    let mut connection = app.connection().await;
    let found: i64 = sqlx::query_scalar("select count(*) from inspect.associations where request_id = $1")
        .bind(answer.request_id().to_string())
        .fetch_one(&mut connection)
        .await
        .expect("the view is there");
    assert_eq!(found, 1);
}

#[tokio::test]
async fn the_answer_of_associate_origination_identity_has_the_five_members_of_the_model() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);

    let body = json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" });
    let answer = call(&app, "AssociateOriginationIdentity", &body).await;

    assert_eq!(
        answer.body,
        format!(
            "{{\"PoolArn\":\"{PREFIX}pool/{pool}\",\"PoolId\":\"{pool}\",\
             \"OriginationIdentityArn\":\"{PREFIX}phone-number/{number}\",\"OriginationIdentity\":\"{number}\",\
             \"IsoCountryCode\":\"US\"}}"
        )
    );
}

#[tokio::test]
async fn absent_members_are_omitted_and_timestamps_are_numbers() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let body = json!({ "OriginationIdentity": number, "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL" });

    let answer = call(&app, "CreatePool", &body).await;

    let mut members = answer.json();
    let created = members["CreatedTimestamp"].take().as_f64().expect("a timestamp is a number");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("it is after 1970").as_secs_f64();
    assert!((created - now).abs() < 60.0, "seconds since the epoch, not milliseconds: {created}");
    let pool = members["PoolId"].clone();
    let arn = format!("{PREFIX}pool/{}", pool.as_str().unwrap_or_default());
    let expected = json!({
        "PoolArn": arn, "PoolId": pool, "Status": "ACTIVE", "MessageType": "TRANSACTIONAL",
        "TwoWayEnabled": false, "SelfManagedOptOutsEnabled": false, "OptOutListName": "Default",
        "SharedRoutesEnabled": false, "DeletionProtectionEnabled": false, "CreatedTimestamp": null,
    });
    assert_eq!(members, expected, "no Tags, no TwoWayChannelArn, no nulls");
}

#[tokio::test]
async fn a_replay_answers_the_same_bytes_under_a_new_request_id() {
    let app = App::start().await;
    let body = json!({ "OptOutListName": "Mine", "ClientToken": "once", "Tags": [{ "Key": "a", "Value": "" }] });

    let first = call(&app, "CreateOptOutList", &body).await;
    let again = call(&app, "CreateOptOutList", &body).await;

    assert_eq!((first.status, &first.body), (200, &again.body));
    assert_eq!(first.json()["Tags"], json!([{ "Key": "a", "Value": "" }]));
    assert_ne!(first.request_id(), again.request_id());
}

#[tokio::test]
async fn an_empty_body_stands_for_an_empty_object_and_unknown_members_are_ignored() {
    let app = App::start().await;
    for body in ["", "{}", " { } ", r#"{"Surprise":[1,{"PoolIds":null}],"MaxResults":5}"#, r#"{"PoolIds":null}"#] {
        let answer = RawRequest::call(app.address(), "DescribePools", body).send(app.address()).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"Pools":[]}"#), "{body}");
    }
}

#[tokio::test]
async fn the_media_type_of_the_request_is_not_looked_at() {
    let app = App::start().await;
    for media_type in ["application/json", "text/plain", "application/x-amz-json-1.1"] {
        let request = RawRequest::unsigned(app.address(), "DescribePools", "{}").without("content-type");
        let answer = request.with("content-type", media_type).signed().send(app.address()).await;
        assert_eq!(answer.status, 200, "{media_type}");
    }
}

// Errors of the model

#[tokio::test]
async fn a_conflict_has_its_members_flat_beside_the_type() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, number) = (fixture.pool().await, fixture.pool().await, fixture.number().await);
    fixture.associate(&first, &number, "US").await;

    let body = json!({ "PoolId": second, "OriginationIdentity": number, "IsoCountryCode": "US" });
    let answer = call(&app, "AssociateOriginationIdentity", &body).await;

    assert_eq!(answer.line(), "400 ConflictException");
    let reason = "PHONE_NUMBER_ASSOCIATED_TO_POOL";
    let expected = json!({
        "__type": format!("{MODEL}ConflictException"),
        "Message":
            format!(r#"Conflict Occurred - Reason="{reason}" ResourceType="phone-number" ResourceId="{number}""#),
        "Reason": reason, "ResourceType": "phone-number", "ResourceId": number,
    });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn a_resource_that_is_not_there_has_no_reason() {
    let app = App::start().await;
    let pool = format!("pool-{}", "0".repeat(32));
    let body = json!({ "PoolId": pool, "OriginationIdentity": "ACME", "IsoCountryCode": "GB" });

    let answer = call(&app, "AssociateOriginationIdentity", &body).await;

    let expected = json!({
        "__type": format!("{MODEL}ResourceNotFoundException"),
        "Message": format!(r#"Resource Not Found - ResourceType="pool" ResourceId="{pool}""#),
        "ResourceType": "pool", "ResourceId": pool,
    });
    assert_eq!((answer.status, answer.json()), (400, expected));
}

#[tokio::test]
async fn a_validation_error_names_every_field_with_a_sentence() {
    let app = App::start().await;
    let body = json!({ "OriginationIdentity": "+1555", "IsoCountryCode": "us" });

    let answer = call(&app, "AssociateOriginationIdentity", &body).await;

    let sentence = |field: &str, end: &str| {
        let message = format!("Value at '{field}' failed to satisfy constraint: Member must {end}");
        json!({ "Name": field, "Message": message })
    };
    let reason = "FIELD_VALIDATION_FAILED";
    let fields = "poolId,originationIdentity,isoCountryCode";
    let expected = json!({
        "__type": format!("{MODEL}ValidationException"),
        "Message": format!(r#"Validation Exception Occurred - Reason="{reason}" Fields="{fields}""#),
        "Reason": reason,
        "Fields": [
            sentence("poolId", "not be null"),
            sentence("originationIdentity", "satisfy regular expression pattern: [A-Za-z0-9_:/-]+"),
            sentence("isoCountryCode", "satisfy regular expression pattern: [A-Z]{2}"),
        ],
    });
    assert_eq!((answer.status, answer.json()), (400, expected));
}

#[tokio::test]
async fn a_full_quota_has_a_reason_and_no_resource() {
    let app = App::with(|settings| settings.quotas.opt_out_lists = 1).await;

    let answer = call(&app, "CreateOptOutList", &json!({ "OptOutListName": "Second" })).await;

    let reason = "OPT_OUT_LISTS_PER_ACCOUNT";
    let expected = json!({
        "__type": format!("{MODEL}ServiceQuotaExceededException"),
        "Message": format!(r#"Service Quota Exceeded - Reason="{reason}""#),
        "Reason": reason,
    });
    assert_eq!((answer.status, answer.json()), (400, expected));
}

#[tokio::test]
async fn an_internal_error_names_the_request_and_hides_its_cause() {
    let app = App::start().await;
    app.execute("alter table callsign.pool rename to elsewhere").await;

    let answer = call(&app, "DescribePools", &json!({})).await;

    let message = "The API encountered an unexpected error and couldn't complete the request. You might be able to \
                   successfully issue the request again in the future.";
    let expected = json!({
        "__type": format!("{MODEL}InternalServerException"),
        "Message": message,
        "RequestId": answer.request_id().to_string(),
    });
    assert_eq!((answer.line(), answer.json()), ("500 InternalServerException".to_owned(), expected));
}

// Errors before an operation runs

#[tokio::test]
async fn what_is_not_a_post_of_a_served_operation_is_unknown() {
    let app = App::start().await;
    let address = app.address();
    let target = |target: &str| {
        RawRequest::unsigned(address, "", "{}").without("x-amz-target").with("x-amz-target", target).signed()
    };
    let here = |method, path: &str| {
        let mut request = RawRequest::unsigned(address, "DescribePools", "{}");
        (request.method, request.path) = (method, path.to_owned());
        request.signed()
    };
    let unknown = [
        target("PinpointSMSVoiceV2.NoSuchOperation"),
        // No operation of the model.
        target("PinpointSMSVoiceV2.SendSmokeSignal"),
        target("PinpointSMSVoiceV2.describepools"),
        target("PinpointSMSVoiceV2."),
        target("PinpointSMSVoice.DescribePools"),
        target("DescribePools"),
        target(""),
        target("PinpointSMSVoiceV2.DescribePools.DescribePools"),
        RawRequest::unsigned(address, "DescribePools", "{}").without("x-amz-target").signed(),
        here("GET", "/"),
        here("PUT", "/"),
        here("OPTIONS", "/"),
        here("DELETE", "/"),
        here("POST", "/DescribePools"),
        here("POST", "//"),
        here("POST", "/health/live"),
    ];
    for request in unknown {
        let answer = request.send(address).await;
        let named = request.headers.iter().find(|(name, _)| name == "x-amz-target").map_or("", |(_, target)| target);
        let named = named.strip_prefix("PinpointSMSVoiceV2.").unwrap_or(named);
        let named = if named.is_empty() { String::new() } else { format!(" {named}") };
        let message =
            format!("The operation{named} is not known, or callsign doesn't serve it: GET / lists what it serves");
        let expected = front_end("UnknownOperationException", &message);
        assert_eq!((answer.status, answer.json()), (400, expected), "{request:?}");
        assert_eq!(answer.line(), "400 UnknownOperationException");
    }
}

#[tokio::test]
async fn an_unknown_operation_leaves_the_connection_usable() {
    let app = App::start().await;
    let mut connection = RawConnection::open(app.address()).await;
    for _ in 0..3 {
        connection.write(&RawRequest::call(app.address(), "NoSuchOperation", "{}").bytes()).await;
        let unknown = connection.answer().await.expect("the first is answered");
        assert_eq!(unknown.line(), "400 UnknownOperationException");
        connection.write(&RawRequest::call(app.address(), "DescribePools", "{}").bytes()).await;
        assert_eq!(connection.answer().await.map(|answer| answer.status), Some(200));
    }
}

#[tokio::test]
async fn requests_sent_one_behind_the_other_are_answered_in_their_order() {
    let app = App::start().await;
    let mut connection = RawConnection::open(app.address()).await;
    let known = RawRequest::call(app.address(), "DescribePools", "{}").bytes();
    let unknown = RawRequest::call(app.address(), "NoSuchOperation", "{}").bytes();

    connection.write(&[known.clone(), unknown.clone(), known.clone(), unknown].concat()).await;

    for status in [200, 400, 200, 400] {
        assert_eq!(connection.answer().await.map(|answer| answer.status), Some(status));
    }
}

#[tokio::test]
async fn requests_that_are_not_authenticated_are_told_why() {
    let app = App::with(|settings| {
        settings.auth.credentials[1].session_token = Some(SecretText::new("the token"));
    })
    .await;
    let unsigned = || RawRequest::unsigned(app.address(), "DescribePools", "{}");
    let now = SystemTime::now();
    let (old, early) = (now - Duration::from_secs(330), now + Duration::from_secs(330));
    let bearer = unsigned().with("authorization", "Bearer abc").with("x-amz-date", "20260101T000000Z");
    let mut changed = unsigned().signed();
    changed.body = b"{ }".to_vec();

    let refused = [
        ("403 MissingAuthenticationTokenException", unsigned()),
        ("400 IncompleteSignatureException", bearer),
        ("400 IncompleteSignatureException", unsigned().signed().without("x-amz-date")),
        ("400 IncompleteSignatureException", unsigned().with("authorization", "AWS4-HMAC-SHA256 Credential=test")),
        ("400 UnrecognizedClientException", unsigned().signed_by("nobody", "test", None, now)),
        ("400 UnrecognizedClientException", unsigned().signed_by("other", "other", None, now)),
        ("400 UnrecognizedClientException", unsigned().signed_by("other", "other", Some("another"), now)),
        ("400 UnrecognizedClientException", unsigned().signed_by("test", "test", Some("the token"), now)),
        ("403 InvalidSignatureException", unsigned().signed_by("test", "wrong", None, now)),
        ("403 InvalidSignatureException", unsigned().signed_by("test", "test", None, old)),
        ("403 InvalidSignatureException", unsigned().signed_by("test", "test", None, early)),
        ("403 InvalidSignatureException", changed),
    ];
    for (line, request) in refused {
        let answer = request.send(app.address()).await;
        assert_eq!(answer.line(), line, "{request:?}");
        assert!(answer.error_type().starts_with(FRONT_END));
        assert!(!answer.body.contains("Signature="), "a signature is never shown: {}", answer.body);
    }
    let accepted = unsigned().signed_by("other", "other", Some("the token"), now).send(app.address()).await;
    assert_eq!(accepted.status, 200);
}

#[tokio::test]
async fn the_texts_of_authentication_errors_are_those_of_aws() {
    let app = App::start().await;
    let unsigned = || RawRequest::unsigned(app.address(), "DescribePools", "{}");

    let missing = unsigned().send(app.address()).await.json();
    assert_eq!(missing, front_end("MissingAuthenticationTokenException", "Missing Authentication Token"));

    let unknown = unsigned().signed_by("nobody", "test", None, SystemTime::now()).send(app.address()).await.json();
    let message = "The security token included in the request is invalid.";
    assert_eq!(unknown, front_end("UnrecognizedClientException", message));
}

#[tokio::test]
async fn an_unknown_operation_is_answered_before_the_signature_is_looked_at() {
    let app = App::start().await;
    let answer = RawRequest::unsigned(app.address(), "NoSuchOperation", "{}").send(app.address()).await;
    assert_eq!(answer.line(), "400 UnknownOperationException");
}

#[tokio::test]
async fn the_signature_is_looked_at_before_the_body_is_read_as_json() {
    let app = App::start().await;
    let answer = RawRequest::unsigned(app.address(), "DescribePools", "{ not JSON").send(app.address()).await;
    assert_eq!(answer.line(), "403 MissingAuthenticationTokenException");
}

// Framing

#[tokio::test]
async fn a_chunked_body_is_read_like_any_other() {
    let app = App::start().await;
    let body = r#"{"OptOutListName":"Chunked"}"#;
    let request = RawRequest::call(app.address(), "CreateOptOutList", body);
    let (first, second) = body.split_at(7);
    let chunked = format!(
        "{}transfer-encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x};ext=1\r\n{second}\r\n0\r\n\r\n",
        request.head(),
        first.len(),
        second.len()
    );

    let answer = send(app.address(), chunked.as_bytes()).await.expect("it is answered");

    assert_eq!((answer.status, &answer.json()["OptOutListName"]), (200, &json!("Chunked")));
}

#[tokio::test]
async fn a_client_that_expects_100_continue_gets_it_and_then_its_answer() {
    let app = App::start().await;
    let request = RawRequest::call(app.address(), "DescribePools", "{}").with("expect", "100-continue");
    let mut connection = RawConnection::open(app.address()).await;

    connection.write(format!("{}content-length: 2\r\n\r\n", request.head()).as_bytes()).await;
    assert_eq!(connection.answer().await.map(|answer| answer.status), Some(100));
    connection.write(b"{}").await;

    assert_eq!(connection.answer().await.map(|answer| answer.body), Some(r#"{"Pools":[]}"#.to_owned()));
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up_and_its_connection_closed() {
    let app = App::start().await;
    let request = RawRequest::call(app.address(), "DescribePools", "{}");
    let mut connection = RawConnection::open(app.address()).await;

    connection.write(format!("{}content-length: 2\r\n\r\n{{", request.head()).as_bytes()).await;

    let answer = connection.answer().await.expect("callsign doesn't wait for ever");
    assert_eq!(answer.line(), "408 RequestTimeoutException");
    assert_eq!(answer.json(), front_end("RequestTimeoutException", "The request body did not arrive"));
    assert!(connection.is_closed().await, "the connection can't be used again");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_its_connection_closed() {
    let app = App::start().await;
    let limit = callsign::server::MAX_BODY_BYTES;
    let padded = |length: usize| format!("{{{}}}", " ".repeat(length - 2));

    let longest = RawRequest::call(app.address(), "DescribePools", padded(limit)).send(app.address()).await;
    assert_eq!(longest.status, 200);

    let mut connection = RawConnection::open(app.address()).await;
    connection.write(&RawRequest::call(app.address(), "DescribePools", padded(limit + 1)).bytes()).await;
    let answer = connection.answer().await.expect("it is answered");
    let message = format!("The request body is longer than {limit} bytes");
    assert_eq!(
        (answer.line(), answer.json()),
        ("413 RequestEntityTooLargeException".to_owned(), front_end("RequestEntityTooLargeException", &message))
    );
    assert!(connection.is_closed().await);
}

#[tokio::test]
async fn the_account_and_region_of_a_call_are_those_of_its_signature() {
    let app = App::start().await;
    let other = RawRequest::unsigned(app.address(), "CreateOptOutList", r#"{"OptOutListName":"Mine"}"#);
    let answer = other.signed_by("other", "other", None, SystemTime::now()).send(app.address()).await;
    assert_eq!(answer.json()["OptOutListArn"], "arn:aws:sms-voice:us-east-1:111111111111:opt-out-list/Mine");

    let own = call(&app, "CreateOptOutList", &json!({ "OptOutListName": "Mine" })).await;
    assert_eq!(own.json()["OptOutListArn"], format!("arn:aws:sms-voice:us-east-1:{ACCOUNT}:opt-out-list/Mine"));
}
