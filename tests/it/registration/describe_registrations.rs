//! DescribeRegistrations: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{RegistrationFilter, RegistrationInformation};

use super::{BRAND, CAMPAIGN, complete, created, submit};
use crate::harness::{App, arn};

async fn filtered(app: &App, name: &str, value: &str) -> Vec<String> {
    let filter = RegistrationFilter::builder().name(name.into()).values(value).build().expect("it is complete");
    let answer = app.client().describe_registrations().filters(filter).send().await.expect("it answers");
    answer.registrations().iter().map(|one| one.registration_id.clone()).collect()
}

#[tokio::test]
async fn filters_let_pass_what_is_so_and_pages_give_each_once() {
    let app = App::start().await;
    let client = app.client();
    let ids = [created(&client, BRAND).await, complete(&client, BRAND).await, created(&client, CAMPAIGN).await];
    assert_eq!(filtered(&app, "registration-type", BRAND).await, ids[..2]);
    assert_eq!(filtered(&app, "registration-status", "COMPLETE").await, ids[1..2]);
    assert_eq!(filtered(&app, "registration-status", "CLOSED").await, [""; 0]);
    for size in [1, 2, 100] {
        let pages = client.describe_registrations().into_paginator().page_size(size).items().send();
        let all = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
        let listed: Vec<&str> = all.iter().map(RegistrationInformation::registration_id).collect();
        assert_eq!(listed, ids, "by {size}");
    }
}

#[tokio::test]
async fn the_numbers_of_versions_are_there_when_there_are_such() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    submit(&client, &id).await;
    let numbers = || async {
        let id = arn(&format!("registration/{id}"));
        let answer = client.describe_registrations().registration_ids(id).send().await.expect("it is there");
        let one = &answer.registrations()[0];
        (one.current_version_number, one.approved_version_number, one.latest_denied_version_number)
    };
    assert_eq!(numbers().await, (1, None, Some(1)));
    client.create_registration_version().registration_id(&id).send().await.expect("it is made");
    super::fill_but(&client, &id, BRAND, &[]).await;
    submit(&client, &id).await;
    assert_eq!(numbers().await, (2, Some(2), Some(1)));
}

#[tokio::test]
async fn one_that_is_not_there_fails_the_whole_call() {
    let app = App::start().await;
    let id = created(&app.client(), BRAND).await;
    let request = app.client().describe_registrations().registration_ids(id).registration_ids("registration-0");
    let refused = app.refused(request.send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - registration registration-0");
}

#[tokio::test]
async fn a_status_that_is_none_is_refused() {
    let app = App::start().await;
    let filter = RegistrationFilter::builder().name("registration-status".into()).values("DONE").build();
    let request = app.client().describe_registrations().filters(filter.expect("it is complete"));
    let refused = app.refused(request.send()).await;
    assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
}
