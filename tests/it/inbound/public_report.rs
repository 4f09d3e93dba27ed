//! The story of a public report, live from AWS: what people who run a pool see of STOP and START, in the order of its steps.

use aws_sdk_pinpointsmsvoicev2::types::KeywordAction;

use super::{OPTED_OUT, digits, text_from, told};
use crate::message::stage::{PHONE, Stage};

#[tokio::test]
async fn stop_and_start_at_a_pool_without_two_way_go_as_they_were_reported() {
    let stage = Stage::new().await;
    // A pool, two-way off, with texts of its own for HELP and STOP.
    let pool = stage.pool().await;
    let number = digits(&stage.app, &stage.number).await;
    stage.fixture().keyword(&pool, "HELP", "Race updates. Reply STOP to leave.").await;
    stage.fixture().keyword(&pool, "STOP", "You have left. Reply START to come back.").await;
    stage.sent(stage.text_from(&pool, PHONE)).await;
    let text = async |body: &str| text_from(&stage.app, PHONE, &number, body).await;
    let reply = async |answer: &serde_json::Value| {
        let id = answer["reply_message_id"].as_str().expect("something is sent back").to_owned();
        stage.column(&id, "message_body").await.unwrap_or_default()
    };

    let answer = text("Help").await;
    assert_eq!(told(&answer), "HELP AUTOMATIC_RESPONSE replied");
    assert_eq!(reply(&answer).await, "Race updates. Reply STOP to leave.");

    // STOP: a reply, an entry on Default whose owner asked for it, and nothing is sent any more.
    let answer = text("STOP").await;
    assert_eq!(told(&answer), "STOP OPT_OUT replied opted_out");
    assert_eq!(reply(&answer).await, "You have left. Reply START to come back.");
    assert_eq!(stage.end_user_opted_out("Default").await, "true");
    assert_eq!(stage.refused(stage.text_from(&pool, PHONE)).await, OPTED_OUT);

    // START alone does nothing: AWS has no such keyword by itself.
    assert_eq!(told(&text("START").await), "- -");
    assert_eq!(stage.refused(stage.text_from(&pool, PHONE)).await, OPTED_OUT);

    // As a keyword that opts in it does: a reply, the entry is gone, and messages are sent again.
    stage.acting(&pool, "START", KeywordAction::OptIn).await;
    let answer = text("Start").await;
    assert_eq!(told(&answer), "START OPT_IN replied opted_in");
    assert_eq!(reply(&answer).await, "START it is");
    assert_eq!(stage.end_user_opted_out("Default").await, "ResourceNotFoundException");
    stage.sent(stage.text_from(&pool, PHONE)).await;
}
