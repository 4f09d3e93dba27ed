//! What reviews of its registrations make of an RCS agent.

use serde_json::json;

use super::{TEST, agent, described, drafted, registered, status_of};
use crate::{
    harness::App,
    registration::{created, fill_but, status, submit, text},
    staging::ask,
};

const GB: &str = "GB_RCS_LAUNCH_REGISTRATION";
const FR: &str = "FR_RCS_LAUNCH_REGISTRATION";

#[tokio::test]
async fn a_new_version_under_review_makes_an_active_agent_partial_until_it_is_decided() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    registered(&client, &id, GB).await;
    let second = registered(&client, &id, FR).await;
    assert_eq!(status_of(&client, &id).await, "ACTIVE");
    client.create_registration_version().registration_id(&second).send().await.expect("another version");
    text(&client, &second, "agentDetails.brandName", "CALLSIGN-HOLD").await;
    fill_but(&client, &second, FR, &["agentDetails.brandName"]).await;
    submit(&client, &second).await;
    assert_eq!(status(&client, &second).await, "REVIEWING");
    assert_eq!(status_of(&client, &id).await, "PARTIAL");
    let path = format!("registrations/{second}/review");
    let approved = ask(&app, "POST", &path, json!({ "decision": "approve" })).await;
    assert_eq!(approved.status, 200, "{approved:?}");
    assert_eq!(status_of(&client, &id).await, "ACTIVE");
}

#[tokio::test]
async fn a_launch_that_is_revoked_makes_an_active_agent_partial() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    registered(&client, &id, GB).await;
    let second = registered(&client, &id, FR).await;
    let path = format!("registrations/{second}/review");
    let revoked = ask(&app, "POST", &path, json!({ "decision": "revoke" })).await;
    assert_eq!(revoked.status, 200, "{revoked:?}");
    assert_eq!(status_of(&client, &id).await, "PARTIAL");
    client.delete_registration().registration_id(&second).send().await.expect("it goes");
    assert_eq!(status_of(&client, &id).await, "ACTIVE");
}

#[tokio::test]
async fn its_testing_agent_is_pending_while_the_test_registration_is_reviewed() {
    let app = App::with(|settings| settings.registrations.reviewing_ms = 60_000).await;
    let client = app.client();
    let id = agent(&client).await;
    let registration = drafted(&client, &id, TEST).await;
    submit(&client, &registration).await;
    let testing = described(&client, &id).await.testing_agent.expect("it is registered");
    assert_eq!((testing.status.as_str(), testing.registration_id), ("PENDING", registration));
}

#[tokio::test]
async fn a_registration_that_was_denied_keeps_its_type_for_itself_until_it_is_deleted() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    // An empty form is denied.
    let denied = drafted(&client, &id, TEST).await;
    submit(&client, &denied).await;
    assert_eq!(status(&client, &denied).await, "REQUIRES_UPDATES");
    let other = created(&client, TEST).await;
    let associate = || client.create_registration_association().registration_id(&other).resource_id(&id).send();
    let reason = "RCS_AGENT_ALREADY_ASSOCIATED_TO_REGISTRATION_TYPE";
    assert_eq!(app.refused(associate()).await.line(), format!("ConflictException {reason} rcs-agent {id}"));
    client.delete_registration().registration_id(&denied).send().await.expect("it goes");
    associate().await.expect("the type is free");
}
