//! DescribeSenderIds: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::describe_sender_ids::builders::DescribeSenderIdsFluentBuilder as Describe,
    types::{Owner, SenderIdAndCountry, SenderIdFilter, SenderIdInformation},
};

use callsign::domain::deployment::DescribeSenderIds;

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn};

/// A filter as `(name, values)`.
type Filter<'f> = (&'f str, &'f [&'f str]);

/// `request` with filters.
fn filtered(mut request: Describe, filters: &[Filter]) -> Describe {
    for (name, values) in filters {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let filter = SenderIdFilter::builder().name((*name).into()).set_values(Some(values)).build();
        request = request.filters(filter.expect("a filter has a name and values"));
    }
    request
}

fn named(text: &str, country: &str) -> SenderIdAndCountry {
    let named = SenderIdAndCountry::builder().sender_id(text).iso_country_code(country).build();
    named.expect("it has a text and a country")
}

/// The sender IDs that are answered, each as `SenderId/IsoCountryCode`.
async fn found(request: Describe) -> Vec<String> {
    let answer = request.send().await.expect("sender IDs are described");
    let sender_ids = answer.sender_ids.expect("a list of sender IDs");
    sender_ids.into_iter().map(|item| format!("{}/{}", item.sender_id, item.iso_country_code)).collect()
}

/// `SHOP` of GB, and `ADS` of DE, in which everything differs that a filter can ask.
async fn two_sender_ids(app: &App) {
    let fixture = Fixture(app.client());
    fixture.sender_id("SHOP", "GB").await;
    fixture.sender_id("ADS", "DE").await;
    app.execute(
        "update callsign.sender_id set
             message_types = '{PROMOTIONAL}', deletion_protection_enabled = true, registered = true
         where sender_id = 'ADS'",
    )
    .await;
}

#[tokio::test]
async fn all_sender_ids_are_described_in_the_order_of_creation() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    for (text, country) in [("ZULU", "GB"), ("ALFA", "GB"), ("ZULU", "DE")] {
        fixture.sender_id(text, country).await;
    }

    assert_eq!(found(app.client().describe_sender_ids()).await, ["ZULU/GB", "ALFA/GB", "ZULU/DE"]);
}

#[tokio::test]
async fn an_account_without_sender_ids_gets_an_empty_list() {
    let app = App::start().await;

    let answer = app.client().describe_sender_ids().send().await.expect("nothing is described");

    assert_eq!(answer.sender_ids.as_deref(), Some([].as_slice()), "the list is there, and empty");
    assert_eq!(answer.next_token, None);
}

#[tokio::test]
async fn sender_ids_are_named_by_text_and_country_or_by_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    for (text, country) in [("SHOP", "GB"), ("SHOP", "DE"), ("ADS", "GB")] {
        fixture.sender_id(text, country).await;
    }

    let request = app.client().describe_sender_ids().sender_ids(named(&arn("sender-id/ADS/GB"), "GB"));

    assert_eq!(found(request.sender_ids(named("SHOP", "DE"))).await, ["SHOP/DE", "ADS/GB"]);
}

#[tokio::test]
async fn a_sender_id_is_found_whatever_its_case_and_shown_in_its_own() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    let by_name = app.client().describe_sender_ids().sender_ids(named("sHOP", "GB"));
    let by_filter = filtered(app.client().describe_sender_ids(), &[("sender-id", &["SHOP"])]);

    assert_eq!(found(by_name).await, ["SHOP/GB"]);
    assert_eq!(found(by_filter).await, ["SHOP/GB"]);
}

#[tokio::test]
async fn a_sender_id_that_is_named_twice_is_described_once() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    let request = app.client().describe_sender_ids().sender_ids(named("SHOP", "GB")).sender_ids(named("SHOP", "GB"));

    assert_eq!(found(request).await, ["SHOP/GB"]);
}

#[tokio::test]
async fn a_named_sender_id_that_does_not_exist_fails_the_whole_call() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    for (text, country) in [("OTHER", "GB"), ("SHOP", "DE")] {
        let request = app.client().describe_sender_ids().sender_ids(named("SHOP", "GB"));
        let refused = app.refused(request.sender_ids(named(text, country)).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - sender-id {text}"));
    }
}

#[tokio::test]
async fn each_filter_finds_the_sender_ids_that_have_its_value() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    for (name, of_shop, of_ads) in [
        ("sender-id", "SHOP", "ADS"),
        ("iso-country-code", "GB", "DE"),
        ("message-type", "TRANSACTIONAL", "PROMOTIONAL"),
        ("deletion-protection-enabled", "false", "true"),
        ("registered", "false", "true"),
    ] {
        for (value, wanted) in [(of_shop, "SHOP/GB"), (of_ads, "ADS/DE")] {
            let request = filtered(app.client().describe_sender_ids(), &[(name, &[value])]);
            assert_eq!(found(request).await, [wanted], "{name} {value}");
        }
    }
    for (name, missed) in [("sender-id", "Sho"), ("iso-country-code", "FR")] {
        let request = filtered(app.client().describe_sender_ids(), &[(name, &[missed])]);
        assert!(found(request).await.is_empty(), "{name} {missed}");
    }
}

#[tokio::test]
async fn a_sender_id_with_both_message_types_is_found_by_either() {
    let app = App::start().await;
    two_sender_ids(&app).await;
    app.execute("update callsign.sender_id set message_types = '{PROMOTIONAL,TRANSACTIONAL}' where sender_id = 'ADS'")
        .await;
    let describe = |values: &[&str]| filtered(app.client().describe_sender_ids(), &[("message-type", values)]);

    assert_eq!(found(describe(&["TRANSACTIONAL"])).await, ["SHOP/GB", "ADS/DE"]);
    assert_eq!(found(describe(&["PROMOTIONAL"])).await, ["ADS/DE"]);
    assert_eq!(found(describe(&["PROMOTIONAL", "TRANSACTIONAL"])).await, ["SHOP/GB", "ADS/DE"]);
}

#[tokio::test]
async fn a_filter_passes_what_has_any_of_its_values_and_several_must_all_pass() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    let found = async |filters: &[Filter]| found(filtered(app.client().describe_sender_ids(), filters)).await;

    assert_eq!(found(&[("iso-country-code", &["FR", "DE", "GB"])]).await, ["SHOP/GB", "ADS/DE"]);
    assert_eq!(found(&[("iso-country-code", &["FR", "DE"])]).await, ["ADS/DE"]);
    assert_eq!(found(&[("iso-country-code", &["DE", "GB"]), ("registered", &["true"])]).await, ["ADS/DE"]);
    assert!(found(&[("iso-country-code", &["GB"]), ("registered", &["true"])]).await.is_empty());
}

#[tokio::test]
async fn named_sender_ids_must_pass_the_filters_too() {
    let app = App::start().await;
    two_sender_ids(&app).await;
    let describe = || app.client().describe_sender_ids().sender_ids(named("ADS", "DE"));

    let hit = filtered(describe().sender_ids(named("SHOP", "GB")), &[("registered", &["true"])]);
    let miss = filtered(describe(), &[("registered", &["false"])]);

    assert_eq!(found(hit).await, ["ADS/DE"]);
    assert!(found(miss).await.is_empty(), "what is named and doesn't pass is no error");
}

#[tokio::test]
async fn a_value_that_the_property_cannot_have_is_refused() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    for (name, value) in [("message-type", "VOICE"), ("deletion-protection-enabled", "yes"), ("registered", "False")] {
        let request = filtered(app.client().describe_sender_ids(), &[(name, &[value])]);
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{name} {value}: {refused:?}");
        assert_eq!(refused.fields, ["filters"]);
    }
}

#[tokio::test]
async fn the_owner_shared_lists_nothing_and_self_lists_the_own() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    assert!(found(app.client().describe_sender_ids().owner(Owner::Shared)).await.is_empty());
    assert_eq!(found(app.client().describe_sender_ids().owner(Owner::SelfValue)).await, ["SHOP/GB", "ADS/DE"]);
}

#[tokio::test]
async fn an_owner_beside_sender_ids_is_refused() {
    let app = App::start().await;
    two_sender_ids(&app).await;

    for owner in [Owner::SelfValue, Owner::Shared] {
        let request = app.client().describe_sender_ids().sender_ids(named("SHOP", "GB")).owner(owner);
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
        assert_eq!(refused.fields, ["senderIds", "owner"]);
    }
}

#[tokio::test]
async fn sender_ids_of_other_accounts_and_regions_are_neither_listed_nor_found() {
    let app = App::start().await;
    let (other, distant) = (app.client_of("other", REGION), app.client_of("test", "eu-west-1"));
    Fixture(app.client()).sender_id("OWN", "GB").await;
    Fixture(other.clone()).sender_id("FOREIGN", "GB").await;
    Fixture(distant.clone()).sender_id("DISTANT", "GB").await;

    assert_eq!(found(app.client().describe_sender_ids()).await, ["OWN/GB"]);
    assert_eq!(found(other.describe_sender_ids()).await, ["FOREIGN/GB"]);
    assert_eq!(found(distant.describe_sender_ids()).await, ["DISTANT/GB"]);
    for text in ["FOREIGN", "DISTANT"] {
        let refused = app.refused(app.client().describe_sender_ids().sender_ids(named(text, "GB")).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - sender-id {text}"));
    }
}

#[tokio::test]
async fn the_arn_of_another_account_is_denied() {
    let app = App::start().await;
    Fixture(app.client_of("other", REGION)).sender_id("SHOP", "GB").await;
    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:sender-id/SHOP/GB");

    let request = app.client().describe_sender_ids().sender_ids(named(&foreign_arn, "GB"));
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), "AccessDeniedException - - -");
    assert!(refused.message.contains("sms-voice:DescribeSenderIds"), "{}", refused.message);
    assert!(refused.message.contains(&foreign_arn), "{}", refused.message);
}

#[tokio::test]
async fn an_arn_that_names_no_sender_id_of_this_region_is_refused() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("SHOP", "GB").await;
    let own = arn("sender-id/SHOP/GB");

    for wrong in [
        arn("sender-id/SHOP"),
        arn("sender-id//GB"),
        arn("sender-id/SHOP/GBR"),
        arn("opt-out-list/SHOP/GB"),
        own.replace(REGION, "eu-west-1"),
        "SHOP/GB".to_owned(),
    ] {
        let refused = app.refused(app.client().describe_sender_ids().sender_ids(named(&wrong, "GB")).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{wrong}: {refused:?}");
        assert_eq!(refused.fields, ["senderIds"]);
    }
}

#[tokio::test]
async fn the_sdk_pages_through_all_sender_ids() {
    let app = App::start().await;
    for number in 0..5 {
        Fixture(app.client()).sender_id(&format!("SHOP{number}"), "GB").await;
    }

    let items = app.client().describe_sender_ids().into_paginator().page_size(2).items().send();
    let items = items.collect::<Result<Vec<_>, _>>().await.expect("all pages come");

    let texts: Vec<&str> = items.iter().map(SenderIdInformation::sender_id).collect();
    assert_eq!(texts, ["SHOP0", "SHOP1", "SHOP2", "SHOP3", "SHOP4"]);
}

#[tokio::test]
async fn message_types_are_written_as_aws_does_unless_a_setting_asks_for_the_models() {
    let app = App::start().await;
    two_sender_ids(&app).await;
    let strict = app.beside(|settings| settings.compatibility.describe_sender_ids = DescribeSenderIds::Model).await;
    let written = async |app: &App| {
        let described = app.client().describe_sender_ids().send().await.expect("they are described");
        let types = described.sender_ids.expect("a list").into_iter().flat_map(|item| item.message_types);
        types.map(|message_type| message_type.as_str().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(written(&app).await, ["Transactional", "Promotional"]);
    assert_eq!(written(&strict).await, ["TRANSACTIONAL", "PROMOTIONAL"]);
}

#[tokio::test]
async fn the_parts_a_second_stand_beside_what_a_sender_id_carries() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("SHOP", "GB").await;

    let described = app.client().describe_sender_ids().send().await.expect("it is there");

    let limits = described.sender_ids()[0].messaging_limits().expect("it has limits");
    let rates: Vec<(String, i64)> = limits.rate_limits().expect("it has rates").clone().into_iter().collect();
    assert_eq!(rates, [("SMS".to_owned(), 10)]);
    assert_eq!((limits.daily_message_caps(), described.sender_ids()[0].pricing_tier()), (None, None));
}
