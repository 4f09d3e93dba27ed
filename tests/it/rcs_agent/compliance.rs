//! What a launch says that its agent answers to HELP and STOP: the same as the agent does, where that was changed.

use aws_sdk_pinpointsmsvoicev2::{Client, types::MessageType};
use callsign::domain::registration::settings::Review;
use serde_json::json;

use super::{TEST, agent, registered, testing};
use crate::{
    harness::App,
    registration::{associate, created, fill_but, filled, status, submit, text},
    staging::ask,
};

const GB: &str = "GB_RCS_LAUNCH_REGISTRATION";
const HELP: &str = "complianceKeywords.helpResponse";
const STOP: &str = "complianceKeywords.stopResponse";

async fn answers(client: &Client, owner: &str, word: &str, message: &str) {
    let put = client.put_keyword().origination_identity(owner).keyword(word).keyword_message(message);
    put.send().await.expect("it is put");
}

/// A launch of an agent that says so, reviewed: its RegistrationId.
async fn launched(client: &Client, agent: &str, of: &str, says: &[(&str, &str)]) -> String {
    let id = created(client, of).await;
    for (path, words) in says {
        text(client, &id, path, words).await;
    }
    let said: Vec<&str> = says.iter().map(|(path, _)| *path).collect();
    fill_but(client, &id, of, &said).await;
    associate(client, &id, agent).await;
    submit(client, &id).await;
    id
}

/// Why a field was denied.
async fn denied(client: &Client, id: &str, path: &str) -> Option<String> {
    let values = client.describe_registration_field_values().registration_id(id).field_paths(path).send().await;
    let values = values.expect("it answers").registration_field_values;
    values.into_iter().next().and_then(|value| value.denied_reason)
}

#[tokio::test]
async fn a_launch_that_says_something_else_or_nothing_is_denied_field_by_field() {
    let app = App::start().await;
    let client = app.client();
    let agent = testing(&client).await;
    answers(&client, &agent, "help", "Call us.").await;
    answers(&client, &agent, "stop", "Goodbye.").await;
    let id = launched(&client, &agent, GB, &[(HELP, "Call us!")]).await;
    assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES");
    assert_eq!(denied(&client, &id, HELP).await.as_deref(), Some("INVALID_FIELD_VALUE"));
    assert_eq!(denied(&client, &id, STOP).await.as_deref(), Some("MISSING_REQUIRED_FIELD"));
    assert_eq!(denied(&client, &id, "agentDetails.brandName").await, None);
}

#[tokio::test]
async fn a_launch_that_says_the_same_is_complete() {
    let app = App::start().await;
    let client = app.client();
    let agent = testing(&client).await;
    answers(&client, &agent, "HELP", "Call us.").await;
    let id = launched(&client, &agent, GB, &[(HELP, "Call us."), (STOP, "Whatever.")]).await;
    assert_eq!(status(&client, &id).await, "COMPLETE", "nobody changed STOP");
}

#[tokio::test]
async fn keywords_that_were_not_changed_bind_nobody() {
    let app = App::start().await;
    let client = app.client();
    let agent = testing(&client).await;
    answers(&client, &agent, "HOURS", "From 9 to 5.").await;
    let usual = "For help, contact the sender of this message. Reply STOP to opt out.";
    answers(&client, &agent, "HELP", usual).await;
    let id = launched(&client, &agent, GB, &[(HELP, "Something else.")]).await;
    assert_eq!(status(&client, &id).await, "COMPLETE", "it answers what every new agent does");
}

#[tokio::test]
async fn the_test_registration_says_it_too() {
    let app = App::start().await;
    let client = app.client();
    let agent = agent(&client).await;
    answers(&client, &agent, "STOP", "Goodbye.").await;
    let id = launched(&client, &agent, TEST, &[]).await;
    assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES");
    client.create_registration_version().registration_id(&id).send().await.expect("another version");
    text(&client, &id, STOP, "Goodbye.").await;
    fill_but(&client, &id, TEST, &[STOP]).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "COMPLETE");
}

#[tokio::test]
async fn what_a_pool_put_on_its_agent_counts_as_the_agents_own() {
    let app = App::start().await;
    let client = app.client();
    let agent = testing(&client).await;
    let pool = client.create_pool().origination_identity(&agent).iso_country_code("ZZ");
    let pool = pool.message_type(MessageType::Transactional).send().await.expect("it founds a pool");
    answers(&client, &pool.pool_id.expect("it has an id"), "HELP", "Call us.").await;
    let id = launched(&client, &agent, GB, &[(HELP, "Write to us.")]).await;
    assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES");
    assert_eq!(denied(&client, &id, HELP).await.as_deref(), Some("INVALID_FIELD_VALUE"));
}

#[tokio::test]
async fn a_keyword_that_changes_after_the_launch_takes_nothing_back() {
    let app = App::start().await;
    let client = app.client();
    let agent = agent(&client).await;
    let id = registered(&client, &agent, GB).await;
    answers(&client, &agent, "HELP", "Call us.").await;
    assert_eq!(status(&client, &id).await, "COMPLETE");
    assert_eq!(super::status_of(&client, &agent).await, "ACTIVE");
}

#[tokio::test]
async fn the_check_that_aws_was_asked_for_finds_it_and_a_person_may_approve_it_all_the_same() {
    let app = App::start().await;
    let client = app.client();
    let agent = testing(&client).await;
    answers(&client, &agent, "HELP", "Call us.").await;
    let id = filled(&client, GB).await;
    associate(&client, &id, &agent).await;
    client.submit_registration_version().registration_id(&id).aws_review(true).send().await.expect("it is submitted");
    assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES");
    let feedback = crate::registration::version(&client, &id).await.feedback;
    assert!(feedback.is_some_and(|told| told.starts_with("Findings: 1 fields")));

    let manual = app.beside(|settings| settings.registrations.review = Review::Manual).await;
    let client = manual.client();
    client.create_registration_version().registration_id(&id).send().await.expect("another version");
    fill_but(&client, &id, GB, &[]).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "REVIEWING");
    let approve = ask(&manual, "POST", &format!("registrations/{id}/review"), json!({ "decision": "approve" })).await;
    assert_eq!(approve.status, 200, "{approve:?}");
    assert_eq!(status(&client, &id).await, "COMPLETE");
}
