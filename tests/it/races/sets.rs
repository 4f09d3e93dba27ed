//! Quotas of configuration sets and their destinations, asked for in two processes at once.

use aws_sdk_pinpointsmsvoicev2::{Client, types::EventType};
use futures_util::future::join_all;

use super::Pair;
use crate::harness::{Refusal, TARGETS, refusal};

/// How many of the outcomes are answers; the others must be refused by the quota, or throttled on a busy machine.
fn made(outcomes: &[Option<Refusal>], reason: &str) -> usize {
    for refusal in outcomes.iter().flatten() {
        let is_expected =
            refusal.is("ServiceQuotaExceededException", reason) || refusal.exception == "ThrottlingException";
        assert!(is_expected, "{refusal:?}");
    }
    outcomes.iter().filter(|outcome| outcome.is_none()).count()
}

async fn create_set(client: Client, name: String) -> Option<Refusal> {
    let outcome = client.create_configuration_set().configuration_set_name(name).send().await;
    outcome.is_err().then(|| refusal(outcome))
}

async fn create_destination(client: Client, name: String) -> Option<Refusal> {
    let create = client.create_event_destination().configuration_set_name("orders").event_destination_name(name);
    let outcome = TARGETS[2].of_new(create.matching_event_types(EventType::All)).send().await;
    outcome.is_err().then(|| refusal(outcome))
}

/// Asks until the quota is full: on a busy machine some of the first are throttled.
async fn fill<F>(pair: &Pair, quota: usize, reason: &str, round: usize, create: impl Fn(Client, String) -> F)
where
    F: Future<Output = Option<Refusal>>,
{
    let mut there = 0;
    for burst in 0..10 {
        let calls = (0..24).map(|n| create(pair.clients[n % 2].clone(), format!("round-{round}-{burst}-{n}")));
        there += made(&join_all(calls).await, reason);
        assert!(there <= quota, "{there} of {quota}");
        if there == quota {
            return;
        }
    }
    panic!("{there} of {quota} after ten bursts");
}

#[tokio::test]
async fn two_processes_together_make_no_more_sets_than_the_quota() {
    let pair = Pair::start(12, &[("quotas.configuration_sets", "7")]).await;
    let deadlocks = pair.deadlocks().await;
    for round in 0..5 {
        fill(&pair, 7, "CONFIGURATION_SETS_PER_ACCOUNT", round, create_set).await;

        let sets = "select count(*) from inspect.configuration_sets where $1 = ''";
        assert_eq!(pair.count(sets, "").await, 7);
        for set in pair.clients[0].describe_configuration_sets().send().await.expect("it answers").configuration_sets()
        {
            let delete =
                pair.clients[1].delete_configuration_set().configuration_set_name(set.configuration_set_name());
            delete.send().await.expect("the set goes");
        }
        let resources = "select count(*) from callsign.resource where kind = $1";
        assert_eq!(pair.count(resources, "configuration-set").await, 0);
    }
    assert_eq!(pair.deadlocks().await, deadlocks);
}

#[tokio::test]
async fn two_processes_together_give_a_set_no_more_destinations_than_the_quota() {
    let pair = Pair::start(12, &[]).await;
    let deadlocks = pair.deadlocks().await;
    for round in 0..5 {
        pair.fixture().set("orders").await;

        fill(&pair, 5, "EVENT_DESTINATIONS_PER_CONFIGURATION_SET", round, create_destination).await;

        let destinations = "select count(*) from inspect.event_destinations where configuration_set_name = $1";
        assert_eq!(pair.count(destinations, "orders").await, 5);
        let delete = pair.clients[1].delete_configuration_set().configuration_set_name("orders");
        delete.send().await.expect("the set goes");
        assert_eq!(pair.count(destinations, "orders").await, 0);
    }
    assert_eq!(pair.deadlocks().await, deadlocks);
}
