//! CreateNotifyConfiguration: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{NotifyConfigurationStatus as Status, NumberCapability};

use super::{PHONE, TEMPLATE, created, creating, described, text};
use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn, arn_in, tag};

#[tokio::test]
async fn one_is_made_answered_and_shown_by_the_view() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let create = creating(&app.client()).default_template_id(TEMPLATE).pool_id(arn(&format!("pool/{pool}")));
    let create = create.enabled_countries("US").enabled_countries("FR").tags(tag("team", "a"));

    let made = create.deletion_protection_enabled(true).send().await.expect("it is made");

    let id = made.notify_configuration_id;
    assert_eq!(id.strip_prefix("notify-").map(str::len), Some(32));
    assert_eq!(made.notify_configuration_arn, arn(&format!("notify-configuration/{id}")));
    assert_eq!((made.display_name.as_str(), made.use_case.as_str()), ("Example Shop", "CODE_VERIFICATION"));
    assert_eq!(
        (made.tier.as_str(), made.tier_upgrade_status.as_str(), made.status.as_str()),
        ("BASIC", "BASIC", "ACTIVE")
    );
    assert_eq!((made.default_template_id.as_deref(), made.pool_id), (Some(TEMPLATE), Some(pool.clone())));
    assert_eq!(made.enabled_countries, Some(vec!["US".to_owned(), "FR".to_owned()]));
    assert_eq!((made.deletion_protection_enabled, made.tags), (true, Some(vec![tag("team", "a")])));
    let stored = "
        select concat_ws(' ', notify_configuration_id, account_id, region, display_name, use_case, default_template_id,
                         pool_id, enabled_countries, enabled_channels, tier, tier_upgrade_status, status,
                         deletion_protection_enabled)
        from inspect.notify_configurations where notify_configuration_arn = $1";
    let shown = app.texts_of(stored, &made.notify_configuration_arn).await;
    let expected = format!(
        "{id} 000000000000 {REGION} Example Shop CODE_VERIFICATION {TEMPLATE} {pool} {{US,FR}} {{SMS,VOICE}} BASIC BASIC ACTIVE t"
    );
    assert_eq!(shown, [expected]);
    let tags = "select key || '=' || value from inspect.tags where resource_arn = $1";
    assert_eq!(app.texts_of(tags, &made.notify_configuration_arn).await, ["team=a"]);
}

#[tokio::test]
async fn what_is_not_said_is_absent_from_the_answer() {
    let app = App::start().await;
    let made = creating(&app.client()).default_template_id("").pool_id("").send().await.expect("it is made");
    assert_eq!((made.default_template_id, made.pool_id, made.enabled_countries), (None, None, None));
    assert_eq!((made.rejection_reason, made.tags, made.deletion_protection_enabled), (None, None, false));
}

#[tokio::test]
async fn it_is_pending_for_a_while_and_then_active() {
    let app = App::with(|settings| settings.lifecycle.notify_ms = 5_000).await;
    app.freeze().await;
    let client = app.client();
    let id = created(&client).await;
    assert_eq!(described(&client, &id).await.status, Status::Pending);
    let refused = app.refused(text(&client, &id, PHONE).send()).await;
    assert_eq!(refused.line(), format!("ConflictException NOTIFY_CONFIGURATION_NOT_ACTIVE notify-configuration {id}"));
    app.pass_ms(5_000).await;
    assert_eq!(described(&client, &id).await.status, Status::Active);
    text(&client, &id, PHONE).send().await.expect("it sends");
}

#[tokio::test]
async fn its_name_decides_whether_it_is_rejected_or_needs_verification() {
    let app = App::with(|settings| settings.notify.reserved_names.push("Known Brand".to_owned())).await;
    for (name, status) in [
        ("WWW example com", Status::Rejected),
        ("Http shop", Status::Rejected),
        ("Amazon", Status::RequiresVerification),
        ("Known Brand", Status::RequiresVerification),
        ("Amazonia", Status::Active),
        ("known brand", Status::Active),
    ] {
        let made = creating(&app.client()).display_name(name).send().await.expect("it is made");
        assert_eq!(made.status, status, "{name}");
        assert_eq!(made.rejection_reason.is_some(), status == Status::Rejected, "{name}");
    }
}

#[tokio::test]
async fn every_failing_member_is_named() {
    let app = App::start().await;
    let refused = app.refused(app.client().create_notify_configuration().display_name("x").send()).await;
    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["useCase", "enabledChannels"]);
    let bad = creating(&app.client()).display_name("a name that is too long").use_case("OTHER".into());
    let bad = bad.default_template_id("a b").pool_id("a b").enabled_countries("us").set_enabled_channels(Some(vec![]));
    let refused = app.refused(bad.client_token("ü").tags(tag("", "x")).send()).await;
    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    let all = [
        "displayName",
        "useCase",
        "defaultTemplateId",
        "poolId",
        "enabledCountries",
        "enabledChannels",
        "clientToken",
        "tags",
    ];
    assert_eq!(refused.fields, all);
}

#[tokio::test]
async fn the_template_and_the_pool_must_be_there() {
    let app = App::start().await;
    let client = app.client();
    let foreign = Fixture(app.client_of("other", REGION)).pool().await;
    for (template, line) in [
        ("no-such", "ResourceNotFoundException - notify-template no-such"),
        ("UNSET_DEFAULT_TEMPLATE", "ResourceNotFoundException - notify-template UNSET_DEFAULT_TEMPLATE"),
    ] {
        let refused = app.refused(creating(&client).default_template_id(template).pool_id("pool-0").send()).await;
        assert_eq!(refused.line(), line, "the template comes first");
    }
    let foreign_arn = arn_in(OTHER_ACCOUNT, &format!("pool/{foreign}"));
    for (pool, line) in [
        ("pool-0", "ResourceNotFoundException - pool pool-0".to_owned()),
        (foreign.as_str(), format!("ResourceNotFoundException - pool {foreign}")),
        (foreign_arn.as_str(), "AccessDeniedException - - -".to_owned()),
    ] {
        assert_eq!(app.refused(creating(&client).pool_id(pool).send()).await.line(), line);
    }
    let refused = app.refused(creating(&client).pool_id(arn("opt-out-list/Default")).send()).await;
    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["poolId"]);
}

#[tokio::test]
async fn a_pool_that_is_not_active_is_refused() {
    let app = App::with(|settings| settings.lifecycle.creating_ms = 60_000).await;
    let pool = Fixture(app.client()).pool().await;
    let refused = app.refused(creating(&app.client()).pool_id(&pool).send()).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
}

#[tokio::test]
async fn a_country_outside_the_tier_and_a_channel_of_others_are_refused() {
    let app = App::start().await;
    for country in ["ZA", "XX"] {
        let refused =
            app.refused(creating(&app.client()).enabled_countries("US").enabled_countries(country).send()).await;
        assert!(refused.is("ValidationException", "COUNTRY_NOT_ENABLED"), "{refused:?}");
        assert_eq!(refused.fields, ["enabledCountries"]);
    }
    for channel in [NumberCapability::Mms, NumberCapability::Rcs] {
        let refused = app.refused(creating(&app.client()).enabled_channels(channel).send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["enabledChannels"]);
    }
}

#[tokio::test]
async fn what_is_said_twice_counts_once() {
    let app = App::start().await;
    let create = creating(&app.client()).enabled_channels(NumberCapability::Sms);
    let made = create.enabled_countries("US").enabled_countries("US").send().await.expect("it is made");
    assert_eq!(made.enabled_channels, [NumberCapability::Sms, NumberCapability::Voice]);
    assert_eq!(made.enabled_countries, Some(vec!["US".to_owned()]));
}

#[tokio::test]
async fn two_may_have_one_name_and_the_quota_is_of_the_account_and_region() {
    let app = App::with(|settings| settings.quotas.notify_configurations = 2).await;
    for _ in 0..2 {
        created(&app.client()).await;
    }
    let refused = app.refused(creating(&app.client()).send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException NOTIFY_CONFIGURATIONS_PER_ACCOUNT - -");
    created(&app.client_of("test", "eu-west-1")).await;
}

#[tokio::test]
async fn more_tags_than_the_quota_are_refused() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 1).await;
    let refused = app.refused(creating(&app.client()).tags(tag("a", "1")).tags(tag("b", "2")).send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_retry_with_the_same_token_makes_no_second_one() {
    let app = App::start().await;
    let create = creating(&app.client()).client_token("token");
    let first = create.clone().send().await.expect("it is made").notify_configuration_id;
    let second = create.clone().send().await.expect("it is replayed").notify_configuration_id;
    assert_eq!(first, second);
    assert_eq!(app.count("select count(*) from inspect.notify_configurations").await, 1);
    let refused = app.refused(create.display_name("Other").send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["clientToken"]);
}
