//! DescribeConfigurationSets: one test for each sentence of its rule and each error that it raises.

use std::collections::BTreeSet;

use aws_sdk_pinpointsmsvoicev2::{
    operation::describe_configuration_sets::builders::DescribeConfigurationSetsFluentBuilder as Describe,
    types::{ConfigurationSetFilter, EventType, MessageType},
};

use crate::harness::{App, Fixture, REGION, TARGETS, arn, refusal};

/// The names that a description answers.
async fn names(describe: Describe) -> Vec<String> {
    let sets = describe.send().await.expect("sets are described").configuration_sets.unwrap_or_default();
    sets.into_iter().map(|set| set.configuration_set_name).collect()
}

/// The description with one more filter.
fn filtered(describe: Describe, name: &str, values: &[&str]) -> Describe {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    let filter = ConfigurationSetFilter::builder().name(name.into()).set_values(Some(values)).build();
    describe.filters(filter.expect("a filter has a name and values"))
}

#[tokio::test]
async fn there_are_none_at_first() {
    let app = App::start().await;

    let answer = app.client().describe_configuration_sets().send().await.expect("nothing is described");

    assert_eq!((answer.configuration_sets, answer.next_token), (Some(Vec::new()), None));
}

#[tokio::test]
async fn all_sets_of_the_account_and_region_are_described_in_the_order_of_their_creation() {
    let app = App::start().await;
    for name in ["Zebra", "apple", "Middle"] {
        Fixture(app.client()).set(name).await;
    }
    Fixture(app.client_of("other", REGION)).set("Foreign").await;
    Fixture(app.client_of("test", "eu-west-1")).set("Elsewhere").await;

    assert_eq!(names(app.client().describe_configuration_sets()).await, ["Zebra", "apple", "Middle"]);
}

#[tokio::test]
async fn only_the_sets_that_are_named_are_described_each_once_by_name_or_arn() {
    let app = App::start().await;
    for name in ["orders", "codes", "offers"] {
        Fixture(app.client()).set(name).await;
    }

    let describe = app.client().describe_configuration_sets().configuration_set_names(arn("configuration-set/offers"));
    let describe = describe.configuration_set_names("orders").configuration_set_names("offers");

    assert_eq!(names(describe).await, ["orders", "offers"]);
}

#[tokio::test]
async fn a_set_that_is_named_and_not_there_fails_the_whole_call() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;

    let describe = app.client().describe_configuration_sets().configuration_set_names("orders");
    let refused = refusal(describe.configuration_set_names("Orders").send().await);

    assert_eq!(refused.line(), "ResourceNotFoundException - configuration-set Orders");
}

#[tokio::test]
async fn another_set_than_ones_own_is_refused() {
    let app = App::start().await;
    let client = app.client();
    client.create_configuration_set().configuration_set_name("own").send().await.expect("the set is made");
    // The member is a list, and bears another name.
    for (set, line) in [
        ("nobody", "ResourceNotFoundException - configuration-set nobody"),
        ("arn:aws:sms-voice:us-east-1:111111111111:configuration-set/own", "AccessDeniedException - - -"),
    ] {
        let describe = client.describe_configuration_sets().configuration_set_names(set);
        assert_eq!(app.refused(describe.send()).await.line(), line);
    }
    let describe = client.describe_configuration_sets().configuration_set_names(arn("pool/own"));
    let refused = app.refused(describe.send()).await;
    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["configurationSetNames"]);
}

/// What a set of the filters' tests has: its name, its default type, sender ID and feedback, and the types of its destinations.
type Sample = (
    &'static str,
    Option<MessageType>,
    Option<&'static str>,
    Option<bool>,
    &'static [(&'static str, &'static [EventType])],
);

const SAMPLES: &[Sample] = &[
    ("bare", None, None, None, &[]),
    ("orders", Some(MessageType::Transactional), Some("Acme"), Some(true), &[("topic", &[EventType::TextAll])]),
    ("offers", Some(MessageType::Promotional), Some("acme"), Some(false), &[("topic", &[EventType::All])]),
    (
        "codes",
        Some(MessageType::Transactional),
        None,
        Some(false),
        &[("logs", &[EventType::TextDelivered]), ("archive", &[EventType::VoiceAll, EventType::TextAll])],
    ),
    ("calls", None, Some("Acme"), None, &[("archive", &[EventType::VoiceAnswered])]),
];

async fn app_with_samples() -> App {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    for (name, message_type, sender_id, feedback, destinations) in SAMPLES {
        fixture.set(name).await;
        if let Some(message_type) = message_type {
            let set = client.set_default_message_type().configuration_set_name(*name);
            set.message_type(message_type.clone()).send().await.expect("the default is set");
        }
        if let Some(sender_id) = sender_id {
            let set = client.set_default_sender_id().configuration_set_name(*name);
            set.sender_id(*sender_id).send().await.expect("the default is set");
        }
        if let Some(feedback) = feedback {
            let set = client.set_default_message_feedback_enabled().configuration_set_name(*name);
            set.message_feedback_enabled(*feedback).send().await.expect("the default is set");
        }
        for (destination, types) in *destinations {
            let create = client.create_event_destination().configuration_set_name(*name);
            let create = create.event_destination_name(*destination).set_matching_event_types(Some(types.to_vec()));
            TARGETS[2].of_new(create).send().await.expect("the destination is made");
        }
    }
    app
}

/// Whether a set passes a filter, by a second reading of the rule.
fn passes((_, message_type, sender_id, feedback, destinations): &Sample, name: &str, values: &[&str]) -> bool {
    let mut has: BTreeSet<String> = BTreeSet::new();
    match name {
        "event-destination-name" => has.extend(destinations.iter().map(|(name, _)| (*name).to_owned())),
        "matching-event-types" => {
            has.extend(destinations.iter().flat_map(|(_, types)| types.iter()).map(|kind| kind.as_str().to_owned()));
        }
        "default-message-type" => has.extend(message_type.iter().map(|kind| kind.as_str().to_owned())),
        "default-sender-id" => has.extend(sender_id.iter().map(|text| (*text).to_owned())),
        "default-message-feedback-enabled" => has.extend(feedback.iter().map(bool::to_string)),
        _ => {}
    }
    values.iter().any(|value| has.contains(*value))
}

#[tokio::test]
async fn each_filter_and_every_two_of_them_let_pass_what_has_one_of_the_values() {
    let app = app_with_samples().await;
    let filters: [(&str, &[&str]); 16] = [
        ("event-destination-name", &["topic"]),
        ("event-destination-name", &["archive", "logs"]),
        ("event-destination-name", &["Topic"]),
        ("matching-event-types", &["ALL"]),
        ("matching-event-types", &["TEXT_ALL"]),
        ("matching-event-types", &["VOICE_ANSWERED", "TEXT_DELIVERED"]),
        ("matching-event-types", &["MEDIA_ALL"]),
        ("default-message-type", &["TRANSACTIONAL"]),
        ("default-message-type", &["TRANSACTIONAL", "PROMOTIONAL"]),
        ("default-sender-id", &["Acme"]),
        ("default-sender-id", &["acme", "Other"]),
        ("default-message-feedback-enabled", &["true"]),
        ("default-message-feedback-enabled", &["false"]),
        ("default-message-feedback-enabled", &["true", "false"]),
        ("protect-configuration-id", &["protect-0123456789abcdef0123456789abcdef"]),
        ("protect-configuration-id", &["arn:aws:sms-voice:us-east-1:000000000000:protect-configuration/protect-0"]),
    ];
    let mut found = 0;
    for (first, first_values) in filters {
        for (second, second_values) in filters {
            let describe = filtered(app.client().describe_configuration_sets(), first, first_values);
            let passed = names(filtered(describe, second, second_values)).await;
            let expected = SAMPLES
                .iter()
                .filter(|sample| passes(sample, first, first_values) && passes(sample, second, second_values));
            let expected: Vec<&str> = expected.map(|(name, ..)| *name).collect();
            assert_eq!(passed, expected, "{first} {first_values:?} and {second} {second_values:?}");
            found += passed.len();
        }
    }
    assert!(found > 50, "{found}");
}

#[tokio::test]
async fn names_and_filters_are_anded() {
    let app = app_with_samples().await;

    let describe = app.client().describe_configuration_sets().configuration_set_names("orders");
    let describe = filtered(describe.configuration_set_names("offers"), "default-sender-id", &["Acme"]);

    assert_eq!(names(describe).await, ["orders"]);
}

#[tokio::test]
async fn a_value_that_a_property_can_not_have_is_refused() {
    let app = App::start().await;

    for (name, value) in [
        ("matching-event-types", "TEXT"),
        ("default-message-type", "transactional"),
        ("default-message-feedback-enabled", "yes"),
    ] {
        let describe = filtered(app.client().describe_configuration_sets(), name, &[value]);
        let refused = refusal(describe.send().await);
        assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
        assert_eq!(refused.fields, ["filters"]);
    }
}

#[tokio::test]
async fn pages_of_one_and_two_give_each_set_once_with_its_destinations() {
    let app = app_with_samples().await;

    for size in [1, 2, 5, 100] {
        let pages = app.client().describe_configuration_sets().into_paginator().page_size(size).items().send();
        let sets = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
        let listed: Vec<(&str, usize)> =
            sets.iter().map(|set| (set.configuration_set_name(), set.event_destinations().len())).collect();
        let expected: Vec<(&str, usize)> =
            SAMPLES.iter().map(|(name, .., destinations)| (*name, destinations.len())).collect();
        assert_eq!(listed, expected, "by {size}");
    }
}

#[tokio::test]
async fn a_token_of_another_scope_or_request_is_refused() {
    let app = app_with_samples().await;
    let first = app.client().describe_configuration_sets().max_results(1).send().await.expect("the first page");
    let token = first.next_token.expect("there is more");

    let of_another = app.client_of("other", REGION).describe_configuration_sets();
    let filtered = filtered(app.client().describe_configuration_sets(), "default-sender-id", &["Acme"]);
    let named = app.client().describe_configuration_sets().configuration_set_names("orders");
    for describe in [of_another, filtered, named] {
        let refused = refusal(describe.next_token(&token).send().await);
        assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
        assert_eq!(refused.fields, ["nextToken"]);
    }
}

#[tokio::test]
async fn all_failing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let mut broken = app.client().describe_configuration_sets().max_results(0).next_token("");
    broken = filtered(broken, "no-such-filter", &["x"]);
    for set in 0..6 {
        broken = broken.configuration_set_names(format!("set-{set}"));
    }
    let broken = refusal(broken.send().await);

    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["configurationSetNames", "filters", "nextToken", "maxResults"]);
}
