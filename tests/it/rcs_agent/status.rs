//! What the registrations of an RCS agent make of it.

use super::{TEST, agent, drafted, registered, status_of};
use crate::{
    harness::App,
    registration::{created, submit},
};

const GB: &str = "GB_RCS_LAUNCH_REGISTRATION";
const FR: &str = "FR_RCS_LAUNCH_REGISTRATION";

#[tokio::test]
async fn it_comes_from_created_to_active_launch_by_launch() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    assert_eq!(status_of(&client, &id).await, "CREATED");
    drafted(&client, &id, GB).await;
    assert_eq!(status_of(&client, &id).await, "CREATED", "nobody submitted it");
    registered(&client, &id, TEST).await;
    assert_eq!(status_of(&client, &id).await, "TESTING");
    registered(&client, &id, FR).await;
    assert_eq!(status_of(&client, &id).await, "ACTIVE", "what wasn't submitted doesn't count");
    // An empty form is denied.
    let denied = drafted(&client, &id, "US_RCS_LAUNCH_REGISTRATION").await;
    submit(&client, &denied).await;
    assert_eq!(status_of(&client, &id).await, "PARTIAL", "what was denied does");
    client.delete_registration().registration_id(&denied).send().await.expect("it goes");
    assert_eq!(status_of(&client, &id).await, "ACTIVE");
}

#[tokio::test]
async fn one_whose_registration_is_reviewed_is_pending() {
    let app = App::with(|settings| settings.registrations.reviewing_ms = 60_000).await;
    let client = app.client();
    let id = agent(&client).await;
    let registration = drafted(&client, &id, TEST).await;
    submit(&client, &registration).await;
    assert_eq!(status_of(&client, &id).await, "PENDING");
}

#[tokio::test]
async fn an_agent_has_one_registration_of_a_type() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    let first = drafted(&client, &id, TEST).await;
    let again = client.create_registration_association().registration_id(&first).resource_id(&id);
    let refused = app.refused(again.send()).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_ALREADY_ASSOCIATED rcs-agent {id}"));
    let second = created(&client, TEST).await;
    let other = client.create_registration_association().registration_id(&second).resource_id(&id);
    let refused = app.refused(other.send()).await;
    let reason = "RCS_AGENT_ALREADY_ASSOCIATED_TO_REGISTRATION_TYPE";
    assert_eq!(refused.line(), format!("ConflictException {reason} rcs-agent {id}"));
}

#[tokio::test]
async fn a_registration_for_something_else_takes_no_agent_and_one_that_was_submitted_takes_none() {
    let app = App::start().await;
    let client = app.client();
    let (id, brand) = (agent(&client).await, created(&client, "US_TEN_DLC_BRAND_REGISTRATION").await);
    let associate = client.create_registration_association().registration_id(brand).resource_id(&id);
    let refused = app.refused(associate.send()).await;
    assert!(refused.is("ValidationException", "INVALID_REGISTRATION_ASSOCIATION"), "{refused:?}");
    assert_eq!(refused.fields, ["resourceId"]);
    let registration = drafted(&client, &id, TEST).await;
    submit(&client, &registration).await;
    let second = agent(&client).await;
    let associate = client.create_registration_association().registration_id(&registration).resource_id(&second);
    let refused = app.refused(associate.send()).await;
    assert_eq!(refused.line(), format!("ConflictException REGISTRATION_ALREADY_SUBMITTED registration {registration}"));
}

#[tokio::test]
async fn its_associations_are_listed_and_shown_by_the_view() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    let registration = drafted(&client, &id, GB).await;
    let listed = client.list_registration_associations().registration_id(&registration).send().await;
    let listed = listed.expect("it answers").registration_associations;
    let one = &listed[0];
    assert_eq!((one.resource_id.as_str(), one.resource_type.as_str()), (id.as_str(), "RCS_AGENT"));
    assert!(one.resource_arn.ends_with(&format!(":rcs-agent/{id}")), "{one:?}");
    let shown = "select concat_ws(' ', resource_id, resource_type) from inspect.registration_associations
                 where registration_id = $1";
    assert_eq!(app.texts_of(shown, &registration).await, [format!("{id} RCS_AGENT")]);
}
