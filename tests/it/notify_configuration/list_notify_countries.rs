//! ListNotifyCountries: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{NotifyConfigurationTier as Tier, NotifyCountryInformation, NumberCapability};
use callsign::domain::country::served;

use crate::harness::App;

async fn all(app: &App, tier: Option<Tier>) -> Vec<NotifyCountryInformation> {
    let pages = app.client().list_notify_countries().set_tier(tier).into_paginator().page_size(13).items().send();
    pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come")
}

#[tokio::test]
async fn the_tier_basic_has_thirty_and_advanced_has_all() {
    let app = App::start().await;
    let basic = all(&app, Some(Tier::Basic)).await;
    assert_eq!(basic.len(), 30);
    assert!(basic.iter().all(|one| one.supported_tiers == [Tier::Basic, Tier::Advanced]));
    assert!(basic.iter().all(|one| !one.customer_owned_identity_required));
    let advanced = all(&app, Some(Tier::Advanced)).await;
    assert_eq!(advanced.len(), served().count());
    assert_eq!(all(&app, None).await, advanced);
    let us = advanced.iter().find(|one| one.iso_country_code == "US").expect("it is among them");
    assert_eq!(us.country_name, "United States");
    assert_eq!(us.supported_channels, [NumberCapability::Sms, NumberCapability::Voice]);
    assert!(advanced.iter().any(|one| one.customer_owned_identity_required));
}

#[tokio::test]
async fn channels_and_use_cases_narrow_them_down() {
    let app = App::start().await;
    let of = |channel| app.client().list_notify_countries().channels(channel).send();
    assert!(!of(NumberCapability::Voice).await.expect("it answers").notify_countries().is_empty());
    assert!(of(NumberCapability::Mms).await.expect("it answers").notify_countries().is_empty());
    let codes = app.client().list_notify_countries().use_cases("CODE_VERIFICATION".into()).send().await;
    assert!(!codes.expect("it answers").notify_countries().is_empty());
}

#[tokio::test]
async fn every_failing_member_is_named() {
    let app = App::start().await;
    let ask = app.client().list_notify_countries().channels("FAX".into()).set_use_cases(Some(vec![]));
    let refused = app.refused(ask.tier("GOLD".into()).max_results(101).send()).await;
    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["channels", "useCases", "tier", "maxResults"]);
}
