//! Reviews: automatic or by hand, at once or in time, steered by texts, settings and the endpoint.

use callsign::domain::registration::settings::Review;
use serde_json::{Value, json};

use super::{BRAND, created, fill_but, filled, status, submit, text, version, version_status};
use crate::{
    harness::{App, REGION},
    staging::{ask, refused},
};

const CITY: &str = "companyInfo.city";

/// A submitted brand in which a field says something.
async fn saying(app: &App, word: &str) -> String {
    let client = app.client();
    let id = filled(&client, BRAND).await;
    text(&client, &id, CITY, &format!("Oslo {word}")).await;
    submit(&client, &id).await;
    id
}

async fn review(app: &App, id: &str, body: Value) -> String {
    let answer = ask(app, "POST", &format!("registrations/{id}/review"), body).await;
    if answer.status != 200 {
        return refused(&answer);
    }
    let row = answer.json();
    assert_eq!(row["registration_id"], id);
    row["registration_status"].as_str().expect("a status").to_owned()
}

#[tokio::test]
async fn a_text_of_the_form_decides_what_becomes_of_it() {
    let app = App::start().await;
    let client = app.client();
    for (word, expected) in [
        ("", ("COMPLETE", "APPROVED")),
        ("CALLSIGN-DENY", ("REQUIRES_UPDATES", "DENIED")),
        ("CALLSIGN-HOLD", ("REVIEWING", "REVIEWING")),
        ("CALLSIGN-AUTH", ("REQUIRES_AUTHENTICATION", "REQUIRES_AUTHENTICATION")),
        ("CALLSIGN-OFFLINE", ("REVIEWING", "REQUIRES_OFFLINE_REVIEW")),
    ] {
        let id = saying(&app, word).await;
        let (of, version) = (status(&client, &id).await, version_status(&client, &id).await);
        assert_eq!((of.as_str(), version.as_str()), expected, "{word}");
    }
}

#[tokio::test]
async fn a_denial_by_a_text_names_its_field_and_the_first_in_the_catalogue_counts() {
    let app = App::start().await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    text(&client, &id, "contactInfo.dbaName", "CALLSIGN-HOLD").await;
    text(&client, &id, CITY, "CALLSIGN-DENY").await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES");
    let values = client.describe_registration_field_values().registration_id(&id).field_paths(CITY).send().await;
    let values = values.expect("it answers");
    assert_eq!(values.registration_field_values()[0].denied_reason(), Some("INVALID_FIELD_VALUE"));
}

#[tokio::test]
async fn a_country_that_is_reviewed_in_its_own_regions_only_denies_elsewhere() {
    let app = App::start().await;
    for (region, expected) in [(REGION, "REQUIRES_UPDATES"), ("ap-south-1", "COMPLETE")] {
        let client = app.client_of("test", region);
        let id = filled(&client, "IN_SENDER_ID_REGISTRATION").await;
        submit(&client, &id).await;
        assert_eq!(status(&client, &id).await, expected, "{region}");
    }
}

#[tokio::test]
async fn what_a_condition_disallows_is_denied() {
    let app = App::start().await;
    let client = app.client();
    let of = "GB_LONG_CODE_REGISTRATION";
    let id = filled(&client, of).await;
    text(&client, &id, "messagingUseCase.optInMethodOther", "by pigeon").await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES");
    let denied = client.describe_registration_field_values().registration_id(&id);
    let denied = denied.field_paths("messagingUseCase.optInMethodOther").send().await.expect("it answers");
    assert_eq!(denied.registration_field_values()[0].denied_reason(), Some("INVALID_FIELD_VALUE"));
}

#[tokio::test]
async fn a_public_company_confirms_an_email_where_the_settings_say_so() {
    let app = App::with(|settings| settings.registrations.authentication = true).await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    let put = client.put_registration_field_value().registration_id(&id).field_path("companyInfo.legalType");
    put.select_choices("PUBLIC_PROFIT").send().await.expect("it is put");
    for (path, value) in [("companyInfo.stockSymbol", "ACME"), ("companyInfo.businessContactEmail", "a@example.com")] {
        text(&client, &id, path, value).await;
    }
    let put = client.put_registration_field_value().registration_id(&id).field_path("companyInfo.stockExchange");
    put.select_choices("NYSE").send().await.expect("it is put");
    fill_but(&client, &id, BRAND, &["companyInfo.legalType"]).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "REQUIRES_AUTHENTICATION");
    assert_eq!(review(&app, &id, json!({ "decision": "authenticate" })).await, "COMPLETE");
}

#[tokio::test]
async fn each_status_lasts_as_long_as_the_settings_say_and_the_history_tells_when() {
    let app = App::with(|settings| {
        settings.registrations.submitted_ms = 1_000;
        settings.registrations.reviewing_ms = 2_000;
        settings.registrations.provisioning_ms = 3_000;
    })
    .await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    app.freeze().await;
    submit(&client, &id).await;
    for (by, expected) in [
        ("0ms", "SUBMITTED"),
        ("999ms", "SUBMITTED"),
        ("1ms", "REVIEWING"),
        ("1999ms", "REVIEWING"),
        ("1ms", "PROVISIONING"),
        ("3000ms", "COMPLETE"),
    ] {
        if by != "0ms" {
            let body = json!({ "by": by, "account_id": "000000000000" });
            let answer = ask(&app, "POST", "clock/advance", body).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        assert_eq!(status(&client, &id).await, expected, "after {by}");
    }
    let history = version(&client, &id).await.registration_version_status_history.expect("a history");
    let at = |time: Option<&aws_sdk_pinpointsmsvoicev2::primitives::DateTime>| {
        time.expect("it came there").to_millis().expect("it is in range")
    };
    let submitted = at(history.submitted_timestamp());
    assert_eq!(at(history.reviewing_timestamp()) - submitted, 1_000);
    assert_eq!(at(history.approved_timestamp()) - submitted, 3_000);
}

#[tokio::test]
async fn a_round_of_the_background_carries_out_what_is_due_once() {
    let app = App::with(|settings| settings.registrations.submitted_ms = 60_000).await;
    let client = app.client();
    let ids = [filled(&client, BRAND).await, filled(&client, BRAND).await];
    for id in &ids {
        submit(&client, id).await;
    }
    let deployment = callsign::config::Settings::default().deployment();
    let round = || async {
        callsign::background::lifecycle::round(&app.database(), &deployment).await.expect("the round is done")
    };
    assert_eq!(round().await, 0);
    app.put_ahead(60).await;
    crate::harness::until("both are reviewed", || async {
        status(&client, &ids[0]).await == "COMPLETE" && status(&client, &ids[1]).await == "COMPLETE"
    })
    .await;
    assert_eq!(round().await, 0);
    assert_eq!(app.count("select count(*) from inspect.registrations where next_due_at is not null").await, 0);
}

#[tokio::test]
async fn nobody_approves_by_himself_where_review_is_manual_and_people_decide() {
    let app = App::with(|settings| settings.registrations.review = Review::Manual).await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "REVIEWING");
    assert_eq!(review(&app, &id, json!({ "decision": "require_authentication" })).await, "REQUIRES_AUTHENTICATION");
    assert_eq!(review(&app, &id, json!({ "decision": "hold" })).await, "409 NOT_NOW");
    assert_eq!(review(&app, &id, json!({ "decision": "authenticate" })).await, "REVIEWING");
    let deny = json!({ "decision": "deny", "reasons": ["Unclear Opt-in Language"], "fields": { CITY: "WRONG_CITY" },
                       "feedback": "Say where." });
    assert_eq!(review(&app, &id, deny).await, "REQUIRES_UPDATES");
    let denied = version(&client, &id).await;
    assert_eq!(denied.denied_reasons()[0].reason(), "Unclear Opt-in Language");
    assert_eq!(denied.feedback(), Some("Say where."));
    let values = client.describe_registration_field_values().registration_id(&id).field_paths(CITY).send().await;
    assert_eq!(values.expect("it answers").registration_field_values()[0].denied_reason(), Some("WRONG_CITY"));
    client.create_registration_version().registration_id(&id).send().await.expect("it is made");
    submit(&client, &id).await;
    assert_eq!(review(&app, &id, json!({ "decision": "approve" })).await, "409 INCOMPLETE");
    assert_eq!(review(&app, &id, json!({ "decision": "approve", "force": true })).await, "COMPLETE");
    assert_eq!(review(&app, &id, json!({ "decision": "revoke" })).await, "REQUIRES_UPDATES");
    assert_eq!(version_status(&client, &id).await, "REVOKED");
    assert_eq!(review(&app, &id, json!({ "decision": "close" })).await, "CLOSED");
}

#[tokio::test]
async fn who_decides_names_a_registration_that_is_there_fields_that_it_has_and_a_decision() {
    let app = App::start().await;
    let id = saying(&app, "CALLSIGN-HOLD").await;
    assert_eq!(review(&app, "registration-0", json!({ "decision": "hold" })).await, "404 NOT_FOUND");
    assert_eq!(review(&app, &id, json!({ "decision": "perhaps" })).await, "400 INVALID_BODY");
    let unknown = json!({ "decision": "deny", "fields": { "no.such": "WRONG" } });
    assert_eq!(review(&app, &id, unknown).await, "422 INVALID_VALUE");
    let elsewhere = ask(
        &app,
        "POST",
        &format!("registrations/{id}/review?account_id=111111111111"),
        json!({ "decision": "approve" }),
    )
    .await;
    assert_eq!(refused(&elsewhere), "404 NOT_FOUND");
    assert_eq!(status(&app.client(), &id).await, "REVIEWING");
}
