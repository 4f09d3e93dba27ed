//! Which messages go by RCS, which never do, and what a price and a fallback have to do with it.

use aws_sdk_pinpointsmsvoicev2::types::RcsFallbackChannel;
use serde_json::json;

use super::{
    falling_back::{instead, pool, rule},
    send_rcs_message::{GB, launched, message, phones, raw, refused, sent},
    stage::{PHONE, Stage},
};
use crate::{
    harness::arn,
    rcs_agent::{agent, registered},
};

const LONDON: &str = "+447700900123";
const PARIS: &str = "+33639980000";

#[tokio::test]
async fn a_text_from_an_agent_itself_never_falls_back() {
    let (stage, agent) = launched().await;
    phones(&stage, "NOT_CAPABLE").await;
    let failed = stage.sent(stage.text_from(&agent, PHONE)).await;
    rule(&stage, "SILENT", "CAPABLE", None).await;
    let silent = stage.sent(stage.text_from(&agent, PHONE)).await;
    stage.pass_ms(60_000).await;
    assert_eq!(stage.happened(&failed).await, ["RCS_FAILED!"]);
    assert_eq!(stage.happened(&silent).await, ["RCS_SENT"]);
    for text in [failed, silent] {
        assert_eq!(stage.columns(&text, &["channel", "origination_identity"]).await, format!("RCS {agent}"));
    }
    assert_eq!(stage.spent("TEXT").await, "0");
}

#[tokio::test]
async fn what_is_sent_in_its_stead_may_cost_more_than_max_price() {
    let (stage, agent, pool) = pool().await;
    rule(&stage, "DELIVERED", "REJECTED", None).await;
    let files = instead(RcsFallbackChannel::Mms, None);
    let files = sent(message(&stage, &agent, PHONE).fallback_configuration(files).max_price("0.01194")).await;
    let long = || stage.text_from(&pool, PHONE).message_body("я".repeat(71)).max_price("0.01194");
    let text = stage.sent(long()).await;
    stage.pass_ms(5_000).await;
    assert_eq!(stage.happened(&files).await.last().map(String::as_str), Some("MEDIA_DELIVERED!"));
    assert_eq!(stage.happened(&text).await.last().map(String::as_str), Some("TEXT_DELIVERED!"));
    assert_eq!((stage.spent("MEDIA").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.02216", "0.01766"));
    phones(&stage, "NOT_CAPABLE").await;
    let expected = "ValidationException PRICE_OVER_THRESHOLD maxPrice";
    assert_eq!(stage.refused(long()).await, expected, "it is a text from the start");
}

#[tokio::test]
async fn through_a_pool_a_fallback_goes_from_what_the_pool_has_or_from_what_it_names() {
    let (stage, agent, pool) = pool().await;
    phones(&stage, "REJECTED").await;
    let request = message(&stage, &pool, PHONE);
    let pools = sent(request.fallback_configuration(instead(RcsFallbackChannel::Sms, None))).await;
    let columns = ["channel", "origination_identity", "pool_id"];
    assert_eq!(stage.columns(&pools, &columns).await, format!("RCS {agent} {pool}"));
    let request = message(&stage, &pool, PHONE);
    let named = sent(request.fallback_configuration(instead(RcsFallbackChannel::Sms, Some(&stage.number)))).await;
    stage.pass_ms(5_000).await;
    let expected = ["RCS_FAILED", "RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!"];
    for text in [&pools, &named] {
        assert_eq!(stage.happened(text).await, expected);
        let columns = ["channel", "origination_identity", "message_body"];
        assert_eq!(stage.columns(text, &columns).await, format!("TEXT {} Instead", stage.number));
    }
}

#[tokio::test]
async fn without_a_fallback_what_is_sent_by_rcs_through_a_pool_ends_where_it_fails() {
    let (stage, _, pool) = pool().await;
    phones(&stage, "REJECTED").await;
    let failed = sent(message(&stage, &pool, PHONE)).await;
    stage.pass_ms(60_000).await;
    assert_eq!(stage.happened(&failed).await, ["RCS_FAILED!"]);
}

#[tokio::test]
async fn a_fallback_goes_from_a_sender_id_and_never_from_a_pool() {
    let stage = Stage::new().await;
    let agent = agent(&stage.client).await;
    registered(&stage.client, &agent, GB).await;
    stage.fixture().sender_id("BRAND", "GB").await;
    phones(&stage, "NOT_CAPABLE").await;
    stage.app.freeze().await;
    for from in ["BRAND".to_owned(), arn("sender-id/BRAND/GB")] {
        let fallback = instead(RcsFallbackChannel::Sms, Some(&from));
        let text = sent(message(&stage, &agent, LONDON).fallback_configuration(fallback)).await;
        stage.pass_ms(5_000).await;
        assert_eq!(stage.happened(&text).await.last().map(String::as_str), Some("TEXT_DELIVERED!"));
        let columns = ["channel", "origination_identity", "origination_phone_number"];
        assert_eq!(stage.columns(&text, &columns).await, "TEXT BRAND BRAND");
    }
    let pool = stage.fixture().pool_of("BRAND", "GB").await;
    for from in [pool.clone(), arn(&format!("pool/{pool}"))] {
        let fallback = instead(RcsFallbackChannel::Sms, Some(&from));
        let refused = refused(message(&stage, &agent, LONDON).fallback_configuration(fallback)).await;
        assert_eq!(refused, "ValidationException INVALID_PARAMETER fallbackConfiguration");
    }
}

#[tokio::test]
async fn shared_routes_carry_no_rcs() {
    let (stage, _, pool) = pool().await;
    let columns = ["channel", "origination_phone_number", "chosen_by"];
    let bare = stage.sent(stage.bare(PARIS)).await;
    assert_eq!(stage.columns(&bare, &columns).await, "TEXT NOTICE SHARED_ROUTE");
    stage.client.update_pool().pool_id(&pool).shared_routes_enabled(true).send().await.expect("it is changed");
    let pools = stage.sent(stage.text_from(&pool, PARIS)).await;
    assert_eq!(stage.columns(&pools, &columns).await, "TEXT NOTICE SHARED_ROUTE");
    let expected = format!("ConflictException NO_ORIGINATION_IDENTITIES_FOUND pool {pool}");
    assert_eq!(refused(message(&stage, &pool, PARIS)).await, expected);
}

#[tokio::test]
async fn in_a_pool_a_country_without_a_launch_gets_a_text() {
    let stage = Stage::new().await;
    let agent = agent(&stage.client).await;
    registered(&stage.client, &agent, GB).await;
    phones(&stage, "CAPABLE").await;
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    stage.fixture().associate(&pool, &agent, "ZZ").await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    let columns = ["channel", "origination_identity", "chosen_by"];
    assert_eq!(stage.columns(&text, &columns).await, format!("TEXT {} ONLY", stage.number));
    let text = stage.sent(stage.text_from(&agent, LONDON)).await;
    assert_eq!(stage.column(&text, "channel").await.as_deref(), Some("RCS"));
}

#[tokio::test]
async fn the_simulators_numbers_take_no_rcs_whatever_a_rule_says() {
    const SIMULATED: &str = "+14254147755";
    let (stage, agent) = launched().await;
    let message = sent(message(&stage, &agent, SIMULATED)).await;
    let text = stage.sent(stage.text_from(&agent, SIMULATED)).await;
    stage.pass_ms(60_000).await;
    for message in [message, text] {
        assert_eq!(stage.happened(&message).await, ["RCS_FAILED!"]);
        assert_eq!(stage.columns(&message, &["channel", "status"]).await, "RCS UNDELIVERABLE");
    }
    assert_eq!(stage.spent("RCS").await, "0.00000");
}

#[tokio::test]
async fn an_agent_that_was_only_submitted_sends_nothing() {
    let stage = Stage::with(|settings| settings.registrations.reviewing_ms = 60_000).await;
    let agent = agent(&stage.client).await;
    let registration = crate::rcs_agent::drafted(&stage.client, &agent, crate::rcs_agent::TEST).await;
    crate::registration::submit(&stage.client, &registration).await;
    assert_eq!(crate::rcs_agent::status_of(&stage.client, &agent).await, "PENDING");
    let expected = format!("ConflictException RESOURCE_NOT_ACTIVE rcs-agent {agent}");
    assert_eq!(refused(message(&stage, &agent, PHONE)).await, expected);
    assert_eq!(stage.refused(stage.text_from(&agent, PHONE)).await, expected);
    let content = json!({ "Content": { "TextMessage": { "Body": "Hello" } } });
    let tried = raw(&stage, &agent, &json!({ "RcsMessageContent": content })).await;
    assert_eq!(tried.line(), "400 ConflictException", "a trial asks it, too");
}
