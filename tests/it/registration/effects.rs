//! What an approval does to the rest: toll-free numbers become ACTIVE, sender IDs are made or marked; and what its end undoes.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::request_phone_number::builders::RequestPhoneNumberFluentBuilder as Request,
    types::{MessageType, NumberCapability, RequestableNumberType, SenderIdInformation},
};
use callsign::domain::registration::settings::Registered;
use serde_json::json;

use super::{BRAND, TOLL_FREE, campaign, complete, created, fill_but, filled, status, submit, text};
use crate::{
    harness::{App, Fixture, refusal},
    staging::ask,
};

const SENDER_ID: &str = "GB_SENDER_ID_REGISTRATION";

pub fn number(client: &Client, kind: RequestableNumberType) -> Request {
    let request = client.request_phone_number().iso_country_code("US").message_type(MessageType::Transactional);
    request.number_capabilities(NumberCapability::Sms).number_type(kind)
}

async fn number_status(client: &Client, id: &str) -> String {
    let described = client.describe_phone_numbers().phone_number_ids(id).send().await.expect("it is there");
    described.phone_numbers()[0].status.as_str().to_owned()
}

/// A complete registration of this sender ID.
pub async fn registered(client: &Client, name: &str) -> String {
    let id = created(client, SENDER_ID).await;
    text(client, &id, "senderIdInfo.senderId", name).await;
    fill_but(client, &id, SENDER_ID, &["senderIdInfo.senderId"]).await;
    submit(client, &id).await;
    id
}

#[tokio::test]
async fn a_toll_free_number_with_a_registration_is_pending_until_that_is_complete_and_again_when_it_is_revoked() {
    let app = App::start().await;
    let client = app.client();
    let id = filled(&client, TOLL_FREE).await;
    let made = number(&client, RequestableNumberType::TollFree).registration_id(&id).send().await.expect("it is made");
    let number_id = made.phone_number_id().expect("an id");
    assert_eq!(made.registration_id(), Some(id.as_str()));
    assert_eq!(number_status(&client, number_id).await, "PENDING");
    submit(&client, &id).await;
    assert_eq!(
        (status(&client, &id).await, number_status(&client, number_id).await),
        ("COMPLETE".into(), "ACTIVE".into())
    );
    let revoke = ask(&app, "POST", &format!("registrations/{id}/review"), json!({ "decision": "revoke" })).await;
    assert_eq!(revoke.status, 200, "{revoke:?}");
    assert_eq!(number_status(&client, number_id).await, "PENDING");
}

#[tokio::test]
async fn without_a_registration_a_number_is_active_unless_the_settings_want_one() {
    let app = App::start().await;
    let made = number(&app.client(), RequestableNumberType::TollFree).send().await.expect("it is made");
    assert_eq!(number_status(&app.client(), made.phone_number_id().expect("an id")).await, "ACTIVE");
    let strict = app
        .beside(|settings| settings.registrations.require_for = vec![Registered::TollFree, Registered::TenDlc])
        .await;
    let client = strict.client();
    let made = number(&client, RequestableNumberType::TollFree).send().await.expect("it is made");
    let waiting = made.phone_number_id().expect("an id");
    assert_eq!(number_status(&client, waiting).await, "PENDING");
    let refused = app.refused(number(&client, RequestableNumberType::TenDlc).send()).await;
    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["registrationId"]);
    // Who waits for ever may leave.
    client.release_phone_number().phone_number_id(waiting).send().await.expect("it is released");
}

#[tokio::test]
async fn a_number_asks_for_a_registration_that_takes_it() {
    let app = App::start().await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    let draft = created(&client, super::CAMPAIGN).await;
    let unknown = number(&client, RequestableNumberType::TenDlc).registration_id("registration-0");
    assert_eq!(app.refused(unknown.send()).await.line(), "ResourceNotFoundException - registration registration-0");
    let unfit = app.refused(number(&client, RequestableNumberType::TenDlc).registration_id(&brand).send()).await;
    assert!(unfit.is("ValidationException", "INVALID_REGISTRATION_ASSOCIATION"), "{unfit:?}");
    assert_eq!(unfit.fields, ["registrationId"]);
    let early = app.refused(number(&client, RequestableNumberType::TenDlc).registration_id(&draft).send()).await;
    assert_eq!(early.line(), format!("ConflictException REGISTRATION_NOT_COMPLETE registration {draft}"));
    let other = created(&client, "GB_LONG_CODE_REGISTRATION").await;
    let abroad = app.refused(number(&client, RequestableNumberType::LongCode).registration_id(&other).send()).await;
    assert!(abroad.is("ValidationException", "INVALID_REGISTRATION_ASSOCIATION"), "{abroad:?}");
}

#[tokio::test]
async fn releasing_the_last_number_closes_a_toll_free_registration_and_empties_a_campaign() {
    let app = App::start().await;
    let client = app.client();
    let id = filled(&client, TOLL_FREE).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let made = number(&client, RequestableNumberType::TollFree).registration_id(&id).send().await;
        numbers.push(made.expect("it is made").phone_number_id.expect("an id"));
    }
    submit(&client, &id).await;
    let refused = app.refused(client.delete_registration().registration_id(&id).send()).await;
    assert!(refused.is("ConflictException", "RESOURCE_NOT_EMPTY"), "{refused:?}");
    for (number, expected) in numbers.iter().zip(["COMPLETE", "CLOSED"]) {
        let released = client.release_phone_number().phone_number_id(number).send().await.expect("it is released");
        assert_eq!(released.registration_id(), Some(id.as_str()));
        assert_eq!(status(&client, &id).await, expected);
    }
    client.delete_registration().registration_id(&id).send().await.expect("what is closed may go");

    let brand = complete(&client, BRAND).await;
    let id = campaign(&client, &brand).await;
    let made = number(&client, RequestableNumberType::TenDlc).registration_id(&id).send().await.expect("it is made");
    let refused = app.refused(client.delete_registration().registration_id(&id).send()).await;
    assert!(refused.is("ConflictException", "RESOURCE_NOT_EMPTY"), "{refused:?}");
    client
        .release_phone_number()
        .phone_number_id(made.phone_number_id().expect("an id"))
        .send()
        .await
        .expect("released");
    assert_eq!(status(&client, &id).await, "COMPLETE");
    client.delete_registration().registration_id(&id).send().await.expect("it is empty");
}

#[tokio::test]
async fn an_approval_makes_the_sender_id_and_its_release_closes_the_registration() {
    let app = App::start().await;
    let client = app.client();
    let id = registered(&client, "acme").await;
    assert_eq!(status(&client, &id).await, "COMPLETE");
    let described = client.describe_sender_ids().send().await.expect("it answers");
    let [made] = described.sender_ids() else { panic!("{described:?}") };
    assert_eq!((made.sender_id(), made.registered(), made.registration_id()), ("ACME", true, Some(id.as_str())));
    let refused = app.refused(client.delete_registration().registration_id(&id).send()).await;
    assert!(refused.is("ConflictException", "RESOURCE_NOT_EMPTY"), "{refused:?}");
    client.release_sender_id().sender_id("ACME").iso_country_code("GB").send().await.expect("it is released");
    assert_eq!(status(&client, &id).await, "CLOSED");
}

#[tokio::test]
async fn an_approval_marks_a_sender_id_that_is_there_and_its_revocation_takes_the_mark() {
    let app = App::start().await;
    let client = app.client();
    Fixture(client.clone()).sender_id("ACME", "GB").await;
    let id = registered(&client, "ACME").await;
    let marks = || async {
        let described = client.describe_sender_ids().send().await.expect("it answers");
        described.sender_ids().iter().map(SenderIdInformation::registered).collect::<Vec<_>>()
    };
    assert_eq!(marks().await, [true]);
    let revoke = ask(&app, "POST", &format!("registrations/{id}/review"), json!({ "decision": "revoke" })).await;
    assert_eq!(revoke.status, 200, "{revoke:?}");
    assert_eq!(marks().await, [false]);
}

#[tokio::test]
async fn what_a_registration_is_for_sends_only_while_that_is_complete() {
    let app = App::start().await;
    let client = app.client();
    let of = "AE_SENDER_ID_REGISTRATION";
    let (toll_free, of_sender_id) = (filled(&client, TOLL_FREE).await, created(&client, of).await);
    let made = number(&client, RequestableNumberType::TollFree).registration_id(&toll_free).send().await;
    let number_id = made.expect("it is made").phone_number_id.expect("an id");
    text(&client, &of_sender_id, "senderIdInfo.senderId", "ACME").await;
    fill_but(&client, &of_sender_id, of, &["senderIdInfo.senderId"]).await;
    for (id, from, to, reason) in [
        (&toll_free, number_id.as_str(), "+12065550142", "RESOURCE_NOT_ACTIVE"),
        (&of_sender_id, "ACME", "+971501234567", "SENDER_ID_NOT_REGISTERED"),
    ] {
        let send = || {
            let send = client.send_text_message().destination_phone_number(to).origination_identity(from);
            send.message_body("Hello").send()
        };
        // What was sent goes on meanwhile.
        assert_eq!(refusal(send().await).reason.as_deref(), Some(reason), "before");
        submit(&client, id).await;
        send().await.expect("its registration is COMPLETE");
        let revoke = ask(&app, "POST", &format!("registrations/{id}/review"), json!({ "decision": "revoke" })).await;
        assert_eq!(revoke.status, 200, "{revoke:?}");
        assert_eq!(refusal(send().await).reason.as_deref(), Some(reason), "afterwards");
    }
}

#[tokio::test]
async fn a_sender_id_of_another_registration_and_one_too_many_are_denied() {
    let app = App::with(|settings| settings.quotas.sender_ids = 1).await;
    let client = app.client();
    registered(&client, "ACME").await;
    for name in ["ACME", "OTHER"] {
        let id = registered(&client, name).await;
        assert_eq!(status(&client, &id).await, "REQUIRES_UPDATES", "{name}");
        let values = client.describe_registration_field_values().registration_id(&id);
        let values = values.field_paths("senderIdInfo.senderId").send().await.expect("it answers");
        assert_eq!(values.registration_field_values()[0].denied_reason(), Some("INVALID_FIELD_VALUE"));
    }
    assert_eq!(app.count("select count(*) from inspect.sender_ids").await, 1);
}

#[tokio::test]
async fn the_views_of_numbers_and_sender_ids_show_their_registration() {
    let app = App::start().await;
    let client = app.client();
    let toll_free = created(&client, TOLL_FREE).await;
    number(&client, RequestableNumberType::TollFree).registration_id(&toll_free).send().await.expect("it is made");
    number(&client, RequestableNumberType::TollFree).send().await.expect("it is made");
    let of_sender_id = registered(&client, "MYBRAND").await;
    Fixture(app.client()).sender_id("OTHER", "GB").await;
    for (query, of) in [
        ("select array_agg(registration_id order by registration_id) from inspect.phone_numbers", toll_free),
        ("select array_agg(registration_id order by registration_id) from inspect.sender_ids", of_sender_id),
    ] {
        let row = sqlx::query_scalar(query).fetch_one(&mut app.connection().await).await;
        let shown: Vec<Option<String>> = row.expect("the view is read");
        assert_eq!(shown, [Some(of), None]);
    }
}
