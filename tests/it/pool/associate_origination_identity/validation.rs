//! The shapes of the members, and which of several faults answers.

use aws_sdk_pinpointsmsvoicev2::operation::associate_origination_identity::builders::AssociateOriginationIdentityFluentBuilder as Associate;
use serde_json::json;

use super::{
    arn, assert_invalid, associate, associate_without_country, joined, long_code, number_arn, pool_arn, refused,
    requested, sender_id_arn, set,
};
use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, raw, refusal, simulator};

const OPERATION: &str = "AssociateOriginationIdentity";
const NOT_FOUND: &str = "ResourceNotFoundException - ";

fn empty(app: &App) -> Associate {
    app.client().associate_origination_identity()
}

// Missing members

#[tokio::test]
async fn every_missing_member_is_named_in_the_models_order() {
    let app = App::start().await;
    let (pool, identity) = ("pool-x", "phone-x");
    for (request, fields) in [
        (empty(&app), &["poolId", "originationIdentity", "isoCountryCode"][..]),
        (empty(&app).pool_id(pool), &["originationIdentity", "isoCountryCode"]),
        (empty(&app).origination_identity(identity), &["poolId", "isoCountryCode"]),
        (empty(&app).iso_country_code("US"), &["poolId", "originationIdentity"]),
        (empty(&app).origination_identity(identity).iso_country_code("US"), &["poolId"]),
        (empty(&app).pool_id(pool).iso_country_code("US"), &["originationIdentity"]),
        (empty(&app).pool_id(pool).origination_identity(identity), &["isoCountryCode"]),
    ] {
        assert_invalid(&refused(&app, request).await, "MISSING_PARAMETER", fields);
    }
}

#[tokio::test]
async fn an_empty_pool_id_is_a_missing_parameter() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let refused = refused(&app, associate(&app, "", &number, "US")).await;
    assert_invalid(&refused, "MISSING_PARAMETER", &["poolId"]);
}

#[tokio::test]
async fn a_sender_id_arn_counts_as_its_country_while_shapes_are_checked() {
    let app = App::start().await;
    let sender_id = sender_id_arn("CALLSIGN", "GB");
    let request = empty(&app).origination_identity(&sender_id);
    assert_invalid(&refused(&app, request).await, "MISSING_PARAMETER", &["poolId"]);
    let request = associate_without_country(&app, "a pool", &sender_id);
    assert_invalid(&refused(&app, request).await, "FIELD_VALIDATION_FAILED", &["poolId"]);
}

#[tokio::test]
async fn null_and_absent_are_the_same() {
    let app = App::start().await;
    let body = json!({ "PoolId": null, "OriginationIdentity": "phone-x", "IsoCountryCode": null, "ClientToken": null });
    let answer = raw::call(&app, OPERATION, &body.to_string()).await;
    assert_eq!((answer.status, answer.json()["Reason"].as_str()), (400, Some("MISSING_PARAMETER")));
    assert_eq!(answer.json()["Fields"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn no_body_misses_every_required_member() {
    let app = App::start().await;
    let answer = raw::call(&app, OPERATION, "").await.json();
    let names: Vec<_> = answer["Fields"].as_array().into_iter().flatten().map(|field| field["Name"].clone()).collect();
    assert_eq!(names, ["poolId", "originationIdentity", "isoCountryCode"]);
}

// Broken members

#[tokio::test]
async fn a_member_that_breaks_its_shape_is_named() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let long = |length: usize| "x".repeat(length);
    for pool in [long(257), "pool x".to_owned(), "pool+x".to_owned(), "pool.x".to_owned(), "poöl".to_owned()] {
        let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
        assert_invalid(&refused, "FIELD_VALIDATION_FAILED", &["poolId"]);
    }
    for identity in [String::new(), long(257), "+1".to_owned(), "a b".to_owned(), "é".to_owned(), "x\n".to_owned()] {
        let refused = refused(&app, associate(&app, &pool, &identity, "US")).await;
        assert_invalid(&refused, "FIELD_VALIDATION_FAILED", &["originationIdentity"]);
    }
    for country in ["", "U", "USA", "us", "U1", "ÜS", "US\n"] {
        let refused = refused(&app, associate(&app, &pool, &number, country)).await;
        assert_invalid(&refused, "FIELD_VALIDATION_FAILED", &["isoCountryCode"]);
    }
    for token in [String::new(), long(65), "a b".to_owned(), "é".to_owned(), "a\n".to_owned()] {
        let refused = refused(&app, associate(&app, &pool, &number, "US").client_token(token)).await;
        assert_invalid(&refused, "FIELD_VALIDATION_FAILED", &["clientToken"]);
    }
}

#[tokio::test]
async fn nul_is_refused_in_every_member() {
    let app = App::start().await;
    for (request, field) in [
        (associate(&app, "pool\0", "phone-x", "US"), "poolId"),
        (associate(&app, "pool-x", "phone\0", "US"), "originationIdentity"),
        (associate(&app, "pool-x", "phone-x", "U\0"), "isoCountryCode"),
        (associate(&app, "pool-x", "phone-x", "US").client_token("a\0"), "clientToken"),
    ] {
        assert_invalid(&refused(&app, request).await, "FIELD_VALIDATION_FAILED", &[field]);
    }
}

#[tokio::test]
async fn members_of_their_greatest_length_are_read() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let long = "x".repeat(256);
    let to_long_pool = refused(&app, associate(&app, &long, &number, "US")).await;
    assert_eq!(to_long_pool.line(), format!("{NOT_FOUND}pool {long}"));
    let of_long_identity = refused(&app, associate(&app, &pool, &long, "US")).await;
    assert_eq!(of_long_identity.line(), format!("{NOT_FOUND}sender-id {}", long.to_uppercase()));
    let token: String = ('!'..='~').cycle().skip(30).take(64).collect();
    joined(associate(&app, &pool, &number, "US").client_token(token)).await;
}

#[tokio::test]
async fn every_failing_member_is_named_once_with_a_sentence_and_in_the_models_order() {
    let app = App::start().await;
    let body = json!({ "ClientToken": "a b", "IsoCountryCode": "us", "OriginationIdentity": "+1", "PoolId": "a b" });
    let answer = raw::call(&app, OPERATION, &body.to_string()).await.json();
    assert_eq!(answer["__type"], "com.amazonaws.pinpointsmsvoicev2#ValidationException");
    assert_eq!(answer["Reason"], "FIELD_VALIDATION_FAILED");
    let fields = answer["Fields"].as_array().expect("the fields are a list");
    let expected = ["poolId", "originationIdentity", "isoCountryCode", "clientToken"];
    assert_eq!(fields.len(), expected.len());
    for (field, name) in fields.iter().zip(expected) {
        assert_eq!(field["Name"], name);
        let start = format!("Value at '{name}' failed to satisfy constraint: Member must ");
        assert!(field["Message"].as_str().is_some_and(|text| text.starts_with(&start)), "{field}");
    }
}

#[tokio::test]
async fn missing_and_broken_members_together_are_a_failed_validation() {
    let app = App::start().await;
    for (request, fields) in [
        (empty(&app).origination_identity("+1"), &["poolId", "originationIdentity", "isoCountryCode"][..]),
        (empty(&app).pool_id("a b").iso_country_code("US"), &["poolId", "originationIdentity"]),
        (empty(&app).client_token("a b"), &["poolId", "originationIdentity", "isoCountryCode", "clientToken"]),
        (associate(&app, "", "phone-x", "us"), &["poolId", "isoCountryCode"]),
    ] {
        assert_invalid(&refused(&app, request).await, "FIELD_VALIDATION_FAILED", fields);
    }
}

#[tokio::test]
async fn a_member_of_another_json_type_cannot_be_read() {
    let app = App::start().await;
    for member in ["PoolId", "OriginationIdentity", "IsoCountryCode", "ClientToken"] {
        for value in [json!(1), json!(true), json!(["x"]), json!({ "x": "x" })] {
            let mut body = json!({ "PoolId": "a b" });
            body[member] = value;
            let answer = raw::call(&app, OPERATION, &body.to_string()).await;
            assert_eq!(answer.status, 400);
            let name = answer.json()["__type"].clone();
            assert_eq!(name, "com.amazon.coral.service#SerializationException", "{body}");
        }
    }
}

#[tokio::test]
async fn unknown_members_are_ignored() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let mut body = json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" });
    body["Later"] = json!({ "poolId": 1 });
    let answer = raw::call(&app, OPERATION, &body.to_string()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

// The order of the checks: each test makes a call fail two of them, and the earlier one must answer.

#[tokio::test]
async fn shapes_come_before_arns() {
    let app = App::start().await;
    let refused = refused(&app, associate(&app, "arn:aws:sns:x", "arn:aws:sns:x", "us")).await;
    assert_invalid(&refused, "FIELD_VALIDATION_FAILED", &["isoCountryCode"]);
}

#[tokio::test]
async fn the_pools_arn_comes_before_the_identitys() {
    let app = App::start().await;
    let both = refused(&app, associate(&app, "arn:aws:sns:x", "arn:aws:sns:x", "US")).await;
    assert_invalid(&both, "INVALID_ARN", &["poolId"]);
    let without_country = associate_without_country(&app, "arn:aws:sns:x", &sender_id_arn("CALLSIGN", "GB"));
    assert_invalid(&refused(&app, without_country).await, "INVALID_ARN", &["poolId"]);
}

#[tokio::test]
async fn arns_come_before_permission() {
    let app = App::start().await;
    let foreign_pool = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:pool/pool-x");
    let refused = refused(&app, associate(&app, &foreign_pool, &arn("pool/pool-x"), "US")).await;
    assert_invalid(&refused, "INVALID_ARN", &["originationIdentity"]);
}

#[tokio::test]
async fn permission_comes_before_the_client_token() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    joined(associate(&app, &pool, &number, "US").client_token("used")).await;
    let foreign = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:pool/{pool}");
    let refused = refused(&app, associate(&app, &foreign, &number, "US").client_token("used")).await;
    assert_eq!(refused.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn the_pools_permission_comes_before_the_identitys() {
    let app = App::start().await;
    let foreign = |path: &str| format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:{path}");
    let (pool, number) = (foreign("pool/pool-x"), foreign("phone-number/phone-x"));
    let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
    assert!(refused.message.contains(&pool), "{refused:?}");
}

#[tokio::test]
async fn the_client_token_comes_before_the_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    joined(associate(&app, &pool, &number, "US").client_token("used")).await;
    let refused = refused(&app, associate(&app, "pool-x", &number, "US").client_token("used")).await;
    assert_invalid(&refused, "INVALID_PARAMETER", &["clientToken"]);
}

#[tokio::test]
async fn the_pool_comes_before_the_identity() {
    let app = App::start().await;
    let refused = refused(&app, associate(&app, "pool-x", "phone-number-x", "US")).await;
    assert_eq!(refused.line(), format!("{NOT_FOUND}pool pool-x"));
}

#[tokio::test]
async fn the_identity_comes_before_its_country_and_the_pools_status() {
    let app = App::with(|settings| settings.lifecycle.creating_ms = 3_600_000).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let unknown = refused(&app, associate(&app, &pool, &sender_id_arn("NOBODY", "DE"), "GB")).await;
    assert_eq!(unknown.line(), format!("{NOT_FOUND}sender-id NOBODY"));
    let wrong_country = refused(&app, associate(&app, &pool, &number, "GB")).await;
    assert_invalid(&wrong_country, "COUNTRY_CODE_MISMATCH", &["isoCountryCode"]);
}

#[tokio::test]
async fn the_pools_status_comes_before_the_numbers() {
    let app =
        App::with(|settings| (settings.lifecycle.creating_ms, settings.lifecycle.pending_ms) = (3_600_000, 3_600_000))
            .await;
    let pool = Fixture(app.client()).pool().await;
    let number = requested(long_code(&app)).await;
    let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
}

#[tokio::test]
async fn the_numbers_status_comes_before_its_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, number) = (fixture.pool().await, fixture.pool().await, fixture.number().await);
    fixture.associate(&first, &number, "US").await;
    let pending = "update callsign.phone_number set active_at = now() + interval '1 hour'
                   where callsign.phone_number_id(id) = $1";
    set(&app, pending, &number).await;
    for pool in [first, second] {
        let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
    }
}

#[tokio::test]
async fn being_in_a_pool_comes_before_the_configuration_and_the_quota() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 2).await;
    let fixture = Fixture(app.client());
    let (first, second) = (fixture.pool().await, fixture.pool().await);
    let (number, filling) = (fixture.number().await, fixture.number().await);
    fixture.associate(&first, &number, "US").await;
    fixture.associate(&second, &filling, "US").await;
    let managed = "update callsign.phone_number set self_managed_opt_outs_enabled = true
                   where callsign.phone_number_id(id) = $1";
    set(&app, managed, &number).await;
    let in_this = refused(&app, associate(&app, &first, &number, "US")).await;
    assert!(in_this.is("ConflictException", "RESOURCE_ALREADY_ASSOCIATED"), "{in_this:?}");
    let in_another = refused(&app, associate(&app, &second, &number, "US")).await;
    assert!(in_another.is("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"), "{in_another:?}");
}

#[tokio::test]
async fn the_configuration_comes_before_the_quota() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 1).await;
    let client = app.client();
    client.create_opt_out_list().opt_out_list_name("Elsewhere").send().await.expect("the list is new");
    let pool = Fixture(client.clone()).pool().await;
    let number = requested(simulator(&client).opt_out_list_name("Elsewhere")).await;
    let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
    assert!(refused.is("ConflictException", "OPT_OUT_LIST_MISMATCH"), "{refused:?}");
}

#[tokio::test]
async fn authentication_comes_before_the_shapes() {
    let app = App::start().await;
    let stranger = app.client_of("stranger", REGION);
    let refused = refusal(stranger.associate_origination_identity().send().await);
    assert_eq!(refused.exception, "UnrecognizedClientException");
}

#[tokio::test]
async fn both_arns_may_be_those_of_the_own_account() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    joined(associate(&app, &pool_arn(&pool), &number_arn(&number), "US")).await;
}
