//! CreateRegistrationVersion: one test for each sentence of its rule and each error that it raises.

use super::{BRAND, complete, created, filled, refuses_others, status, submit, text, version_status};
use crate::harness::App;

#[tokio::test]
async fn the_next_version_is_a_draft_without_values_and_the_status_stays() {
    let app = App::start().await;
    let client = app.client();
    let id = complete(&client, BRAND).await;
    let made = client.create_registration_version().registration_id(&id).send().await.expect("it is made");
    assert_eq!((made.version_number(), made.registration_version_status().as_str()), (2, "DRAFT"));
    assert_eq!(status(&client, &id).await, "COMPLETE");
    let described = client.describe_registrations().registration_ids(&id).send().await.expect("it is there");
    let described = &described.registrations()[0];
    assert_eq!((described.current_version_number, described.approved_version_number), (2, Some(1)));
    let values = client.describe_registration_field_values().registration_id(&id).send().await;
    assert_eq!(values.expect("it answers").registration_field_values().len(), 0);
    let first = client.describe_registration_field_values().registration_id(&id).version_number(1).send().await;
    assert!(first.expect("it answers").registration_field_values().len() > 10);
}

#[tokio::test]
async fn the_version_before_is_archived_once_the_next_is_approved() {
    let app = App::start().await;
    let client = app.client();
    let id = complete(&client, BRAND).await;
    client.create_registration_version().registration_id(&id).send().await.expect("it is made");
    super::fill_but(&client, &id, BRAND, &[]).await;
    submit(&client, &id).await;
    let described = client.describe_registration_versions().registration_id(&id).send().await.expect("it answers");
    let statuses: Vec<&str> =
        described.registration_versions().iter().map(|one| one.registration_version_status.as_str()).collect();
    assert_eq!(statuses, ["APPROVED", "ARCHIVED"]);
    let history = described.registration_versions()[1].registration_version_status_history();
    assert!(history.and_then(|history| history.archived_timestamp()).is_some());
}

#[tokio::test]
async fn a_draft_and_what_is_reviewed_have_no_next_version() {
    let app =
        App::with(|settings| settings.registrations.review = callsign::domain::registration::settings::Review::Manual)
            .await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    for expected in ["DRAFT", "REVIEWING"] {
        assert_eq!(version_status(&client, &id).await, expected);
        let refused = app.refused(client.create_registration_version().registration_id(&id).send()).await;
        let line = format!("ConflictException CREATE_REGISTRATION_VERSION_NOT_ALLOWED registration {id}");
        assert_eq!(refused.line(), line);
        if expected == "DRAFT" {
            submit(&client, &id).await;
        }
    }
}

#[tokio::test]
async fn there_is_a_quota_a_day() {
    let app = App::with(|settings| settings.quotas.registration_versions_per_day = 2).await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    text(&client, &id, "companyInfo.city", "Seattle").await;
    for _ in 0..2 {
        client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
        let next = client.create_registration_version().registration_id(&id).send().await;
        if next.is_err() {
            break;
        }
    }
    let refused = app.refused(client.create_registration_version().registration_id(&id).send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "REGISTRATION_VERSIONS_CREATED_PER_DAY"), "{refused:?}");
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.create_registration_version().registration_id(id));
}
