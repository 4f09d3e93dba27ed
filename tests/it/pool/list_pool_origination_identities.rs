//! ListPoolOriginationIdentities: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::list_pool_origination_identities::builders::ListPoolOriginationIdentitiesFluentBuilder as List,
    types::{NumberCapability, OriginationIdentityMetadata, PoolOriginationIdentitiesFilter as Filter},
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn, simulator};

/// The identities of `pool`, ready to be asked for.
fn list(app: &App, pool: &str) -> List {
    app.client().list_pool_origination_identities().pool_id(pool)
}

fn filter(name: &str, values: &[&str]) -> Filter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Filter::builder().name(name.into()).set_values(Some(values)).build().expect("a filter has a name and values")
}

/// The ids of the identities that are answered.
async fn ids(request: List) -> Vec<String> {
    let answer = request.send().await.expect("identities are listed");
    let identities = answer.origination_identities.expect("a list of identities");
    identities.into_iter().map(|identity| identity.origination_identity).collect()
}

/// A pool of a US number, a British sender ID and a German one, in this order: the pool and its number.
async fn mixed_pool(app: &App) -> (String, String) {
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let pool = fixture.pool_of(&number, "US").await;
    for country in ["GB", "DE"] {
        fixture.sender_id("SHOP", country).await;
        fixture.associate(&pool, "SHOP", country).await;
    }
    (pool, number)
}

#[tokio::test]
async fn numbers_and_sender_ids_are_shown_with_what_the_model_says() {
    let app = App::start().await;
    let (pool, number) = mixed_pool(&app).await;
    let numbers = app.client().describe_phone_numbers().send().await.expect("numbers are described");
    let phone_number = numbers.phone_numbers()[0].phone_number().to_owned();

    let answer = list(&app, &pool).send().await.expect("identities are listed");

    let metadata = |path: String, id: &str, country: &str| {
        let metadata = OriginationIdentityMetadata::builder().origination_identity_arn(arn(&path));
        let metadata = metadata.origination_identity(id).iso_country_code(country);
        metadata.number_capabilities(NumberCapability::Sms)
    };
    let expected = [
        metadata(format!("phone-number/{number}"), &number, "US").phone_number(phone_number),
        metadata("sender-id/SHOP/GB".to_owned(), "SHOP", "GB"),
        metadata("sender-id/SHOP/DE".to_owned(), "SHOP", "DE"),
    ];
    let expected = expected.map(|item| item.build().expect("it has every member that an item must have"));
    assert_eq!(answer.origination_identities(), expected);
}

#[tokio::test]
async fn identities_are_listed_in_the_order_in_which_they_joined() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let mut numbers = Vec::new();
    for _ in 0..4 {
        numbers.push(fixture.number().await);
    }
    numbers.reverse();
    let pool = fixture.pool_of(&numbers[0], "US").await;
    for number in &numbers[1..] {
        fixture.associate(&pool, number, "US").await;
    }

    assert_eq!(ids(list(&app, &pool)).await, numbers);
}

#[tokio::test]
async fn the_capabilities_of_a_number_are_its_own() {
    let app = App::start().await;
    let request = simulator(&app.client()).number_capabilities(NumberCapability::Voice);
    let number = request.send().await.expect("a number").phone_number_id.expect("it has an id");
    let pool = Fixture(app.client()).pool_of(&number, "US").await;

    let answer = list(&app, &pool).send().await.expect("identities are listed");

    let capabilities = answer.origination_identities()[0].number_capabilities();
    assert_eq!(capabilities, [NumberCapability::Sms, NumberCapability::Voice]);
}

#[tokio::test]
async fn the_pool_is_named_by_id_or_arn_and_stands_on_each_page_in_both_forms() {
    let app = App::start().await;
    let (pool, number) = mixed_pool(&app).await;
    let pool_arn = arn(&format!("pool/{pool}"));

    let first = list(&app, &pool_arn).max_results(1).send().await.expect("a page");
    let second = list(&app, &pool).max_results(2).set_next_token(first.next_token.clone()).send().await;
    let second = second.expect("id and ARN name the same list");

    for page in [&first, &second] {
        assert_eq!(page.pool_id.as_deref(), Some(pool.as_str()));
        assert_eq!(page.pool_arn.as_deref(), Some(pool_arn.as_str()));
    }
    let items = first.origination_identities().iter().chain(second.origination_identities());
    let listed: Vec<&str> = items.map(OriginationIdentityMetadata::origination_identity).collect();
    assert_eq!(listed, [number.as_str(), "SHOP", "SHOP"]);
    assert_eq!(second.next_token, None);
}

#[tokio::test]
async fn only_the_identities_of_this_pool_are_listed() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let sender_id = fixture.sender_id("SHOP", "GB").await;
    let (first, second) = (fixture.pool_of(&sender_id, "GB").await, fixture.pool_of(&sender_id, "GB").await);
    let number = fixture.number().await;
    fixture.associate(&second, &number, "US").await;

    assert_eq!(ids(list(&app, &first)).await, ["SHOP"]);
    assert_eq!(ids(list(&app, &second)).await, ["SHOP", number.as_str()]);
}

#[tokio::test]
async fn filters_find_by_country_and_capability() {
    let app = App::start().await;
    let (pool, number) = mixed_pool(&app).await;
    app.execute("update callsign.phone_number set number_capabilities = '{VOICE,MMS}'").await;
    let number = number.as_str();

    for (filters, found) in [
        (vec![filter("iso-country-code", &["US"])], vec![number]),
        (vec![filter("iso-country-code", &["DE"])], vec!["SHOP"]),
        (vec![filter("iso-country-code", &["FR"])], vec![]),
        (vec![filter("iso-country-code", &["FR", "DE", "US"])], vec![number, "SHOP"]),
        (vec![filter("number-capability", &["MMS"])], vec![number]),
        (vec![filter("number-capability", &["SMS"])], vec!["SHOP", "SHOP"]),
        (vec![filter("number-capability", &["RCS"])], vec![]),
        (vec![filter("number-capability", &["SMS", "VOICE"])], vec![number, "SHOP", "SHOP"]),
        (vec![filter("number-capability", &["SMS"]), filter("iso-country-code", &["GB"])], vec!["SHOP"]),
        (vec![filter("number-capability", &["SMS"]), filter("iso-country-code", &["US"])], vec![]),
    ] {
        assert_eq!(ids(list(&app, &pool).set_filters(Some(filters.clone()))).await, found, "{filters:?}");
    }
}

#[tokio::test]
async fn a_capability_that_does_not_exist_is_refused() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let refused = app.refused(list(&app, &pool).filters(filter("number-capability", &["FAX"])).send()).await;

    assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
    assert_eq!(refused.fields, ["filters"]);
}

#[tokio::test]
async fn the_pool_is_required_and_an_empty_one_counts_as_missing() {
    let app = App::start().await;

    for request in [app.client().list_pool_origination_identities(), list(&app, "")] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["poolId"]);
    }
}

#[tokio::test]
async fn a_pool_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    let distant = Fixture(app.client_of("test", "eu-west-1")).pool().await;
    let foreign = Fixture(app.client_of("other", REGION)).pool().await;

    for pool in ["pool-00000000000000000000000000000000", "pool-x", &distant, &foreign] {
        let refused = app.refused(list(&app, pool).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {pool}"));
    }
}

#[tokio::test]
async fn the_arn_of_a_pool_of_another_account_is_denied() {
    let app = App::start().await;
    let pool = Fixture(app.client_of("other", REGION)).pool().await;

    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:pool/{pool}");
    let refused = app.refused(list(&app, &foreign_arn).send()).await;

    assert_eq!(refused.line(), "AccessDeniedException - - -");
    assert!(refused.message.contains("sms-voice:ListPoolOriginationIdentities"), "{}", refused.message);
}

#[tokio::test]
async fn an_arn_that_names_no_pool_is_refused() {
    let app = App::start().await;

    let refused = app.refused(list(&app, &arn("phone-number/phone-0")).send()).await;

    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["poolId"]);
}

#[tokio::test]
async fn the_sdk_pages_through_all_identities() {
    let app = App::start().await;
    let (pool, number) = mixed_pool(&app).await;

    let items = list(&app, &pool).into_paginator().page_size(1).items().send();
    let items = items.collect::<Result<Vec<_>, _>>().await.expect("all pages come");

    let listed: Vec<&str> = items.iter().map(OriginationIdentityMetadata::origination_identity).collect();
    assert_eq!(listed, [number.as_str(), "SHOP", "SHOP"]);
}
