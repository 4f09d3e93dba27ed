//! DeleteNotifyConfiguration: one test for each sentence of its rule and each error that it raises.

use super::{TEMPLATE, created, creating, refuses_others};
use crate::harness::{App, Fixture, arn, tag};

#[tokio::test]
async fn it_is_answered_as_it_was_and_gone_with_its_tags() {
    let app = App::start().await;
    let client = app.client();
    let made = creating(&client).default_template_id(TEMPLATE).tags(tag("team", "a")).send().await.expect("it is made");
    let id = made.notify_configuration_id;

    let deleted =
        client.delete_notify_configuration().notify_configuration_id(arn(&format!("notify-configuration/{id}")));
    let deleted = deleted.send().await.expect("it is deleted");

    assert_eq!((deleted.notify_configuration_id, deleted.default_template_id.as_deref()), (id.clone(), Some(TEMPLATE)));
    let refused = app.refused(client.describe_notify_configurations().notify_configuration_ids(&id).send()).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - notify-configuration {id}"));
    assert_eq!(app.count("select count(*) from inspect.tags").await, 0);
}

#[tokio::test]
async fn one_that_is_protected_is_refused() {
    let app = App::start().await;
    let client = app.client();
    let made = creating(&client).deletion_protection_enabled(true).send().await.expect("it is made");
    let id = made.notify_configuration_id;
    let delete = client.delete_notify_configuration().notify_configuration_id(&id);
    let refused = app.refused(delete.clone().send()).await;
    assert_eq!(refused.line(), format!("ConflictException DELETION_PROTECTION_ENABLED notify-configuration {id}"));
    let update = client.update_notify_configuration().notify_configuration_id(&id).deletion_protection_enabled(false);
    update.send().await.expect("it is changed");
    delete.send().await.expect("it is deleted");
}

#[tokio::test]
async fn its_pool_may_be_deleted_then_and_not_before() {
    let app = App::start().await;
    let client = app.client();
    let pool = Fixture(client.clone()).pool().await;
    let [first, second] = [1, 2].map(|_| creating(&client).pool_id(&pool).send());
    let first = first.await.expect("it is made").notify_configuration_id;
    let second = second.await.expect("one pool serves several").notify_configuration_id;
    let delete = || client.delete_pool().pool_id(&pool).send();
    let line = format!("ConflictException POOL_ASSOCIATED_TO_NOTIFY_CONFIGURATION pool {pool}");
    assert_eq!(app.refused(delete()).await.line(), line);
    client.delete_notify_configuration().notify_configuration_id(first).send().await.expect("it is deleted");
    assert_eq!(app.refused(delete()).await.line(), line);
    let update = client.update_notify_configuration().notify_configuration_id(second);
    update.pool_id("UNSET_DEFAULT_POOL_FOR_NOTIFY").send().await.expect("it is changed");
    delete().await.expect("nothing names it any more");
}

#[tokio::test]
async fn a_pools_deletion_protection_is_asked_before() {
    let app = App::start().await;
    let client = app.client();
    let pool = Fixture(client.clone()).pool().await;
    creating(&client).pool_id(&pool).send().await.expect("it is made");
    client.update_pool().pool_id(&pool).deletion_protection_enabled(true).send().await.expect("it is changed");
    let refused = app.refused(client.delete_pool().pool_id(&pool).send()).await;
    assert_eq!(refused.line(), format!("ConflictException DELETION_PROTECTION_ENABLED pool {pool}"));
}

#[tokio::test]
async fn what_is_named_must_be_there_and_the_accounts_own() {
    let app = App::start().await;
    created(&app.client()).await;
    refuses_others!(app, |client, id| client.delete_notify_configuration().notify_configuration_id(id));
}
