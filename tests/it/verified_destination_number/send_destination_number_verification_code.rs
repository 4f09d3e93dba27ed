//! SendDestinationNumberVerificationCode: one test for each sentence of its rule and each error that it raises.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_pinpointsmsvoicev2::types::{
    DestinationCountryParameterKey, LanguageCode, MessageType, RequestableNumberType, VerificationChannel,
};
use callsign::{
    domain::{
        message::one_time_code,
        verification::{code, text},
    },
    model::verified_destination_number::LanguageCode as Language,
};
use strum::VariantNames;
use uuid::Uuid;

use super::{code_for, code_of, entered, refuses_other_numbers, sent, tried};
use crate::{
    harness::{App, TARGETS, arn, raw, refusal, simulator},
    message::stage::{PHONE, Stage, line, number},
};

#[tokio::test]
async fn the_code_is_a_message_in_the_inbox_and_by_sql() {
    let stage = Stage::new().await;
    let id = entered(&stage.client, PHONE).await;

    let message = sent(code_for(&stage.client, &id)).await;

    let code = code_of(&stage.app, &id).await;
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let columns = ["kind", "direction", "channel", "message_type", "destination_phone_number", "origination_identity"];
    let expected = format!("VERIFICATION_CODE OUTBOUND TEXT TRANSACTIONAL {PHONE} {}", stage.number);
    assert_eq!(stage.columns(&message, &columns).await, expected);
    assert_eq!(stage.column(&message, "message_body").await, Some(format!("Your verification code is {code}.")));
    let by_sql = "select verification_code || ' ' || destination_phone_number || ' ' || tries_left || ' ' || is_valid
                  from inspect.verification_codes where message_id = $1";
    assert_eq!(stage.app.texts_of(by_sql, &message).await, [format!("{code} {PHONE} 5 true")]);
    let otp = crate::staging::get(&stage.app, "otp?to=%2B12065550142&timeout_ms=0").await;
    assert_eq!((otp["otp"].as_str(), otp["message_id"].as_str()), (Some(code.as_str()), Some(message.as_str())));
}

#[tokio::test]
async fn the_sixth_code_within_a_rolling_day_is_one_too_many() {
    let stage = Stage::frozen().await;
    let id = entered(&stage.client, PHONE).await;
    let other = entered(&stage.client, "+12065550143").await;
    let begun = stage.app.standing_at().await;
    for hour in 0..5 {
        stage.app.set_clock(begun, hour * 3_600).await;
        sent(code_for(&stage.client, &id)).await;
    }
    let full = "ServiceQuotaExceededException VERIFICATION_ATTEMPTS_PER_DAY";
    let refused = async || line(&refusal(code_for(&stage.client, &id).send().await));
    assert_eq!(refused().await, full);
    sent(code_for(&stage.client, &other)).await;
    stage.app.set_clock(begun, 24 * 3_600 - 1).await;
    assert_eq!(refused().await, full, "by a second");
    stage.app.set_clock(begun, 24 * 3_600).await;
    sent(code_for(&stage.client, &id)).await;
    assert_eq!(refused().await, full, "the day rolls");
    let kept = "select count(*) from inspect.verification_codes where verified_destination_number_id = $1";
    let mut connection = stage.app.connection().await;
    let kept: i64 = sqlx::query_scalar(kept).bind(&id).fetch_one(&mut connection).await.expect("a count");
    assert_eq!(kept, 5, "what nothing depends on goes");
    let off = stage.app.beside(|settings| settings.verification.codes_per_day = 0).await;
    sent(code_for(&off.client(), &id)).await;
}

#[tokio::test]
async fn a_code_that_is_refused_counts_as_none_and_costs_nothing() {
    let stage = Stage::new().await;
    let id = entered(&stage.client, PHONE).await;
    for _ in 0..6 {
        let refused = refusal(code_for(&stage.client, &id).configuration_set_name("nobody").send().await);
        assert_eq!(refused.line(), "ResourceNotFoundException - configuration-set nobody");
    }
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 0);
    assert_eq!(stage.app.count("select count(*) from inspect.verification_codes").await, 0);
    sent(code_for(&stage.client, &id)).await;
}

#[tokio::test]
async fn only_the_first_code_of_an_entry_is_free() {
    let stage = Stage::with(|settings| settings.spend_limits.text_message = 1).await;
    let id = entered(&stage.client, PHONE).await;
    let first = sent(code_for(&stage.client, &id)).await;
    assert_eq!(stage.columns(&first, &["total_message_price", "total_carrier_fee"]).await, "0.00000 0.00000");
    assert_eq!(stage.spent("TEXT").await, "0");
    let second = sent(code_for(&stage.client, &id)).await;
    let text = stage.sent(stage.text(PHONE)).await;
    let price = ["total_message_price", "total_carrier_fee"];
    assert_eq!(stage.columns(&second, &price).await, stage.columns(&text, &price).await, "as any message");
    stage.app.execute("update callsign.monthly_spend set spent = 100000").await;
    let refused = line(&refusal(code_for(&stage.client, &id).send().await));
    assert_eq!(refused, "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT");
    let other = entered(&stage.client, "+12065550143").await;
    sent(code_for(&stage.client, &other)).await;
}

#[tokio::test]
async fn a_call_speaks_the_code_whatever_the_limit_of_calls() {
    let stage = Stage::with(|settings| settings.quotas.calls_to_recipient = 1).await;
    stage.voice(PHONE).send().await.expect("a call is made");
    let id = entered(&stage.client, PHONE).await;
    let call = code_for(&stage.client, &id).verification_channel(VerificationChannel::Voice);
    let message = sent(call).await;
    let columns = ["kind", "channel", "origination_identity", "voice_id", "call_duration_in_seconds"];
    let expected = format!("VERIFICATION_CODE VOICE {} MATTHEW 3", stage.number);
    assert_eq!(stage.columns(&message, &columns).await, expected);
    let said = stage.column(&message, "message_body").await.expect("it says something");
    assert_eq!(one_time_code::codes(&said), [code_of(&stage.app, &id).await]);
    assert_eq!(tried(&stage.client, &id, &code_of(&stage.app, &id).await).await, "VERIFIED");
}

#[tokio::test]
async fn the_sentence_is_in_the_language_that_is_asked_for() {
    let app = App::with(|settings| settings.verification.codes_per_day = 0).await;
    let id = entered(&app.client(), PHONE).await;
    let mut sentences = BTreeSet::new();
    for language in LanguageCode::values() {
        let message = sent(code_for(&app.client(), &id).language_code((*language).into())).await;
        let body = app.texts_of("select message_body from inspect.messages where message_id = $1", &message).await;
        let code = code_of(&app, &id).await;
        assert_eq!(body, [text(&code, language.parse::<Language>().expect("it is one"))], "{language}");
        sentences.insert(body[0].replace(&code, "CODE"));
    }
    assert_eq!(sentences.len(), 10, "{sentences:?}");
}

#[test]
fn every_languages_sentence_is_read_as_its_code() {
    for language in Language::VARIANTS {
        let language: Language = language.parse().expect("it is one");
        assert_eq!(one_time_code::codes(&text("048213", language)), ["048213"], "{language}");
    }
}

#[test]
fn codes_are_six_digits_that_differ() {
    let codes: BTreeSet<String> = (0..1_000).map(|_| code(Uuid::now_v7())).collect();
    assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())));
    assert!(codes.len() > 950, "{}", codes.len());
    assert_eq!(code(Uuid::from_u128(42)), "000042");
}

#[tokio::test]
async fn without_a_named_identity_an_own_one_of_the_country_sends_and_else_a_shared_route() {
    let app = App::with(|settings| settings.verification.codes_per_day = 0).await;
    let client = app.client();
    let (at_home, abroad) = (entered(&client, PHONE).await, entered(&client, "+447700900123").await);
    let from = async |id: &str, channel: VerificationChannel| {
        let message = sent(code_for(&app.client(), id).verification_channel(channel)).await;
        let shown = "select origination_phone_number || ' ' || chosen_by from inspect.messages where message_id = $1";
        app.texts_of(shown, &message).await.remove(0)
    };
    let digits = async |number: &str| {
        let digits = "select phone_number from inspect.phone_numbers where phone_number_id = $1";
        app.texts_of(digits, number).await.remove(0)
    };
    let (text, call, shared) = (VerificationChannel::Text, VerificationChannel::Voice, "NOTICE SHARED_ROUTE");
    simulator(&client).send().await.expect("a simulator number is there");
    assert_eq!(from(&at_home, text.clone()).await, shared, "in the US, too, and not from a simulator number");
    assert_eq!(from(&at_home, call.clone()).await, shared, "a call, too");
    let free = number(&client, "US", RequestableNumberType::TollFree).await;
    let update = client.update_phone_number().phone_number_id(&free).international_sending_enabled(true);
    update.send().await.expect("it sends abroad");
    assert_eq!(from(&at_home, text.clone()).await, format!("{} ONLY", digits(&free).await));
    assert_eq!(from(&abroad, text.clone()).await, shared, "not from one of another country");
    let british = number(&client, "GB", RequestableNumberType::LongCode).await;
    assert_eq!(from(&abroad, text).await, format!("{} ONLY", digits(&british).await));
    assert_eq!(from(&abroad, call).await, format!("{} ONLY", digits(&british).await));
}

#[tokio::test]
async fn a_named_identity_sends_if_it_may() {
    let stage = Stage::new().await;
    let fixture = stage.fixture();
    let id = entered(&stage.client, PHONE).await;
    let pool = stage.client.create_pool().origination_identity(&stage.number).iso_country_code("US");
    let pool = pool.message_type(MessageType::Transactional).send().await.expect("a pool is made");
    let pool = pool.pool_id.expect("it has an id");
    for named in [&stage.number, &arn(&format!("phone-number/{}", stage.number)), &pool] {
        let message = sent(code_for(&stage.client, &id).origination_identity(named)).await;
        assert_eq!(stage.column(&message, "origination_identity").await.as_deref(), Some(stage.number.as_str()));
    }
    let simulated = simulator(&stage.client).send().await.expect("a simulator number is there");
    let simulated = simulated.phone_number_id.expect("it has an id");
    fixture.sender_id("MYBRAND", "GB").await;
    let refused =
        async |named: &str| line(&refusal(code_for(&stage.client, &id).origination_identity(named).send().await));
    let out_of_reach = "ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY originationIdentity";
    assert_eq!(refused(&simulated).await, out_of_reach, "a simulator number verifies no real one");
    assert_eq!(refused(&arn("sender-id/MYBRAND/GB")).await, out_of_reach);
    assert_eq!(refused("phone-0").await, "ResourceNotFoundException phone-number phone-0");
    assert_eq!(refused(&arn("configuration-set/x")).await, "ValidationException INVALID_ARN originationIdentity");
    stage.change_number("message_type = 'PROMOTIONAL'").await;
    let promotional = format!("ConflictException MESSAGE_TYPE_MISMATCH phone-number {}", stage.number);
    assert_eq!(refused(&stage.number).await, promotional);

    let in_gb = entered(&stage.client, "+447700900123").await;
    let message = sent(code_for(&stage.client, &in_gb).origination_identity("MyBrand")).await;
    assert_eq!(stage.column(&message, "origination_identity").await.as_deref(), Some("MYBRAND"));
}

#[tokio::test]
async fn its_events_go_where_the_set_says_with_the_context() {
    let stage = Stage::frozen().await;
    let fixture = stage.fixture();
    fixture.set("codes").await;
    fixture.destination("codes", "topic", TARGETS[2]).await;
    let id = entered(&stage.client, PHONE).await;
    let send = code_for(&stage.client, &id).configuration_set_name("codes").context("user", "42");
    let message = sent(send).await;
    stage.pass_ms(60_000).await;
    assert_eq!(stage.happened(&message).await.last().map(String::as_str), Some("TEXT_DELIVERED!"));
    let told = "select record from inspect.event_deliveries where message_id = $1 order by delivery_id";
    let records = stage.app.texts_of(told, &message).await;
    assert!(records.iter().any(|record| record.contains(r#""user":"42""#)), "{records:?}");
    assert_eq!(stage.column(&message, "configuration_set_name").await.as_deref(), Some("codes"));
}

#[tokio::test]
async fn opt_outs_and_the_sandbox_hold_no_code_back_and_closed_countries_do() {
    let stage = Stage::with(|settings| {
        settings.account.tier = callsign::domain::account::AccountTier::Sandbox;
        settings.sending.blocked_countries = vec!["FR".to_owned()];
    })
    .await;
    let opt_out = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    opt_out.send().await.expect("the phone opts out");
    let id = entered(&stage.client, PHONE).await;
    sent(code_for(&stage.client, &id)).await;
    let id = entered(&stage.client, "+33612345678").await;
    let refused = line(&refusal(code_for(&stage.client, &id).send().await));
    assert_eq!(refused, "ValidationException DESTINATION_COUNTRY_BLOCKED destinationPhoneNumber");
}

#[tokio::test]
async fn a_registered_sender_id_to_india_needs_its_parameters() {
    let app = App::start().await;
    app.begin("test", "us-east-1").await;
    app.execute(
        "insert into callsign.sender_id
         values (gen_random_uuid(), '000000000000', 'us-east-1', 'BRAND', 'IN', '{TRANSACTIONAL}', '0.00', false, true,
                 now())",
    )
    .await;
    let id = entered(&app.client(), "+919876543210").await;
    let send = code_for(&app.client(), &id).origination_identity("BRAND");
    let refused = line(&refusal(send.clone().send().await));
    assert_eq!(refused, "ValidationException MISSING_PARAMETER destinationCountryParameters");
    let send = send.destination_country_parameters(DestinationCountryParameterKey::InTemplateId, "1");
    let message = sent(send.destination_country_parameters(DestinationCountryParameterKey::InEntityId, "2")).await;
    let kept = "select destination_country_parameters ->> 'IN_ENTITY_ID' from inspect.messages where message_id = $1";
    assert_eq!(app.texts_of(kept, &message).await, ["2"]);
}

#[tokio::test]
async fn an_entry_that_is_verified_gets_none() {
    let app = App::start().await;
    let id = super::verified(&app, PHONE).await;
    let refused = refusal(code_for(&app.client(), &id).configuration_set_name("nobody").send().await);
    let done = format!("ConflictException VERIFICATION_ALREADY_COMPLETE verified-destination-number {id}");
    assert_eq!(refused.line(), done, "before what the request names");
}

#[tokio::test]
async fn the_channel_is_required_and_the_members_have_their_values() {
    let app = App::start().await;
    let id = entered(&app.client(), PHONE).await;
    let refused = async |members: &[(&str, &str)]| {
        let mut request: BTreeMap<&str, &str> = members.iter().copied().collect();
        request.insert("VerifiedDestinationNumberId", &id);
        let body = serde_json::to_string(&request).expect("it is JSON");
        let answer = raw::call(&app, "SendDestinationNumberVerificationCode", &body).await.json();
        (answer["Reason"].clone(), answer["Fields"][0]["Name"].clone())
    };
    assert_eq!(refused(&[]).await, ("MISSING_PARAMETER".into(), "verificationChannel".into()));
    let broken = "FIELD_VALIDATION_FAILED";
    assert_eq!(refused(&[("VerificationChannel", "text")]).await, (broken.into(), "verificationChannel".into()));
    let language = [("VerificationChannel", "TEXT"), ("LanguageCode", "en_us")];
    assert_eq!(refused(&language).await, (broken.into(), "languageCode".into()));
    let identity = [("VerificationChannel", "TEXT"), ("OriginationIdentity", "a b")];
    assert_eq!(refused(&identity).await, (broken.into(), "originationIdentity".into()));
}

#[tokio::test]
async fn another_entry_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_numbers!(app, |client, id| client
        .send_destination_number_verification_code()
        .verified_destination_number_id(id)
        .verification_channel(VerificationChannel::Text));
}
