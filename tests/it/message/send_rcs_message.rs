//! SendRcsMessage: what differs from a text.

use aws_sdk_pinpointsmsvoicev2::{
    operation::send_rcs_message::builders::SendRcsMessageFluentBuilder,
    types::{
        NumberCapability, ProtectConfigurationCountryRuleSetInformation, ProtectStatus, RcsContent, RcsFallbackChannel,
        RcsFallbackConfiguration, RcsMessageContent, RcsTextMessage,
    },
};
use serde_json::{Value, json};

use super::stage::{PHONE, Stage, line};
use crate::{
    harness::{RawAnswer, RawRequest, arn, refusal},
    rcs_agent::{agent, registered, testing},
};

const US: &str = "US_RCS_LAUNCH_REGISTRATION";
pub const GB: &str = "GB_RCS_LAUNCH_REGISTRATION";
const NUMBER: &str = "+12065550142";

fn text(body: &str) -> RcsMessageContent {
    let text = RcsTextMessage::builder().body(body).build().expect("it is whole");
    RcsMessageContent::builder().content(RcsContent::TextMessage(text)).build()
}

/// A launched agent, and phones that take RCS.
pub async fn launched() -> (Stage, String) {
    let stage = Stage::new().await;
    let id = agent(&stage.client).await;
    registered(&stage.client, &id, US).await;
    phones(&stage, "CAPABLE").await;
    stage.app.freeze().await;
    (stage, id)
}

/// What phones do with RCS.
pub async fn phones(stage: &Stage, rcs: &str) {
    let rule = "insert into callsign.handset (id, phone, outcome, rcs, created_at)
                values (gen_random_uuid(), '*', 'DELIVERED', $1, now())";
    let made = sqlx::query(rule).bind(rcs).execute(&mut stage.app.connection().await).await;
    made.expect("the rule is made");
}

pub fn message(stage: &Stage, from: &str, to: &str) -> SendRcsMessageFluentBuilder {
    let request = stage.client.send_rcs_message().destination_phone_number(to).origination_identity(from);
    request.rcs_message_content(text("Hello"))
}

pub async fn sent(request: SendRcsMessageFluentBuilder) -> String {
    request.send().await.expect("it is accepted").message_id.expect("it has an id")
}

pub async fn refused(request: SendRcsMessageFluentBuilder) -> String {
    line(&refusal(request.send().await))
}

pub async fn raw(stage: &Stage, from: &str, members: &Value) -> RawAnswer {
    let mut body = json!({ "DestinationPhoneNumber": NUMBER, "OriginationIdentity": from, "DryRun": true });
    for (name, value) in members.as_object().expect("members") {
        body[name] = value.clone();
    }
    let request = RawRequest::unsigned(stage.app.address(), "SendRcsMessage", body.to_string());
    request.signed().send(stage.app.address()).await
}

#[tokio::test]
async fn an_agent_sends_by_its_id_and_its_arn() {
    let (stage, id) = launched().await;
    for from in [id.clone(), arn(&format!("rcs-agent/{id}"))] {
        let message = sent(message(&stage, &from, PHONE)).await;
        let columns = [
            "channel",
            "origination_identity",
            "origination_phone_number",
            "chosen_by",
            "message_type",
            "message_body",
        ];
        assert_eq!(stage.columns(&message, &columns).await, format!("RCS {id} {id} DIRECT TRANSACTIONAL Hello"));
        assert_eq!(stage.column(&message, "origination_identity_arn").await, Some(arn(&format!("rcs-agent/{id}"))));
        let columns = ["message_encoding", "total_message_parts", "rcs_billing_event_type", "time_to_live"];
        assert_eq!(stage.columns(&message, &columns).await, "UNICODE 1 BASIC -");
        stage.pass_ms(2_800).await;
        assert_eq!(stage.happened(&message).await, ["RCS_SENT", "RCS_DELIVERED!"]);
    }
}

#[tokio::test]
async fn it_is_paid_for_when_it_is_delivered() {
    let (stage, id) = launched().await;
    let message_id = sent(message(&stage, &id, PHONE)).await;
    assert_eq!(stage.spent("RCS").await, "0.01194");
    stage.pass_ms(2_800).await;
    assert_eq!(stage.spent("RCS").await, "0.01194");
    assert_eq!(stage.columns(&message_id, &["total_message_price", "total_carrier_fee"]).await, "0.00700 0.00494");
    phones(&stage, "NOT_CAPABLE").await;
    let failed = sent(message(&stage, &id, PHONE)).await;
    assert_eq!(stage.spent("RCS").await, "0.02388");
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&failed).await, ["RCS_FAILED!"]);
    assert_eq!(stage.columns(&failed, &["status", "spend_given_back"]).await, "UNDELIVERABLE true");
    assert_eq!(stage.spent("RCS").await, "0.01194");
    assert_eq!(stage.spent("TEXT").await, "0");
}

#[tokio::test]
async fn that_it_was_read_is_told_and_gives_nothing_back() {
    let (stage, id) = launched().await;
    phones(&stage, "READ").await;
    let read = sent(message(&stage, &id, PHONE)).await;
    stage.pass_ms(3_800).await;
    assert_eq!(stage.happened(&read).await, ["RCS_SENT", "RCS_DELIVERED!", "RCS_READ!"]);
    assert_eq!(stage.columns(&read, &["status", "spend_given_back"]).await, "READ false");
    assert_eq!(stage.spent("RCS").await, "0.01194");
}

#[tokio::test]
async fn a_phone_that_can_not_or_may_not_be_reached_fails_it() {
    let (stage, id) = launched().await;
    for (rcs, status) in [("NOT_CAPABLE", "UNDELIVERABLE"), ("REJECTED", "REJECTED")] {
        phones(&stage, rcs).await;
        let message = sent(message(&stage, &id, PHONE)).await;
        stage.pass_ms(350).await;
        assert_eq!(stage.happened(&message).await, ["RCS_FAILED!"]);
        assert_eq!(stage.column(&message, "status").await.as_deref(), Some(status));
    }
}

#[tokio::test]
async fn an_agent_that_nobody_tests_sends_nothing() {
    let stage = Stage::new().await;
    let id = agent(&stage.client).await;
    let expected = format!("ConflictException RESOURCE_NOT_ACTIVE rcs-agent {id}");
    assert_eq!(refused(message(&stage, &id, PHONE)).await, expected);
}

#[tokio::test]
async fn an_agent_in_test_reaches_its_verified_testers_alone() {
    let stage = Stage::new().await;
    let id = testing(&stage.client).await;
    let expected = format!("ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED rcs-agent {id}");
    assert_eq!(refused(message(&stage, &id, PHONE)).await, expected);
    let tester = stage.client.create_verified_destination_number().destination_phone_number(PHONE).rcs_agent_id(&id);
    tester.send().await.expect("it is entered");
    sent(message(&stage, &id, PHONE)).await;
    assert_eq!(refused(message(&stage, &id, "+12065550143")).await, expected);
}

#[tokio::test]
async fn a_country_without_a_launch_is_reached_by_testers_alone() {
    let stage = Stage::new().await;
    let id = agent(&stage.client).await;
    registered(&stage.client, &id, GB).await;
    let expected = "ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY originationIdentity";
    assert_eq!(refused(message(&stage, &id, PHONE)).await, expected);
    sent(message(&stage, &id, "+447700900123")).await;
    let tester = stage.client.create_verified_destination_number().destination_phone_number(PHONE).rcs_agent_id(&id);
    tester.send().await.expect("it is entered");
    sent(message(&stage, &id, PHONE)).await;
}

#[tokio::test]
async fn what_is_not_there_or_carries_no_rcs_is_refused() {
    let stage = Stage::new().await;
    assert_eq!(refused(message(&stage, "rcs-0", PHONE)).await, "ResourceNotFoundException rcs-agent rcs-0");
    let expected = format!("ConflictException NUMBER_CAPABILITIES_MISMATCH phone-number {}", stage.number);
    assert_eq!(refused(message(&stage, &stage.number, PHONE)).await, expected);
    stage.fixture().sender_id("BRAND", "GB").await;
    let expected = "ConflictException NUMBER_CAPABILITIES_MISMATCH sender-id BRAND";
    assert_eq!(refused(message(&stage, "BRAND", "+447700900123")).await, expected);
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    let expected = format!("ConflictException NUMBER_CAPABILITIES_MISMATCH pool {pool}");
    assert_eq!(refused(message(&stage, &pool, PHONE)).await, expected);
}

#[tokio::test]
async fn through_a_pool_it_goes_from_the_agent_that_reaches_the_phone() {
    let (stage, id) = launched().await;
    let elsewhere = agent(&stage.client).await;
    registered(&stage.client, &elsewhere, GB).await;
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    for agent in [&elsewhere, &id] {
        let associate = stage.client.associate_origination_identity().pool_id(&pool).origination_identity(agent);
        associate.iso_country_code("ZZ").send().await.expect("it joins");
    }
    let first = sent(message(&stage, &pool, PHONE)).await;
    let columns = ["origination_identity", "pool_id", "chosen_by", "message_type"];
    assert_eq!(stage.columns(&first, &columns).await, format!("{id} {pool} ONLY TRANSACTIONAL"));
    let expected = format!("ConflictException NO_ORIGINATION_IDENTITIES_FOUND pool {pool}");
    assert_eq!(refused(message(&stage, &pool, "+33639980000")).await, expected);
}

#[tokio::test]
async fn a_text_from_an_agent_is_an_rcs_message() {
    let (stage, id) = launched().await;
    let text = stage.sent(stage.text_from(&id, PHONE).message_body("a".repeat(161))).await;
    let columns = ["channel", "message_encoding", "total_message_parts", "rcs_billing_event_type", "time_to_live"];
    assert_eq!(stage.columns(&text, &columns).await, "RCS UNICODE 1 RICH 259200");
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&text).await, ["RCS_SENT", "RCS_DELIVERED!"]);
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.01194", "0"));
    for request in [
        line(&refusal(stage.media(PHONE).origination_identity(&id).send().await)),
        line(&refusal(stage.voice(PHONE).origination_identity(&id).send().await)),
    ] {
        assert_eq!(request, format!("ConflictException NUMBER_CAPABILITIES_MISMATCH rcs-agent {id}"));
    }
}

#[tokio::test]
async fn price_and_month_are_those_of_rcs() {
    let (stage, id) = launched().await;
    let expected = "ValidationException PRICE_OVER_THRESHOLD maxPrice";
    assert_eq!(refused(message(&stage, &id, PHONE).max_price("0.01193")).await, expected);
    sent(message(&stage, &id, PHONE).max_price("0.01194").dry_run(true)).await;
    assert_eq!(stage.spent("RCS").await, "0");
    let limit = stage.client.set_rcs_message_spend_limit_override().monthly_limit(0);
    limit.send().await.expect("it is set");
    let expected = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS";
    assert_eq!(refused(message(&stage, &id, PHONE)).await, expected);
}

#[tokio::test]
async fn its_time_to_live_is_two_days_at_most_and_none_by_itself() {
    let (stage, id) = launched().await;
    for (seconds, is_good) in [(0, false), (1, true), (172_800, true), (172_801, false)] {
        let request = message(&stage, &id, PHONE).time_to_live(seconds).dry_run(true);
        let outcome = request.send().await;
        assert_eq!(outcome.is_ok(), is_good, "{seconds}");
    }
    let timed = sent(message(&stage, &id, PHONE).time_to_live(1)).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&timed).await, ["RCS_SENT", "RCS_TTL_EXPIRED!"]);
    assert_eq!(stage.column(&timed, "status").await.as_deref(), Some("TTL_EXPIRATION_REVOKED"));
    assert_eq!(stage.spent("RCS").await, "0.00000");
}

#[tokio::test]
async fn who_opted_out_of_the_agents_list_gets_none_unless_opt_outs_are_managed() {
    let (stage, id) = launched().await;
    let put = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    put.send().await.expect("it is put");
    let expected = format!("ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number {PHONE}");
    assert_eq!(refused(message(&stage, &id, PHONE)).await, expected);
    let update = stage.client.update_rcs_agent().rcs_agent_id(&id).two_way_enabled(true);
    let update = update.two_way_channel_arn(crate::rcs_agent::CHANNEL).self_managed_opt_outs_enabled(true);
    update.send().await.expect("it is updated");
    sent(message(&stage, &id, PHONE)).await;
}

#[tokio::test]
async fn the_rules_for_texts_protect_it() {
    let (stage, id) = launched().await;
    let made = stage.client.create_protect_configuration().send().await.expect("it is made");
    let protect = made.protect_configuration_id;
    for (status, blocks) in [(ProtectStatus::Block, true), (ProtectStatus::Filter, false)] {
        let rule = ProtectConfigurationCountryRuleSetInformation::builder().protect_status(status);
        let rule = rule.build().expect("it is whole");
        let update = stage.client.update_protect_configuration_country_rule_set().protect_configuration_id(&protect);
        let update = update.number_capability(NumberCapability::Sms).country_rule_set_updates("US", rule);
        update.send().await.expect("it is ruled");
        let request = message(&stage, &id, PHONE).protect_configuration_id(&protect);
        if blocks {
            let expected = format!(
                "ConflictException DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION protect-configuration {protect}"
            );
            assert_eq!(refused(request).await, expected);
        } else {
            stage.app.execute("update callsign.handset set suspicious = true").await;
            let message = sent(request).await;
            stage.pass_ms(350).await;
            assert_eq!(stage.happened(&message).await, ["RCS_PROTECT_BLOCKED!"]);
            assert_eq!(stage.spent("RCS").await, "0.00000");
        }
    }
}

#[tokio::test]
async fn what_it_is_asked_to_be_is_kept() {
    let (stage, id) = launched().await;
    let fallback = RcsFallbackConfiguration::builder().channel(RcsFallbackChannel::Sms).message_body("Instead");
    let fallback = fallback.origination_identity(&stage.number).build().expect("it is whole");
    let request = message(&stage, &id, PHONE).message_traffic_type("PROMOTION").context("order", "42");
    let request = request.fallback_configuration(fallback).message_feedback_enabled(true).time_to_live(60);
    let message = sent(request).await;
    let columns = ["message_traffic_type", "context ->> 'order'", "message_feedback_status", "time_to_live"];
    assert_eq!(stage.columns(&message, &columns).await, "PROMOTION 42 PENDING 60");
    let kept = stage.column(&message, "rcs_message_content").await.expect("it is kept");
    let kept: Value = serde_json::from_str(&kept).expect("it is JSON");
    assert_eq!(kept, json!({ "Content": { "TextMessage": { "Body": "Hello" } } }));
    let kept = stage.column(&message, "fallback_configuration").await.expect("it is kept");
    let kept: Value = serde_json::from_str(&kept).expect("it is JSON");
    assert_eq!(kept, json!({ "Channel": "SMS", "MessageBody": "Instead", "OriginationIdentity": stage.number }));
}

#[tokio::test]
async fn it_says_one_thing_in_words_that_rcs_knows() {
    let (stage, id) = launched().await;
    let body = json!({ "Body": "Hello" });
    let card = |orientation: &str, more: Value| {
        let mut card = json!({ "CardOrientation": orientation, "CardContent": { "Title": "Hello" } });
        card.as_object_mut().expect("an object").extend(more.as_object().expect("members").clone());
        json!({ "Content": { "RichCard": card } })
    };
    let height =
        |height: &str| json!({ "CardContent": { "Media": { "FileUrl": "https://x/y.png", "Height": height } } });
    let carousel = |width: &str, height: &str| {
        let content = json!({ "Media": { "FileUrl": "s3://x/y.png", "Height": height } });
        json!({ "Content": { "Carousel": { "CardWidth": width, "CardContents": [content, content] } } })
    };
    let suggested = |suggestion: Value| json!({ "Content": { "TextMessage": body }, "Suggestions": [suggestion] });
    let action = json!({ "Text": "Yes", "PostbackData": "yes" });
    let open = |more: Value| {
        let mut open = json!({ "Text": "Open", "PostbackData": "open", "Url": "https://example.com" });
        open.as_object_mut().expect("an object").extend(more.as_object().expect("members").clone());
        suggested(json!({ "OpenUrl": open }))
    };
    let (missing, together, invalid) = ("MISSING_PARAMETER", "PARAMETERS_CANNOT_BE_USED_TOGETHER", "INVALID_PARAMETER");
    for (content, reason) in [
        (json!(null), missing),
        (json!({ "Content": {} }), missing),
        (json!({ "Content": { "TextMessage": body, "FileMessage": { "FileUrl": "s3://x/y.png" } } }), together),
        (json!({ "Content": { "FileMessage": { "FileUrl": "s3://x/y.png" } } }), ""),
        (card("HORIZONTAL", json!({ "ThumbnailImageAlignment": "LEFT" })), ""),
        (card("VERTICAL", json!({ "ThumbnailImageAlignment": "LEFT" })), together),
        (card("VERTICAL", height("TALL")), ""),
        (card("VERTICAL", height("HUGE")), invalid),
        (card("DIAGONAL", json!({})), invalid),
        (card("HORIZONTAL", json!({ "ThumbnailImageAlignment": "MIDDLE" })), invalid),
        (carousel("SMALL", "MEDIUM"), ""),
        (carousel("SMALL", "TALL"), invalid),
        (carousel("LARGE", "SHORT"), invalid),
        (suggested(json!({ "Reply": action })), ""),
        (suggested(json!({})), missing),
        (suggested(json!({ "Reply": action, "RequestLocation": action })), together),
        (open(json!({ "Application": "WEBVIEW", "WebviewViewMode": "HALF" })), ""),
        (open(json!({ "Application": "BROWSER", "WebviewViewMode": "HALF" })), together),
        (open(json!({ "Application": "EDITOR" })), invalid),
        (open(json!({ "Application": "WEBVIEW", "WebviewViewMode": "NONE" })), invalid),
    ] {
        let answer = raw(&stage, &id, &json!({ "RcsMessageContent": content })).await;
        assert_eq!(answer.json()["Reason"].as_str().unwrap_or_default(), reason, "{content} {answer:?}");
        if !reason.is_empty() {
            assert_eq!(answer.json()["Fields"][0]["Name"], "rcsMessageContent");
        }
    }
}

#[tokio::test]
async fn what_is_sent_in_its_stead_is_whole_and_comes_from_a_number_or_sender_id() {
    let (stage, id) = launched().await;
    let content = json!({ "Content": { "TextMessage": { "Body": "Hello" } } });
    for (fallback, reason) in [
        (json!({ "Channel": "SMS" }), "MISSING_PARAMETER"),
        (json!({ "Channel": "MMS", "MessageBody": "Instead" }), "MISSING_PARAMETER"),
        (json!({ "Channel": "MMS", "MediaUrls": ["s3://pictures/hello.png"] }), ""),
        (json!({ "Channel": "SMS", "MessageBody": "Instead" }), ""),
        (json!({ "Channel": "SMS", "MessageBody": "Instead", "OriginationIdentity": stage.number }), ""),
        (json!({ "Channel": "SMS", "MessageBody": "Instead", "OriginationIdentity": "pool-1" }), "INVALID_PARAMETER"),
        (json!({ "Channel": "SMS", "MessageBody": "Instead", "OriginationIdentity": id }), "INVALID_PARAMETER"),
        (
            json!({ "Channel": "SMS", "MessageBody": "Instead", "OriginationIdentity": arn(&format!("rcs-agent/{id}")) }),
            "INVALID_PARAMETER",
        ),
    ] {
        let members = json!({ "RcsMessageContent": content, "FallbackConfiguration": fallback });
        let answer = raw(&stage, &id, &members).await;
        assert_eq!(answer.json()["Reason"].as_str().unwrap_or_default(), reason, "{fallback} {answer:?}");
        if !reason.is_empty() {
            assert_eq!(answer.json()["Fields"][0]["Name"], "fallbackConfiguration");
        }
    }
}
