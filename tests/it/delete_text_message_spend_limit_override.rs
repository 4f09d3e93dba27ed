//! DeleteTextMessageSpendLimitOverride: one test for each sentence of its rule.

use crate::harness::{App, REGION, View, Wire};

const NAME: &str = "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT";

/// A callsign whose account may spend 100 dollars on each kind of messages, and set all limits to 30.
async fn with_overrides() -> App {
    let app = App::with(|settings| {
        let limits = &mut settings.spend_limits;
        (limits.text_message, limits.voice_message) = (100, 100);
        (limits.media_message, limits.notify_message) = (100, 100);
    })
    .await;
    let client = app.client();
    let text = client.set_text_message_spend_limit_override().monthly_limit(30).send().await;
    let voice = client.set_voice_message_spend_limit_override().monthly_limit(30).send().await;
    let media = client.set_media_message_spend_limit_override().monthly_limit(30).send().await;
    let notify = client.set_notify_message_spend_limit_override().monthly_limit(30).send().await;
    assert!(text.is_ok() && voice.is_ok() && media.is_ok() && notify.is_ok());
    app
}

#[tokio::test]
async fn the_deleted_limit_is_answered_and_the_maximum_is_enforced_again_for_this_limit_only() {
    let app = with_overrides().await;
    let mut expected = View(app.client()).spend_limits().await;

    let answer = app.client().delete_text_message_spend_limit_override().send().await.expect("it goes");

    assert_eq!(answer.monthly_limit, Some(30));
    let changed = expected.iter_mut().find(|line| line.starts_with(NAME)).expect("the limit is there");
    assert_eq!(*changed, format!("{NAME} 30 of 100 overridden"));
    *changed = format!("{NAME} 100 of 100");
    assert_eq!(View(app.client()).spend_limits().await, expected);
}

#[tokio::test]
async fn an_override_that_is_not_set_is_deleted_without_an_answer_of_a_limit() {
    let app = with_overrides().await;
    app.client().delete_text_message_spend_limit_override().send().await.expect("it goes");
    let before = app.state().await;
    let wire = Wire::default();

    let request = app.client().delete_text_message_spend_limit_override().customize().interceptor(wire.clone());
    let answer = request.send().await.expect("it is gone already");

    assert_eq!(answer.monthly_limit, None);
    assert_eq!(wire.members(), Vec::<String>::new());
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn an_override_of_zero_dollars_is_answered_as_one() {
    let app = App::start().await;
    let client = app.client();
    client.set_text_message_spend_limit_override().monthly_limit(0).send().await.expect("it is below the maximum");

    let answer = client.delete_text_message_spend_limit_override().send().await.expect("it goes");

    assert_eq!(answer.monthly_limit, Some(0));
}

#[tokio::test]
async fn overrides_of_another_account_or_region_stay() {
    let app = with_overrides().await;
    let before = app.state().await;

    for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        let answer =
            client.delete_text_message_spend_limit_override().send().await.expect("there is nothing to delete");
        assert_eq!(answer.monthly_limit, None);
    }

    assert_eq!(app.state().await, before);
}
