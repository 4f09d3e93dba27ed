//! PutProtectConfigurationRuleSetNumberOverride: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::put_protect_configuration_rule_set_number_override::builders::PutProtectConfigurationRuleSetNumberOverrideFluentBuilder as Put,
    primitives::DateTime, types::ProtectConfigurationRuleOverrideAction as Action,
};
use serde_json::json;

use super::refuses_others;
use crate::harness::{App, Fixture, arn, raw};

/// An override of one, ready to be set.
fn put(app: &App, id: &str, number: &str) -> Put {
    let request = app.client().put_protect_configuration_rule_set_number_override().protect_configuration_id(id);
    request.destination_phone_number(number).action(Action::Block)
}

#[tokio::test]
async fn one_is_set_answered_and_shown_by_the_view() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;

    let answer = put(&app, &id, "12065550142").expiration_timestamp(DateTime::from_secs(4_102_444_800));
    let answer = answer.send().await.expect("it is set");

    assert_eq!(answer.protect_configuration_arn, arn(&format!("protect-configuration/{id}")));
    assert_eq!((&answer.protect_configuration_id, answer.destination_phone_number.as_str()), (&id, "+12065550142"));
    assert_eq!((answer.action, answer.iso_country_code.as_deref()), (Action::Block, Some("US")));
    assert_eq!(answer.expiration_timestamp.map(|at| at.secs()), Some(4_102_444_800));
    let stored = "
        select concat_ws(' ', destination_phone_number, action, iso_country_code,
                         extract(epoch from expiration_timestamp)::bigint, round(extract(epoch from created_timestamp), 3))
        from inspect.protect_number_overrides where protect_configuration_id = $1";
    let created = answer.created_timestamp.as_secs_f64();
    assert_eq!(app.texts_of(stored, &id).await, [format!("+12065550142 BLOCK US 4102444800 {created:.3}")]);
}

#[tokio::test]
async fn a_second_one_keeps_the_time_of_creation_and_replaces_action_and_end() {
    let app = App::start().await;
    app.freeze().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let first = put(&app, &id, "+12065550142").expiration_timestamp(DateTime::from_secs(4_102_444_800));
    let first = first.send().await.expect("it is set");
    app.pass_ms(60_000).await;

    let second = put(&app, &id, "+12065550142").action(Action::Allow).send().await.expect("it is set");

    assert_eq!(second.created_timestamp, first.created_timestamp);
    assert_eq!((second.action, second.expiration_timestamp), (Action::Allow, None));
    assert_eq!(app.count("select count(*) from inspect.protect_number_overrides").await, 1);
}

#[tokio::test]
async fn one_that_has_expired_is_revived() {
    let app = App::start().await;
    app.freeze().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let until = app.standing_at().await.unix_timestamp() + 60;
    put(&app, &id, "+12065550142").expiration_timestamp(DateTime::from_secs(until)).send().await.expect("it is set");
    app.pass_ms(3_600_000).await;
    put(&app, &id, "+12065550142").send().await.expect("it is set");
    let list = app.client().list_protect_configuration_rule_set_number_overrides().protect_configuration_id(&id);
    let list = list.send().await.expect("it answers");
    assert_eq!(list.rule_set_number_overrides().len(), 1);
}

#[tokio::test]
async fn the_country_is_that_of_the_number_if_it_has_one() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    for (number, country) in [
        ("+16045550142", Some("CA")),
        ("+12065550142", Some("US")),
        ("+447700900123", Some("GB")),
        ("+80012345678", None),
        ("+999123456789", None),
    ] {
        let answer = put(&app, &id, number).send().await.expect("it is set");
        assert_eq!(answer.iso_country_code.as_deref(), country, "{number}");
    }
}

#[tokio::test]
async fn a_number_that_nobody_can_have_is_refused() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    for number in ["+1234567", "+1234567890123456"] {
        let refused = app.refused(put(&app, &id, number).send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["destinationPhoneNumber"]);
    }
}

#[tokio::test]
async fn an_end_that_is_not_in_the_future_is_refused_by_the_accounts_clock() {
    let app = App::start().await;
    app.freeze().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let now = app.standing_at().await;
    // The two accounts' clocks stand at almost the same time.
    app.set_clock(now, 0).await;
    let nanoseconds = i64::try_from(now.unix_timestamp_nanos()).expect("this century");
    for at in [DateTime::from_secs(0), DateTime::from_nanos(nanoseconds.into()).expect("a time")] {
        let refused = app.refused(put(&app, &id, "+12065550142").expiration_timestamp(at).send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["expirationTimestamp"]);
    }
    let soon = DateTime::from_nanos(i128::from(nanoseconds + 1_000_000)).expect("a time");
    put(&app, &id, "+12065550142").expiration_timestamp(soon).send().await.expect("it is in the future");
}

#[tokio::test]
async fn a_time_beyond_all_years_is_refused_for_its_form() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    for at in [json!(1e300), json!(-1e300), json!(253_402_300_800_i64), json!(i64::MAX)] {
        let body = json!({ "ProtectConfigurationId": id, "DestinationPhoneNumber": "+12065550142", "Action": "BLOCK",
                           "ExpirationTimestamp": at });
        let answer = raw::call(&app, "PutProtectConfigurationRuleSetNumberOverride", &body.to_string()).await;
        assert_eq!(answer.json()["Reason"], "FIELD_VALIDATION_FAILED", "{at}: {}", answer.body);
        assert_eq!(answer.json()["Fields"][0]["Name"], "expirationTimestamp");
    }
}

#[tokio::test]
async fn there_is_a_quota_only_if_a_setting_says_so() {
    let app = App::with(|settings| settings.quotas.protect_number_overrides = 2).await;
    let id = Fixture(app.client()).protect_configuration().await;
    for number in ["+12065550142", "+12065550143", "+12065550142"] {
        put(&app, &id, number).send().await.expect("there is room");
    }
    let refused = app.refused(put(&app, &id, "+12065550144").send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException PROTECT_CONFIGURATIONS_PER_ACCOUNT - -");
}

#[tokio::test]
async fn a_retry_with_the_same_token_is_replayed() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let request = put(&app, &id, "+12065550142").client_token("token");
    let first = request.clone().send().await.expect("it is set").created_timestamp;
    assert_eq!(request.clone().send().await.expect("it is replayed").created_timestamp, first);
    let refused = app.refused(request.action(Action::Allow).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| {
        let request = client.put_protect_configuration_rule_set_number_override().protect_configuration_id(id);
        request.destination_phone_number("+12065550142").action(Action::Block)
    });
}
