//! DescribeSpendLimits: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{SpendLimit, SpendLimitName};

use crate::harness::{App, REGION, View, refusal};

#[tokio::test]
async fn the_limits_are_those_of_the_settings_until_they_are_overridden() {
    let app = App::with(|settings| {
        let limits = &mut settings.spend_limits;
        (limits.text_message, limits.voice_message) = (10, 20);
        (limits.media_message, limits.notify_message, limits.rcs_message) = (30, 0, 40);
    })
    .await;
    let view = View(app.client());

    let mut expected = [
        "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT 10 of 10",
        "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT 20 of 20",
        "MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT 30 of 30",
        "NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT 0 of 0",
        "RCS_MESSAGE_MONTHLY_SPEND_LIMIT 40 of 40",
    ];
    assert_eq!(view.spend_limits().await, expected);

    let client = app.client();
    client.set_voice_message_spend_limit_override().monthly_limit(5).send().await.expect("it is below the maximum");
    client.set_media_message_spend_limit_override().monthly_limit(30).send().await.expect("it is the maximum");
    expected[1] = "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT 5 of 20 overridden";
    expected[2] = "MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT 30 of 30 overridden";
    assert_eq!(view.spend_limits().await, expected);
}

#[tokio::test]
async fn each_limit_is_a_thousand_dollars_without_a_setting() {
    let app = App::start().await;

    let limits = View(app.client()).spend_limits().await;

    assert_eq!(limits.len(), 5);
    assert!(limits.iter().all(|line| line.ends_with(" 1000 of 1000")), "{limits:?}");
}

#[tokio::test]
async fn a_maximum_that_was_lowered_below_an_override_is_what_is_enforced() {
    let app = App::with(|settings| settings.spend_limits.text_message = 100).await;
    app.client().set_text_message_spend_limit_override().monthly_limit(80).send().await.expect("it is below");

    let lowered = app.beside(|settings| settings.spend_limits.text_message = 50).await;

    let limits = View(lowered.client()).spend_limits().await;
    assert_eq!(limits[0], "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT 50 of 50 overridden");
    assert_eq!(View(app.client()).spend_limits().await[0], "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT 80 of 100 overridden");
}

#[tokio::test]
async fn the_limits_are_paged_through() {
    let app = App::start().await;

    for size in 1..=5 {
        let pages = app.client().describe_spend_limits().into_paginator().page_size(size).items().send();
        let limits: Vec<SpendLimit> = pages.collect::<Result<_, _>>().await.expect("all pages are answered");
        let names: Vec<SpendLimitName> = limits.into_iter().map(|limit| limit.name).collect();
        let expected = [
            SpendLimitName::TextMessageMonthlySpendLimit,
            SpendLimitName::VoiceMessageMonthlySpendLimit,
            SpendLimitName::MediaMessageMonthlySpendLimit,
            SpendLimitName::NotifyMessageMonthlySpendLimit,
            SpendLimitName::RcsMessageMonthlySpendLimit,
        ];
        assert_eq!(names, expected);
    }
    let last = app.client().describe_spend_limits().max_results(5).send().await.expect("it is answered");
    assert_eq!(last.next_token, None);
}

#[tokio::test]
async fn a_token_is_good_for_its_own_list_only() {
    let app = App::start().await;
    let page = app.client().describe_spend_limits().max_results(1).send().await.expect("it is answered");
    let token = page.next_token.expect("there is more");

    let elsewhere = [
        refusal(app.client().describe_account_limits().next_token(&token).send().await),
        refusal(app.client_of("other", REGION).describe_spend_limits().next_token(&token).send().await),
        refusal(app.client_of("test", "eu-west-1").describe_spend_limits().next_token(&token).send().await),
        refusal(app.client().describe_spend_limits().next_token("no-token").send().await),
    ];

    for refused in elsewhere {
        assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
        assert_eq!(refused.fields, ["nextToken"]);
    }
    let rest = app.client().describe_spend_limits().next_token(&token).send().await.expect("it is this list's");
    assert_eq!(rest.spend_limits().len(), 4);
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;

    let refused = refusal(app.client().describe_spend_limits().next_token("").max_results(0).send().await);

    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["nextToken", "maxResults"]);
}
