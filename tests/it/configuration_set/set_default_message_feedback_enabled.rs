//! SetDefaultMessageFeedbackEnabled: one test for each sentence of its rule and each error that it raises.

use super::{described, refuses_other_sets};
use crate::harness::{App, Fixture, arn};

#[tokio::test]
async fn it_is_answered_and_described_and_false_is_not_absent() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;
    let arn = arn("configuration-set/orders");
    assert_eq!(described(&app, "orders").await.default_message_feedback_enabled, None);

    for (named, wanted) in [("orders", true), (arn.as_str(), false)] {
        let set = app.client().set_default_message_feedback_enabled().configuration_set_name(named);
        let answer = set.message_feedback_enabled(wanted).send().await.expect("the default is set");
        assert_eq!(answer.configuration_set_arn.as_ref(), Some(&arn));
        assert_eq!(answer.configuration_set_name.as_deref(), Some("orders"));
        assert_eq!(answer.message_feedback_enabled, Some(wanted));
        assert_eq!(described(&app, "orders").await.default_message_feedback_enabled, Some(wanted));
    }
    let shown = "select default_message_feedback_enabled::text from inspect.configuration_sets where configuration_set_name = $1";
    assert_eq!(app.texts_of(shown, "orders").await, ["false"]);
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_sets!(app, |client, set| client
        .set_default_message_feedback_enabled()
        .configuration_set_name(set)
        .message_feedback_enabled(true));
}

#[tokio::test]
async fn both_members_are_required_by_name() {
    let app = App::start().await;

    let missing = app.refused(app.client().set_default_message_feedback_enabled().send()).await;

    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["configurationSetName", "messageFeedbackEnabled"]);
}
