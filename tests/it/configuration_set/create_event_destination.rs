//! CreateEventDestination: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::create_event_destination::builders::CreateEventDestinationFluentBuilder as Create, types::EventType,
};
use callsign::domain::deployment::TextSent;
use serde_json::{Value, json};

use super::{described, destination, refuses_other_sets};
use crate::harness::{App, Fixture, TARGETS, Target, arn, raw};

/// A destination of the set `orders` for all events, without a target.
fn create(app: &App, name: &str) -> Create {
    let create = app.client().create_event_destination().configuration_set_name("orders");
    create.event_destination_name(name).matching_event_types(EventType::All)
}

/// A callsign with the set `orders`.
async fn app_with_set() -> App {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;
    app
}

#[tokio::test]
async fn a_destination_of_each_kind_is_made_enabled_answered_described_and_shown_by_the_view() {
    let app = app_with_set().await;

    for (number, target) in TARGETS.into_iter().enumerate() {
        let name = format!("destination-{number}");
        let made = target.of_new(create(&app, &name)).send().await.expect("the destination is made");

        assert_eq!(made.configuration_set_arn, Some(arn("configuration-set/orders")));
        assert_eq!(made.configuration_set_name.as_deref(), Some("orders"));
        let made = made.event_destination.expect("it is answered");
        assert_eq!((made.event_destination_name.as_str(), made.enabled), (name.as_str(), true));
        assert_eq!(made.matching_event_types, [EventType::All]);
        let targets = (
            made.cloud_watch_logs_destination.clone(),
            made.kinesis_firehose_destination.clone(),
            made.sns_destination.clone(),
        );
        assert_eq!(targets, targets_of(target));
        let set = described(&app, "orders").await;
        assert_eq!(set.event_destinations().last(), Some(&made), "the order is that of creation");
    }
    let shown = "
        select concat_ws(' ', event_destination_name, configuration_set_arn, enabled, array_to_string(matching_event_types, ','),
                         iam_role_arn, log_group_arn, delivery_stream_arn, topic_arn)
        from inspect.event_destinations where configuration_set_name = $1 order by created_timestamp";
    let set = arn("configuration-set/orders");
    let expected = TARGETS.into_iter().enumerate().map(|(number, target)| {
        let arns = match target {
            Target::Logs(role, place) | Target::Firehose(role, place) => format!("{role} {place}"),
            Target::Sns(topic) => topic.to_owned(),
        };
        format!("destination-{number} {set} t ALL {arns}")
    });
    assert_eq!(app.texts_of(shown, "orders").await, expected.collect::<Vec<_>>());
}

type Targets = (
    Option<aws_sdk_pinpointsmsvoicev2::types::CloudWatchLogsDestination>,
    Option<aws_sdk_pinpointsmsvoicev2::types::KinesisFirehoseDestination>,
    Option<aws_sdk_pinpointsmsvoicev2::types::SnsDestination>,
);

fn targets_of(target: Target) -> Targets {
    (target.logs(), target.firehose(), target.sns())
}

#[tokio::test]
async fn the_types_are_kept_as_sent_wildcards_too() {
    let app = app_with_set().await;
    let wanted = [EventType::TextAll, EventType::VoiceAnswered, EventType::All, EventType::TextDelivered];

    let request = create(&app, "topic").set_matching_event_types(Some(wanted.to_vec()));
    let made = TARGETS[2].of_new(request).send().await.expect("the destination is made");

    assert_eq!(made.event_destination.expect("it is answered").matching_event_types, wanted);
    assert_eq!(destination(&app, "orders").await.matching_event_types, wanted);
}

#[tokio::test]
async fn the_set_may_be_named_by_its_arn() {
    let app = app_with_set().await;

    let request = create(&app, "topic").configuration_set_name(arn("configuration-set/orders"));
    let made = TARGETS[2].of_new(request).send().await.expect("the destination is made");

    assert_eq!(made.configuration_set_name.as_deref(), Some("orders"));
    destination(&app, "orders").await;
}

#[tokio::test]
async fn without_a_target_all_three_are_named_as_missing() {
    let app = app_with_set().await;

    let refused = app.refused(create(&app, "topic").send()).await;

    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, TARGETS.map(Target::field));
}

#[tokio::test]
async fn two_or_three_targets_together_are_refused_and_named() {
    let app = app_with_set().await;

    for chosen in [vec![0, 1], vec![0, 2], vec![1, 2], vec![0, 1, 2]] {
        let targets: Vec<Target> = chosen.into_iter().map(|number: usize| TARGETS[number]).collect();
        let request = targets.iter().fold(create(&app, "both"), |request, target| target.of_new(request));
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
        assert_eq!(refused.fields, targets.iter().map(|target| target.field()).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_name_that_the_set_has_is_refused_and_another_set_may_have_it() {
    let app = app_with_set().await;
    let fixture = Fixture(app.client());
    fixture.destination("orders", "topic", TARGETS[2]).await;

    let refused = app.refused(TARGETS[0].of_new(create(&app, "topic")).send()).await;

    assert_eq!(refused.line(), "ConflictException RESOURCE_ALREADY_EXISTS event-destination topic");
    TARGETS[0].of_new(create(&app, "TOPIC")).send().await.expect("names differ by case");
    fixture.set("codes").await;
    fixture.destination("codes", "topic", TARGETS[2]).await;
}

#[tokio::test]
async fn the_sixth_destination_of_a_set_is_refused_after_its_name() {
    let app = app_with_set().await;
    let fixture = Fixture(app.client());
    for number in 0..5 {
        fixture.destination("orders", &format!("destination-{number}"), TARGETS[number % 3]).await;
    }

    let refused = app.refused(TARGETS[2].of_new(create(&app, "sixth")).send()).await;
    let known = app.refused(TARGETS[2].of_new(create(&app, "destination-2")).send()).await;

    let full = "ServiceQuotaExceededException EVENT_DESTINATIONS_PER_CONFIGURATION_SET - -";
    assert_eq!(refused.line(), full);
    assert_eq!(known.line(), "ConflictException RESOURCE_ALREADY_EXISTS event-destination destination-2");
    fixture.set("codes").await;
    fixture.destination("codes", "first", TARGETS[2]).await;
}

#[tokio::test]
async fn a_quota_that_is_set_holds_and_0_switches_it_off() {
    let small = App::with(|settings| settings.quotas.event_destinations_per_configuration_set = 1).await;
    let fixture = Fixture(small.client());
    fixture.set("orders").await;
    fixture.destination("orders", "first", TARGETS[2]).await;
    let refused = small.refused(TARGETS[2].of_new(create(&small, "second")).send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "EVENT_DESTINATIONS_PER_CONFIGURATION_SET"), "{refused:?}");

    let off = small.beside(|settings| settings.quotas.event_destinations_per_configuration_set = 0).await;
    for number in 0..6 {
        Fixture(off.client()).destination("orders", &format!("destination-{number}"), TARGETS[2]).await;
    }
}

#[tokio::test]
async fn text_sent_is_refused_unless_the_setting_accepts_it() {
    let app = app_with_set().await;
    let request = |app: &App| TARGETS[2].of_new(create(app, "topic").matching_event_types(EventType::TextSent));

    let refused = app.refused(request(&app).send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["matchingEventTypes"]);
    let accepting = app.beside(|settings| settings.compatibility.text_sent = TextSent::Accept).await;
    request(&accepting).send().await.expect("the setting accepts it");
    assert_eq!(destination(&app, "orders").await.matching_event_types, [EventType::All, EventType::TextSent]);
}

#[tokio::test]
async fn a_target_that_the_settings_call_inaccessible_is_refused() {
    let app = app_with_set().await;

    for target in TARGETS {
        let (role, place) = match target {
            Target::Logs(role, place) | Target::Firehose(role, place) => (Some(role), place),
            Target::Sns(topic) => (None, topic),
        };
        for arn in role.into_iter().chain([place]) {
            let without = app.beside(|settings| settings.events.inaccessible = vec![arn.to_owned()]).await;
            let refused = app.refused(target.of_new(create(&without, "topic")).send()).await;
            assert!(refused.is("ValidationException", "RESOURCE_NOT_ACCESSIBLE"), "{arn}: {refused:?}");
            assert_eq!(refused.fields, [target.field()], "{arn}");
        }
    }
}

#[tokio::test]
async fn arns_of_another_service_kind_or_partition_are_invalid() {
    let app = app_with_set().await;
    let role = "arn:aws:iam::000000000000:role/events";
    let group = "arn:aws:logs:us-east-1:000000000000:log-group:events";
    let stream = "arn:aws:firehose:us-east-1:000000000000:deliverystream/events";

    for wrong in [
        Target::Sns("arn:aws:sqs:us-east-1:000000000000:events"),
        Target::Sns("arn:aws-cn:sns:us-east-1:000000000000:events"),
        Target::Sns("arn:aws:sns:us-east-1:000000000000:events:0123"),
        Target::Sns("arn:aws:sns:us-east-1::events"),
        Target::Sns("arn:aws:sns::000000000000:events"),
        Target::Sns("arn:aws:sns:us-east-1:000000000000:"),
        Target::Sns("arn:aws:sns:us-east-1:000000000000"),
        Target::Logs(role, "arn:aws:logs:us-east-1:000000000000:log-group:"),
        Target::Logs(role, "arn:aws:logs:us-east-1:000000000000:log-group:events:log-stream:x"),
        Target::Logs(role, "arn:aws:logs:us-east-1:000000000000:destination:events"),
        Target::Logs(role, stream),
        Target::Logs("arn:aws:iam::000000000000:user/events", group),
        Target::Logs("arn:aws:iam:us-east-1:000000000000:role/events", group),
        Target::Logs("arn:aws:iam::000000000000:role/", group),
        Target::Firehose(role, "arn:aws:kinesis:us-east-1:000000000000:stream/events"),
        Target::Firehose(role, "arn:aws:firehose:us-east-1:000000000000:deliverystream/"),
        Target::Firehose("arn:aws:sts::000000000000:role/events", stream),
    ] {
        let refused = app.refused(wrong.of_new(create(&app, "topic")).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{wrong:?}: {refused:?}");
        assert_eq!(refused.fields, [wrong.field()], "{wrong:?}");
    }
    Target::Logs(role, group).of_new(create(&app, "logs")).send().await.expect("a log group without its streams, too");
}

#[tokio::test]
async fn a_target_that_breaks_the_model_is_named_by_its_member() {
    let app = app_with_set().await;
    let request = |target: Value| {
        let mut request = json!({ "ConfigurationSetName": "orders", "EventDestinationName": "topic",
            "MatchingEventTypes": ["ALL"] });
        request.as_object_mut().expect("it is an object").extend(target.as_object().expect("it is one, too").clone());
        request.to_string()
    };

    for (target, field) in [
        (json!({ "SnsDestination": {} }), "snsDestination"),
        (json!({ "SnsDestination": { "TopicArn": "x" } }), "snsDestination"),
        (
            json!({ "CloudWatchLogsDestination": { "IamRoleArn": "arn:aws:iam::000000000000:role/events" } }),
            "cloudWatchLogsDestination",
        ),
        (
            json!({ "KinesisFirehoseDestination": { "DeliveryStreamArn": "a".repeat(30) } }),
            "kinesisFirehoseDestination",
        ),
    ] {
        let answer = raw::call(&app, "CreateEventDestination", &request(target.clone())).await;
        let body = answer.json();
        assert_eq!(body["Reason"], "FIELD_VALIDATION_FAILED", "{target}: {body}");
        assert_eq!(body["Fields"].as_array().map(Vec::len), Some(1), "{target}: {body}");
        assert_eq!(body["Fields"][0]["Name"], field, "{target}: {body}");
    }
    let array = json!({ "SnsDestination": ["arn:aws:sns:us-east-1:000000000000:events"] });
    let answer = raw::call(&app, "CreateEventDestination", &request(array)).await;
    assert_eq!(answer.line(), "400 SerializationException");
}

#[tokio::test]
async fn types_are_required_and_those_of_the_model() {
    let app = app_with_set().await;
    let request = || {
        let create = app.client().create_event_destination().configuration_set_name("orders");
        TARGETS[2].of_new(create.event_destination_name("topic"))
    };

    let missing = app.refused(request().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["matchingEventTypes"]);
    for types in [vec![], vec![EventType::from("TEXT_OTHER")], vec![EventType::All; 53]] {
        let refused = app.refused(request().set_matching_event_types(Some(types)).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, ["matchingEventTypes"]);
    }
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = app_with_set().await;
    refuses_other_sets!(app, |_client, set| TARGETS[2].of_new(create(&app, "topic").configuration_set_name(set)));
}

#[tokio::test]
async fn a_client_token_makes_one_destination_however_often_it_comes() {
    let app = app_with_set().await;
    let create = |name: &str| TARGETS[2].of_new(create(&app, name).client_token("token"));

    let first = create("topic").send().await.expect("the destination is made");
    let again = create("topic").send().await.expect("the answer comes again");
    let other = app.refused(create("other").send()).await;

    assert_eq!(again.event_destination, first.event_destination);
    assert!(other.is("ValidationException", "INVALID_PARAMETER"), "{other:?}");
    assert_eq!(other.fields, ["clientToken"]);
    destination(&app, "orders").await;
}
