//! SubmitRegistrationVersion: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::RegistrationDeniedReasonInformation;
use callsign::domain::registration::settings::MissingFields;

use super::{
    BRAND, CAMPAIGN, TOLL_FREE, VETTING, associate, complete, created, filled, refuses_others, status, submit, version,
};
use crate::harness::App;

#[tokio::test]
async fn it_answers_submitted_and_the_next_read_shows_the_outcome() {
    let app = App::start().await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    let answer = client.submit_registration_version().registration_id(&id).send().await.expect("it is submitted");
    assert_eq!((answer.version_number(), answer.registration_version_status().as_str()), (1, "SUBMITTED"));
    assert!(!answer.aws_review());
    let history = answer.registration_version_status_history().expect("a history");
    assert!(history.submitted_timestamp().is_some() && history.approved_timestamp().is_none());
    assert_eq!(status(&client, &id).await, "COMPLETE");
    let history = version(&client, &id).await.registration_version_status_history.expect("a history");
    assert!(history.reviewing_timestamp().is_some() && history.approved_timestamp().is_some());
}

#[tokio::test]
async fn a_second_time_is_refused() {
    let app = App::start().await;
    let client = app.client();
    let id = complete(&client, BRAND).await;
    let refused = app.refused(client.submit_registration_version().registration_id(&id).send()).await;
    assert_eq!(refused.line(), format!("ConflictException REGISTRATION_ALREADY_SUBMITTED registration {id}"));
}

#[tokio::test]
async fn what_must_be_associated_before_is_asked_for() {
    let app = App::start().await;
    let client = app.client();
    for of in [CAMPAIGN, VETTING, TOLL_FREE, "TEST_RCS_LAUNCH_REGISTRATION"] {
        let id = filled(&client, of).await;
        let refused = app.refused(client.submit_registration_version().registration_id(&id).send()).await;
        let line = format!("ConflictException SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED registration {id}");
        assert_eq!(refused.line(), line, "{of}");
    }
    let brand = complete(&client, BRAND).await;
    let vetting = created(&client, VETTING).await;
    associate(&client, &vetting, &brand).await;
    submit(&client, &vetting).await;
    assert_eq!(status(&client, &vetting).await, "COMPLETE");
}

#[tokio::test]
async fn a_form_that_lacks_something_is_denied_and_the_denial_names_each_field() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    super::fill_but(&client, &id, BRAND, &["companyInfo.city", "companyInfo.state"]).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES");
    let denied = version(&client, &id).await;
    assert_eq!(denied.registration_version_status.as_str(), "DENIED");
    let reasons: Vec<&str> = denied.denied_reasons().iter().map(RegistrationDeniedReasonInformation::reason).collect();
    assert_eq!(reasons, ["Missing required field"; 2]);
    let values = client.describe_registration_field_values().registration_id(&id).send().await.expect("it answers");
    let named: Vec<(&str, Option<&str>)> = values
        .registration_field_values()
        .iter()
        .filter(|one| one.denied_reason().is_some())
        .map(|one| (one.field_path(), one.denied_reason()))
        .collect();
    let missing = Some("MISSING_REQUIRED_FIELD");
    assert_eq!(named, [("companyInfo.city", missing), ("companyInfo.state", missing)]);
}

#[tokio::test]
async fn it_is_refused_instead_where_the_settings_say_so() {
    let app = App::with(|settings| settings.registrations.missing_fields = MissingFields::Refuse).await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    let refused = app.refused(client.submit_registration_version().registration_id(&id).send()).await;
    assert!(refused.is("ConflictException", "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED"), "{refused:?}");
    super::fill_but(&client, &id, BRAND, &[]).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "COMPLETE");
}

#[tokio::test]
async fn with_aws_review_aws_checks_it_beforehand() {
    let app = App::start().await;
    let client = app.client();
    let (good, bad) = (filled(&client, BRAND).await, created(&client, BRAND).await);
    for (id, expected, finds) in [(good, "COMPLETE", "No findings"), (bad, "REQUIRES_UPDATES", "Findings")] {
        let answer = client.submit_registration_version().registration_id(&id).aws_review(true).send().await;
        assert!(answer.expect("it is submitted").aws_review());
        assert_eq!(status(&client, &id).await, expected);
        let described = version(&client, &id).await;
        assert!(described.feedback().is_some_and(|feedback| feedback.starts_with(finds)), "{described:?}");
        let history = described.registration_version_status_history.expect("a history");
        assert!(history.aws_reviewing_timestamp().is_some());
        assert_eq!(history.reviewing_timestamp().is_some(), expected == "COMPLETE");
    }
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.submit_registration_version().registration_id(id));
}
