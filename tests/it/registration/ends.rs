//! What may be deleted when, and what becomes of what is associated: decision RD32, and what a release does in the middle of a review.

use aws_sdk_pinpointsmsvoicev2::{Client, types::RequestableNumberType};
use serde_json::json;

use super::{
    BRAND, TOLL_FREE, VETTING, advance, associate, complete, create_registration_association, created, described,
    effects, filled,
    states::{STATES, put_into},
    status, submit, version_status,
};
use crate::{
    harness::{App, settings_without_quotas},
    rcs_agent,
    staging::{ask, refused},
};

const LONG_CODE: &str = "GB_LONG_CODE_REGISTRATION";

async fn delete(client: &Client, id: &str) {
    let gone = client.delete_registration().registration_id(id).send().await.expect("it goes");
    assert_eq!(gone.registration_status().as_str(), "DELETED");
}

/// A toll-free number of a registration that is a draft.
async fn number_of(client: &Client, registration: &str) -> String {
    let made = effects::number(client, RequestableNumberType::TollFree).registration_id(registration).send().await;
    made.expect("it is made").phone_number_id.expect("an id")
}

#[tokio::test]
async fn a_toll_free_registration_that_was_never_complete_goes_with_its_association_and_the_number_stays_pending() {
    let app = App::start().await;
    let client = app.client();
    let (draft, denied) = (created(&client, TOLL_FREE).await, created(&client, TOLL_FREE).await);
    let numbers = [number_of(&client, &draft).await, number_of(&client, &denied).await];
    submit(&client, &denied).await;
    for (id, number, expected) in [(&draft, &numbers[0], "CREATED"), (&denied, &numbers[1], "REQUIRES_UPDATES")] {
        assert_eq!(status(&client, id).await, expected);
        delete(&client, id).await;
        let left = client.describe_phone_numbers().phone_number_ids(number).send().await.expect("it is there");
        let left = &left.phone_numbers()[0];
        assert_eq!((left.status.as_str(), left.registration_id()), ("PENDING", None), "{expected}");
    }
    assert_eq!(app.count("select count(*) from inspect.registration_associations").await, 0);
    // It may have another registration, and be active with that.
    let another = filled(&client, TOLL_FREE).await;
    associate(&client, &another, &numbers[0]).await;
    submit(&client, &another).await;
    let found = client.describe_phone_numbers().phone_number_ids(&numbers[0]).send().await.expect("it is there");
    let found = &found.phone_numbers()[0];
    assert_eq!((found.status.as_str(), found.registration_id()), ("ACTIVE", Some(another.as_str())));
}

#[tokio::test]
async fn a_complete_vetting_and_a_complete_rcs_launch_are_deleted_at_any_time_and_what_they_took_is_free() {
    let app = App::start().await;
    let client = app.client();
    let (brand, vetting) = (complete(&client, BRAND).await, created(&client, VETTING).await);
    associate(&client, &vetting, &brand).await;
    submit(&client, &vetting).await;
    let agent = rcs_agent::agent(&client).await;
    let launch = rcs_agent::registered(&client, &agent, rcs_agent::TEST).await;
    for id in [&vetting, &launch] {
        assert_eq!(status(&client, id).await, "COMPLETE");
        delete(&client, id).await;
    }
    assert_eq!(app.count("select count(*) from inspect.registration_associations").await, 0);
    delete(&client, &brand).await;
    rcs_agent::drafted(&client, &agent, rcs_agent::TEST).await;
}

#[tokio::test]
async fn a_long_code_registration_takes_numbers_once_it_is_complete_and_goes_when_they_are_released() {
    let app = App::start().await;
    let client = app.client();
    let id = filled(&client, LONG_CODE).await;
    let first = create_registration_association::number(&client, "GB", RequestableNumberType::LongCode).await;
    let early = client.create_registration_association().registration_id(&id).resource_id(&first);
    let line = format!("ConflictException REGISTRATION_NOT_COMPLETE registration {id}");
    assert_eq!(app.refused(early.send()).await.line(), line);
    submit(&client, &id).await;
    associate(&client, &id, &first).await;
    let request = effects::number(&client, RequestableNumberType::LongCode).iso_country_code("GB");
    let second = request.registration_id(&id).send().await.expect("it is made").phone_number_id.expect("an id");
    let listed = client.list_registration_associations().registration_id(&id).send().await.expect("it answers");
    let kinds: Vec<_> = listed
        .registration_associations()
        .iter()
        .map(|one| (one.resource_id(), one.resource_type(), one.iso_country_code()))
        .collect();
    assert_eq!(kinds, [(first.as_str(), "LONG_CODE", Some("GB")), (second.as_str(), "LONG_CODE", Some("GB"))]);
    for number in [&first, &second] {
        let refused = app.refused(client.delete_registration().registration_id(&id).send()).await;
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_EMPTY registration {id}"));
        client.release_phone_number().phone_number_id(number).send().await.expect("it is released");
        assert_eq!(status(&client, &id).await, "COMPLETE", "it isn't closed");
    }
    delete(&client, &id).await;
}

#[tokio::test]
async fn the_release_of_its_last_number_closes_a_registration_in_every_state_and_leaves_its_version() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    for (of, version, _) in STATES {
        let id = created(&client, TOLL_FREE).await;
        let numbers = [number_of(&client, &id).await, number_of(&client, &id).await];
        put_into(&app, &id, of, version).await;
        for (number, expected) in numbers.iter().zip([*of, "CLOSED"]) {
            client.release_phone_number().phone_number_id(number).send().await.expect("it is released");
            let now = (status(&client, &id).await, version_status(&client, &id).await);
            assert_eq!(now, (expected.to_owned(), (*version).to_owned()), "from {of} {version}");
        }
        delete(&client, &id).await;
    }
}

#[tokio::test]
async fn a_registration_whose_last_number_is_released_during_its_review_is_closed_and_decided_no_more() {
    let app = App::with(|settings| settings.registrations.submitted_ms = 1_000).await;
    app.freeze().await;
    let client = app.client();
    let (submitted, waiting) = (filled(&client, TOLL_FREE).await, filled(&client, TOLL_FREE).await);
    super::text(&client, &waiting, "companyInfo.city", "Oslo CALLSIGN-AUTH").await;
    let numbers = [number_of(&client, &submitted).await, number_of(&client, &waiting).await];
    submit(&client, &waiting).await;
    advance(&app, "1s").await;
    submit(&client, &submitted).await;
    for (id, number, version) in
        [(&submitted, &numbers[0], "SUBMITTED"), (&waiting, &numbers[1], "REQUIRES_AUTHENTICATION")]
    {
        assert_eq!(status(&client, id).await, version);
        client.release_phone_number().phone_number_id(number).send().await.expect("it is released");
        let now = described(&client, id).await;
        assert_eq!((now.registration_status.as_str(), now.approved_version_number), ("CLOSED", None));
        assert_eq!(version_status(&client, id).await, version);
    }
    assert_eq!(app.count("select count(*) from inspect.registrations where next_due_at is not null").await, 0);
    advance(&app, "60d").await;
    for id in [&submitted, &waiting] {
        for decision in ["approve", "deny", "hold", "require_authentication", "authenticate", "revoke", "close"] {
            let path = format!("registrations/{id}/review");
            let answer = ask(&app, "POST", &path, json!({ "decision": decision })).await;
            assert_eq!(refused(&answer), "409 NOT_NOW", "{decision}");
        }
        assert_eq!(status(&client, id).await, "CLOSED");
        delete(&client, id).await;
    }
}
