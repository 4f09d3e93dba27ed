//! The public workflows, from end to end through the SDK, each with the clock and without.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{MessageType, NumberCapability, RequestableNumberType},
};
use callsign::domain::registration::settings::Registered;
use serde_json::json;

use super::{BRAND, CAMPAIGN, TOLL_FREE, advance, associate, created, fill_but, filled, status, submit, text, version};
use crate::{
    harness::{App, Fixture, refusal},
    rcs_agent,
    staging::ask,
};

/// A callsign where reviews take time, or none; the clock stands then.
async fn started(in_time: bool) -> App {
    let app = App::with(|settings| {
        settings.registrations.require_for = vec![Registered::TollFree, Registered::TenDlc];
        if in_time {
            settings.registrations.submitted_ms = 1_000;
            settings.registrations.reviewing_ms = 86_000_000;
            settings.registrations.provisioning_ms = 5_000;
        }
    })
    .await;
    if in_time {
        app.freeze().await;
    }
    app
}

/// Submits, and waits for what becomes of it.
async fn reviewed(app: &App, id: &str, in_time: bool) -> String {
    submit(&app.client(), id).await;
    if in_time {
        assert_eq!(status(&app.client(), id).await, "SUBMITTED");
        advance(app, "25h").await;
    }
    status(&app.client(), id).await
}

async fn deleted(client: &Client, id: &str) {
    client.delete_registration().registration_id(id).send().await.expect("it is deleted");
}

#[tokio::test]
async fn a_10dlc_number_comes_from_a_brand_and_a_campaign() {
    for in_time in [false, true] {
        let app = started(in_time).await;
        let client = app.client();
        let brand = created(&client, BRAND).await;
        fill_but(&client, &brand, BRAND, &["companyInfo.taxId"]).await;
        assert_eq!(reviewed(&app, &brand, in_time).await, "REQUIRES_UPDATES");
        assert_eq!(version(&client, &brand).await.denied_reasons()[0].reason(), "Missing required field");
        let next = client.create_registration_version().registration_id(&brand).send().await.expect("it is made");
        assert_eq!(next.version_number(), 2);
        fill_but(&client, &brand, BRAND, &[]).await;
        assert_eq!(reviewed(&app, &brand, in_time).await, "COMPLETE");

        let campaign = filled(&client, CAMPAIGN).await;
        let early = refusal(client.submit_registration_version().registration_id(&campaign).send().await);
        assert!(early.is("ConflictException", "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED"), "{early:?}");
        associate(&client, &campaign, &brand).await;
        assert_eq!(reviewed(&app, &campaign, in_time).await, "COMPLETE");

        let number = client.request_phone_number().iso_country_code("US").message_type(MessageType::Transactional);
        let number = number.number_capabilities(NumberCapability::Sms).number_type(RequestableNumberType::TenDlc);
        let number = number.registration_id(&campaign).send().await.expect("the campaign takes it");
        let refused = refusal(client.delete_registration().registration_id(&brand).send().await);
        assert!(refused.is("ConflictException", "RESOURCE_NOT_EMPTY"), "{refused:?}");
        let number = number.phone_number_id().expect("an id");
        client.release_phone_number().phone_number_id(number).send().await.expect("it is released");
        deleted(&client, &campaign).await;
        deleted(&client, &brand).await;
    }
}

#[tokio::test]
async fn a_toll_free_number_is_active_once_its_registration_is_complete() {
    for in_time in [false, true] {
        let app = started(in_time).await;
        let client = app.client();
        let number = client.request_phone_number().iso_country_code("US").message_type(MessageType::Transactional);
        let number = number.number_capabilities(NumberCapability::Sms).number_type(RequestableNumberType::TollFree);
        let number = number.send().await.expect("it is made").phone_number_id.expect("an id");
        let number_status = || async {
            let described = client.describe_phone_numbers().phone_number_ids(&number).send().await.expect("there");
            described.phone_numbers()[0].status.as_str().to_owned()
        };
        assert_eq!(number_status().await, "PENDING");
        let id = filled(&client, TOLL_FREE).await;
        associate(&client, &id, &number).await;
        assert_eq!(reviewed(&app, &id, in_time).await, "COMPLETE");
        assert_eq!(number_status().await, "ACTIVE");

        let attachments = client.describe_registration_attachments().send().await.expect("it answers");
        let attachment = attachments.registration_attachments()[0].registration_attachment_id().to_owned();
        let delete = || client.delete_registration_attachment().registration_attachment_id(&attachment).send();
        let refused = refusal(delete().await);
        assert!(refused.is("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"), "{refused:?}");
        client.release_phone_number().phone_number_id(&number).send().await.expect("it is released");
        assert_eq!(status(&client, &id).await, "CLOSED");
        deleted(&client, &id).await;
        delete().await.expect("nothing refers to it any more");
    }
}

#[tokio::test]
async fn a_sender_id_of_a_country_that_wants_a_registration_is_made_by_its_approval() {
    for in_time in [false, true] {
        let app = started(in_time).await;
        let client = app.client();
        let request = client.request_sender_id().sender_id("ACME").iso_country_code("SG");
        let refused = refusal(request.send().await);
        assert!(refused.is("ValidationException", "SENDER_ID_REQUIRES_REGISTRATION"), "{refused:?}");
        let of = "SG_SENDER_ID_REGISTRATION";
        let id = created(&client, of).await;
        text(&client, &id, "senderIdInfo.senderId", "ACME").await;
        fill_but(&client, &id, of, &["senderIdInfo.senderId"]).await;
        assert_eq!(reviewed(&app, &id, in_time).await, "COMPLETE");
        let described = client.describe_sender_ids().send().await.expect("it answers");
        assert_eq!(described.sender_ids().len(), 1);
        assert!(described.sender_ids()[0].registered());
    }
}

#[tokio::test]
async fn an_rcs_agent_is_tested_then_launched_country_by_country_and_deleted_in_order() {
    const PHONE: &str = "+12065550142";
    for in_time in [false, true] {
        let app = started(in_time).await;
        let client = app.client();
        let agent = rcs_agent::agent(&client).await;
        let number = Fixture(client.clone()).long_code("US").await;
        let mut registrations = Vec::new();
        let mut launched = async |of: &str, expected: &str| {
            let id = filled(&client, of).await;
            associate(&client, &id, &agent).await;
            let outcome = reviewed(&app, &id, in_time).await;
            assert_eq!(
                (outcome.as_str(), rcs_agent::status_of(&client, &agent).await.as_str()),
                ("COMPLETE", expected)
            );
            registrations.push(id);
        };
        launched(rcs_agent::TEST, "TESTING").await;

        let tester = client.create_verified_destination_number().destination_phone_number(PHONE).rcs_agent_id(&agent);
        assert_eq!(tester.send().await.expect("it is entered").status.as_str(), "VERIFIED");
        let pool = client.create_pool().origination_identity(&agent).iso_country_code("ZZ");
        let pool = pool.message_type(MessageType::Transactional).send().await.expect("an agent founds a pool");
        let pool = pool.pool_id.expect("it has an id");
        let join = client.associate_origination_identity().pool_id(&pool).origination_identity(&number);
        join.iso_country_code("US").send().await.expect("the number joins");
        let send = client.send_text_message().destination_phone_number(PHONE).origination_identity(&pool);
        send.message_body("Hello").send().await.expect("it sends");

        launched("US_RCS_LAUNCH_REGISTRATION", "ACTIVE").await;
        let second = filled(&client, "FR_RCS_LAUNCH_REGISTRATION").await;
        text(&client, &second, "agentDetails.brandName", "CALLSIGN-HOLD").await;
        associate(&client, &second, &agent).await;
        assert_eq!(reviewed(&app, &second, in_time).await, "REVIEWING");
        assert_eq!(rcs_agent::status_of(&client, &agent).await, "PARTIAL", "one of two is launched");
        let approve =
            ask(&app, "POST", &format!("registrations/{second}/review"), json!({ "decision": "approve" })).await;
        assert_eq!(approve.status, 200, "{approve:?}");
        if in_time {
            advance(&app, "5s").await;
        }
        assert_eq!(rcs_agent::status_of(&client, &agent).await, "ACTIVE");
        registrations.push(second);

        let delete = || client.delete_rcs_agent().rcs_agent_id(&agent).send();
        let refused = |reason: &str| format!("ConflictException {reason} rcs-agent {agent}");
        assert_eq!(refusal(delete().await).line(), refused("RCS_AGENT_ASSOCIATED_TO_POOL"));
        let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&agent);
        let left = leave.iso_country_code("ZZ").send().await.expect("it leaves");
        assert_eq!(left.iso_country_code.as_deref(), Some("ZZ"));
        assert_eq!(refusal(delete().await).line(), refused("RESOURCE_NOT_EMPTY"));
        for id in &registrations {
            deleted(&client, id).await;
        }
        delete().await.expect("it goes");
    }
}
