//! Overrides for numbers, set, listed and removed in two processes at once.

use aws_sdk_pinpointsmsvoicev2::{Client, types::ProtectConfigurationRuleOverrideAction as Action};
use futures_util::future::join_all;

use super::Pair;
use crate::harness::{Refusal, refusal};

async fn put(client: &Client, id: &str, number: &str, action: Action) -> Result<(), Refusal> {
    let request = client.put_protect_configuration_rule_set_number_override().protect_configuration_id(id);
    let outcome = request.destination_phone_number(number).action(action).send().await;
    if outcome.is_ok() { Ok(()) } else { Err(refusal(outcome)) }
}

async fn delete(client: &Client, id: &str, number: &str) -> Result<Option<Action>, Refusal> {
    let request = client.delete_protect_configuration_rule_set_number_override().protect_configuration_id(id);
    match request.destination_phone_number(number).send().await {
        Ok(answer) => Ok(Some(answer.action)),
        outcome => Err(refusal(outcome)),
    }
}

#[tokio::test]
async fn two_processes_together_set_no_more_overrides_than_the_quota() {
    let pair = Pair::start(12, &[("quotas.protect_number_overrides", "7")]).await;
    let deadlocks = pair.deadlocks().await;
    for round in 0..5 {
        let id = pair.fixture().protect_configuration().await;
        let mut there = 0;
        // On a busy machine some of the first are throttled.
        for burst in 0..10 {
            let calls = (0..24).map(|n| {
                let number = format!("+1206555{:04}", burst * 24 + n);
                let (client, id) = (&pair.clients[n % 2], &id);
                async move { put(client, id, &number, Action::Block).await }
            });
            for refused in join_all(calls).await.into_iter().map(Result::err) {
                match refused {
                    None => there += 1,
                    Some(refused) => assert!(
                        refused.is("ServiceQuotaExceededException", "PROTECT_CONFIGURATIONS_PER_ACCOUNT")
                            || refused.exception == "ThrottlingException",
                        "{refused:?}"
                    ),
                }
            }
            assert!(there <= 7, "round {round}: {there} of 7");
            if there == 7 {
                break;
            }
        }
        let overrides = "select count(*) from inspect.protect_number_overrides where protect_configuration_id = $1";
        assert_eq!((there, pair.count(overrides, &id).await), (7, 7), "round {round}");
    }
    assert_eq!(pair.deadlocks().await, deadlocks);
}

#[tokio::test]
async fn of_one_number_two_processes_leave_one_override_and_remove_it_once() {
    const NUMBER: &str = "+12065550142";
    let pair = Pair::start(12, &[]).await;
    let deadlocks = pair.deadlocks().await;
    let id = pair.fixture().protect_configuration().await;
    let overrides = "select count(*) from inspect.protect_number_overrides where protect_configuration_id = $1";
    for round in 0..10 {
        let actions = [Action::Allow, Action::Block];
        let calls = (0..24).map(|n| put(&pair.clients[n % 2], &id, NUMBER, actions[n / 2 % 2].clone()));
        let outcomes = join_all(calls).await;
        assert!(outcomes.iter().any(Result::is_ok), "round {round}");
        for refused in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(refused.exception, "ThrottlingException", "{refused:?}");
        }
        assert_eq!(pair.count(overrides, &id).await, 1, "round {round}");

        let outcomes = join_all((0..24).map(|n| delete(&pair.clients[n % 2], &id, NUMBER))).await;
        let removed = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Some(_)))).count();
        assert_eq!(removed, 1, "round {round}: {outcomes:?}");
        for refused in outcomes.into_iter().filter_map(Result::err) {
            let is_expected = refused.line() == format!("ResourceNotFoundException - protect-configuration {NUMBER}")
                || refused.exception == "ThrottlingException";
            assert!(is_expected, "{refused:?}");
        }
        assert_eq!(pair.count(overrides, &id).await, 0, "round {round}");
    }
    assert_eq!(pair.deadlocks().await, deadlocks);
}
