//! DeleteProtectConfiguration: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{
    NumberCapability, ProtectConfigurationRuleOverrideAction as Action, ProtectStatus,
};

use super::{described, refuses_others};
use crate::harness::{App, Fixture, arn, refusal, tag};

#[tokio::test]
async fn it_goes_with_its_rules_overrides_and_tags() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    fixture.protect_configuration().await;
    let before = app.row_counts().await;
    let made = client.create_protect_configuration().tags(tag("team", "a")).send().await.expect("it is made");
    let id = made.protect_configuration_id;
    fixture.country_rule(&id, NumberCapability::Sms, "FR", ProtectStatus::Block).await;
    fixture.number_override(&id, "+12065550142", Action::Block).await;

    let delete = client.delete_protect_configuration().protect_configuration_id(&made.protect_configuration_arn);
    let gone = delete.send().await.expect("nothing keeps it");

    assert_eq!((gone.protect_configuration_arn, &gone.protect_configuration_id), (made.protect_configuration_arn, &id));
    assert_eq!(gone.created_timestamp, made.created_timestamp);
    assert_eq!((gone.account_default, gone.deletion_protection_enabled), (false, false));
    assert_eq!(app.row_counts().await, before);
    let describe = client.describe_protect_configurations().protect_configuration_ids(&id);
    let line = format!("ResourceNotFoundException - protect-configuration {id}");
    assert_eq!(refusal(describe.send().await).line(), line);
    assert_eq!(
        app.refused(client.delete_protect_configuration().protect_configuration_id(&id).send()).await.line(),
        line
    );
    assert_eq!(described(&app).await.len(), 1);
}

#[tokio::test]
async fn it_is_refused_while_it_is_protected_then_as_the_default_then_for_its_set() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let made = client.create_protect_configuration().deletion_protection_enabled(true).send().await;
    let id = made.expect("it is made").protect_configuration_id;
    fixture.set("orders").await;
    fixture.protect_set(&id, "orders").await;
    fixture.protect_account(&id).await;
    let delete = client.delete_protect_configuration().protect_configuration_id(&id);
    let line = |reason: &str| format!("ConflictException {reason} protect-configuration {id}");

    assert_eq!(app.refused(delete.clone().send()).await.line(), line("DELETION_PROTECTION_ENABLED"));
    let update = client.update_protect_configuration().protect_configuration_id(&id).deletion_protection_enabled(false);
    update.send().await.expect("it is there");
    assert_eq!(app.refused(delete.clone().send()).await.line(), line("PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT"));
    client.delete_account_default_protect_configuration().send().await.expect("it was the default");
    let associated = line("PROTECT_CONFIGURATION_ASSOCIATED_WITH_CONFIGURATION_SET");
    assert_eq!(app.refused(delete.clone().send()).await.line(), associated);
    let delete_set = client.delete_configuration_set().configuration_set_name(arn("configuration-set/orders"));
    let gone = delete_set.send().await.expect("nothing keeps a set");
    assert_eq!(gone.configuration_set_name.as_deref(), Some("orders"));
    delete.send().await.expect("nothing keeps it any more");
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.delete_protect_configuration().protect_configuration_id(id));
}
