//! SetVoiceMessageSpendLimitOverride: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::set_voice_message_spend_limit_override::builders::SetVoiceMessageSpendLimitOverrideFluentBuilder as Request;
use tokio::task::JoinSet;

use crate::harness::{App, REGION, View, answers};

const NAME: &str = "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT";

fn set(app: &App, monthly_limit: i64) -> Request {
    app.client().set_voice_message_spend_limit_override().monthly_limit(monthly_limit)
}

/// A callsign whose account may spend 100 dollars on voice messages, and 1 on others.
async fn with_100() -> App {
    App::with(|settings| settings.spend_limits.voice_message = 100).await
}

#[tokio::test]
async fn the_override_is_enforced_from_then_on_and_no_other_limit_changes() {
    let app = with_100().await;
    let mut expected = View(app.client()).spend_limits().await;

    let answer = set(&app, 30).send().await.expect("it is below the maximum");

    assert_eq!(answer.monthly_limit, Some(30));
    let changed = expected.iter_mut().find(|line| line.starts_with(NAME)).expect("the limit is there");
    assert_eq!(*changed, format!("{NAME} 100 of 100"));
    *changed = format!("{NAME} 30 of 100 overridden");
    assert_eq!(View(app.client()).spend_limits().await, expected);
}

#[tokio::test]
async fn a_later_override_takes_the_place_of_an_earlier_one() {
    let app = with_100().await;

    for monthly_limit in [30, 30, 100, 0] {
        let answer = set(&app, monthly_limit).send().await.expect("it is not above the maximum");
        assert_eq!(answer.monthly_limit, Some(monthly_limit));
    }

    let shown = app.texts_of("select monthly_limit::text from inspect.spend_limits where name = $1", NAME).await;
    assert_eq!(shown, ["0"]);
}

#[tokio::test]
async fn an_override_above_the_maximum_is_refused() {
    let app = with_100().await;
    set(&app, 100).send().await.expect("it is the maximum");

    for monthly_limit in [101, 1_000_000_000] {
        let refused = app.refused(set(&app, monthly_limit).send()).await;
        assert!(refused.is("ValidationException", "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT"), "{refused:?}");
        assert_eq!(refused.fields, ["monthlyLimit"]);
    }
}

#[tokio::test]
async fn without_a_setting_the_maximum_is_one_dollar() {
    let app = App::start().await;

    set(&app, 1).send().await.expect("it is the maximum");
    let refused = app.refused(set(&app, 2).send()).await;

    assert!(refused.is("ValidationException", "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT"), "{refused:?}");
}

#[tokio::test]
async fn a_limit_that_is_missing_or_out_of_bounds_is_named() {
    let app = with_100().await;

    let missing = app.refused(app.client().set_voice_message_spend_limit_override().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["monthlyLimit"]);
    for monthly_limit in [-1, 1_000_000_001, i64::MIN, i64::MAX] {
        let refused = app.refused(set(&app, monthly_limit).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, ["monthlyLimit"]);
    }
}

#[tokio::test]
async fn each_account_and_region_has_its_own() {
    let app = with_100().await;

    set(&app, 30).send().await.expect("it is below the maximum");

    for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        let limits = View(client).spend_limits().await;
        assert!(limits.contains(&format!("{NAME} 100 of 100")), "{limits:?}");
    }
}

#[tokio::test]
async fn calls_at_the_same_time_all_succeed_and_one_holds() {
    let app = with_100().await;
    let mut calls = JoinSet::new();
    for monthly_limit in 1..=8 {
        calls.spawn(set(&app, monthly_limit).send());
    }

    answers(calls, "none is refused").await;

    assert_eq!(app.count("select count(*) from inspect.spend_limits where monthly_limit between 1 and 8").await, 1);
}
