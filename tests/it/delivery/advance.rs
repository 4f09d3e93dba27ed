//! What an advance waits for: the first attempt of each delivery of what it caused, and nothing more.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use callsign::config::EventTarget;
use serde_json::{Value, json};

use super::{
    deliveries,
    receiver::{Answer, Receiver},
    send, set, webhook,
};
use crate::{
    harness::{ACCOUNT, TARGETS},
    message::stage::Stage,
    staging::ask,
};

/// The topic and the log group of [`TARGETS`].
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:events";
const LOGS: &str = "arn:aws:logs:*";

/// A callsign whose clocks stand, with a set whose events go to a topic and to a log group.
async fn standing(targets: Vec<EventTarget>) -> Stage {
    let stage = Stage::with(|settings| settings.events.targets = targets).await;
    stage.app.freeze().await;
    set(&stage, &[("topic", TARGETS[2]), ("logs", TARGETS[0])]).await;
    stage
}

async fn advance(stage: &Stage) -> Value {
    let answer = ask(&stage.app, "POST", "clock/advance", json!({ "account_id": ACCOUNT, "by": "1h" })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn it_answers_when_each_delivery_was_tried_and_counts_them() {
    let receiver = Receiver::new().await;
    let stage = standing(vec![webhook(TOPIC, &receiver.url("/"))]).await;
    for _ in 0..5 {
        send(&stage).await;
    }
    let answer = advance(&stage).await;
    // What goes to the log group has no target.
    assert_eq!((&answer["events"], &answer["deliveries"]), (&json!(10), &json!(10)));
    assert_eq!(receiver.requests().len(), 10, "all had arrived");
    let statuses = |wanted: &'static str| format!("{wanted} {wanted}");
    let found = deliveries(&stage, "status").await;
    for status in ["DELIVERED", "NO_TARGET"] {
        assert_eq!(found.iter().filter(|one| **one == statuses(status)).count(), 10, "{found:?}");
    }
    let next = advance(&stage).await;
    assert_eq!((&next["events"], &next["deliveries"]), (&json!(0), &json!(0)), "each advance counts its own");
}

#[tokio::test]
async fn a_dead_target_is_tried_once_and_no_retry_is_waited_for() {
    let dead = Receiver::new().await;
    let (url, is_up) = (dead.url("/"), Arc::new(AtomicBool::new(false)));
    drop(dead);
    let up = Arc::clone(&is_up);
    let refusing =
        Receiver::answering(move |_| Answer::Whole(if up.load(Ordering::Relaxed) { 200 } else { 503 }, String::new()))
            .await;
    let stage = standing(vec![webhook(TOPIC, &url), webhook(LOGS, &refusing.url("/"))]).await;
    send(&stage).await;
    let answer = advance(&stage).await;
    assert_eq!((&answer["events"], &answer["deliveries"]), (&json!(2), &json!(4)));
    let untried = "select count(*) from inspect.event_deliveries where attempts = 0";
    assert_eq!(stage.app.count(untried).await, 0);
    let pending = "select count(*) from inspect.event_deliveries where status = 'PENDING' and last_error is not null";
    assert_eq!(stage.app.count(pending).await, 4, "they will be tried again");
    is_up.store(true, Ordering::Relaxed);
}

#[tokio::test]
async fn a_target_that_keeps_silent_holds_it_up_for_a_few_seconds_at_most() {
    let silent = Receiver::answering(|_| Answer::Drip).await;
    let stage = standing(vec![webhook(TOPIC, &silent.url("/"))]).await;
    // To try each of them once would take ten times as long as an advance may.
    for _ in 0..100 {
        send(&stage).await;
    }
    let answer = advance(&stage).await;
    assert_eq!(answer["events"], 200);
    assert!(answer["deliveries"].as_u64().is_some_and(|tried| tried < 100), "{answer}");
    let untried = "select count(*) from inspect.event_deliveries where status = 'PENDING' and attempts = 0";
    assert!(stage.app.count(untried).await > 100, "they go on by themselves");
}
