//! DescribeNotifyConfigurations: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{NotifyConfigurationFilter, NumberCapability};

use super::{TEMPLATE, created, creating};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn all_of_the_account_come_page_by_page() {
    let app = App::start().await;
    let client = app.client();
    let ids = [created(&client).await, created(&client).await, created(&client).await];
    created(&app.client_of("test", "eu-west-1")).await;
    let pages = client.describe_notify_configurations().into_paginator().page_size(2).items().send();
    let listed = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
    assert_eq!(listed.into_iter().map(|one| one.notify_configuration_id).collect::<Vec<_>>(), ids);
}

#[tokio::test]
async fn each_filter_narrows_them_down() {
    let app = App::start().await;
    let client = app.client();
    let pool = Fixture(client.clone()).pool().await;
    let full = creating(&client).display_name("First").default_template_id(TEMPLATE).pool_id(&pool);
    let full = full.enabled_countries("US").deletion_protection_enabled(true).send().await.expect("it is made");
    let other = client.create_notify_configuration().display_name("www").use_case("CODE_VERIFICATION".into());
    let other = other.enabled_channels(NumberCapability::Sms).send().await.expect("it is made");
    let (first, second) = (full.notify_configuration_id.as_str(), other.notify_configuration_id.as_str());
    for (name, value, expected) in [
        ("display-name", "First", vec![first]),
        ("enabled-countries", "US", vec![first]),
        ("enabled-channels", "SMS", vec![first, second]),
        ("enabled-channels", "VOICE", vec![first]),
        ("default-template", TEMPLATE, vec![first]),
        ("default-pool", pool.as_str(), vec![first]),
        ("use-case", "CODE_VERIFICATION", vec![first, second]),
        ("status", "ACTIVE", vec![first]),
        ("status", "REJECTED", vec![second]),
        ("status", "PENDING", vec![]),
        ("deletion-protection-enabled", "false", vec![second]),
        ("tier-upgrade-status", "BASIC", vec![first, second]),
        ("tier-upgrade-status", "ADVANCED", vec![]),
    ] {
        let filter = NotifyConfigurationFilter::builder().name(name.into()).values(value).build();
        let filter = filter.expect("a filter has a name and values");
        let answer = client.describe_notify_configurations().filters(filter).send().await.expect("it answers");
        let ids: Vec<&str> = answer.notify_configurations().iter().map(|one| &*one.notify_configuration_id).collect();
        assert_eq!(ids, expected, "{name} {value}");
    }
}

#[tokio::test]
async fn an_unknown_value_of_a_filter_is_refused() {
    let app = App::start().await;
    for (name, value) in
        [("status", "DONE"), ("use-case", "OTHER"), ("enabled-channels", "FAX"), ("deletion-protection-enabled", "yes")]
    {
        let filter = NotifyConfigurationFilter::builder().name(name.into()).values(value).build();
        let filter = filter.expect("a filter has a name and values");
        let refused = app.refused(app.client().describe_notify_configurations().filters(filter).send()).await;
        assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
    }
}

#[tokio::test]
async fn without_any_the_list_is_empty() {
    let app = App::start().await;
    let answer = app.client().describe_notify_configurations().send().await.expect("it answers");
    assert_eq!(answer.notify_configurations, Some(vec![]));
}

#[tokio::test]
async fn one_that_is_named_and_does_not_exist_fails_the_call() {
    let app = App::start().await;
    let id = created(&app.client()).await;
    let ask =
        app.client().describe_notify_configurations().notify_configuration_ids(id).notify_configuration_ids("notify-0");
    let refused = app.refused(ask.send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - notify-configuration notify-0");
}
