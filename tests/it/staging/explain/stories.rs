//! What people asked in public, and what nobody is to learn.

use callsign::config::SecretText;
use serde_json::{Value, json};
use sqlx::Connection;

use super::{explain, explain_and_call, failing, first_failing};
use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn_in, raw::call_of, simulator};

const ASSOCIATE: &str = "AssociateOriginationIdentity";

fn input(pool: &str, identity: &str, country: &str) -> Value {
    json!({ "PoolId": pool, "OriginationIdentity": identity, "IsoCountryCode": country })
}

fn remedy(told: &Value) -> &str {
    first_failing(told)["remedy"].as_str().expect("a remedy")
}

#[tokio::test]
async fn a_number_of_another_message_type_is_told_to_be_requested_anew() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let promotional = aws_sdk_pinpointsmsvoicev2::types::MessageType::Promotional;
    let number = simulator(&app.client())
        .number_type(aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType::LongCode)
        .message_type(promotional)
        .send();
    let number = number.await.expect("a number is there");
    let number = number.phone_number_id.expect("it has an id");
    let told = explain_and_call(&app, ASSOCIATE, &input(&pool, &number, "US")).await;
    let check = first_failing(&told);
    assert_eq!((&check["left"], &check["right"]), (&json!("PROMOTIONAL"), &json!("TRANSACTIONAL")));
    assert!(remedy(&told).contains("request one with MessageType TRANSACTIONAL"), "{told}");
}

#[tokio::test]
async fn the_arn_of_a_sender_id_is_told_to_need_its_country_beside_it() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("ACME", "GB").await;
    let arn = arn_in(crate::harness::ACCOUNT, "sender-id/ACME/GB");
    let told = explain_and_call(&app, ASSOCIATE, &json!({ "PoolId": pool, "OriginationIdentity": arn })).await;
    assert_eq!(failing(&told), ["members_are_valid"]);
    assert_eq!(first_failing(&told)["reason"], "INVALID_ARN");
    assert!(remedy(&told).contains("needs IsoCountryCode beside it"), "{told}");
    let told = explain_and_call(&app, ASSOCIATE, &input(&pool, &arn, "GB")).await;
    assert_eq!(told["verdict"], "accepted", "the way out: {told}");
}

#[tokio::test]
async fn a_held_row_is_told_and_not_waited_for() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let mut holder = app.connection().await;
    let mut held = holder.begin().await.expect("it begins");
    sqlx::query("select from callsign.pool for update").execute(&mut *held).await.expect("the pool is held");
    for operation in [ASSOCIATE, "DisassociateOriginationIdentity"] {
        let body = json!({ "operation": operation, "input": input(&pool, &number, "US"), "access_key_id": "test" });
        let told = explain(&app, body).await;
        assert_eq!(failing(&told), ["resource_is_free"], "{told}");
        assert_eq!(told["answer"]["Reason"], Value::Null, "{told}");
    }
    held.rollback().await.expect("it is free again");
    let told = explain_and_call(&app, ASSOCIATE, &input(&pool, &number, "US")).await;
    assert_eq!(told["verdict"], "accepted");
}

#[tokio::test]
async fn a_used_client_token_is_replayed_or_refused_and_an_unused_one_stays_unused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number, other) = (fixture.pool().await, fixture.number().await, fixture.number().await);
    let with_token = |number: &str| {
        let mut input = input(&pool, number, "US");
        input["ClientToken"] = "token".into();
        input
    };
    for _ in 0..2 {
        let body = json!({ "operation": ASSOCIATE, "input": with_token(&number), "access_key_id": "test" });
        assert_eq!(explain(&app, body).await["verdict"], "accepted", "it is kept by no explanation");
    }
    let first = call_of(&app, "test", REGION, ASSOCIATE, &with_token(&number).to_string()).await;
    assert_eq!(first.status, 200, "{first:?}");
    let again = explain_and_call(&app, ASSOCIATE, &with_token(&number)).await;
    assert_eq!((&again["verdict"], &again["answer"]), (&json!("replayed"), &first.json()));
    let otherwise = explain_and_call(&app, ASSOCIATE, &with_token(&other)).await;
    assert_eq!(failing(&otherwise), ["client_token"], "{otherwise}");
    assert_eq!(otherwise["verdict"], "refused");
}

#[tokio::test]
async fn a_foreign_resource_tells_no_more_than_the_call() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let theirs = Fixture(app.client_of("other", REGION));
    let (pool, number) = (theirs.pool().await, fixture.number().await);
    let foreign = |pool: &str| input(&arn_in(OTHER_ACCOUNT, &format!("pool/{pool}")), &number, "US");
    for pool in [pool.as_str(), "pool-0"] {
        let told = explain_and_call(&app, ASSOCIATE, &foreign(pool)).await;
        assert_eq!(failing(&told), ["caller_is_authorized"], "{told}");
        let not_asked = told["not_asked"].as_array().expect("a list");
        assert!(not_asked.contains(&json!("pool_is_active")), "{told}");
    }

    let statement = json!({
        "Effect": "Allow", "Principal": { "AWS": crate::harness::ACCOUNT }, "Resource": "*",
        "Action": "sms-voice:AssociateOriginationIdentity",
    });
    let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    let arn = arn_in(OTHER_ACCOUNT, &format!("pool/{pool}"));
    let put = app.client_of("other", REGION).put_resource_policy().resource_arn(&arn).policy(policy);
    put.send().await.expect("the policy is put");
    app.execute(
        "update callsign.phone_number set self_managed_opt_outs_enabled = true where account_id = '000000000000';
         update callsign.pool set two_way_enabled = true, two_way_channel_arn = 'arn:aws:sns:us-east-1:111111111111:in'",
    )
    .await;
    let told = explain_and_call(&app, ASSOCIATE, &foreign(&pool)).await;
    assert_eq!(failing(&told), ["self_managed_opt_outs_match"], "only what the call says: {told}");
    for check in told["checks"].as_array().expect("a list") {
        assert_eq!((&check["left"], &check["right"]), (&Value::Null, &Value::Null), "{check}");
    }
}

#[tokio::test]
async fn a_caller_without_rights_is_told_so_and_nothing_else() {
    let app = App::with(|settings| {
        let mut reader = settings.auth.credentials[0].clone();
        reader.access_key_id = "reader".to_owned();
        reader.secret_access_key = SecretText::new("reader");
        let statement = json!({ "Effect": "Allow", "Action": "sms-voice:Describe*", "Resource": "*" });
        reader.policy = Some(json!({ "Version": "2012-10-17", "Statement": statement }).to_string());
        settings.auth.credentials.push(reader);
    })
    .await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    for pool in [pool.as_str(), "pool-0"] {
        let input = input(pool, &number, "US");
        let body = json!({ "operation": ASSOCIATE, "input": input, "access_key_id": "reader" });
        let told = explain(&app, body).await;
        assert_eq!(failing(&told), ["caller_is_authorized"], "{told}");
        let answer = call_of(&app, "reader", REGION, ASSOCIATE, &input.to_string()).await;
        assert_eq!(told["answer"], answer.json());
    }
    let body = json!({ "operation": "DescribePools", "access_key_id": "reader" });
    assert_eq!(explain(&app, body).await["verdict"], "accepted");
}
