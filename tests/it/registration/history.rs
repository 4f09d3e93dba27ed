//! When a version came to its statuses: each moment is noted once, and kept whatever follows.

use aws_sdk_pinpointsmsvoicev2::{primitives::DateTime, types::RegistrationVersionInformation};
use callsign::domain::registration::settings::Review;
use serde_json::json;

use super::{BRAND, advance, decide, described, filled, next_version, status, submit, text, version, version_status};
use crate::{
    harness::App,
    staging::{ask, refused},
};

const CITY: &str = "companyInfo.city";

/// A callsign where a review takes three seconds, and the clock stands.
async fn started() -> App {
    let app = App::with(|settings| {
        settings.registrations.submitted_ms = 1_000;
        settings.registrations.reviewing_ms = 2_000;
    })
    .await;
    app.freeze().await;
    app
}

/// A time in milliseconds. The wire has a fraction of a second in binary, and may be a little below.
fn ms(time: &DateTime) -> i64 {
    i64::try_from((time.as_nanos() + 500_000) / 1_000_000).expect("it is in range")
}

/// The statuses that a version ever had, in the order of the model's members, each with its milliseconds after the draft was made.
fn moments(of: &RegistrationVersionInformation) -> Vec<(&'static str, i64)> {
    let history = of.registration_version_status_history.as_ref().expect("a history");
    let begun = ms(history.draft_timestamp());
    let all = [
        ("SUBMITTED", history.submitted_timestamp()),
        ("AWS_REVIEWING", history.aws_reviewing_timestamp()),
        ("REVIEWING", history.reviewing_timestamp()),
        ("REQUIRES_AUTHENTICATION", history.requires_authentication_timestamp()),
        ("APPROVED", history.approved_timestamp()),
        ("DISCARDED", history.discarded_timestamp()),
        ("DENIED", history.denied_timestamp()),
        ("REVOKED", history.revoked_timestamp()),
        ("ARCHIVED", history.archived_timestamp()),
    ];
    all.into_iter().filter_map(|(name, time)| Some((name, ms(time?) - begun))).collect()
}

#[tokio::test]
async fn the_draft_the_wait_for_an_email_and_the_denial_have_their_moments_and_keep_them() {
    let app = started().await;
    let client = app.client();
    let made_ms = app.standing_at().await.unix_timestamp_nanos() / 1_000_000;
    let id = filled(&client, BRAND).await;
    text(&client, &id, CITY, "Oslo CALLSIGN-AUTH").await;
    advance(&app, "500ms").await;
    submit(&client, &id).await;
    advance(&app, "1s").await;
    advance(&app, "2s").await;
    assert_eq!(version_status(&client, &id).await, "REQUIRES_AUTHENTICATION");
    advance(&app, "7s").await;
    decide(&app, &id, json!({ "decision": "deny" })).await;
    let first =
        [("SUBMITTED", 500), ("REVIEWING", 1_500), ("REQUIRES_AUTHENTICATION", 3_500), ("DENIED", 10_500)].to_vec();
    let denied = version(&client, &id).await;
    assert_eq!(moments(&denied), first);
    let history = denied.registration_version_status_history.expect("a history");
    assert_eq!(i128::from(ms(history.draft_timestamp())), made_ms);

    advance(&app, "1s").await;
    next_version(&client, &id).await;
    let all = client.describe_registration_versions().registration_id(&id).send().await.expect("it answers");
    let [second, before] = all.registration_versions() else { panic!("{all:?}") };
    assert_eq!((moments(second), moments(before)), (Vec::new(), first));
}

#[tokio::test]
async fn an_approval_and_its_revocation_have_their_moments() {
    let app = started().await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    submit(&client, &id).await;
    advance(&app, "1h").await;
    decide(&app, &id, json!({ "decision": "revoke" })).await;
    let all = [("SUBMITTED", 0), ("REVIEWING", 1_000), ("APPROVED", 3_000), ("REVOKED", 3_600_000)];
    assert_eq!(moments(&version(&client, &id).await), all);
}

#[tokio::test]
async fn what_aws_checks_beforehand_is_aws_reviewing_as_long_as_it_was_submitted_and_locked_meanwhile() {
    let app = started().await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    client.submit_registration_version().registration_id(&id).aws_review(true).send().await.expect("it is submitted");
    advance(&app, "1s").await;
    for by in ["0ms", "999ms"] {
        if by != "0ms" {
            advance(&app, by).await;
        }
        let now = version(&client, &id).await;
        assert_eq!(now.registration_version_status.as_str(), "AWS_REVIEWING", "after {by}");
        assert_eq!(now.feedback(), None);
        assert_eq!(status(&client, &id).await, "AWS_REVIEWING", "after {by}");
    }
    let put = client.put_registration_field_value().registration_id(&id).field_path(CITY).text_value("Bergen");
    let locked = app.refused(put.send()).await;
    assert!(locked.is("ConflictException", "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED"), "{locked:?}");
    let locked = app.refused(client.discard_registration_version().registration_id(&id).send()).await;
    assert!(locked.is("ConflictException", "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED"), "{locked:?}");
    advance(&app, "1ms").await;
    let now = version(&client, &id).await;
    assert_eq!(now.registration_version_status.as_str(), "REVIEWING");
    assert!(now.feedback().is_some_and(|feedback| feedback.starts_with("No findings")), "{now:?}");
    assert_eq!(moments(&now), [("SUBMITTED", 0), ("AWS_REVIEWING", 1_000), ("REVIEWING", 2_000)]);
}

#[tokio::test]
async fn what_that_check_finds_stands_on_the_version_and_on_each_of_its_fields() {
    let app = App::start().await;
    let client = app.client();
    let id = super::created(&client, BRAND).await;
    let (state, symbol) = ("companyInfo.state", "companyInfo.stockSymbol");
    super::fill_but(&client, &id, BRAND, &[CITY, state]).await;
    text(&client, &id, symbol, "ACME").await;
    client.submit_registration_version().registration_id(&id).aws_review(true).send().await.expect("it is submitted");
    let denied = version(&client, &id).await;
    assert_eq!(denied.registration_version_status.as_str(), "DENIED");
    assert!(denied.feedback().is_some_and(|feedback| feedback.starts_with("Findings: 2 ")), "{denied:?}");
    let values = client.describe_registration_field_values().registration_id(&id);
    let values = values.field_paths(CITY).field_paths(state).field_paths(symbol).send().await.expect("it answers");
    let said: Vec<(&str, bool, Option<&str>)> = values
        .registration_field_values()
        .iter()
        .map(|one| (one.field_path(), one.feedback() == denied.feedback(), one.denied_reason()))
        .collect();
    let missing = Some("MISSING_REQUIRED_FIELD");
    assert_eq!(said.len(), 3, "{said:?}");
    for one in [(CITY, true, missing), (state, true, missing), (symbol, false, None)] {
        assert!(said.contains(&one), "{one:?} isn't in {said:?}");
    }
}

#[tokio::test]
async fn an_email_may_be_confirmed_for_thirty_days_and_who_did_is_denied_no_more() {
    let app = App::start().await;
    app.freeze().await;
    let client = app.client();
    let (late, confirmed) = (filled(&client, BRAND).await, filled(&client, BRAND).await);
    for id in [&late, &confirmed] {
        text(&client, id, CITY, "Oslo CALLSIGN-AUTH").await;
        submit(&client, id).await;
    }
    advance(&app, "29d").await;
    decide(&app, &confirmed, json!({ "decision": "authenticate" })).await;
    advance(&app, "86399999ms").await;
    assert_eq!(status(&client, &late).await, "REQUIRES_AUTHENTICATION");
    advance(&app, "1ms").await;
    assert_eq!(
        (status(&client, &late).await, version_status(&client, &late).await),
        ("REQUIRES_UPDATES".into(), "DENIED".into())
    );
    let history = moments(&version(&client, &late).await);
    assert_eq!(history.last(), Some(&("DENIED", 30 * 86_400_000)));
    advance(&app, "31d").await;
    assert_eq!(status(&client, &confirmed).await, "COMPLETE");
}

#[tokio::test]
async fn a_public_company_stops_for_an_email_only_where_the_settings_say_so_and_a_private_one_never() {
    for (authentication, legal_type, expected) in [
        (false, "PUBLIC_PROFIT", "COMPLETE"),
        (true, "PUBLIC_PROFIT", "REQUIRES_AUTHENTICATION"),
        (true, "PRIVATE_PROFIT", "COMPLETE"),
    ] {
        let app = App::with(|settings| settings.registrations.authentication = authentication).await;
        let client = app.client();
        let id = super::created(&client, BRAND).await;
        let put = client.put_registration_field_value().registration_id(&id).field_path("companyInfo.legalType");
        put.select_choices(legal_type).send().await.expect("it is put");
        if legal_type == "PUBLIC_PROFIT" {
            text(&client, &id, "companyInfo.stockSymbol", "ACME").await;
            text(&client, &id, "companyInfo.businessContactEmail", "a@example.com").await;
            let put = client.put_registration_field_value().registration_id(&id);
            let put = put.field_path("companyInfo.stockExchange").select_choices("NYSE");
            put.send().await.expect("it is put");
        }
        super::fill_but(&client, &id, BRAND, &["companyInfo.legalType"]).await;
        submit(&client, &id).await;
        assert_eq!(status(&client, &id).await, expected, "{legal_type} with {authentication}");
    }
}

#[tokio::test]
async fn what_is_held_goes_on_only_by_another_decision() {
    let app = started().await;
    let client = app.client();
    let (submitted, reviewing) = (filled(&client, BRAND).await, filled(&client, BRAND).await);
    submit(&client, &reviewing).await;
    advance(&app, "1s").await;
    submit(&client, &submitted).await;
    for id in [&submitted, &reviewing] {
        decide(&app, id, json!({ "decision": "hold", "feedback": "We ask." })).await;
    }
    advance(&app, "30d").await;
    for id in [&submitted, &reviewing] {
        assert_eq!(
            (status(&client, id).await, version_status(&client, id).await),
            ("REVIEWING".into(), "REVIEWING".into())
        );
        assert_eq!(version(&client, id).await.feedback(), Some("We ask."));
        decide(&app, id, json!({ "decision": "approve" })).await;
        assert_eq!(described(&client, id).await.registration_status.as_str(), "COMPLETE");
    }
}

#[tokio::test]
async fn a_submitted_second_version_that_is_given_up_leaves_what_the_first_came_to() {
    let app = App::with(|settings| settings.registrations.review = Review::Manual).await;
    let client = app.client();
    let (approved, denied) = (filled(&client, BRAND).await, filled(&client, BRAND).await);
    for (id, decision) in [(&approved, "approve"), (&denied, "deny")] {
        submit(&client, id).await;
        decide(&app, id, json!({ "decision": decision })).await;
    }
    let slow = app.beside(|settings| settings.registrations.submitted_ms = 1_000).await;
    slow.freeze().await;
    let client = slow.client();
    for (id, expected, first) in [(&approved, "COMPLETE", "APPROVED"), (&denied, "REQUIRES_UPDATES", "DENIED")] {
        next_version(&client, id).await;
        super::fill_but(&client, id, BRAND, &[]).await;
        submit(&client, id).await;
        assert_eq!(status(&client, id).await, "SUBMITTED");
        client.discard_registration_version().registration_id(id).send().await.expect("nobody looks at it yet");
        advance(&slow, "1h").await;
        let now = described(&client, id).await;
        let numbers = (now.current_version_number, now.approved_version_number, now.latest_denied_version_number);
        let is_approved = first == "APPROVED";
        assert_eq!(numbers, (2, is_approved.then_some(1), (!is_approved).then_some(1)));
        assert_eq!(now.registration_status.as_str(), expected);
        let all = client.describe_registration_versions().registration_id(id).send().await.expect("it answers");
        let statuses: Vec<&str> =
            all.registration_versions().iter().map(|one| one.registration_version_status.as_str()).collect();
        assert_eq!(statuses, ["DISCARDED", first]);
    }
    let again = ask(&slow, "POST", &format!("registrations/{approved}/review"), json!({ "decision": "approve" })).await;
    assert_eq!(refused(&again), "409 NOT_NOW");
}
