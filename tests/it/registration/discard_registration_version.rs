//! DiscardRegistrationVersion: one test for each sentence of its rule and each error that it raises.

use super::{BRAND, complete, created, filled, refuses_others, status, submit, version_status};
use crate::harness::App;

#[tokio::test]
async fn a_draft_is_given_up_and_stays_the_current_version() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    let answer = client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    assert_eq!((answer.version_number(), answer.registration_version_status().as_str()), (1, "DISCARDED"));
    let history = answer.registration_version_status_history().expect("a history");
    assert!(history.discarded_timestamp().is_some());
    assert_eq!(status(&client, &id).await, "CREATED");
}

#[tokio::test]
async fn the_registration_falls_back_to_what_it_was() {
    let app = App::start().await;
    let client = app.client();
    let approved = complete(&client, BRAND).await;
    let denied = created(&client, BRAND).await;
    submit(&client, &denied).await;
    for (id, expected) in [(approved, "COMPLETE"), (denied, "REQUIRES_UPDATES")] {
        client.create_registration_version().registration_id(&id).send().await.expect("it is made");
        client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
        assert_eq!(status(&client, &id).await, expected);
    }
}

#[tokio::test]
async fn what_nobody_looks_at_yet_may_be_given_up_and_nothing_happens_to_it_then() {
    let app = App::with(|settings| settings.registrations.submitted_ms = 1_000).await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    app.freeze().await;
    submit(&client, &id).await;
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    app.pass_ms(60_000).await;
    assert_eq!(
        (status(&client, &id).await, version_status(&client, &id).await),
        ("CREATED".into(), "DISCARDED".into())
    );
    assert_eq!(app.count("select count(*) from inspect.registrations where next_due_at is not null").await, 0);
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.discard_registration_version().registration_id(id));
}
