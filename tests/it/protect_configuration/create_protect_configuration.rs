//! CreateProtectConfiguration: one test for each sentence of its rule and each error that it raises.

use super::described;
use crate::harness::{App, REGION, arn, tag};

#[tokio::test]
async fn one_is_made_answered_and_shown_by_the_view() {
    let app = App::start().await;

    let made = app.client().create_protect_configuration().send().await.expect("it is made");

    let id = made.protect_configuration_id;
    assert_eq!(id.strip_prefix("protect-").map(str::len), Some(32));
    assert_eq!(made.protect_configuration_arn, arn(&format!("protect-configuration/{id}")));
    assert_eq!((made.account_default, made.deletion_protection_enabled, made.tags), (false, false, None));
    let stored = "
        select concat_ws(' ', protect_configuration_id, account_id, region, account_default, deletion_protection_enabled,
                         round(extract(epoch from created_timestamp), 3))
        from inspect.protect_configurations where protect_configuration_arn = $1";
    let shown = app.texts_of(stored, &made.protect_configuration_arn).await;
    let created = made.created_timestamp.as_secs_f64();
    assert_eq!(shown, [format!("{id} 000000000000 {REGION} f f {created:.3}")]);
    assert_eq!(described(&app).await.len(), 1);
}

#[tokio::test]
async fn it_may_be_protected_from_the_start_and_has_its_tags() {
    let app = App::start().await;
    let create = app.client().create_protect_configuration().deletion_protection_enabled(true).tags(tag("team", "a"));

    let made = create.send().await.expect("it is made");

    assert!(made.deletion_protection_enabled);
    assert_eq!(made.tags, Some(vec![tag("team", "a")]));
    let stored = "select key || '=' || value from inspect.tags where resource_arn = $1";
    assert_eq!(app.texts_of(stored, &made.protect_configuration_arn).await, ["team=a"]);
}

#[tokio::test]
async fn the_quota_is_of_the_account_and_region() {
    let app = App::with(|settings| settings.quotas.protect_configurations = 2).await;
    for _ in 0..2 {
        app.client().create_protect_configuration().send().await.expect("there is room");
    }
    let refused = app.refused(app.client().create_protect_configuration().send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException PROTECT_CONFIGURATIONS_PER_ACCOUNT - -");
    let elsewhere = app.client_of("test", "eu-west-1").create_protect_configuration().send().await;
    elsewhere.expect("there is room in another region");
}

#[tokio::test]
async fn more_tags_than_the_quota_are_refused() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 1).await;
    let create = app.client().create_protect_configuration().tags(tag("a", "1")).tags(tag("b", "2"));
    let refused = app.refused(create.send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_retry_with_the_same_token_makes_no_second_one() {
    let app = App::start().await;
    let create = app.client().create_protect_configuration().client_token("token");
    let first = create.clone().send().await.expect("it is made").protect_configuration_id;
    let second = create.clone().send().await.expect("it is replayed").protect_configuration_id;
    assert_eq!(first, second);
    assert_eq!(described(&app).await.len(), 1);
    let refused = app.refused(create.deletion_protection_enabled(true).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["clientToken"]);
}
