//! SendNotifyVoiceMessage: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{NumberCapability, VoiceId};

use super::{PHONE, call, created, refuses_others};
use crate::{
    harness::App,
    message::stage::{Stage, line},
    staging::ask,
};

#[tokio::test]
async fn the_code_is_spoken_digit_by_digit_by_the_templates_first_voice() {
    let stage = Stage::frozen().await;
    let id = created(&stage.client).await;
    let sent = call(&stage.client, &id, PHONE).send().await.expect("it is sent");
    assert_eq!(sent.resolved_message_body.as_deref(), Some("Example Shop: your code is 4. 8. 2. 9. 1. 3"));
    let message = sent.message_id.expect("it has an id");
    let columns = ["kind", "channel", "voice_id", "message_body_text_type"];
    assert_eq!(stage.columns(&message, &columns).await, "NOTIFY VOICE JOANNA TEXT");
    stage.pass_ms(60_000).await;
    let happened = stage.happened(&message).await;
    assert_eq!(happened.last().map(String::as_str), Some("VOICE_COMPLETED!"), "{happened:?}");
}

#[tokio::test]
async fn its_voice_is_one_of_the_templates() {
    let stage = Stage::frozen().await;
    let id = created(&stage.client).await;
    let refused = stage.app.refused(call(&stage.client, &id, PHONE).voice_id(VoiceId::Seoyeon).send()).await;
    assert_eq!(line(&refused), "ValidationException INVALID_PARAMETER voiceId");
    let sent = call(&stage.client, &id, PHONE).voice_id(VoiceId::Matthew).send().await.expect("it is sent");
    let message = sent.message_id.expect("it has an id");
    assert_eq!(stage.column(&message, "voice_id").await.as_deref(), Some("MATTHEW"));
    let refused = stage.app.refused(call(&stage.client, &id, PHONE).voice_id("NOBODY".into()).send()).await;
    assert_eq!(line(&refused), "ValidationException FIELD_VALIDATION_FAILED voiceId");
}

#[tokio::test]
async fn a_call_that_nobody_takes_is_given_back_to_its_own_month() {
    let stage = Stage::frozen().await;
    let id = created(&stage.client).await;
    let rule = serde_json::json!({ "phone": PHONE, "outcome": "BUSY" });
    let made = ask(&stage.app, "POST", "handsets", rule).await;
    assert!(made.status < 300, "{made:?}");
    let sent = call(&stage.client, &id, PHONE).send().await.expect("it is sent");
    assert_ne!(stage.spent("NOTIFY").await, "0.00000");
    stage.pass_ms(60_000).await;
    assert_eq!(
        stage.happened(&sent.message_id.expect("it has an id")).await.last().map(String::as_str),
        Some("VOICE_BUSY!")
    );
    assert_eq!(stage.spent("NOTIFY").await, "0.00000");
}

#[tokio::test]
async fn an_event_by_hand_gives_it_back_too() {
    let stage = Stage::frozen().await;
    let id = created(&stage.client).await;
    let sent = call(&stage.client, &id, PHONE).send().await.expect("it is sent");
    let message = sent.message_id.expect("it has an id");
    let event = serde_json::json!({ "event_type": "VOICE_NO_ANSWER" });
    let answer = ask(&stage.app, "POST", &format!("messages/{message}/events"), event).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(stage.spent("NOTIFY").await, "0.00000");
}

#[tokio::test]
async fn the_channel_must_be_enabled() {
    let app = App::start().await;
    let only_texts =
        app.client().create_notify_configuration().display_name("Texts").use_case("CODE_VERIFICATION".into());
    let made = only_texts.enabled_channels(NumberCapability::Sms).send().await.expect("it is made");
    let refused = app.refused(call(&app.client(), &made.notify_configuration_id, PHONE).send()).await;
    assert_eq!(line(&refused), "ValidationException CHANNEL_NOT_ENABLED notifyConfigurationId");
}

#[tokio::test]
async fn what_is_named_must_be_there_and_the_accounts_own() {
    let app = App::start().await;
    refuses_others!(app, |client, id| call(&client, id, PHONE));
}
