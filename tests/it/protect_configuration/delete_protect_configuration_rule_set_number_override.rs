//! DeleteProtectConfigurationRuleSetNumberOverride: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{primitives::DateTime, types::ProtectConfigurationRuleOverrideAction as Action};

use super::refuses_others;
use crate::harness::{App, Fixture};

#[tokio::test]
async fn what_goes_is_answered_and_is_gone() {
    let app = App::start().await;
    let (client, id) = (app.client(), Fixture(app.client()).protect_configuration().await);
    Fixture(app.client()).number_override(&id, "+12065550142", Action::Block).await;

    let delete = client.delete_protect_configuration_rule_set_number_override().protect_configuration_id(&id);
    let gone = delete.clone().destination_phone_number("12065550142").send().await.expect("it is there");

    assert_eq!(gone.protect_configuration_id, id);
    assert_eq!((gone.destination_phone_number.as_str(), gone.action), ("+12065550142", Action::Block));
    assert_eq!((gone.iso_country_code.as_deref(), gone.expiration_timestamp), (Some("US"), None));
    let again = app.refused(delete.destination_phone_number("+12065550142").send()).await;
    assert_eq!(again.line(), "ResourceNotFoundException - protect-configuration +12065550142");
}

#[tokio::test]
async fn what_has_expired_is_not_there() {
    let app = App::start().await;
    app.freeze().await;
    let (client, id) = (app.client(), Fixture(app.client()).protect_configuration().await);
    let until = app.standing_at().await.unix_timestamp() + 60;
    let put = client.put_protect_configuration_rule_set_number_override().protect_configuration_id(&id);
    let put = put.destination_phone_number("+12065550142").action(Action::Block);
    put.expiration_timestamp(DateTime::from_secs(until)).send().await.expect("it is set");
    app.pass_ms(60_000).await;
    let delete = client.delete_protect_configuration_rule_set_number_override().protect_configuration_id(&id);
    let refused = app.refused(delete.destination_phone_number("+12065550142").send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - protect-configuration +12065550142");
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| {
        let request = client.delete_protect_configuration_rule_set_number_override().protect_configuration_id(id);
        request.destination_phone_number("+12065550142")
    });
}
