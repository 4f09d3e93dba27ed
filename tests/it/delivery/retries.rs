//! What is tried again, how often and when, and what targets may not do.

use callsign::domain::delivery::{MOST_ATTEMPTS, rest_after};
use proptest::prelude::*;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    deliveries, hurry,
    receiver::{Answer, Receiver},
    send, stage, until_attempted, until_so_many, webhook,
};
use crate::{
    harness::{TARGETS, Target, until},
    message::stage::Stage,
    staging::{ask, get},
};

/// What the schedule says, said the long way.
fn naive(failed: i64) -> Option<i64> {
    let rests = [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300, 300, 300, 300, 300];
    let at = usize::try_from(failed.max(1) - 1).ok()?;
    rests.get(at).copied()
}

proptest! {
    #[test]
    fn rests_double_up_to_five_minutes_and_end_after_twenty_attempts(failed in 1_i64..40) {
        prop_assert_eq!(rest_after(failed).map(time::Duration::whole_seconds), naive(failed));
    }
}

#[test]
fn all_attempts_take_about_49_minutes() {
    let all: i64 = (1..MOST_ATTEMPTS).filter_map(rest_after).map(time::Duration::whole_seconds).sum();
    assert_eq!(all, 2_911);
}

#[tokio::test]
async fn three_attempts_come_at_once_and_then_it_waits() {
    let receiver = Receiver::answering(|_| Answer::Whole(503, "not today".to_owned())).await;
    let stage = one_event(&receiver.url("/")).await;
    receiver.wait(3).await;
    let waits =
        "select count(*) from inspect.event_deliveries where attempts >= 3 and next_attempt_at > last_attempt_at";
    until("it waits", || async { stage.app.count(waits).await == 1 }).await;
    let found = deliveries(&stage, "last_error").await;
    assert_eq!(found, ["PENDING the target answered 503"]);
}

/// A set with one destination that takes one event of each text, which goes to a webhook.
async fn one_event(url: &str) -> Stage {
    let stage = stage(&[], vec![webhook("*", url)]).await;
    let request = stage.client.create_event_destination().configuration_set_name("events");
    let request = request.event_destination_name("sns").set_sns_destination(TARGETS[2].sns());
    let request = request.matching_event_types(aws_sdk_pinpointsmsvoicev2::types::EventType::TextDelivered);
    request.send().await.expect("the set takes the destination");
    send(&stage).await;
    stage
}

#[tokio::test]
async fn after_twenty_attempts_it_has_failed_and_each_attempt_is_kept() {
    let receiver = Receiver::answering(|_| Answer::Whole(400, "no \0 thanks".to_owned())).await;
    let stage = one_event(&receiver.url("/")).await;
    until("it fails", || async {
        hurry(&stage).await;
        deliveries(&stage, "attempts").await == ["FAILED 20"]
    })
    .await;
    let list = get(&stage.app, "deliveries?status=FAILED").await;
    let id = list["items"][0]["delivery_id"].as_str().expect("an id").to_owned();
    let delivery = get(&stage.app, &format!("deliveries/{id}")).await;
    let attempts = delivery["delivery_attempts"].as_array().expect("a list");
    assert_eq!(attempts.len(), 20);
    for (at, attempt) in attempts.iter().enumerate() {
        assert_eq!(attempt["attempt"], at + 1);
        assert_eq!(attempt["status_code"], 400);
        assert_eq!(attempt["answer"], "no \u{fffd} thanks");
        assert_eq!(attempt["error"], "the target answered 400");
        assert!(attempt["duration_ms"].as_i64().is_some_and(|ms| ms >= 0), "{attempt}");
    }

    // Asked for again, it begins anew.
    let again = ask(&stage.app, "POST", &format!("deliveries/{id}/retry"), json!(null)).await;
    assert_eq!((again.status, again.json()), (200, json!({ "queued": 1 })));
    until("it is tried three times more", || async { receiver.requests().len() >= 23 }).await;
    until("it waits again", || async { deliveries(&stage, "attempts").await[0].starts_with("PENDING 2") }).await;
}

#[tokio::test]
async fn a_target_that_was_down_gets_every_event() {
    let down = Receiver::new().await;
    let address = down.address;
    drop(down);
    let stage = stage(&[("sns", TARGETS[2])], vec![webhook("*", &format!("http://{address}/"))]).await;
    for _ in 0..5 {
        send(&stage).await;
    }
    let failed = "select count(*) from inspect.event_deliveries where attempts >= 1 and status = 'PENDING'";
    until("each has failed", || async { stage.app.count(failed).await == 10 }).await;
    let up = Receiver::at(address, |_| Answer::Whole(204, String::new())).await;
    until_so_many(&stage, 10, "DELIVERED").await;
    let arrived: BTreeSet<String> = up.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(arrived.len(), 10, "every event is there");
}

#[tokio::test]
async fn what_a_target_refuses_again_and_again_arrives_at_least_once_and_none_is_lost() {
    const REFUSED: usize = 5;
    let tries: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let counted = Arc::clone(&tries);
    let receiver = Receiver::answering(move |request| {
        let mut tries = counted.lock().unwrap_or_else(PoisonError::into_inner);
        let nth = tries.entry(request.body.clone()).or_default();
        *nth += 1;
        // By turns nothing at all, and an error.
        match *nth {
            nth if nth > REFUSED => Answer::Whole(200, String::new()),
            nth if nth % 2 == 0 => Answer::Whole(503, "not today".to_owned()),
            _ => Answer::Nothing,
        }
    })
    .await;
    let stage = stage(&[("sns", TARGETS[2])], vec![webhook("*", &receiver.url("/"))]).await;
    let mut sent = BTreeSet::new();
    for _ in 0..10 {
        sent.insert(send(&stage).await);
    }
    until("all are delivered", || async {
        hurry(&stage).await;
        let found = deliveries(&stage, "event_type").await;
        found.len() == 20 && found.iter().all(|line| line.starts_with("DELIVERED "))
    })
    .await;
    let tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(tries.len(), 20, "every event is there, and nothing else");
    assert!(tries.values().all(|count| *count > REFUSED), "each arrived after it was refused: {tries:?}");
    let arrived: BTreeSet<&String> = sent.iter().filter(|id| tries.keys().any(|body| body.contains(*id))).collect();
    assert_eq!(arrived.len(), 10, "of each message");
}

#[tokio::test]
async fn a_dead_target_keeps_no_other_target_waiting() {
    let dead = Receiver::answering(|_| Answer::Drip).await;
    let fine = Receiver::new().await;
    let other = Target::Sns("arn:aws:sns:us-east-1:000000000000:other");
    let targets = vec![webhook("arn:aws:sns:*:events", &dead.url("/")), webhook("arn:aws:sns:*:other", &fine.url("/"))];
    let stage = stage(&[("dead", TARGETS[2]), ("fine", other)], targets).await;
    for _ in 0..30 {
        send(&stage).await;
    }
    until_so_many(&stage, 60, "DELIVERED").await;
    let delivered = deliveries(&stage, "event_destination_name").await;
    assert!(delivered.iter().all(|line| line != "DELIVERED dead"), "{delivered:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Receiver::new().await;
    let url = elsewhere.url("/secret");
    let receiver = Receiver::answering(move |_| Answer::Elsewhere(url.clone())).await;
    let stage = one_event(&receiver.url("/")).await;
    receiver.wait(3).await;
    until_attempted(&stage).await;
    assert_eq!(deliveries(&stage, "last_error").await, ["PENDING the target answered 302: redirects are not followed"]);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn an_answer_that_drips_ends_in_five_seconds() {
    let receiver = Receiver::answering(|_| Answer::Drip).await;
    let stage = one_event(&receiver.url("/")).await;
    until_attempted(&stage).await;
    assert_eq!(deliveries(&stage, "last_error").await, ["PENDING the target did not answer within 5 s"]);
    let longest = "select max(duration_ms)::bigint from inspect.delivery_attempts";
    let longest = stage.app.count(longest).await;
    assert!(longest >= 4_900, "{longest}");
}

#[tokio::test]
async fn an_answer_of_300_mb_is_read_only_at_its_beginning() {
    let receiver = Receiver::answering(|_| Answer::Endless).await;
    let stage = one_event(&receiver.url("/")).await;
    until_so_many(&stage, 1, "DELIVERED").await;
    let kept = stage.app.count("select max(length(answer))::bigint from inspect.delivery_attempts").await;
    assert_eq!(kept, 2_048);
}

#[tokio::test]
async fn a_connection_that_is_closed_is_a_failure_and_the_url_is_told_nobody() {
    let receiver = Receiver::answering(|_| Answer::Nothing).await;
    let stage = one_event(&receiver.url("/hidden?token=hidden")).await;
    until_attempted(&stage).await;
    let found = deliveries(&stage, "last_error").await;
    assert!(found[0].len() > "PENDING ".len() && !found[0].contains("hidden"), "{found:?}");
}

#[tokio::test]
async fn what_fails_first_and_succeeds_then_is_delivered() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let receiver = Receiver::answering(move |_| match counted.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => Answer::Whole(500, String::new()),
        _ => Answer::Whole(200, "thanks".to_owned()),
    })
    .await;
    let stage = one_event(&receiver.url("/")).await;
    until_so_many(&stage, 1, "DELIVERED").await;
    assert_eq!(deliveries(&stage, "attempts, last_error, next_attempt_at").await, ["DELIVERED 3"]);
    assert_eq!(receiver.requests().len(), 3);
}
