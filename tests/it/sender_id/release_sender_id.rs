//! ReleaseSenderId: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::release_sender_id::builders::ReleaseSenderIdFluentBuilder as Release,
    types::{MessageType, SenderIdAndCountry, Tag},
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, View, Wire, arn};

/// The release of the sender ID `text` of `country`, ready to be sent.
fn release(app: &App, text: &str, country: &str) -> Release {
    app.client().release_sender_id().sender_id(text).iso_country_code(country)
}

#[tokio::test]
async fn the_answer_is_what_the_sender_id_was_without_its_protection() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;
    let (was, wire) = (View(app.client()).sender_id("ACME", "GB").await, Wire::default());

    let request = release(&app, "ACME", "GB").customize().interceptor(wire.clone());
    let answer = request.send().await.expect("the sender ID goes");

    assert_eq!(answer.sender_id_arn, was.sender_id_arn);
    assert_eq!(answer.sender_id, "ACME");
    assert_eq!(answer.iso_country_code, "GB");
    assert_eq!(answer.message_types, [MessageType::Transactional]);
    assert_eq!(answer.monthly_leasing_price, was.monthly_leasing_price);
    assert!(!answer.registered);
    let members = "IsoCountryCode MessageTypes MonthlyLeasingPrice Registered SenderId SenderIdArn";
    assert_eq!(wire.members().join(" "), members);
}

#[tokio::test]
async fn the_sender_id_is_not_found_anywhere_afterwards() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (client, pool) = (app.client(), fixture.pool().await);
    fixture.sender_id("ACME", "GB").await;

    release(&app, "ACME", "GB").send().await.expect("the sender ID goes");

    let named = SenderIdAndCountry::builder().sender_id("ACME").iso_country_code("GB").build();
    let describe = client.describe_sender_ids().sender_ids(named.expect("both members are there"));
    let join = client.associate_origination_identity().pool_id(&pool).origination_identity("ACME");
    let found = client.create_pool().origination_identity("ACME").message_type(MessageType::Transactional);
    let refusals = [
        app.refused(describe.send()).await,
        app.refused(join.iso_country_code("GB").send()).await,
        app.refused(found.iso_country_code("GB").send()).await,
        app.refused(client.update_sender_id().sender_id("ACME").iso_country_code("GB").send()).await,
        app.refused(release(&app, "ACME", "GB").send()).await,
    ];
    for refused in refusals {
        assert_eq!(refused.line(), "ResourceNotFoundException - sender-id ACME");
    }
    let listed = client.describe_sender_ids().send().await.expect("sender IDs are listed").sender_ids;
    assert_eq!(listed, Some(Vec::new()));
}

#[tokio::test]
async fn it_may_be_requested_again_at_once_and_in_another_form() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    release(&app, "ACME", "GB").send().await.expect("the sender ID goes");
    Fixture(app.client()).sender_id("ACME", "GB").await;

    assert_eq!(View(app.client()).sender_id("acme", "GB").await.sender_id, "ACME");
}

#[tokio::test]
async fn a_sender_id_is_named_by_its_arn_or_in_any_case_and_answers_in_its_stored_form() {
    let app = App::start().await;

    for name in [arn("sender-id/ACME/GB"), arn("sender-id/ACME/GB"), "aCME".to_owned()] {
        Fixture(app.client()).sender_id("ACME", "GB").await;
        let answer = release(&app, &name, "GB").send().await.expect("the sender ID goes");

        assert_eq!((answer.sender_id.as_str(), answer.sender_id_arn), ("ACME", arn("sender-id/ACME/GB")));
    }
}

#[tokio::test]
async fn the_same_text_of_another_country_stays() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.sender_id("ACME", "GB").await;
    fixture.sender_id("ACME", "DE").await;

    release(&app, "ACME", "GB").send().await.expect("the sender ID goes");

    assert_eq!(View(app.client()).sender_id("ACME", "DE").await.iso_country_code, "DE");
}

#[tokio::test]
async fn its_tags_go_with_it_and_a_neighbour_s_stay() {
    let app = App::start().await;
    let client = app.client();
    let tag = || Tag::builder().key("team").value("mobile").build().expect("both members are there");
    let request = |text: &str| client.request_sender_id().sender_id(text).iso_country_code("GB").tags(tag()).send();
    request("Kept").await.expect("the sender ID is free");
    let before = app.row_counts().await;
    request("Gone").await.expect("the sender ID is free");

    release(&app, "Gone", "GB").send().await.expect("the sender ID goes");

    assert_eq!(app.row_counts().await, before);
    assert_eq!(app.count("select count(*) from inspect.tags where resource_arn like '%/KEPT/GB'").await, 1);
}

#[tokio::test]
async fn a_protected_sender_id_stays_until_protection_is_off() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;
    let protect = |on| {
        let request = app.client().update_sender_id().sender_id("ACME").iso_country_code("GB");
        request.deletion_protection_enabled(on).send()
    };
    protect(true).await.expect("the sender ID changes");

    let refused = app.refused(release(&app, "acme", "GB").send()).await;

    assert_eq!(refused.line(), "ConflictException DELETION_PROTECTION_ENABLED sender-id ACME");
    protect(false).await.expect("the sender ID changes");
    release(&app, "ACME", "GB").send().await.expect("the sender ID goes");
}

#[tokio::test]
async fn a_sender_id_stays_until_it_left_every_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pools = [fixture.pool().await, fixture.pool().await];
    let sender_id = fixture.sender_id("ACME", "GB").await;
    for pool in &pools {
        fixture.associate(pool, &sender_id, "GB").await;
    }

    for pool in &pools {
        let refused = app.refused(release(&app, "ACME", "GB").send()).await;

        assert_eq!(refused.line(), "ConflictException SENDER_ID_ASSOCIATED_TO_POOL sender-id ACME");
        fixture.disassociate(pool, &sender_id, "GB").await;
    }
    release(&app, "ACME", "GB").send().await.expect("the sender ID goes");
}

#[tokio::test]
async fn an_unknown_sender_id_is_not_found() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    for (text, country) in [("NOSUCH", "GB"), ("ACME", "DE"), ("ACME", "US")] {
        let refused = app.refused(release(&app, text, country).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - sender-id {text}"));
    }
}

#[tokio::test]
async fn a_sender_id_of_another_account_is_not_found_by_text_and_denied_by_arn() {
    let app = App::start().await;
    Fixture(app.client()).number().await;
    Fixture(app.client_of("other", REGION)).sender_id("ACME", "GB").await;
    let foreign = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:sender-id/ACME/GB");

    let by_text = app.refused(release(&app, "ACME", "GB").send()).await;
    let by_arn = app.refused(release(&app, &foreign, "GB").send()).await;

    assert_eq!(by_text.line(), "ResourceNotFoundException - sender-id ACME");
    assert_eq!(by_arn.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn an_arn_of_another_country_is_refused() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    let refused = app.refused(release(&app, &arn("sender-id/ACME/GB"), "DE").send()).await;

    assert!(refused.is("ValidationException", "COUNTRY_CODE_MISMATCH"), "{refused:?}");
    assert_eq!(refused.fields, ["isoCountryCode"]);
}

#[tokio::test]
async fn an_arn_of_another_kind_or_form_is_invalid() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;
    let other_region = arn("sender-id/ACME/GB").replace("us-east-1", "eu-west-1");

    for named in [arn("pool/pool-1"), arn("sender-id/ACME"), arn("sender-id//GB"), other_region] {
        let refused = app.refused(release(&app, &named, "GB").send()).await;

        assert!(refused.is("ValidationException", "INVALID_ARN"), "{named}: {refused:?}");
        assert_eq!(refused.fields, ["senderId"]);
    }
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    let nothing = app.refused(app.client().release_sender_id().send()).await;
    let no_country = app.refused(app.client().release_sender_id().sender_id(arn("sender-id/ACME/GB")).send()).await;
    let broken = app.refused(release(&app, "A cme", "gb").send()).await;

    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["senderId", "isoCountryCode"]);
    assert!(no_country.is("ValidationException", "MISSING_PARAMETER"), "{no_country:?}");
    assert_eq!(no_country.fields, ["isoCountryCode"]);
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["senderId", "isoCountryCode"]);
}
