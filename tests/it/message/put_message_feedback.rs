//! PutMessageFeedback: pending, then what is put, and FAILED by itself after an hour.

use aws_sdk_pinpointsmsvoicev2::types::MessageFeedbackStatus::{self, Failed, Received};

use super::stage::{PHONE, Stage, line};
use crate::harness::refusal;

const STATUS: &str = "message_feedback_status";

#[tokio::test]
async fn feedback_is_pending_then_failed_after_an_hour_and_the_last_word_counts() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE).message_feedback_enabled(true)).await;
    let put = async |status: MessageFeedbackStatus| {
        let put = stage.client.put_message_feedback().message_id(&message).message_feedback_status(status.clone());
        let answer = put.send().await.expect("it is taken");
        assert_eq!((answer.message_id, answer.message_feedback_status), (message.clone(), status));
    };
    assert_eq!(stage.column(&message, STATUS).await.as_deref(), Some("PENDING"));
    stage.app.pass_ms(3_599_999).await;
    assert_eq!(stage.column(&message, STATUS).await.as_deref(), Some("PENDING"));
    stage.app.pass_ms(1).await;
    assert_eq!(stage.column(&message, STATUS).await.as_deref(), Some("FAILED"));
    for status in [Received, Failed, Received] {
        put(status.clone()).await;
        assert_eq!(stage.column(&message, STATUS).await.as_deref(), Some(status.as_str()));
    }
}

#[tokio::test]
async fn a_message_that_waits_for_no_feedback_is_refused() {
    let stage = Stage::new().await;
    let message = stage.sent(stage.text(PHONE)).await;
    let put = stage.client.put_message_feedback().message_id(message).message_feedback_status(Received);
    assert_eq!(line(&refusal(put.send().await)), "ValidationException INVALID_PARAMETER messageId");
}

#[tokio::test]
async fn an_unknown_message_and_another_accounts_are_not_found() {
    let stage = Stage::new().await;
    let message = stage.sent(stage.text(PHONE).message_feedback_enabled(true)).await;
    let other = stage.app.client_of("other", "us-east-1");
    for (client, id) in [(&other, message.as_str()), (&stage.client, "none")] {
        let put = client.put_message_feedback().message_id(id).message_feedback_status(Received);
        assert_eq!(line(&refusal(put.send().await)), format!("ResourceNotFoundException message {id}"));
    }
}
