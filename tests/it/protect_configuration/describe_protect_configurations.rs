//! DescribeProtectConfigurations: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{ProtectConfigurationFilter, ProtectConfigurationInformation};
use serde_json::json;

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn, arn_in, raw};

#[tokio::test]
async fn without_any_the_list_is_empty() {
    let app = App::start().await;
    let answer = raw::call(&app, "DescribeProtectConfigurations", "{}").await;
    assert_eq!((answer.status, answer.json()), (200, json!({ "ProtectConfigurations": [] })));
}

/// Four of them: nothing, protected, the default, both.
async fn four(app: &App) -> Vec<String> {
    let mut ids = Vec::new();
    for protected in [false, true, false, true] {
        let create = app.client().create_protect_configuration().deletion_protection_enabled(protected);
        ids.push(create.send().await.expect("it is made").protect_configuration_id);
    }
    Fixture(app.client()).protect_account(&ids[2]).await;
    ids
}

#[tokio::test]
async fn each_filter_and_both_let_pass_what_is_so() {
    let app = App::start().await;
    let ids = four(&app).await;
    for (filters, found) in [
        (vec![("account-default", vec!["true"])], vec![2]),
        (vec![("account-default", vec!["false"])], vec![0, 1, 3]),
        (vec![("deletion-protection-enabled", vec!["true"])], vec![1, 3]),
        (vec![("deletion-protection-enabled", vec!["true", "false"])], vec![0, 1, 2, 3]),
        (vec![("account-default", vec!["true"]), ("deletion-protection-enabled", vec!["true"])], vec![]),
    ] {
        let mut request = app.client().describe_protect_configurations();
        for (name, values) in filters {
            let values = values.into_iter().map(str::to_owned).collect();
            let filter = ProtectConfigurationFilter::builder().name(name.into()).set_values(Some(values)).build();
            request = request.filters(filter.expect("it is complete"));
        }
        let answer = request.send().await.expect("it answers");
        let passed: Vec<&str> = answer
            .protect_configurations()
            .iter()
            .map(ProtectConfigurationInformation::protect_configuration_id)
            .collect();
        let found: Vec<&str> = found.into_iter().map(|place: usize| ids[place].as_str()).collect();
        assert_eq!(passed, found);
    }
}

#[tokio::test]
async fn a_value_that_is_neither_true_nor_false_is_refused() {
    let app = App::start().await;
    let filter = ProtectConfigurationFilter::builder().name("account-default".into()).values("yes").build();
    let request = app.client().describe_protect_configurations().filters(filter.expect("it is complete"));
    let refused = app.refused(request.send()).await;
    assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
}

#[tokio::test]
async fn those_that_are_named_come_by_id_and_arn_and_pages_give_each_once() {
    let app = App::start().await;
    let ids = four(&app).await;
    let request = app.client().describe_protect_configurations().protect_configuration_ids(&ids[3]);
    let request = request.protect_configuration_ids(arn(&format!("protect-configuration/{}", ids[0])));
    assert_eq!(request.send().await.expect("both are there").protect_configurations().len(), 2);
    for size in [1, 2, 3, 100] {
        let pages = app.client().describe_protect_configurations().into_paginator().page_size(size).items().send();
        let all = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
        let listed: Vec<&str> = all.iter().map(ProtectConfigurationInformation::protect_configuration_id).collect();
        assert_eq!(listed, ids, "by {size}");
    }
}

#[tokio::test]
async fn one_that_is_not_there_fails_the_whole_call() {
    let app = App::start().await;
    let ids = four(&app).await;
    let other = Fixture(app.client_of("other", REGION)).protect_configuration().await;
    for id in ["protect-0", &other] {
        let request = app.client().describe_protect_configurations().protect_configuration_ids(&ids[0]);
        let refused = app.refused(request.protect_configuration_ids(id).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - protect-configuration {id}"));
    }
    let foreign = arn_in(OTHER_ACCOUNT, &format!("protect-configuration/{other}"));
    let request = app.client().describe_protect_configurations().protect_configuration_ids(foreign);
    assert_eq!(app.refused(request.send()).await.line(), "AccessDeniedException - - -");
}
