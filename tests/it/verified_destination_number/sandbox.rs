//! The sandbox: what it holds back, for all accounts or for one, and the way out of it.

use aws_sdk_pinpointsmsvoicev2::types::{
    AccountAttributeName, AccountLimitName, RequestableNumberType, SpendLimitName, VerificationChannel,
    VerificationStatus,
};
use callsign::domain::account::AccountTier;
use serde_json::json;

use super::{another, code_for, code_of, entered, sent, tried, verified};
use crate::{
    harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, RawAnswer, arn, refusal},
    message::stage::{PHONE, Stage, line, number},
    staging::{ask, request},
};

fn not_verified(phone: &str) -> String {
    format!("ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED verified-destination-number {phone}")
}

/// Puts one account into the sandbox, or out of it.
async fn seed_tier(app: &App, account: &str, tier: &str) -> RawAnswer {
    let mut asked = request(app.address(), "PUT", "seed", &serde_json::Value::Null);
    asked.body = format!("account_id = \"{account}\"\ntier = \"{tier}\"\n").into_bytes();
    asked.with("content-type", "application/toml").send(app.address()).await
}

#[tokio::test]
async fn a_number_is_verified_by_the_code_in_the_inbox_and_then_written_to_and_stays_for_a_day() {
    let stage = Stage::with(|settings| settings.account.tier = AccountTier::Sandbox).await;
    stage.app.freeze().await;
    let client = &stage.client;
    assert_eq!(stage.refused(stage.text(PHONE)).await, not_verified(PHONE));

    let id = entered(client, PHONE).await;
    assert_eq!(stage.refused(stage.text(PHONE)).await, not_verified(PHONE), "an entry alone is not enough");
    let message = sent(code_for(client, &id)).await;
    let inbox = crate::staging::get(&stage.app, "otp?to=%2B12065550142&timeout_ms=0").await;
    assert_eq!(inbox["message_id"], message);
    let code = inbox["otp"].as_str().expect("a code").to_owned();
    assert_eq!(tried(client, &id, &another(&code)).await, "ValidationException VERIFICATION_CODE_MISMATCH - -");
    assert_eq!(stage.refused(stage.text(PHONE)).await, not_verified(PHONE));
    assert_eq!(tried(client, &id, &code).await, "VERIFIED");
    let again = format!("ConflictException VERIFICATION_ALREADY_COMPLETE verified-destination-number {id}");
    assert_eq!(tried(client, &id, &code).await, again);

    stage.sent(stage.text(PHONE)).await;
    stage.media(PHONE).send().await.expect("a picture is accepted");
    stage.voice(PHONE).send().await.expect("a call is accepted");
    let delete = || client.delete_verified_destination_number().verified_destination_number_id(&id).send();
    let not_yet = format!("ConflictException RESOURCE_DELETION_NOT_ALLOWED verified-destination-number {id}");
    assert_eq!(refusal(delete().await).line(), not_yet);
    let advance = json!({ "account_id": ACCOUNT, "by": "24h" });
    assert_eq!(ask(&stage.app, "POST", "clock/advance", advance).await.status, 200);
    delete().await.expect("a day is over");
    assert_eq!(stage.refused(stage.text(PHONE)).await, not_verified(PHONE));
}

const SIMULATED: &str = "+14254147755";

#[tokio::test]
async fn texts_and_pictures_go_to_verified_and_simulator_numbers_and_calls_to_verified_ones_of_eleven_countries() {
    let stage = Stage::with(|settings| settings.account.tier = AccountTier::Sandbox).await;
    stage.sent(stage.text(SIMULATED)).await;
    stage.media(SIMULATED).send().await.expect("the simulator takes pictures");
    assert_eq!(line(&refusal(stage.voice(SIMULATED).send().await)), not_verified(SIMULATED));
    assert_eq!(line(&refusal(stage.media(PHONE).send().await)), not_verified(PHONE));
    assert_eq!(line(&refusal(stage.voice(PHONE).send().await)), not_verified(PHONE));
    verified(&stage.app, PHONE).await;
    stage.media(PHONE).send().await.expect("it is verified");
    stage.voice(PHONE).send().await.expect("it is verified");
    let free = number(&stage.client, "US", RequestableNumberType::TollFree).await;
    let abroad = stage.client.update_phone_number().phone_number_id(&free).international_sending_enabled(true);
    abroad.send().await.expect("it sends abroad");
    verified(&stage.app, "+33612345678").await;
    stage.sent(stage.text_from(&free, "+33612345678")).await;
    let closed = "ValidationException DESTINATION_COUNTRY_BLOCKED destinationPhoneNumber";
    let call = stage.voice("+33612345678").origination_identity(&free);
    assert_eq!(line(&refusal(call.send().await)), closed);
}

#[tokio::test]
async fn a_month_holds_one_dollar_for_each_channel_and_the_limits_say_so() {
    let stage = Stage::with(|settings| settings.account.tier = AccountTier::Sandbox).await;
    let set = stage.client.set_text_message_spend_limit_override().monthly_limit(2).send().await;
    let refused = line(&refusal(set));
    assert_eq!(refused, "ValidationException REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT monthlyLimit");
    let limits = stage.client.describe_spend_limits().send().await.expect("limits are described");
    for limit in limits.spend_limits() {
        assert_eq!((limit.enforced_limit(), limit.max_limit()), (1, 1), "{:?}", limit.name());
    }
    assert!(limits.spend_limits().iter().any(|limit| *limit.name() == SpendLimitName::VoiceMessageMonthlySpendLimit));
    verified(&stage.app, PHONE).await;
    stage.sent(stage.text(PHONE)).await;
    stage.app.execute("update callsign.monthly_spend set spent = 100000 - 882").await;
    let full = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
    assert_eq!(stage.refused(stage.text(PHONE)).await, full);
    stage.media(PHONE).send().await.expect("another channel has a dollar of its own");
}

#[tokio::test]
async fn a_limit_that_was_set_before_is_a_dollar_at_most_in_the_sandbox() {
    let app = App::start().await;
    let set = app.client().set_text_message_spend_limit_override().monthly_limit(50).send().await;
    set.expect("production may spend that");
    assert_eq!(seed_tier(&app, ACCOUNT, "SANDBOX").await.status, 200);
    let limits = app.client().describe_spend_limits().send().await.expect("limits are described");
    let text = &limits.spend_limits()[0];
    assert_eq!((text.enforced_limit(), text.max_limit(), text.overridden()), (1, 1, true));
}

#[tokio::test]
async fn one_account_alone_is_in_the_sandbox_or_out_of_it_until_it_is_reset() {
    let stage = Stage::new().await;
    let other = stage.app.client_of("other", REGION);
    let tier = async |client: &aws_sdk_pinpointsmsvoicev2::Client| {
        let answer = client.describe_account_attributes().send().await.expect("attributes are described");
        let attributes = answer.account_attributes();
        assert_eq!(attributes[0].name(), &AccountAttributeName::AccountTier);
        attributes[0].value().to_owned()
    };
    let answer = seed_tier(&stage.app, ACCOUNT, "SANDBOX").await;
    assert_eq!((answer.status, &answer.json()["changed"]), (200, &json!(1)), "{answer:?}");
    assert_eq!(seed_tier(&stage.app, ACCOUNT, "SANDBOX").await.json()["unchanged"], 1);
    assert_eq!((tier(&stage.client).await, tier(&other).await), ("SANDBOX".to_owned(), "PRODUCTION".to_owned()));
    let elsewhere = stage.app.client_of("test", "eu-west-1");
    assert_eq!(tier(&elsewhere).await, "PRODUCTION", "another region of the account");
    assert_eq!(stage.refused(stage.text(PHONE)).await, not_verified(PHONE));
    let number = number(&other, "US", RequestableNumberType::LongCode).await;
    let text = other.send_text_message().destination_phone_number(PHONE).message_body("Hello");
    text.origination_identity(number).send().await.expect("the other account is in production");
    let shown = "select concat_ws(' ', account_id, tier) from inspect.account_regions where region = $1 order by 1";
    assert_eq!(stage.app.texts_of(shown, REGION).await, [format!("{ACCOUNT} SANDBOX"), OTHER_ACCOUNT.to_owned()]);

    verified(&stage.app, PHONE).await;
    stage.sent(stage.text(PHONE)).await;
    let reset = ask(&stage.app, "POST", "reset", json!({ "account_id": ACCOUNT })).await;
    assert_eq!(reset.status, 200, "{reset:?}");
    assert_eq!(tier(&stage.client).await, "PRODUCTION");

    let sandbox = stage.app.beside(|settings| settings.account.tier = AccountTier::Sandbox).await;
    assert_eq!(tier(&sandbox.client()).await, "SANDBOX");
    assert_eq!(seed_tier(&sandbox, ACCOUNT, "PRODUCTION").await.status, 200);
    assert_eq!(tier(&sandbox.client()).await, "PRODUCTION");
    assert_eq!(tier(&sandbox.client_of("other", REGION)).await, "SANDBOX");
    let bad = seed_tier(&sandbox, ACCOUNT, "BEACH").await;
    assert_eq!(bad.status, 400, "{bad:?}");
    assert!(bad.body.contains("line 2"), "{bad:?}");
}

#[tokio::test]
async fn in_production_nobody_needs_to_be_verified() {
    let stage = Stage::new().await;
    entered(&stage.client, PHONE).await;
    stage.sent(stage.text(PHONE)).await;
    stage.voice(PHONE).send().await.expect("a call is accepted");
}

#[tokio::test]
async fn who_is_verified_elsewhere_is_not_verified_here() {
    let stage = Stage::with(|settings| settings.account.tier = AccountTier::Sandbox).await;
    for client in [stage.app.client_of("other", REGION), stage.app.client_of("test", "eu-west-1")] {
        let id = entered(&client, PHONE).await;
        sent(code_for(&client, &id)).await;
        assert_eq!(tried(&client, &id, &code_of(&stage.app, &id).await).await, "VERIFIED");
    }
    assert_eq!(stage.refused(stage.text(PHONE)).await, not_verified(PHONE));
}

#[tokio::test]
async fn twenty_calls_a_day_are_the_most_and_a_call_lasts_thirty_seconds() {
    let stage = Stage::with(|settings| {
        settings.account.tier = AccountTier::Sandbox;
        settings.quotas.calls_to_recipient = 0;
    })
    .await;
    verified(&stage.app, PHONE).await;
    let long = stage.voice(PHONE).message_body("word ".repeat(500)).send().await.expect("a call is made");
    let message = long.message_id.expect("it has an id");
    assert_eq!(stage.column(&message, "call_duration_in_seconds").await.as_deref(), Some("30"));
    for _ in 1..20 {
        stage.voice(PHONE).send().await.expect("a call is made");
    }
    let full = "ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT";
    assert_eq!(line(&refusal(stage.voice(PHONE).send().await)), full);
    let id = entered(&stage.client, "+12065550143").await;
    sent(code_for(&stage.client, &id).verification_channel(VerificationChannel::Voice)).await;
}

#[tokio::test]
async fn account_limits_count_entries() {
    let app = App::start().await;
    entered(&app.client(), PHONE).await;
    let answer = app.client().describe_account_limits().send().await.expect("limits are described");
    let limit = answer.account_limits().iter().find(|one| *one.name() == AccountLimitName::VerifiedDestinationNumbers);
    let limit = limit.expect("it is one of them");
    assert_eq!((limit.used(), limit.max()), (1, 10));
    let entry = app.client().describe_verified_destination_numbers().send().await.expect("entries are described");
    let entry = &entry.verified_destination_numbers()[0];
    assert_eq!(entry.status(), &VerificationStatus::Pending);
    assert!(entry.verified_destination_number_arn().starts_with(&arn("verified-destination-number/")));
}
