//! UpdateEventDestination: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::update_event_destination::builders::UpdateEventDestinationFluentBuilder as Update,
    types::{EventDestination, EventType},
};
use callsign::domain::deployment::TextSent;

use super::{destination, refuses_other_sets};
use crate::harness::{App, Fixture, TARGETS, Target, arn};

/// A change of the destination `topic` of the set `orders`.
fn update(app: &App) -> Update {
    app.client().update_event_destination().configuration_set_name("orders").event_destination_name("topic")
}

/// A callsign with the set `orders`, and its destination `topic` with this target.
async fn app_with(target: Target) -> App {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.set("orders").await;
    fixture.destination("orders", "topic", target).await;
    app
}

/// Carries a change out, whose answer must be what is described from then on.
async fn updated(app: &App, update: Update) -> EventDestination {
    let answer = update.send().await.expect("the destination changes");
    assert_eq!(answer.configuration_set_arn, Some(arn("configuration-set/orders")));
    assert_eq!(answer.configuration_set_name.as_deref(), Some("orders"));
    let answered = answer.event_destination.expect("it is answered");
    assert_eq!(destination(app, "orders").await, answered);
    answered
}

#[tokio::test]
async fn it_may_carry_only_enabled() {
    let app = app_with(TARGETS[2]).await;
    let before = destination(&app, "orders").await;

    let off = updated(&app, update(&app).enabled(false)).await;
    let on = updated(&app, update(&app).enabled(true)).await;

    assert!(!off.enabled);
    assert_eq!(
        (&off.matching_event_types, &off.sns_destination),
        (&before.matching_event_types, &before.sns_destination)
    );
    assert_eq!(on, before);
}

#[tokio::test]
async fn it_may_carry_only_types_which_replace_the_earlier_ones() {
    let app = app_with(TARGETS[2]).await;
    updated(&app, update(&app).enabled(false)).await;
    let before = destination(&app, "orders").await;
    let wanted = [EventType::VoiceAll, EventType::TextQueued];

    let changed = updated(&app, update(&app).set_matching_event_types(Some(wanted.to_vec()))).await;

    assert_eq!(changed.matching_event_types, wanted);
    assert_eq!((changed.enabled, changed.sns_destination), (false, before.sns_destination));
}

#[tokio::test]
async fn it_may_carry_only_a_target_of_the_same_kind() {
    for (before, after) in [
        (
            TARGETS[0],
            Target::Logs("arn:aws:iam::000000000000:role/other", "arn:aws:logs:us-east-1:000000000000:log-group:other"),
        ),
        (
            TARGETS[1],
            Target::Firehose(
                "arn:aws:iam::000000000000:role/other",
                "arn:aws:firehose:us-east-1:000000000000:deliverystream/other",
            ),
        ),
        (TARGETS[2], Target::Sns("arn:aws:sns:eu-west-1:000000000000:other.fifo")),
    ] {
        let app = app_with(before).await;
        let changed = updated(&app, after.instead(update(&app))).await;
        assert_eq!(changed.cloud_watch_logs_destination, after.logs());
        assert_eq!(changed.kinesis_firehose_destination, after.firehose());
        assert_eq!(changed.sns_destination, after.sns());
        assert_eq!((changed.enabled, changed.matching_event_types), (true, vec![EventType::TextAll]));
    }
}

#[tokio::test]
async fn with_none_of_them_the_destination_is_answered_unchanged() {
    let app = app_with(TARGETS[0]).await;
    let (before, state) = (destination(&app, "orders").await, app.state().await);

    let answered = updated(&app, update(&app)).await;

    assert_eq!(answered, before);
    assert_eq!(app.state().await, state);
}

#[tokio::test]
async fn a_target_of_another_kind_than_the_stored_one_is_refused() {
    for (stored, before) in TARGETS.into_iter().enumerate() {
        let app = app_with(before).await;
        for (number, target) in TARGETS.into_iter().enumerate() {
            if number != stored {
                let refused = app.refused(target.instead(update(&app).enabled(false)).send()).await;
                assert_eq!(refused.line(), "ConflictException EVENT_DESTINATION_MISMATCH event-destination topic");
            }
        }
    }
}

#[tokio::test]
async fn two_targets_together_are_refused_whatever_is_stored() {
    let app = app_with(TARGETS[0]).await;

    let refused = app.refused(TARGETS[2].instead(TARGETS[0].instead(update(&app))).send()).await;

    assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
    assert_eq!(refused.fields, ["cloudWatchLogsDestination", "snsDestination"]);
}

#[tokio::test]
async fn a_destination_that_the_set_does_not_have_is_not_found() {
    let app = app_with(TARGETS[2]).await;
    Fixture(app.client()).set("codes").await;

    for (set, name) in [("orders", "Topic"), ("orders", "other"), ("codes", "topic")] {
        let update = app.client().update_event_destination().configuration_set_name(set).event_destination_name(name);
        let refused = app.refused(update.send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - event-destination {name}"));
    }
}

#[tokio::test]
async fn text_sent_is_refused_unless_the_setting_accepts_it() {
    let app = app_with(TARGETS[2]).await;

    let refused = app.refused(update(&app).matching_event_types(EventType::TextSent).send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["matchingEventTypes"]);
    let accepting = app.beside(|settings| settings.compatibility.text_sent = TextSent::Accept).await;
    let changed = updated(&app, update(&accepting).matching_event_types(EventType::TextSent)).await;
    assert_eq!(changed.matching_event_types, [EventType::TextSent]);
}

#[tokio::test]
async fn a_target_that_is_inaccessible_is_refused_and_one_that_is_kept_is_not_asked_about() {
    let app = app_with(TARGETS[2]).await;
    let Target::Sns(topic) = TARGETS[2] else { panic!("it is a topic") };
    let without = app.beside(|settings| settings.events.inaccessible = vec![topic.to_owned()]).await;

    let refused = app.refused(TARGETS[2].instead(update(&without)).send()).await;

    assert!(refused.is("ValidationException", "RESOURCE_NOT_ACCESSIBLE"), "{refused:?}");
    assert_eq!(refused.fields, ["snsDestination"]);
    updated(&app, update(&without).enabled(false)).await;
}

#[tokio::test]
async fn an_arn_of_another_kind_is_invalid() {
    let app = app_with(TARGETS[2]).await;

    let wrong = Target::Sns("arn:aws:sqs:us-east-1:000000000000:events");
    let refused = app.refused(wrong.instead(update(&app)).send()).await;

    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["snsDestination"]);
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = app_with(TARGETS[2]).await;
    refuses_other_sets!(app, |_client, set| update(&app).configuration_set_name(set));
}

#[tokio::test]
async fn the_two_names_are_required() {
    let app = App::start().await;

    let missing = app.refused(app.client().update_event_destination().send()).await;

    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["configurationSetName", "eventDestinationName"]);
}
