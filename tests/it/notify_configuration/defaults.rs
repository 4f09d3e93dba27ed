//! What holds without anybody's saying so: templates, countries, days, the time that a text lives; and what it is sent from and by.

use aws_sdk_pinpointsmsvoicev2::types::{
    NotifyConfigurationTier as Tier, NumberCapability, ProtectConfigurationRuleOverrideAction, ProtectStatus,
    RequestableNumberType,
};
use callsign::config::Settings;
use serde_json::json;
use time::macros::datetime;

use super::{PHONE, call, created, creating, text};
use crate::{
    harness::{App, refusal},
    message::stage::{Stage, number},
    staging::ask,
};

/// A phone of the United Arab Emirates.
const DUBAI: &str = "+971501234567";

const BASIC: [&str; 30] = [
    "AS", "AU", "BE", "BR", "CA", "CH", "CO", "DE", "DK", "ES", "FI", "FR", "GB", "GU", "HK", "IE", "IN", "IT", "JP",
    "KR", "MP", "MX", "NL", "NZ", "PR", "PT", "SE", "SG", "US", "VI",
];

#[tokio::test]
async fn the_templates_are_two_for_each_of_eight_languages() {
    let app = App::start().await;
    let answer = app.client().describe_notify_templates().send().await.expect("it answers");
    let mut ids: Vec<&str> = answer.notify_templates().iter().map(|one| one.template_id.as_str()).collect();
    ids.sort_unstable();
    let languages = ["english", "french", "german", "italian", "japanese", "korean", "portuguese", "spanish"];
    let of = |language: &str| ["001", "002"].map(|version| format!("notify-code-verification-{language}-{version}"));
    assert_eq!(ids, languages.map(of).concat());
}

/// So none is refused for what it doesn't fit.
#[tokio::test]
async fn every_template_is_for_both_channels_both_tiers_and_every_country_that_is_served() {
    let app = App::start().await;
    let client = app.client();
    let mut served = Vec::new();
    for tier in [Tier::Basic, Tier::Advanced] {
        let mut pages = client.list_notify_countries().tier(tier).into_paginator().send();
        while let Some(page) = pages.next().await {
            served.extend(page.expect("it answers").notify_countries().iter().map(|one| one.iso_country_code.clone()));
        }
    }
    assert!(served.len() > BASIC.len(), "{served:?}");
    let answer = client.describe_notify_templates().send().await.expect("it answers");
    for template in answer.notify_templates() {
        assert_eq!(template.channels(), [NumberCapability::Sms, NumberCapability::Voice], "{template:?}");
        assert_eq!(template.tier_access(), [Tier::Basic, Tier::Advanced], "{template:?}");
        let countries = template.supported_countries();
        assert!(served.iter().all(|country| countries.contains(country)), "{template:?}");
    }
}

#[tokio::test]
async fn the_tier_basic_has_the_countries_that_are_documented() {
    let app = App::start().await;
    let answer = app.client().list_notify_countries().tier(Tier::Basic).max_results(100).send().await;
    let answer = answer.expect("it answers");
    let codes: Vec<&str> = answer.notify_countries().iter().map(|one| one.iso_country_code.as_str()).collect();
    assert_eq!(codes, BASIC);
    let create = creating(&app.client()).set_enabled_countries(Some(BASIC.map(str::to_owned).to_vec()));
    create.send().await.expect("each is of the tier");
}

#[test]
fn a_day_has_ten_messages_for_a_destination_and_two_hundred_of_the_tier_basic() {
    let quotas = Settings::default().quotas;
    assert_eq!((quotas.notify_messages_to_destination, quotas.notify_messages_of_basic_tier), (10, 200));
    assert_eq!(quotas.notify_configurations, 25);
}

#[tokio::test]
async fn a_day_ends_at_midnight_of_utc() {
    let app = App::with(|settings| settings.quotas.notify_messages_to_destination = 1).await;
    app.freeze().await;
    app.set_clock(datetime!(2026-11-27 23:59:59 UTC), 0).await;
    let client = app.client();
    let id = created(&client).await;
    let send = || text(&client, &id, PHONE).send();
    send().await.expect("the day has room");
    app.pass_ms(999).await;
    let refused = refusal(send().await);
    assert_eq!(refused.line(), "ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT - -");
    app.pass_ms(1).await;
    send().await.expect("it is another day");
}

#[tokio::test]
async fn a_text_lives_for_three_days_unless_it_says_otherwise() {
    let stage = Stage::frozen().await;
    let id = created(&stage.client).await;
    for (seconds, expected) in [(None, "259200"), (Some(60), "60")] {
        let sent = text(&stage.client, &id, PHONE).set_time_to_live(seconds).send().await.expect("it is sent");
        let message = sent.message_id.expect("it has an id");
        assert_eq!(stage.column(&message, "time_to_live").await.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn where_an_own_identity_is_wanted_one_of_the_pool_that_reaches_the_country_will_do() {
    let stage = Stage::new().await;
    let (app, client) = (&stage.app, &stage.client);
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    let id = creating(client).pool_id(&pool).send().await.expect("it is made").notify_configuration_id;
    let tier = ask(app, "POST", &format!("notify-configurations/{id}/tier"), json!({ "tier": "ADVANCED" })).await;
    assert_eq!(tier.status, 200, "{tier:?}");
    let refused = app.refused(text(client, &id, DUBAI).send()).await;
    assert_eq!(refused.line(), format!("ConflictException NO_ORIGINATION_IDENTITIES_FOUND pool {pool}"));
    let toll_free = number(client, "US", RequestableNumberType::TollFree).await;
    let abroad = client.update_phone_number().phone_number_id(&toll_free).international_sending_enabled(true);
    abroad.send().await.expect("it may send abroad");
    stage.fixture().associate(&pool, &toll_free, "US").await;
    let sent = text(client, &id, DUBAI).send().await.expect("it is sent");
    let message = sent.message_id.expect("it has an id");
    let columns = ["pool_id", "origination_identity", "chosen_by"];
    assert_eq!(stage.columns(&message, &columns).await, format!("{pool} {toll_free} ONLY"));
}

#[tokio::test]
async fn what_protects_calls_holds_calls_back_and_no_texts() {
    let stage = Stage::frozen().await;
    let (client, fixture) = (&stage.client, stage.fixture());
    let id = created(client).await;
    let protect = fixture.protect_configuration().await;
    fixture.protect_account(&protect).await;
    call(client, &id, PHONE).send().await.expect("everything is allowed");
    fixture.country_rule(&protect, NumberCapability::Voice, "US", ProtectStatus::Block).await;
    let line = format!(
        "ConflictException DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION protect-configuration {protect}"
    );
    for is_trial in [true, false] {
        assert_eq!(stage.app.refused(call(client, &id, PHONE).dry_run(is_trial).send()).await.line(), line);
    }
    text(client, &id, PHONE).send().await.expect("texts have rules of their own");
    fixture.number_override(&protect, PHONE, ProtectConfigurationRuleOverrideAction::Allow).await;
    call(client, &id, PHONE).send().await.expect("the number is allowed");
}
