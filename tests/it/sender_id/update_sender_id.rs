//! UpdateSenderId: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::update_sender_id::builders::UpdateSenderIdFluentBuilder as Update, types::MessageType,
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, View, Wire, arn};

/// An update of the sender ID `text` of `country`, ready to be given its member.
fn update(app: &App, text: &str, country: &str) -> Update {
    app.client().update_sender_id().sender_id(text).iso_country_code(country)
}

#[tokio::test]
async fn deletion_protection_goes_on_and_off() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    for protection in [true, false] {
        let answer = update(&app, "ACME", "GB").deletion_protection_enabled(protection).send().await;

        assert_eq!(answer.expect("the sender ID changes").deletion_protection_enabled, protection);
        assert_eq!(View(app.client()).sender_id("ACME", "GB").await.deletion_protection_enabled, protection);
    }
}

#[tokio::test]
async fn the_answer_is_what_describe_sender_ids_says() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;
    let wire = Wire::default();

    let request = update(&app, "ACME", "GB").deletion_protection_enabled(true).customize().interceptor(wire.clone());
    let answer = request.send().await.expect("the sender ID changes");

    let described = View(app.client()).sender_id("ACME", "GB").await;
    assert_eq!(answer.sender_id_arn, described.sender_id_arn);
    assert_eq!(answer.sender_id, "ACME");
    assert_eq!(answer.iso_country_code, "GB");
    assert_eq!(answer.message_types, [MessageType::Transactional]);
    assert_eq!(answer.monthly_leasing_price, described.monthly_leasing_price);
    assert!(!answer.registered);
    let members = "DeletionProtectionEnabled IsoCountryCode MessageTypes MonthlyLeasingPrice Registered SenderId \
                   SenderIdArn";
    assert_eq!(wire.members().join(" "), members);
}

#[tokio::test]
async fn nothing_given_changes_nothing() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;
    update(&app, "ACME", "GB").deletion_protection_enabled(true).send().await.expect("the sender ID changes");
    let before = app.state().await;

    let answer = update(&app, "ACME", "GB").send().await.expect("the sender ID stays as it is");

    assert!(answer.deletion_protection_enabled);
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn the_same_text_of_another_country_does_not_change() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.sender_id("ACME", "GB").await;
    fixture.sender_id("ACME", "DE").await;

    update(&app, "ACME", "GB").deletion_protection_enabled(true).send().await.expect("the sender ID changes");

    assert!(!View(app.client()).sender_id("ACME", "DE").await.deletion_protection_enabled);
}

#[tokio::test]
async fn a_sender_id_is_named_by_its_arn_or_in_any_case_and_answers_in_its_stored_form() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    for name in [arn("sender-id/ACME/GB"), arn("sender-id/ACME/GB"), "aCME".to_owned()] {
        let answer = update(&app, &name, "GB").send().await.expect("the sender ID is there");

        assert_eq!((answer.sender_id.as_str(), answer.sender_id_arn), ("ACME", arn("sender-id/ACME/GB")));
    }
}

#[tokio::test]
async fn a_sender_id_in_a_pool_may_change() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let sender_id = fixture.sender_id("ACME", "GB").await;
    fixture.pool_of(&sender_id, "GB").await;

    update(&app, "ACME", "GB").deletion_protection_enabled(true).send().await.expect("the sender ID changes");

    assert!(View(app.client()).sender_id("ACME", "GB").await.deletion_protection_enabled);
}

#[tokio::test]
async fn an_unknown_sender_id_is_not_found() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    for (text, country) in [("NOSUCH", "GB"), ("ACME", "DE")] {
        let request = update(&app, text, country).deletion_protection_enabled(true);
        let refused = app.refused(request.send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - sender-id {text}"));
    }
}

#[tokio::test]
async fn a_sender_id_of_another_account_is_not_found_by_text_and_denied_by_arn() {
    let app = App::start().await;
    Fixture(app.client()).number().await;
    Fixture(app.client_of("other", REGION)).sender_id("ACME", "GB").await;
    let foreign = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:sender-id/ACME/GB");

    let by_text = app.refused(update(&app, "ACME", "GB").deletion_protection_enabled(true).send()).await;
    let by_arn = app.refused(update(&app, &foreign, "GB").deletion_protection_enabled(true).send()).await;

    assert_eq!(by_text.line(), "ResourceNotFoundException - sender-id ACME");
    assert_eq!(by_arn.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn an_arn_of_another_country_is_refused() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    let refused = app.refused(update(&app, &arn("sender-id/ACME/GB"), "DE").send()).await;

    assert!(refused.is("ValidationException", "COUNTRY_CODE_MISMATCH"), "{refused:?}");
    assert_eq!(refused.fields, ["isoCountryCode"]);
}

#[tokio::test]
async fn an_arn_of_another_kind_or_form_is_invalid() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;
    let other_region = arn("sender-id/ACME/GB").replace("us-east-1", "eu-west-1");

    for named in [arn("pool/pool-1"), arn("sender-id/ACME"), arn("sender-id//GB"), other_region] {
        let refused = app.refused(update(&app, &named, "GB").send()).await;

        assert!(refused.is("ValidationException", "INVALID_ARN"), "{named}: {refused:?}");
        assert_eq!(refused.fields, ["senderId"]);
    }
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    let nothing = app.refused(app.client().update_sender_id().send()).await;
    let no_country = app.refused(app.client().update_sender_id().sender_id(arn("sender-id/ACME/GB")).send()).await;
    let broken = app.refused(update(&app, "A cme", "gb").send()).await;

    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["senderId", "isoCountryCode"]);
    assert!(no_country.is("ValidationException", "MISSING_PARAMETER"), "{no_country:?}");
    assert_eq!(no_country.fields, ["isoCountryCode"]);
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["senderId", "isoCountryCode"]);
}
