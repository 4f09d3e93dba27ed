//! RequestSenderId: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::request_sender_id::{RequestSenderIdOutput, builders::RequestSenderIdFluentBuilder as Request},
    types::{MessageType, SenderIdInformation},
};
use tokio::task::JoinSet;

use crate::harness::{App, REGION, answers, arn, refusal, tag, tags};

/// A sender ID of a country, ready to be requested.
fn request(app: &App, text: &str, country: &str) -> Request {
    app.client().request_sender_id().sender_id(text).iso_country_code(country)
}

/// The answer as the item that DescribeSenderIds must show.
fn information(answer: RequestSenderIdOutput) -> SenderIdInformation {
    SenderIdInformation::builder()
        .sender_id_arn(answer.sender_id_arn)
        .sender_id(answer.sender_id)
        .iso_country_code(answer.iso_country_code)
        .set_message_types(Some(answer.message_types))
        .monthly_leasing_price(answer.monthly_leasing_price)
        .deletion_protection_enabled(answer.deletion_protection_enabled)
        .registered(answer.registered)
        .build()
        .expect("the answer has every member that an item must have")
}

/// All sender IDs, as DescribeSenderIds shows them, without what it alone shows.
async fn described(app: &App) -> Vec<SenderIdInformation> {
    let page = app.client().describe_sender_ids().send().await.expect("they are described");
    let mut described = page.sender_ids.expect("a list");
    for item in &mut described {
        item.messaging_limits.take().expect("it shows how much is sent");
    }
    described
}

#[tokio::test]
async fn a_sender_id_is_given_and_answered_as_describe_sender_ids_shows_it() {
    let app = App::start().await;

    let wanted = request(&app, "My-Shop-1", "GB").deletion_protection_enabled(true);
    let answer = wanted.message_types(MessageType::Promotional).send().await.expect("the country has sender IDs");

    assert_eq!(answer.sender_id, "MY-SHOP-1");
    assert_eq!(answer.sender_id_arn, arn("sender-id/MY-SHOP-1/GB"));
    assert_eq!(answer.iso_country_code, "GB");
    assert_eq!(answer.message_types, [MessageType::Promotional]);
    assert!(answer.deletion_protection_enabled && !answer.registered);
    assert_eq!(answer.tags, None, "absent members are omitted");
    assert_eq!(described(&app).await, [as_described(information(answer))]);
}

/// The item as DescribeSenderIds writes it: in other letters, as AWS does.
fn as_described(mut item: SenderIdInformation) -> SenderIdInformation {
    for message_type in &mut item.message_types {
        *message_type = match message_type {
            MessageType::Transactional => "Transactional".into(),
            _ => "Promotional".into(),
        };
    }
    item
}

#[tokio::test]
async fn a_text_that_is_no_sender_id_is_refused() {
    let app = App::start().await;

    for text in ["12345", "-SHOP", "SHOP-", "MY_SHOP", "-", "1-2", "_"] {
        let refused = app.refused(request(&app, text, "GB").send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{text}: {refused:?}");
        assert_eq!(refused.fields, ["senderId"]);
    }
    for text in ["A", "1A", "A-1", "SHOP-ONLINE", "007BOND"] {
        request(&app, text, "GB").send().await.expect("it has a letter, and its hyphens are inside");
    }
}

#[tokio::test]
async fn a_refusal_of_the_rule_is_kept_with_its_client_token() {
    let app = App::with(|settings| settings.quotas.sender_ids = 1).await;
    let with_token = |text: &str, country: &str, token: &str| request(&app, text, country).client_token(token);
    request(&app, "SHOP", "GB").send().await.expect("a sender ID");
    let taken = refusal(with_token("SHOP", "GB", "taken").send().await);
    let invalid = refusal(with_token("123", "GB", "invalid").send().await);
    let full = app.refused(with_token("OTHER", "GB", "full").send()).await;
    assert_eq!(full.line(), "ServiceQuotaExceededException SENDER_IDS_PER_ACCOUNT - -", "a quota's isn't kept");

    app.client().release_sender_id().sender_id("SHOP").iso_country_code("GB").send().await.expect("it goes");

    let other = app.refused(with_token("OTHER", "GB", "taken").send()).await;
    assert_eq!(other.fields, ["clientToken"]);
    assert_eq!(app.refused(with_token("shop", "GB", "taken").send()).await, taken, "it is replayed");
    assert_eq!(taken.line(), "ConflictException RESOURCE_ALREADY_EXISTS sender-id SHOP");
    assert_eq!(app.refused(with_token("123", "GB", "invalid").send()).await, invalid);
    assert!(invalid.is("ValidationException", "INVALID_PARAMETER") && invalid.fields == ["senderId"], "{invalid:?}");
    let kept = "select count(*) from inspect.client_tokens where is_refusal";
    assert_eq!(app.count(kept).await, 2);
    with_token("OTHER", "GB", "full").send().await.expect("the quota has room now");
    app.client().release_sender_id().sender_id("OTHER").iso_country_code("GB").send().await.expect("it goes");
    with_token("SHOP", "GB", "another").send().await.expect("another token tries anew");
}

#[tokio::test]
async fn a_sender_id_is_transactional_and_unprotected_unless_requested_otherwise() {
    let app = App::start().await;

    let without = request(&app, "SHOP", "GB").send().await.expect("a sender ID");
    let with_none = request(&app, "SHOP", "DE").set_message_types(Some(Vec::new())).send().await.expect("another");

    for answer in [without, with_none] {
        assert_eq!(answer.message_types, [MessageType::Transactional]);
        assert!(!answer.deletion_protection_enabled && !answer.registered);
    }
}

#[tokio::test]
async fn a_sender_id_may_have_both_message_types_in_any_order() {
    let app = App::start().await;
    let both = [MessageType::Promotional, MessageType::Transactional];

    let answer = request(&app, "SHOP", "GB").set_message_types(Some(both.to_vec())).send().await.expect("a sender ID");

    assert_eq!(answer.message_types, both);
    let [first, second] = described(&app).await[0].message_types.clone().try_into().expect("both");
    assert_eq!((first.as_str(), second.as_str()), ("Promotional", "Transactional"));
}

#[tokio::test]
async fn a_country_that_has_no_sender_ids_is_refused() {
    let app = App::start().await;

    for country in ["US", "CA", "BE", "AR", "ZZ"] {
        let refused = app.refused(request(&app, "SHOP", country).send()).await;
        assert!(refused.is("ValidationException", "SENDER_ID_NOT_SUPPORTED"), "{country}: {refused:?}");
        assert_eq!(refused.fields, ["isoCountryCode"]);
    }
}

#[tokio::test]
async fn a_country_that_needs_a_registration_is_refused() {
    let app = App::start().await;

    for country in ["IN", "AE"] {
        let refused = app.refused(request(&app, "SHOP", country).send()).await;
        assert!(refused.is("ValidationException", "SENDER_ID_REQUIRES_REGISTRATION"), "{country}: {refused:?}");
        assert_eq!(refused.fields, ["isoCountryCode"]);
    }
}

#[tokio::test]
async fn countries_without_registration_have_sender_ids() {
    let app = App::start().await;

    for country in ["GB", "DE", "FR", "AU", "JP", "AD"] {
        request(&app, "SHOP", country).send().await.expect("the country has sender IDs");
    }
}

#[tokio::test]
async fn a_text_that_exists_for_the_country_is_refused_in_any_case() {
    let app = App::start().await;
    request(&app, "Shop", "GB").send().await.expect("a sender ID");

    for text in ["Shop", "SHOP", "sHoP"] {
        let refused = app.refused(request(&app, text, "GB").send()).await;
        assert_eq!(refused.line(), "ConflictException RESOURCE_ALREADY_EXISTS sender-id SHOP");
    }
}

#[tokio::test]
async fn the_same_text_may_stand_for_several_countries_each_with_its_own_arn() {
    let app = App::start().await;

    let british = request(&app, "SHOP", "GB").send().await.expect("a sender ID");
    let german = request(&app, "SHOP", "DE").send().await.expect("another sender ID");

    assert_eq!(british.sender_id_arn, arn("sender-id/SHOP/GB"));
    assert_eq!(german.sender_id_arn, arn("sender-id/SHOP/DE"));
}

#[tokio::test]
async fn each_account_and_region_has_texts_of_its_own() {
    let app = App::start().await;

    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1")] {
        let request = app.client_of(key, region).request_sender_id().sender_id("SHOP").iso_country_code("GB");
        request.send().await.expect("nobody has it here");
    }

    assert_eq!(app.count("select count(*) from inspect.sender_ids").await, 3);
}

#[tokio::test]
async fn the_quota_is_exact() {
    let app = App::with(|settings| settings.quotas.sender_ids = 2).await;
    request(&app, "FIRST", "GB").send().await.expect("the quota has room");
    request(&app, "SECOND", "GB").send().await.expect("the quota has room");

    let refused = app.refused(request(&app, "THIRD", "DE").send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException SENDER_IDS_PER_ACCOUNT - -");
}

#[tokio::test]
async fn the_quota_is_200_unless_set_and_0_turns_it_off() {
    let app = App::start().await;
    request(&app, "FIRST", "GB").send().await.expect("a sender ID");
    app.execute(
        "insert into callsign.sender_id
         select gen_random_uuid(), account_id, region, 'S' || n, iso_country_code, message_types,
                monthly_leasing_price, deletion_protection_enabled, registered, created_at
         from callsign.sender_id, generate_series(2, 199) n",
    )
    .await;
    request(&app, "LAST", "GB").send().await.expect("the quota has room for one");

    let refused = app.refused(request(&app, "OVER", "GB").send()).await;
    let unlimited = app.beside(|settings| settings.quotas.sender_ids = 0).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException SENDER_IDS_PER_ACCOUNT - -");
    request(&unlimited, "OVER", "GB").send().await.expect("nothing limits the number of sender IDs");
}

#[tokio::test]
async fn each_account_and_region_has_a_quota_of_its_own() {
    let app = App::with(|settings| settings.quotas.sender_ids = 1).await;

    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1")] {
        let request = app.client_of(key, region).request_sender_id().sender_id("SHOP").iso_country_code("GB");
        request.send().await.expect("the quota has room");
    }
}

#[tokio::test]
async fn concurrent_requests_stay_within_the_quota() {
    let app = App::with(|settings| settings.quotas.sender_ids = 3).await;
    let mut calls = JoinSet::new();
    for number in 0..8 {
        calls.spawn(request(&app, &format!("SHOP{number}"), "GB").send());
    }

    let made = answers(calls, "ServiceQuotaExceededException").await.len();

    assert_eq!(made, 3);
    assert_eq!(app.count("select count(*) from inspect.sender_ids").await, 3);
}

#[tokio::test]
async fn of_concurrent_requests_for_one_text_one_succeeds() {
    let app = App::start().await;
    let mut calls = JoinSet::new();
    for text in ["shop", "Shop", "sHop", "shOp", "shoP", "SHOP"] {
        calls.spawn(request(&app, text, "GB").send());
    }

    let made = answers(calls, "ConflictException").await.len();

    assert_eq!(made, 1);
    assert_eq!(app.count("select count(*) from inspect.sender_ids").await, 1);
}

#[tokio::test]
async fn tags_are_answered_and_stored() {
    let app = App::start().await;
    let wanted = [tag("team", "payments"), tag("stage", "")];

    let answer = request(&app, "SHOP", "GB").set_tags(Some(wanted.to_vec())).send().await.expect("a sender ID");

    assert_eq!(answer.tags(), wanted);
    assert_eq!(app.tags_of(&arn("sender-id/SHOP/GB")).await, ["stage=", "team=payments"]);
}

#[tokio::test]
async fn the_quota_of_tags_is_exact() {
    let app = App::start().await;
    request(&app, "FIFTY", "GB").set_tags(Some(tags(50))).send().await.expect("the quota has room");

    let refused = app.refused(request(&app, "MORE", "GB").set_tags(Some(tags(51))).send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_tag_key_that_stands_twice_is_refused() {
    let app = App::start().await;

    let request = request(&app, "SHOP", "GB").tags(tag("team", "a")).tags(tag("team", "b"));
    let refused = app.refused(request.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["tags"]);
}

#[tokio::test]
async fn a_client_token_makes_one_sender_id_whatever_the_case_of_its_text() {
    let app = App::start().await;
    let request = |text: &str| request(&app, text, "GB").client_token("token");

    let first = request("Shop").send().await.expect("a sender ID");
    let again = request("SHOP").send().await.expect("the answer comes again");
    let other = app.refused(request("OTHER").send()).await;

    assert_eq!(information(again), information(first));
    assert!(other.is("ValidationException", "INVALID_PARAMETER"), "{other:?}");
    assert_eq!(other.fields, ["clientToken"]);
}
