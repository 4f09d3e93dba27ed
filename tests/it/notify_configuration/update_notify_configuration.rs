//! UpdateNotifyConfiguration: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::NumberCapability;

use super::{TEMPLATE, created, creating, described, refuses_others};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn what_is_given_is_replaced_and_the_rest_stays() {
    let app = App::start().await;
    let client = app.client();
    let (id, pool) = (created(&client).await, Fixture(client.clone()).pool().await);
    let update = client.update_notify_configuration().notify_configuration_id(&id);

    update
        .clone()
        .default_template_id(TEMPLATE)
        .pool_id(&pool)
        .enabled_countries("FR")
        .send()
        .await
        .expect("it is changed");
    update.clone().deletion_protection_enabled(true).send().await.expect("it is changed");
    let changed = update.clone().enabled_channels(NumberCapability::Voice).send().await.expect("it is changed");

    assert_eq!(
        (changed.default_template_id.as_deref(), changed.pool_id.as_deref()),
        (Some(TEMPLATE), Some(pool.as_str()))
    );
    assert_eq!(changed.enabled_countries, Some(vec!["FR".to_owned()]));
    assert_eq!(changed.enabled_channels, [NumberCapability::Voice]);
    assert!(changed.deletion_protection_enabled);
    assert_eq!(described(&client, &id).await.enabled_channels, [NumberCapability::Voice]);
    let same = update.default_template_id("").send().await.expect("nothing changes");
    assert_eq!(same.default_template_id.as_deref(), Some(TEMPLATE));
}

#[tokio::test]
async fn the_template_and_the_pool_are_taken_away_by_their_words_and_the_countries_by_none() {
    let app = App::start().await;
    let client = app.client();
    let pool = Fixture(client.clone()).pool().await;
    let made = creating(&client).default_template_id(TEMPLATE).pool_id(&pool).enabled_countries("US").send().await;
    let id = made.expect("it is made").notify_configuration_id;
    let update = client.update_notify_configuration().notify_configuration_id(&id).set_enabled_countries(Some(vec![]));
    let update = update.default_template_id("UNSET_DEFAULT_TEMPLATE").pool_id("UNSET_DEFAULT_POOL_FOR_NOTIFY");
    let changed = update.send().await.expect("it is changed");
    assert_eq!((changed.default_template_id, changed.pool_id, changed.enabled_countries), (None, None, None));
}

#[tokio::test]
async fn what_it_names_and_says_must_be_good_and_changes_nothing_otherwise() {
    let app = App::with(|settings| settings.lifecycle.creating_ms = 60_000).await;
    let client = app.client();
    let (id, pool) = (created(&client).await, Fixture(client.clone()).pool().await);
    let update =
        client.update_notify_configuration().notify_configuration_id(&id).enabled_channels(NumberCapability::Sms);
    for (request, line) in [
        (
            update.clone().default_template_id("no-such"),
            "ResourceNotFoundException - notify-template no-such".to_owned(),
        ),
        (update.clone().pool_id("pool-0"), "ResourceNotFoundException - pool pool-0".to_owned()),
        (update.clone().pool_id(&pool), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}")),
        (update.clone().enabled_countries("ZA"), "ValidationException COUNTRY_NOT_ENABLED - -".to_owned()),
        (
            update.clone().enabled_channels(NumberCapability::Mms),
            "ValidationException INVALID_PARAMETER - -".to_owned(),
        ),
        (update.clone().pool_id("a b"), "ValidationException FIELD_VALIDATION_FAILED - -".to_owned()),
    ] {
        assert_eq!(app.refused(request.send()).await.line(), line);
    }
    assert_eq!(described(&client, &id).await.enabled_channels.len(), 2);
}

#[tokio::test]
async fn what_is_named_must_be_there_and_the_accounts_own() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.update_notify_configuration().notify_configuration_id(id));
}
