//! What a message falls back to is seen before and after, and a test may let it fall back by hand.

use aws_sdk_pinpointsmsvoicev2::types::{NumberCapability, ProtectStatus, RcsFallbackChannel};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    falling_back::{instead, pool},
    send_rcs_message::{launched, message, phones, sent},
    stage::{PHONE, Stage},
};
use crate::{
    harness::RawAnswer,
    staging::{ask, get},
};

/// Lets a message fall back by hand.
async fn fall_back(stage: &Stage, message: &str, after_ms: i64) -> RawAnswer {
    let event = json!({ "event_type": "RCS_FALLEN_BACK_TO_SMS", "after_ms": after_ms });
    ask(&stage.app, "POST", &format!("messages/{message}/events"), event).await
}

/// A message to a phone that takes it, with a text from the long code in its stead.
async fn delivered(stage: &Stage, agent: &str) -> String {
    let fallback = instead(RcsFallbackChannel::Sms, Some(&stage.number));
    sent(message(stage, agent, PHONE).fallback_configuration(fallback)).await
}

async fn shown(stage: &Stage, message: &str) -> Value {
    get(&stage.app, &format!("messages/{message}")).await
}

#[tokio::test]
async fn what_a_message_falls_back_to_is_shown_before_and_after() {
    let (stage, agent) = launched().await;
    phones(&stage, "NOT_CAPABLE").await;
    let text = delivered(&stage, &agent).await;
    let number = stage.number.clone();
    let fallen = |message: &Value| message["falls_back_to"].clone();
    let before = shown(&stage, &text).await;
    let said = fallen(&before);
    assert_eq!(before["channel"], json!("RCS"));
    for (name, value) in [
        ("channel", json!("TEXT")),
        ("origination_identity", json!(number)),
        ("chosen_by", json!("DIRECT")),
        ("message_type", json!("TRANSACTIONAL")),
        ("message_body", json!("Instead")),
        ("message_encoding", json!("GSM")),
        ("total_message_parts", json!(1)),
        ("time_to_live", json!(259_200)),
        ("total_message_price", json!(0.00581)),
        ("total_carrier_fee", json!(0.00302)),
    ] {
        assert_eq!(said[name], value, "{name}");
    }
    for hidden in
        ["opt_outs", "protect_configuration", "max_limit", "by_hand", "reply_body", "origination_identity_key"]
    {
        assert_eq!(said.get(hidden), None, "{hidden}");
    }
    assert_eq!(stage.columns(&text, &["falls_back_to ->> 'channel'"]).await, "TEXT");
    stage.pass_ms(10_000).await;
    let after = shown(&stage, &text).await;
    assert_eq!((&after["channel"], fallen(&after)), (&json!("TEXT"), said));
}

#[tokio::test]
async fn what_falls_back_to_nothing_shows_nothing() {
    let (stage, agent) = launched().await;
    let rcs = sent(message(&stage, &agent, PHONE)).await;
    let text = stage.sent(stage.text(PHONE)).await;
    for message in [rcs, text] {
        assert_eq!(shown(&stage, &message).await["falls_back_to"], json!(null));
        assert_eq!(fall_back(&stage, &message, 0).await.status, 422);
    }
}

#[tokio::test]
async fn by_hand_it_falls_back_at_once_even_if_it_would_be_delivered() {
    let (stage, agent) = launched().await;
    let text = delivered(&stage, &agent).await;
    stage.pass_ms(350).await;
    let answer = fall_back(&stage, &text, 0).await;
    assert_eq!((answer.status, &answer.json()["channel"]), (201, &json!("TEXT")), "{answer:?}");
    assert_eq!(stage.happened(&text).await, ["RCS_SENT", "RCS_FALLEN_BACK_TO_SMS"]);
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0.00883"));
    assert_eq!(fall_back(&stage, &text, 0).await.status, 422, "it is a text by now");
    stage.pass_ms(2_800).await;
    let expected = ["RCS_SENT", "RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!"];
    assert_eq!(stage.happened(&text).await, expected);
    assert_eq!(stage.columns(&text, &["message_body", "status"]).await, "Instead DELIVERED");
}

#[tokio::test]
async fn by_hand_it_falls_back_later_and_what_was_planned_does_not_happen() {
    let (stage, _, pool) = pool().await;
    let rule = "update callsign.handset set outcome = 'SILENT', reply = '{\"body\": \"HELP\"}'";
    stage.app.execute(rule).await;
    let text = stage.sent(stage.text_from(&pool, PHONE)).await;
    assert_eq!(fall_back(&stage, &text, 5_000).await.status, 201);
    stage.pass_ms(4_999).await;
    assert_eq!(stage.happened(&text).await, Vec::<String>::new());
    stage.pass_ms(80 * 3_600_000).await;
    let expected = ["RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_UNKNOWN!"];
    assert_eq!(stage.happened(&text).await, expected);
}

#[tokio::test]
async fn what_falls_back_by_hand_may_be_answered() {
    let (stage, agent) = launched().await;
    stage.app.execute(r#"update callsign.handset set reply = '{"body": "HELP"}'"#).await;
    let text = delivered(&stage, &agent).await;
    assert_eq!(fall_back(&stage, &text, 0).await.status, 201);
    stage.pass_ms(10_000).await;
    assert_eq!(stage.app.count("select count(*) from inspect.messages where direction = 'INBOUND'").await, 1);
}

#[tokio::test]
async fn by_hand_it_is_judged_then_as_by_itself() {
    let (stage, agent) = launched().await;
    let blocked = delivered(&stage, &agent).await;
    let protect = stage.fixture().protect_configuration().await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Block).await;
    stage.fixture().protect_account(&protect).await;
    assert_eq!(fall_back(&stage, &blocked, 0).await.status, 201);
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&blocked).await, ["RCS_FALLEN_BACK_TO_SMS", "TEXT_PROTECT_BLOCKED!"]);
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0.00000"));
}

#[tokio::test]
async fn by_hand_nothing_falls_back_after_a_final_event() {
    let (stage, agent) = launched().await;
    let text = delivered(&stage, &agent).await;
    stage.pass_ms(2_800).await;
    assert_eq!(fall_back(&stage, &text, 0).await.status, 409);
    assert_eq!(stage.happened(&text).await, ["RCS_SENT", "RCS_DELIVERED!"]);
    assert_eq!(stage.spent("TEXT").await, "0");
}

#[tokio::test]
async fn many_hands_of_two_processes_let_it_fall_back_once() {
    let (stage, agent) = launched().await;
    let beside = stage.app.beside(|_| {}).await;
    let text = delivered(&stage, &agent).await;
    let path = format!("messages/{text}/events");
    let hands = (0..12).map(|hand| {
        let app = if hand % 2 == 0 { &stage.app } else { &beside };
        ask(app, "POST", &path, json!({ "event_type": "RCS_FALLEN_BACK_TO_SMS" }))
    });
    let answers = join_all(hands).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "{answers:?}");
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&text).await, ["RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0.00883"));
}
