//! AssociateOriginationIdentity: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    error::ProvideErrorMetadata,
    operation::{
        associate_origination_identity::{
            AssociateOriginationIdentityOutput, builders::AssociateOriginationIdentityFluentBuilder as Associate,
        },
        request_phone_number::builders::RequestPhoneNumberFluentBuilder as RequestPhoneNumber,
    },
    types::{MessageType, RequestableNumberType},
};

use crate::harness::{ACCOUNT, App, Fixture, REGION, Refusal, refusal, simulator};

mod matching;
mod resolution;
mod state;
mod together;
mod validation;

/// An association of `identity` of `country` with `pool`, ready to be sent.
fn associate(app: &App, pool: &str, identity: &str, country: &str) -> Associate {
    associate_without_country(app, pool, identity).iso_country_code(country)
}

fn associate_without_country(app: &App, pool: &str, identity: &str) -> Associate {
    app.client().associate_origination_identity().pool_id(pool).origination_identity(identity)
}

fn arn(path: &str) -> String {
    format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}:{path}")
}

fn pool_arn(pool: &str) -> String {
    arn(&format!("pool/{pool}"))
}

fn number_arn(number: &str) -> String {
    arn(&format!("phone-number/{number}"))
}

fn sender_id_arn(sender_id: &str, country: &str) -> String {
    arn(&format!("sender-id/{sender_id}/{country}"))
}

/// A US long code, which is what a number must be to be PENDING, PROMOTIONAL or of several capabilities.
fn long_code(app: &App) -> RequestPhoneNumber {
    simulator(&app.client()).number_type(RequestableNumberType::LongCode)
}

async fn requested(request: RequestPhoneNumber) -> String {
    request.send().await.expect("the number is there").phone_number_id.expect("it has an id")
}

/// A sender ID that sends messages of these types.
async fn sender_id_for(app: &App, text: &str, country: &str, message_types: &[MessageType]) -> String {
    let request = app.client().request_sender_id().sender_id(text).iso_country_code(country);
    let request = request.set_message_types(Some(message_types.to_vec()));
    request.send().await.expect("the country has sender IDs").sender_id
}

/// Changes the one resource with this API id behind the API's back.
async fn set(app: &App, statement: &'static str, id: &str) {
    let outcome = sqlx::query(statement).bind(id).execute(&mut app.connection().await).await;
    assert_eq!(outcome.expect("the statement runs").rows_affected(), 1, "{statement}");
}

/// Sends an association that must be refused, and must leave everything as it was.
async fn refused(app: &App, request: Associate) -> Refusal {
    let before = app.state().await;
    let refused = refusal(request.send().await);
    assert_eq!(app.state().await, before, "a refusal changed the state: {refused:?}");
    refused
}

/// Sends an association that must succeed.
async fn joined(request: Associate) -> AssociateOriginationIdentityOutput {
    match request.send().await {
        Ok(answer) => answer,
        Err(error) => panic!("the identity doesn't join: {:?}", error.message()),
    }
}

/// The five members of an answer: pool, its ARN, identity, its ARN, country.
fn members(answer: &AssociateOriginationIdentityOutput) -> [Option<&str>; 5] {
    [
        answer.pool_id(),
        answer.pool_arn(),
        answer.origination_identity(),
        answer.origination_identity_arn(),
        answer.iso_country_code(),
    ]
}

#[track_caller]
fn assert_invalid(refused: &Refusal, reason: &str, fields: &[&str]) {
    assert!(refused.is("ValidationException", reason), "{refused:?}");
    assert_eq!(refused.fields, fields, "{refused:?}");
    let tokens = format!("Reason=\"{reason}\" Fields=\"{}\"", fields.join(","));
    assert!(refused.message.contains(&tokens), "{refused:?}");
}

#[tokio::test]
async fn a_phone_number_joins_a_pool_and_the_answer_is_canonical() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);

    let answer = joined(associate(&app, &pool, &number, "US")).await;

    let (pool_arn, number_arn) = (pool_arn(&pool), number_arn(&number));
    let expected = [pool.as_str(), &pool_arn, &number, &number_arn, "US"];
    assert_eq!(members(&answer), expected.map(Some));
}
