//! SendNotifyTextMessage: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{NumberCapability, ProtectConfigurationRuleOverrideAction, ProtectStatus};
use serde_json::json;

use super::{PHONE, TEMPLATE, created, creating, refuses_others, text};
use crate::{
    harness::App,
    message::stage::Stage,
    staging::{ask, get},
};

const ID: &str = "notifyConfigurationId";

#[tokio::test]
async fn it_is_answered_with_what_it_says_and_goes_the_road_of_every_message() {
    let stage = Stage::frozen().await;
    let id = created(&stage.client).await;
    stage.fixture().set("events").await;
    let asked =
        text(&stage.client, &id, PHONE).configuration_set_name("events").context("order", "42").time_to_live(60);

    let sent = asked.message_feedback_enabled(true).send().await.expect("it is sent");

    assert_eq!(sent.template_id.as_deref(), Some(TEMPLATE));
    assert_eq!(sent.resolved_message_body.as_deref(), Some("Example Shop: your code is 482913"));
    let message = sent.message_id.expect("it has an id");
    let columns =
        ["kind", "channel", "status", "origination_phone_number", "chosen_by", "message_type", "time_to_live"];
    let shown = stage.columns(&message, &columns).await;
    assert_eq!(shown, "NOTIFY TEXT ACCEPTED NOTICE SHARED_ROUTE TRANSACTIONAL 60");
    let columns = ["notify_configuration_id", "template_id", "template_variables", "configuration_set_name", "context"];
    let shown = stage.columns(&message, &columns).await;
    assert_eq!(shown, format!(r#"{id} {TEMPLATE} {{"code": "482913"}} events {{"order": "42"}}"#));
    assert_eq!(stage.column(&message, "message_feedback_status").await.as_deref(), Some("PENDING"));
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    let listed = get(&stage.app, &format!("messages/{message}")).await;
    assert_eq!(listed["kind"], "NOTIFY");
    assert_eq!(listed["message_body"], "Example Shop: your code is 482913");
    let otp = get(&stage.app, &format!("otp?to={}&timeout_ms=0", PHONE.replace('+', "%2B"))).await;
    assert_eq!(otp["otp"], "482913");
}

#[tokio::test]
async fn it_counts_against_a_month_of_its_own() {
    let stage = Stage::frozen().await;
    let id = created(&stage.client).await;
    text(&stage.client, &id, PHONE).send().await.expect("it is sent");
    let cost = "select (total_message_price + total_carrier_fee)::text from inspect.messages where message_id <> $1";
    assert_eq!(stage.app.texts_of(cost, "").await, [stage.spent("NOTIFY").await]);
    assert_eq!(stage.spent("TEXT").await, "0");
    stage.client.set_notify_message_spend_limit_override().monthly_limit(0).send().await.expect("it is set");
    for is_trial in [true, false] {
        let refused = stage.app.refused(text(&stage.client, &id, PHONE).dry_run(is_trial).send()).await;
        assert_eq!(refused.line(), "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_NOTIFY - -");
    }
    stage.sent(stage.text(PHONE)).await;
}

#[tokio::test]
async fn a_trial_is_answered_and_counts_nothing() {
    let stage = Stage::with(|settings| settings.quotas.notify_messages_to_destination = 1).await;
    let id = created(&stage.client).await;
    for _ in 0..2 {
        let tried = text(&stage.client, &id, PHONE).dry_run(true).send().await.expect("all checks hold");
        assert_eq!(tried.resolved_message_body.as_deref(), Some("Example Shop: your code is 482913"));
        assert!(tried.message_id.is_some());
    }
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 0);
    assert_eq!(stage.spent("NOTIFY").await, "0");
    text(&stage.client, &id, PHONE).send().await.expect("the day has room");
}

#[tokio::test]
async fn the_default_template_holds_where_none_is_named() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client).await;
    let bare = || client.send_notify_text_message().notify_configuration_id(&id).destination_phone_number(PHONE);
    let refused = app.refused(bare().template_variables("code", "4829").send()).await;
    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["templateId"]);
    let french = "notify-code-verification-french-001";
    let update = client.update_notify_configuration().notify_configuration_id(&id).default_template_id(french);
    update.send().await.expect("it is changed");
    let sent = bare().template_id("").template_variables("code", "4829").send().await.expect("it is sent");
    assert_eq!(sent.template_id.as_deref(), Some(french));
    let named = text(&client, &id, PHONE).send().await.expect("it is sent");
    assert_eq!(named.template_id.as_deref(), Some(TEMPLATE));
}

#[tokio::test]
async fn every_failing_member_is_named() {
    let app = App::start().await;
    let client = app.client();
    let refused = app.refused(client.send_notify_text_message().notify_configuration_id("x").send()).await;
    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["destinationPhoneNumber", "templateVariables"]);
    let bad = client.send_notify_text_message().notify_configuration_id("a b").destination_phone_number("x");
    let bad = bad.template_id("a b").template_variables("a b", "x").time_to_live(1).context("a b", "x");
    let refused = app.refused(bad.configuration_set_name("a b").send()).await;
    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    let all = [
        ID,
        "destinationPhoneNumber",
        "templateId",
        "templateVariables",
        "timeToLive",
        "context",
        "configurationSetName",
    ];
    assert_eq!(refused.fields, all);
}

#[tokio::test]
async fn each_check_refuses_and_the_first_that_fails_answers() {
    let app = App::start().await;
    let client = app.client();
    let only_calls = client.create_notify_configuration().display_name("Calls").use_case("CODE_VERIFICATION".into());
    let only_calls = only_calls.enabled_channels(NumberCapability::Voice).send().await.expect("it is made");
    let of_france = creating(&client).enabled_countries("FR").send().await.expect("it is made").notify_configuration_id;
    let rejected = creating(&client).display_name("www").send().await.expect("it is made").notify_configuration_id;
    let id = created(&client).await;
    let validation = |reason: &str, field: &str| format!("ValidationException {reason} {field}");
    for (request, expected) in [
        (
            text(&client, &rejected, "+99912345678"),
            format!("ConflictException NOTIFY_CONFIGURATION_NOT_ACTIVE notify-configuration {rejected}"),
        ),
        (text(&client, &only_calls.notify_configuration_id, "+99912345678"), validation("CHANNEL_NOT_ENABLED", ID)),
        (text(&client, &id, "+99912345678"), validation("INVALID_PARAMETER", "destinationPhoneNumber")),
        (
            text(&client, &id, "+27821234567").template_id("no"),
            validation("COUNTRY_NOT_ENABLED", "destinationPhoneNumber"),
        ),
        (text(&client, &of_france, PHONE), validation("COUNTRY_NOT_ENABLED", "destinationPhoneNumber")),
        (text(&client, &id, PHONE).template_id("no"), "ResourceNotFoundException notify-template no".to_owned()),
        (
            text(&client, &id, PHONE).template_variables("code", "1").configuration_set_name("no"),
            validation("INVALID_PARAMETER", "templateVariables"),
        ),
        (
            text(&client, &id, PHONE).template_variables("brandName", "Mine"),
            validation("INVALID_PARAMETER", "templateVariables"),
        ),
        (
            text(&client, &id, PHONE).configuration_set_name("no"),
            "ResourceNotFoundException configuration-set no".to_owned(),
        ),
    ] {
        assert_eq!(crate::message::stage::line(&app.refused(request.send()).await), expected);
    }
    assert_eq!(app.count("select count(*) from inspect.messages").await, 0);
}

#[tokio::test]
async fn the_identities_of_its_pool_come_before_aws_s_own() {
    let stage = Stage::new().await;
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    let id = creating(&stage.client).pool_id(&pool).send().await.expect("it is made").notify_configuration_id;
    let [near, far] = ["+12065550142", "+447700900123"].map(|to| text(&stage.client, &id, to).send());
    let near = near.await.expect("it is sent").message_id.expect("it has an id");
    let far = far.await.expect("it is sent").message_id.expect("it has an id");
    let columns = ["pool_id", "origination_identity", "chosen_by"];
    assert_eq!(stage.columns(&near, &columns).await, format!("{pool} {} ONLY", stage.number));
    assert_eq!(stage.columns(&far, &columns).await, format!("{pool} - SHARED_ROUTE"));
}

#[tokio::test]
async fn a_country_that_wants_an_own_identity_is_refused_without_one() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client).await;
    let tier = ask(&app, "POST", &format!("notify-configurations/{id}/tier"), json!({ "tier": "ADVANCED" })).await;
    assert_eq!(tier.status, 200, "{tier:?}");
    // The United Arab Emirates.
    let refused = app.refused(text(&client, &id, "+971501234567").send()).await;
    assert_eq!(refused.line(), "ConflictException NO_ORIGINATION_IDENTITIES_FOUND account 000000000000");
    let sent = text(&client, &id, "+27821234567").send().await;
    sent.expect("South Africa wants none");
}

#[tokio::test]
async fn who_opted_out_of_the_pool_is_not_written_to_and_without_a_pool_everybody_is() {
    let stage = Stage::frozen().await;
    let (client, pool) = (&stage.client, stage.fixture().pool_of(&stage.number, "US").await);
    let put = client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    put.send().await.expect("it is put");
    let without = created(client).await;
    text(client, &without, PHONE).send().await.expect("a STOP is only informative");
    let with = creating(client).pool_id(&pool).send().await.expect("it is made").notify_configuration_id;
    let refused = stage.app.refused(text(client, &with, PHONE).send()).await;
    assert_eq!(
        refused.line(),
        format!("ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number {PHONE}")
    );
}

#[tokio::test]
async fn what_protects_the_account_holds_it_back() {
    let stage = Stage::frozen().await;
    let (client, fixture) = (&stage.client, stage.fixture());
    let id = created(client).await;
    let protect = fixture.protect_configuration().await;
    fixture.protect_account(&protect).await;
    text(client, &id, PHONE).send().await.expect("everything is allowed");
    fixture.country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Block).await;
    let line = format!(
        "ConflictException DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION protect-configuration {protect}"
    );
    assert_eq!(stage.app.refused(text(client, &id, PHONE).send()).await.line(), line);
    fixture.number_override(&protect, PHONE, ProtectConfigurationRuleOverrideAction::Allow).await;
    text(client, &id, PHONE).send().await.expect("the number is allowed");
}

#[tokio::test]
async fn a_closed_country_is_refused() {
    let app = App::with(|settings| settings.sending.blocked_countries = vec!["US".to_owned()]).await;
    let id = created(&app.client()).await;
    let refused = app.refused(text(&app.client(), &id, PHONE).send()).await;
    assert!(refused.is("ValidationException", "DESTINATION_COUNTRY_BLOCKED"), "{refused:?}");
}

#[tokio::test]
async fn the_sandbox_does_not_hold_it_back() {
    let stage = Stage::with(|settings| settings.account.tier = callsign::domain::account::AccountTier::Sandbox).await;
    let id = created(&stage.client).await;
    text(&stage.client, &id, PHONE).send().await.expect("it is sent");
}

#[tokio::test]
async fn what_is_named_must_be_there_and_the_accounts_own() {
    let app = App::start().await;
    refuses_others!(app, |client, id| text(&client, id, PHONE));
}
