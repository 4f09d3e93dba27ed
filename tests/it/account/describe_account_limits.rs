//! DescribeAccountLimits: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{Client, types::AccountLimit};

use crate::harness::{App, Fixture, REGION, refusal};

/// Each limit as `NAME used of max`, read in pages of `size`.
async fn limits(client: &Client, size: i32) -> Vec<String> {
    let pages = client.describe_account_limits().into_paginator().page_size(size).items().send();
    let limits: Vec<AccountLimit> = pages.collect::<Result<_, _>>().await.expect("all pages are answered");
    limits.iter().map(|limit| format!("{} {} of {}", limit.name.as_str(), limit.used, limit.max)).collect()
}

const OF_AN_EMPTY_ACCOUNT: [&str; 8] = [
    "PHONE_NUMBERS 0 of 25",
    "POOLS 0 of 25",
    "CONFIGURATION_SETS 0 of 25",
    "OPT_OUT_LISTS 1 of 25",
    "SENDER_IDS 0 of 200",
    "REGISTRATIONS 0 of 25",
    "REGISTRATION_ATTACHMENTS 0 of 25",
    "VERIFIED_DESTINATION_NUMBERS 0 of 10",
];

#[tokio::test]
async fn an_empty_account_has_the_list_default_and_the_published_quotas() {
    let app = App::start().await;

    assert_eq!(limits(&app.client(), 100).await, OF_AN_EMPTY_ACCOUNT);
}

#[tokio::test]
async fn what_is_used_is_counted_from_the_state() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (_pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.number().await;
    fixture.list("Offers").await;
    for name in ["orders", "codes"] {
        fixture.set(name).await;
    }
    for text in ["ACME", "Bravo", "Corso", "Delta"] {
        fixture.sender_id(text, "GB").await;
    }

    let mut expected = OF_AN_EMPTY_ACCOUNT.map(str::to_owned);
    expected[0] = "PHONE_NUMBERS 3 of 25".to_owned();
    expected[1] = "POOLS 1 of 25".to_owned();
    expected[2] = "CONFIGURATION_SETS 2 of 25".to_owned();
    expected[3] = "OPT_OUT_LISTS 2 of 25".to_owned();
    expected[4] = "SENDER_IDS 4 of 200".to_owned();
    assert_eq!(limits(&app.client(), 100).await, expected);

    app.client().release_phone_number().phone_number_id(number).send().await.expect("the number goes");
    app.client().delete_opt_out_list().opt_out_list_name("Offers").send().await.expect("the list goes");
    expected[0] = "PHONE_NUMBERS 2 of 25".to_owned();
    expected[3] = "OPT_OUT_LISTS 1 of 25".to_owned();
    assert_eq!(limits(&app.client(), 100).await, expected);
}

#[tokio::test]
async fn each_account_and_region_is_counted_for_itself() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;

    for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        assert_eq!(limits(&client, 100).await, OF_AN_EMPTY_ACCOUNT);
    }
}

#[tokio::test]
async fn the_maximum_is_the_quota_that_creating_operations_keep() {
    let app = App::with(|settings| {
        let quotas = &mut settings.quotas;
        (quotas.phone_numbers, quotas.pools, quotas.opt_out_lists, quotas.sender_ids) = (3, 4, 1, 6);
    })
    .await;

    let limits = limits(&app.client(), 100).await;

    assert_eq!(limits[0], "PHONE_NUMBERS 0 of 3");
    assert_eq!(limits[1], "POOLS 0 of 4");
    assert_eq!(limits[3], "OPT_OUT_LISTS 1 of 1");
    assert_eq!(limits[4], "SENDER_IDS 0 of 6");
    let refused = app.refused(app.client().create_opt_out_list().opt_out_list_name("Offers").send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "OPT_OUT_LISTS_PER_ACCOUNT"), "{refused:?}");
}

#[tokio::test]
async fn a_quota_that_is_turned_off_has_a_maximum_that_every_client_can_hold() {
    let app = App::with(|settings| settings.quotas.pools = 0).await;

    assert_eq!(limits(&app.client(), 100).await[1], "POOLS 0 of 2147483647");
}

#[tokio::test]
async fn the_limits_are_paged_through() {
    let app = App::start().await;

    for size in 1..=8 {
        assert_eq!(limits(&app.client(), size).await, OF_AN_EMPTY_ACCOUNT, "in pages of {size}");
    }
    let all = app.client().describe_account_limits().max_results(8).send().await.expect("it is answered");
    assert_eq!(all.next_token, None);
}

#[tokio::test]
async fn a_token_is_good_for_its_own_list_only() {
    let app = App::start().await;
    let page = app.client().describe_account_limits().max_results(1).send().await.expect("it is answered");
    let token = page.next_token.expect("there is more");

    let elsewhere = [
        refusal(app.client().describe_account_attributes().next_token(&token).send().await),
        refusal(app.client_of("other", REGION).describe_account_limits().next_token(&token).send().await),
        refusal(app.client().describe_account_limits().next_token("no-token").send().await),
    ];

    for refused in elsewhere {
        assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
        assert_eq!(refused.fields, ["nextToken"]);
    }
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;

    let token = "t".repeat(1025);
    let refused = refusal(app.client().describe_account_limits().next_token(token).max_results(101).send().await);

    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["nextToken", "maxResults"]);
}
