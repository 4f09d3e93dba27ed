//! What goes by RCS first, and what is sent in its stead.

use aws_sdk_pinpointsmsvoicev2::types::{RcsFallbackChannel, RcsFallbackConfiguration};
use callsign::domain::message::{
    channel::Channel,
    handset::{Handset, Outcome, Rcs},
    schedule::{Delivery, Instead, NO_SIGN, Sent, with_instead},
};
use proptest::prelude::*;
use serde_json::json;
use time::Duration;

use super::{
    send_rcs_message::{launched, message, phones, refused, sent},
    stage::{PHONE, Stage},
};
use crate::staging::{ask, get};

const FROM: [&str; 4] = ["channel", "origination_identity", "chosen_by", "status"];

/// A pool with the long code and a launched agent.
pub async fn pool() -> (Stage, String, String) {
    let (stage, agent) = launched().await;
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    stage.fixture().associate(&pool, &agent, "ZZ").await;
    (stage, agent, pool)
}

/// What every phone does from now on.
pub async fn rule(stage: &Stage, outcome: &str, rcs: &str, after_ms: Option<i64>) {
    let rule = "insert into callsign.handset (id, phone, outcome, rcs, after_ms, created_at)
                values (gen_random_uuid(), '*', $1, $2, $3, now())";
    let made = sqlx::query(rule).bind(outcome).bind(rcs).bind(after_ms);
    made.execute(&mut stage.app.connection().await).await.expect("the rule is made");
}

pub fn instead(channel: RcsFallbackChannel, from: Option<&str>) -> RcsFallbackConfiguration {
    let fallback = RcsFallbackConfiguration::builder().set_origination_identity(from.map(str::to_owned));
    let fallback = match channel {
        RcsFallbackChannel::Mms => fallback.media_urls("s3://pictures/hello.png"),
        _ => fallback.message_body("Instead"),
    };
    fallback.channel(channel).build().expect("it is whole")
}

#[tokio::test]
async fn a_text_through_a_pool_goes_by_rcs_to_a_phone_that_takes_it() {
    let (stage, agent, pool) = pool().await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    assert_eq!(stage.columns(&text, &FROM).await, format!("RCS {agent} ONLY ACCEPTED"));
    stage.pass_ms(30_000).await;
    assert_eq!(stage.happened(&text).await, ["RCS_SENT", "RCS_DELIVERED!"]);
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.01194", "0"));
}

#[tokio::test]
async fn what_takes_no_rcs_or_is_not_reached_by_the_agent_gets_a_text() {
    let (stage, _, pool) = pool().await;
    let text = stage.sent(stage.text_from(&pool, "+14254147755")).await;
    assert_eq!(stage.column(&text, "channel").await.as_deref(), Some("TEXT"));
    phones(&stage, "NOT_CAPABLE").await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    let number = stage.number.clone();
    assert_eq!(stage.columns(&text, &FROM).await, format!("TEXT {number} ONLY ACCEPTED"));
    phones(&stage, "CAPABLE").await;
    stage.app.execute("delete from callsign.registration_association").await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    assert_eq!(stage.column(&text, "channel").await.as_deref(), Some("TEXT"));
}

#[tokio::test]
async fn after_25_seconds_without_a_sign_the_pool_sends_the_text() {
    let (stage, _, pool) = pool().await;
    rule(&stage, "DELIVERED", "CAPABLE", Some(30_000)).await;
    let text = stage.sent(stage.text_from(&pool, PHONE).message_body("я".repeat(71)).context("order", "42")).await;
    stage.pass_ms(24_999).await;
    assert_eq!(stage.happened(&text).await, ["RCS_SENT"]);
    stage.pass_ms(1).await;
    assert_eq!(stage.happened(&text).await, ["RCS_SENT", "RCS_FALLEN_BACK_TO_SMS"]);
    let number = stage.number.clone();
    assert_eq!(stage.columns(&text, &FROM).await, format!("TEXT {number} ONLY PENDING"));
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0.01766"));
    stage.pass_ms(5_000).await;
    let happened = stage.happened(&text).await;
    assert_eq!(happened[2..], ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    let columns = ["total_message_parts", "message_encoding", "rcs_billing_event_type", "spend_given_back", "status"];
    assert_eq!(stage.columns(&text, &columns).await, "2 UNICODE - false DELIVERED");
    let events = get(&stage.app, &format!("events?message_id={text}&order=asc")).await;
    let told = |place: usize, name: &str| events["items"][place]["event"][name].clone();
    assert_eq!((told(1, "messageStatus"), told(1, "totalMessagePrice")), (json!("PENDING"), json!(0)));
    assert_eq!(
        (told(1, "rcsMetadata")["billingEventType"].clone(), told(3, "rcsMetadata")),
        (json!("BASIC"), json!(null))
    );
    assert_eq!((told(3, "totalMessageParts"), told(3, "context")), (json!(2), json!({ "order": "42" })));
    assert_eq!(told(3, "originationPhoneNumber"), json!(stage.column(&text, "origination_phone_number").await));
}

#[tokio::test]
async fn what_fails_as_rcs_is_sent_as_a_text_at_once_and_may_be_answered() {
    let (stage, _, pool) = pool().await;
    rule(&stage, "DELIVERED", "REJECTED", None).await;
    stage.app.execute(r#"update callsign.handset set reply = '{"body": "HELP"}'"#).await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    stage.pass_ms(350).await;
    assert_eq!(stage.happened(&text).await, ["RCS_FAILED", "RCS_FALLEN_BACK_TO_SMS"]);
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&text).await[2..], ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    assert_eq!(stage.app.count("select count(*) from inspect.messages where direction = 'INBOUND'").await, 1);
}

#[tokio::test]
async fn all_of_it_may_fall_due_at_once() {
    let (stage, _, pool) = pool().await;
    rule(&stage, "SILENT", "CAPABLE", None).await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    stage.pass_ms(80 * 3_600_000).await;
    let expected = ["RCS_SENT", "RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_UNKNOWN!"];
    assert_eq!(stage.happened(&text).await, expected);
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0.00883"));
}

#[tokio::test]
async fn a_pool_of_agents_alone_has_nothing_to_fall_back_to() {
    let (stage, agent) = launched().await;
    let pool = stage.fixture().pool_of(&agent, "ZZ").await;
    phones(&stage, "REJECTED").await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    stage.pass_ms(30_000).await;
    assert_eq!(stage.happened(&text).await, ["RCS_FAILED!"]);
}

#[tokio::test]
async fn a_text_that_its_month_has_no_room_for_ends_as_unknown() {
    let (stage, _, pool) = pool().await;
    rule(&stage, "DELIVERED", "REJECTED", None).await;
    let limit = stage.client.set_text_message_spend_limit_override().monthly_limit(0);
    limit.send().await.expect("it is set");
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    stage.pass_ms(350).await;
    assert_eq!(stage.happened(&text).await, ["RCS_FAILED", "RCS_FALLEN_BACK_TO_SMS", "TEXT_UNKNOWN!"]);
    assert_eq!(stage.columns(&text, &["status", "total_message_price", "spend_month"]).await, "UNKNOWN 0.00000 -");
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0.00000"));
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&text).await.len(), 3);
}

#[tokio::test]
async fn a_fallback_is_sent_where_rcs_fails() {
    let (stage, agent) = launched().await;
    phones(&stage, "NOT_CAPABLE").await;
    let request = message(&stage, &agent, PHONE);
    let text = sent(request.fallback_configuration(instead(RcsFallbackChannel::Sms, Some(&stage.number)))).await;
    stage.pass_ms(5_000).await;
    let expected = ["RCS_FAILED", "RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!"];
    assert_eq!(stage.happened(&text).await, expected);
    let columns = ["channel", "origination_identity", "message_body", "time_to_live", "total_message_price"];
    let number = stage.number.clone();
    assert_eq!(stage.columns(&text, &columns).await, format!("TEXT {number} Instead 259200 0.00581"));
    let request = message(&stage, &agent, PHONE);
    let media = sent(request.fallback_configuration(instead(RcsFallbackChannel::Mms, None))).await;
    stage.pass_ms(5_000).await;
    assert_eq!(stage.happened(&media).await[1..], ["RCS_FALLEN_BACK_TO_SMS", "MEDIA_SUCCESSFUL", "MEDIA_DELIVERED!"]);
    assert_eq!(stage.columns(&media, &["channel", "media_urls"]).await, "MEDIA {s3://pictures/hello.png}");
    assert_eq!(stage.spent("MEDIA").await, "0.02216");
}

#[tokio::test]
async fn a_fallback_is_sent_where_rcs_expires_and_not_where_it_is_delivered() {
    let (stage, agent) = launched().await;
    let fallback = instead(RcsFallbackChannel::Sms, Some(&stage.number));
    let delivered = sent(message(&stage, &agent, PHONE).fallback_configuration(fallback.clone())).await;
    let expired = sent(message(&stage, &agent, PHONE).fallback_configuration(fallback).time_to_live(1)).await;
    stage.pass_ms(30_000).await;
    assert_eq!(stage.happened(&delivered).await, ["RCS_SENT", "RCS_DELIVERED!"]);
    let expected = ["RCS_SENT", "RCS_TTL_EXPIRED", "RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!"];
    assert_eq!(stage.happened(&expired).await, expected);
}

#[tokio::test]
async fn what_a_fallback_goes_from_is_looked_up_and_may_send_it() {
    let (stage, agent) = launched().await;
    let unknown = "phone-0123456789abcdef0123456789abcdef";
    let request =
        message(&stage, &agent, PHONE).fallback_configuration(instead(RcsFallbackChannel::Sms, Some(unknown)));
    assert_eq!(refused(request).await, format!("ResourceNotFoundException phone-number {unknown}"));
    stage.change_number("number_capabilities = array['SMS']").await;
    let from = instead(RcsFallbackChannel::Mms, Some(&stage.number));
    let request = message(&stage, &agent, PHONE).fallback_configuration(from);
    let expected = format!("ConflictException NUMBER_CAPABILITIES_MISMATCH phone-number {}", stage.number);
    assert_eq!(refused(request).await, expected);
}

#[tokio::test]
async fn that_it_was_read_may_follow_by_hand_once_it_is_delivered() {
    let (stage, agent) = launched().await;
    let message = sent(message(&stage, &agent, PHONE)).await;
    stage.pass_ms(2_800).await;
    let path = format!("messages/{message}/events");
    let again = ask(&stage.app, "POST", &path, json!({ "event_type": "RCS_DELIVERED" })).await;
    assert_eq!(again.status, 409);
    let read = ask(&stage.app, "POST", &path, json!({ "event_type": "RCS_READ" })).await;
    assert_eq!((read.status, &read.json()["status"]), (201, &json!("READ")), "{read:?}");
    assert_eq!(stage.happened(&message).await, ["RCS_SENT", "RCS_DELIVERED!", "RCS_READ!"]);
    assert_eq!(stage.spent("RCS").await, "0.01194");
    let twice = ask(&stage.app, "POST", &path, json!({ "event_type": "RCS_READ" })).await;
    assert_eq!(twice.status, 409);
}

fn plain(channel: Channel, seconds: Option<i64>) -> Sent<'static> {
    Sent {
        channel,
        from_short_code: false,
        time_to_live: seconds.map(Duration::seconds),
        call: None,
        media_urls: &[],
        is_filtered: false,
        is_network_opted_out: false,
    }
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    prop_oneof![Just(Outcome::Delivered), Just(Outcome::Silent), Just(Outcome::Unreachable), Just(Outcome::TtlExpired)]
}

fn phone_kinds() -> impl Strategy<Value = Rcs> {
    prop_oneof![Just(Rcs::NotCapable), Just(Rcs::Capable), Just(Rcs::Rejected), Just(Rcs::Read)]
}

proptest! {
    #[test]
    fn one_receipt_is_final_and_a_sign_within_25_seconds_keeps_it_rcs(
        (outcome, rcs) in (outcomes(), phone_kinds()),
        after in proptest::option::of(1_000_i64..60_000),
        seconds in proptest::option::of(5_i64..60),
        waits in any::<bool>(),
    ) {
        let handset = Handset { outcome, rcs, after: after.map(Duration::milliseconds), ..Handset::default() };
        let within = waits.then_some(NO_SIGN);
        let later = Instead { sent: plain(Channel::Text, Some(259_200)), within };
        let times = Delivery::default();
        let (events, place) = with_instead(&plain(Channel::Rcs, seconds), Some(&later), &handset, &times);
        let last = events.last().expect("something happens");
        let finals = events.iter().filter(|event| event.is_final && event.status.word() != "READ").count();
        prop_assert!(finals <= 1, "{events:?}");
        prop_assert!(events.is_sorted_by_key(|event| event.after), "{events:?}");
        // When the phone has the message, told again from its rule alone.
        let takes_it = matches!(rcs, Rcs::Capable | Rcs::Read) && outcome == Outcome::Delivered;
        let usual = if rcs == Rcs::Read { 3_800 } else { 2_800 };
        let delivered = if rcs == Rcs::Read { after.unwrap_or(usual).min(2_800) } else { after.unwrap_or(usual) };
        let in_time = seconds.is_none_or(|seconds| delivered <= seconds * 1_000);
        let is_rcs = takes_it && in_time && (!waits || delivered <= 25_000);
        if is_rcs {
            prop_assert_eq!(place, None, "{:?}", events);
            prop_assert_eq!(events.iter().filter(|event| event.status.word() == "DELIVERED").count(), 1);
        }
        if let Some(place) = place {
            prop_assert!(!is_rcs);
            prop_assert!(place < events.len());
            prop_assert_eq!(events[place - 1].status.event_type(Channel::Rcs), "RCS_FALLEN_BACK_TO_SMS");
            prop_assert!(events[..place].iter().all(|event| !event.is_final));
            prop_assert!(last.is_final || outcome == Outcome::Silent);
            prop_assert!(!waits || events[place - 1].after <= NO_SIGN);
        }
    }
}
