//! ListAvailablePhoneNumbers, and NumberPreference of RequestPhoneNumber: one test for each sentence of the rule and each error.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::{
        list_available_phone_numbers::builders::ListAvailablePhoneNumbersFluentBuilder as List,
        request_phone_number::builders::RequestPhoneNumberFluentBuilder as Request,
    },
    types::{MessageType, NumberCapability, NumberPreferenceItem, PreferenceType, RequestableNumberType as NumberType},
};
use callsign::{
    domain::{
        country::{self, NumberRange},
        number_preference::NumberPreference,
    },
    model::{message::MessageType as Messages, phone_number},
};
use proptest::prelude::*;

use crate::{
    harness::{App, REGION, arn},
    registration,
};

fn list(client: &Client) -> List {
    let list = client.list_available_phone_numbers().iso_country_code("US").number_type("TEN_DLC".into());
    list.number_capabilities(NumberCapability::Sms)
}

fn request(client: &Client) -> Request {
    let request = client.request_phone_number().iso_country_code("US").number_type(NumberType::TenDlc);
    request.message_type(MessageType::Transactional).number_capabilities(NumberCapability::Sms)
}

fn like(preference_type: PreferenceType, filters: &[&str]) -> NumberPreferenceItem {
    let filters = filters.iter().map(|filter| (*filter).to_owned()).collect();
    let item = NumberPreferenceItem::builder().preference_type(preference_type).set_filter(Some(filters));
    item.build().expect("it has a type and filters")
}

async fn listed(list: List) -> Vec<String> {
    list.send().await.expect("numbers are listed").available_phone_numbers
}

/// The numbers of the US in the ranges for fiction, in order.
fn all() -> Vec<String> {
    let ranges = country::number_ranges("US", phone_number::NumberType::TenDlc, Messages::Transactional);
    country::numbers(&ranges.expect("there are some")).collect()
}

#[test]
fn the_numbers_of_the_ranges_are_in_ascending_order() {
    assert!(all().is_sorted() && all().len() > 20_000);
    let ranges = [NumberRange { first: 15, count: 2 }, NumberRange { first: 20, count: 1 }];
    assert_eq!(country::numbers(&ranges).collect::<Vec<_>>(), ["+15", "+16", "+20"]);
}

#[tokio::test]
async fn the_numbers_that_are_not_leased_are_listed_in_ascending_order_ten_at_most() {
    let app = App::start().await;
    assert_eq!(listed(list(&app.client())).await, all()[..10]);

    for taken in 0..3 {
        let first = listed(list(&app.client())).await;
        let number = request(&app.client()).send().await.expect("a number").phone_number.expect("it has digits");
        assert_eq!(number, first[0], "RequestPhoneNumber gives the first");
        assert_eq!(listed(list(&app.client())).await, all()[taken + 1..taken + 11]);
    }

    for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        assert_eq!(listed(list(&client)).await, all()[..10], "each account and region has its own");
    }
}

#[tokio::test]
async fn all_of_them_are_paged_through() {
    let app = App::start().await;
    let of_area = || list(&app.client()).number_preference(like(PreferenceType::StartsWith, &["206"]));
    request(&app.client())
        .number_preference(like(PreferenceType::ExactMatch, &["2065550150"]))
        .send()
        .await
        .expect("it");
    let expected: Vec<String> =
        all().into_iter().filter(|number| number.starts_with("+1206") && number != "+12065550150").collect();
    assert_eq!(expected.len(), 99);
    for size in [1, 7, 10] {
        let pages = of_area().into_paginator().page_size(size).items().send();
        let numbers: Vec<String> = pages.collect::<Result<_, _>>().await.expect("all pages are answered");
        assert_eq!(numbers, expected, "by {size}");
    }

    let token = of_area().send().await.expect("a page").next_token.expect("there is more");
    let elsewhere = app.refused(list(&app.client()).next_token(&token).send()).await;
    assert!(elsewhere.is("ValidationException", "INVALID_NEXT_TOKEN"), "{elsewhere:?}");
    for size in [0, 11] {
        let refused = app.refused(list(&app.client()).max_results(size).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, ["maxResults"]);
    }
}

#[tokio::test]
async fn a_preference_narrows_the_list_and_the_same_one_is_given() {
    use PreferenceType::{Contains, EndsWith, ExactMatch, StartsWith};
    let app = App::start().await;
    let mut given: Vec<String> = Vec::new();
    for (item, pattern) in [
        (like(StartsWith, &["+1206"]), "^[+]1206"),
        (like(StartsWith, &["206"]), "^[+]1206"),
        (like(StartsWith, &["1206"]), "^[+]11206"),
        (like(EndsWith, &["42"]), "42$"),
        (like(EndsWith, &["+42"]), "42$"),
        (like(Contains, &["9895550"]), "9895550"),
        (like(ExactMatch, &["+12065550177"]), "^[+]12065550177$"),
        (like(ExactMatch, &["2065550178"]), "^[+]12065550178$"),
        (like(ExactMatch, &["206555017"]), "^[+]1206555017$"),
        (like(StartsWith, &["999", "+1985"]), "^[+]1(999|985)"),
    ] {
        let regex = regex::Regex::new(pattern).expect("it is a pattern");
        let is_free = |number: &String| regex.is_match(number) && !given.contains(number);
        let expected: Vec<String> = all().into_iter().filter(is_free).take(10).collect();
        assert_eq!(listed(list(&app.client()).number_preference(item.clone())).await, expected, "{item:?}");

        let outcome = request(&app.client()).number_preference(item.clone()).send().await;
        if let Some(first) = expected.into_iter().next() {
            assert_eq!(outcome.expect("a number").phone_number.as_ref(), Some(&first), "{item:?}");
            given.push(first);
        } else {
            assert_eq!(app.refused(async { outcome }).await.exception, "ResourceNotFoundException", "{item:?}");
        }
    }
    assert_eq!(given.len(), 8);
}

#[tokio::test]
async fn where_none_is_left_the_list_is_empty_and_a_request_finds_nothing() {
    let app = App::start().await;
    let one = || like(PreferenceType::ExactMatch, &["+12065550142"]);
    request(&app.client()).number_preference(one()).send().await.expect("it is free");

    assert_eq!(listed(list(&app.client()).number_preference(one())).await, Vec::<String>::new());
    let refused = app.refused(request(&app.client()).number_preference(one()).send()).await;
    assert_eq!(refused.exception, "ResourceNotFoundException");
}

#[tokio::test]
async fn nothing_but_ten_dlc_numbers_of_the_us_can_be_searched() {
    let app = App::start().await;
    let item = || like(PreferenceType::StartsWith, &["206"]);

    let country = app.refused(list(&app.client()).iso_country_code("CA").send()).await;
    assert!(country.is("ValidationException", "INVALID_PARAMETER"), "{country:?}");
    assert_eq!(country.fields, ["isoCountryCode"]);
    let kind = app.refused(list(&app.client()).number_type("TOLL_FREE".into()).send()).await;
    assert!(kind.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{kind:?}");
    assert_eq!(kind.fields, ["numberType"]);
    for (country, kind) in [("CA", NumberType::LongCode), ("US", NumberType::TollFree), ("US", NumberType::Simulator)] {
        let request = request(&app.client()).iso_country_code(country).number_type(kind).number_preference(item());
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["numberPreference"]);
    }
}

#[tokio::test]
async fn a_registration_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    let refused = app.refused(list(&app.client()).registration_id("registration-x").send()).await;
    assert_eq!(refused.exception, "ResourceNotFoundException");
}

#[tokio::test]
async fn numbers_are_listed_for_a_registration_once_it_is_complete() {
    let app = App::start().await;
    let client = app.client();
    let id = registration::filled(&client, registration::BRAND).await;
    let refused = app.refused(list(&client).registration_id(&id).send()).await;
    assert_eq!(refused.line(), format!("ConflictException REGISTRATION_NOT_COMPLETE registration {id}"));
    registration::submit(&client, &id).await;
    for named in [id.clone(), arn(&format!("registration/{id}"))] {
        assert_eq!(listed(list(&client).registration_id(named)).await, all()[..10]);
    }
}

#[tokio::test]
async fn a_registration_of_somebody_else_is_refused() {
    let app = App::start().await;
    registration::refuses_others!(app, |client, id| list(&client).registration_id(id));
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    let client = app.client();
    let missing = app.refused(client.list_available_phone_numbers().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["isoCountryCode", "numberCapabilities", "numberType"]);
    let item = || like(PreferenceType::StartsWith, &["206"]);
    let many = ["1"; 11];
    for items in [
        vec![],
        vec![item(), item()],
        vec![like(PreferenceType::StartsWith, &[])],
        vec![like(PreferenceType::StartsWith, &many)],
        vec![like(PreferenceType::StartsWith, &["1"])],
        vec![like(PreferenceType::StartsWith, &["+"])],
        vec![like(PreferenceType::StartsWith, &["20 6"])],
        vec![like("Like".into(), &["206"])],
    ] {
        let listed = app.refused(list(&client).set_number_preference(Some(items.clone())).send()).await;
        let requested = app.refused(request(&client).set_number_preference(Some(items.clone())).send()).await;
        for refused in [listed, requested] {
            assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{items:?}: {refused:?}");
            assert_eq!(refused.fields, ["numberPreference"]);
        }
    }
}

#[tokio::test]
async fn a_client_token_is_for_one_preference() {
    let app = App::start().await;
    let prefer = |area: &str| {
        let item = like(PreferenceType::StartsWith, &[area]);
        request(&app.client()).client_token("token").number_preference(item).send()
    };
    let first = prefer("206").await.expect("a number").phone_number;
    assert_eq!(prefer("206").await.expect("the answer comes again").phone_number, first);
    let refused = app.refused(prefer("207")).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["clientToken"]);
}

/// What a preference says, said in another way: by a pattern.
fn naive(preference: &NumberPreference, number: &str) -> bool {
    use phone_number::PreferenceType::{Contains, EndsWith, ExactMatch, StartsWith};
    preference.filters.iter().any(|filter| {
        let (country_code, digits) = match filter.strip_prefix('+') {
            Some(digits) => ("", digits),
            None => ("1", filter.as_str()),
        };
        let pattern = match preference.preference_type {
            StartsWith => format!("^[+]{country_code}{digits}[0-9]*$"),
            EndsWith => format!("^[+]{country_code}[0-9]*{digits}$"),
            Contains => format!("^[+]{country_code}[0-9]*{digits}[0-9]*$"),
            ExactMatch => format!("^[+]{country_code}{digits}$"),
        };
        regex::Regex::new(&pattern).expect("it is a pattern").is_match(number)
    })
}

proptest! {
    #[test]
    fn a_number_is_preferred_as_a_pattern_says(
        kind in prop::sample::select(vec![
            phone_number::PreferenceType::StartsWith,
            phone_number::PreferenceType::EndsWith,
            phone_number::PreferenceType::Contains,
            phone_number::PreferenceType::ExactMatch,
        ]),
        filters in prop::collection::vec(r"[+]?1?[12]{1,4}", 1..4),
        number in r"[+]1[12]{1,4}",
    ) {
        let preference = NumberPreference { preference_type: kind, filters };
        prop_assert_eq!(preference.takes(&number), naive(&preference, &number), "{:?} {}", preference, number);
    }
}
