//! SendVoiceMessage: what differs from a text.

use aws_sdk_pinpointsmsvoicev2::types::{VoiceId, VoiceMessageBodyTextType};

use super::stage::{PHONE, Stage, line};
use crate::harness::refusal;

#[tokio::test]
async fn a_call_is_paid_for_by_started_minutes() {
    let stage = Stage::frozen().await;
    let request = stage.voice(PHONE).message_body("x".repeat(901));
    let message = request.send().await.expect("it is accepted").message_id.expect("it has an id");
    let columns =
        ["channel", "voice_id", "message_body_text_type", "call_duration_in_seconds", "total_duration_in_minutes"];
    assert_eq!(stage.columns(&message, &columns).await, "VOICE MATTHEW TEXT 61 2");
    assert_eq!(stage.columns(&message, &["total_message_price", "message_type"]).await, "0.02600 -");
    stage.pass_ms(350 + 3_000 + 61_000).await;
    let expected = ["VOICE_INITIATED", "VOICE_RINGING", "VOICE_ANSWERED", "VOICE_COMPLETED!"];
    assert_eq!(stage.happened(&message).await, expected);
    assert_eq!(stage.spent("VOICE").await, "0.02600");
}

#[tokio::test]
async fn a_call_that_nobody_answers_is_given_back() {
    let stage = Stage::frozen().await;
    for (phone, events) in [
        ("+12065550190", vec!["VOICE_INITIATED", "VOICE_BUSY!"]),
        ("+12065550191", vec!["VOICE_INITIATED", "VOICE_RINGING", "VOICE_NO_ANSWER!"]),
        ("+12065550192", vec!["VOICE_INITIATED", "VOICE_FAILED!"]),
    ] {
        let message = stage.voice(phone).send().await.expect("it is accepted").message_id.expect("it has an id");
        assert_eq!(stage.spent("VOICE").await, "0.01300");
        stage.pass_ms(3_600_000).await;
        assert_eq!(stage.happened(&message).await, events, "{phone}");
        assert_eq!(stage.spent("VOICE").await, "0.00000");
    }
}

#[tokio::test]
async fn ssml_is_spoken_by_the_voice_that_is_asked_for() {
    let stage = Stage::new().await;
    let request = stage.voice(PHONE).message_body_text_type(VoiceMessageBodyTextType::Ssml).voice_id(VoiceId::Amy);
    let message = request.clone().message_body("<speak>Hello</speak>").send().await.expect("it is accepted");
    let message = message.message_id.expect("it has an id");
    let columns = ["voice_id", "message_body_text_type", "call_duration_in_seconds"];
    assert_eq!(stage.columns(&message, &columns).await, "AMY SSML 1");
    let refused = refusal(request.send().await);
    assert_eq!(line(&refused), "ValidationException FIELD_VALIDATION_FAILED messageBody");
}

#[tokio::test]
async fn the_price_of_a_minute_is_bounded() {
    let stage = Stage::new().await;
    let request = stage.voice(PHONE).message_body("x".repeat(901));
    let refused = refusal(request.clone().max_price_per_minute("0.01299").send().await);
    assert_eq!(line(&refused), "ValidationException PRICE_OVER_THRESHOLD maxPricePerMinute");
    request.max_price_per_minute("0.013").send().await.expect("equal passes");
}

#[tokio::test]
async fn a_sixth_call_within_a_day_to_one_recipient_is_refused() {
    let stage = Stage::frozen().await;
    for _ in 0..5 {
        stage.voice(PHONE).send().await.expect("it is accepted");
    }
    let refused = refusal(stage.voice(PHONE).send().await);
    assert_eq!(line(&refused), "ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT");
    assert_eq!(stage.spent("VOICE").await, "0.06500");
    stage.voice("+12065550143").send().await.expect("another phone may be called");
    stage.app.pass_ms(24 * 3_600_000).await;
    stage.voice(PHONE).send().await.expect("a day has gone by");
}
