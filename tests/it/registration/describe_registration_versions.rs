//! DescribeRegistrationVersions: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::RegistrationVersionFilter;

use super::{BRAND, created, refuses_others, submit};
use crate::harness::App;

/// A registration with three versions: denied, discarded, a draft.
async fn three(app: &App) -> String {
    let client = app.client();
    let id = created(&client, BRAND).await;
    submit(&client, &id).await;
    client.create_registration_version().registration_id(&id).send().await.expect("it is made");
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    client.create_registration_version().registration_id(&id).send().await.expect("it is made");
    id
}

#[tokio::test]
async fn the_newest_comes_first_and_numbers_and_filters_narrow() {
    let app = App::start().await;
    let id = three(&app).await;
    let describe = || app.client().describe_registration_versions().registration_id(&id);
    let filter = RegistrationVersionFilter::builder().name("registration-version-status".into());
    let filter = filter.values("DENIED").values("DRAFT").build().expect("it is complete");
    for (request, expected) in [
        (describe(), vec![3, 2, 1]),
        (describe().version_numbers(1).version_numbers(2), vec![2, 1]),
        (describe().filters(filter.clone()), vec![3, 1]),
        (describe().filters(filter).version_numbers(2), vec![]),
    ] {
        let answer = request.send().await.expect("it answers");
        let numbers: Vec<i64> = answer.registration_versions().iter().map(|one| one.version_number).collect();
        assert_eq!(numbers, expected);
    }
    for size in [1, 2] {
        let pages = describe().into_paginator().page_size(size).items().send();
        let all = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
        assert_eq!(all.iter().map(|one| one.version_number).collect::<Vec<_>>(), [3, 2, 1]);
    }
}

#[tokio::test]
async fn a_number_that_no_version_has_is_refused() {
    let app = App::start().await;
    let id = three(&app).await;
    let request = app.client().describe_registration_versions().registration_id(&id).version_numbers(1);
    let refused = app.refused(request.version_numbers(4).send()).await;
    assert!(refused.is("ValidationException", "UNKNOWN_REGISTRATION_VERSION"), "{refused:?}");
    assert_eq!(refused.fields, ["versionNumbers"]);
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.describe_registration_versions().registration_id(id));
}
