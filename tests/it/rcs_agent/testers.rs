//! Who tests RCS agents.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{
        VerificationChannel, VerifiedDestinationNumberFilter, VerifiedDestinationNumberFilterName,
        VerifiedDestinationNumberInformation,
    },
};

use super::{TEST, agent, registered, testing};
use crate::harness::{App, arn};

const PHONE: &str = "+12065550142";

async fn tester(client: &Client, agent: &str) -> String {
    let create = client.create_verified_destination_number().destination_phone_number(PHONE).rcs_agent_id(agent);
    create.send().await.expect("it is entered").verified_destination_number_id
}

async fn status(client: &Client, id: &str) -> String {
    let describe = client.describe_verified_destination_numbers().verified_destination_number_ids(id);
    describe.send().await.expect("it is there").verified_destination_numbers()[0].status.as_str().to_owned()
}

#[tokio::test]
async fn a_tester_is_pending_until_the_agent_can_be_tested() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    let create = client.create_verified_destination_number().destination_phone_number(PHONE);
    let made = create.rcs_agent_id(arn(&format!("rcs-agent/{id}"))).send().await.expect("it is entered");
    assert_eq!((made.status.as_str(), made.rcs_agent_id.as_deref()), ("PENDING", Some(id.as_str())));
    let tester = made.verified_destination_number_id;
    registered(&client, &id, TEST).await;
    assert_eq!(status(&client, &tester).await, "VERIFIED");
    let shown = "select status || ' ' || rcs_agent_id from inspect.verified_destination_numbers
                 where verified_destination_number_id = $1";
    assert_eq!(app.texts_of(shown, &tester).await, [format!("VERIFIED {id}")]);
}

#[tokio::test]
async fn a_tester_of_an_agent_that_can_be_tested_is_verified_a_while_later() {
    let app = App::with(|settings| settings.lifecycle.tester_ms = 60_000).await;
    let client = app.client();
    let id = testing(&client).await;
    let tester = tester(&client, &id).await;
    assert_eq!(status(&client, &tester).await, "PENDING");
    app.put_ahead(61).await;
    assert_eq!(status(&client, &tester).await, "VERIFIED");
    let by_status = |value: &str| {
        let filter = VerifiedDestinationNumberFilter::builder().name(VerifiedDestinationNumberFilterName::Status);
        let filter = filter.values(value).build().expect("it is whole");
        client.describe_verified_destination_numbers().filters(filter)
    };
    assert_eq!(by_status("VERIFIED").send().await.expect("it answers").verified_destination_numbers().len(), 1);
    assert_eq!(by_status("PENDING").send().await.expect("it answers").verified_destination_numbers().len(), 0);
}

#[tokio::test]
async fn a_phone_may_test_each_agent_once_and_stand_on_its_own_beside_that() {
    let app = App::start().await;
    let client = app.client();
    let (first, second) = (agent(&client).await, agent(&client).await);
    let id = tester(&client, &first).await;
    tester(&client, &second).await;
    let own = client.create_verified_destination_number().destination_phone_number(PHONE);
    own.send().await.expect("it stands on its own");
    let again = client.create_verified_destination_number().destination_phone_number(PHONE).rcs_agent_id(&first);
    let refused = app.refused(again.send()).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_ALREADY_EXISTS verified-destination-number {id}"));
    let filter = VerifiedDestinationNumberFilter::builder().name(VerifiedDestinationNumberFilterName::RcsAgentId);
    let filter = filter.values(&first).build().expect("it is whole");
    let found = client.describe_verified_destination_numbers().filters(filter).send().await.expect("it answers");
    let ids: Vec<&str> = found
        .verified_destination_numbers()
        .iter()
        .map(VerifiedDestinationNumberInformation::verified_destination_number_id)
        .collect();
    assert_eq!(ids, [id.as_str()]);
}

#[tokio::test]
async fn a_tester_gets_no_code_and_may_go_at_once() {
    let app = App::start().await;
    let client = app.client();
    let agent = testing(&client).await;
    let id = tester(&client, &agent).await;
    let send = client.send_destination_number_verification_code().verified_destination_number_id(&id);
    let refused = app.refused(send.verification_channel(VerificationChannel::Text).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["verifiedDestinationNumberId"]);
    let gone = client.delete_verified_destination_number().verified_destination_number_id(&id).send().await;
    assert_eq!(gone.expect("it goes").destination_phone_number, PHONE);
}

#[tokio::test]
async fn a_tester_is_no_verified_number_for_texts_in_the_sandbox() {
    let app = App::with(|settings| settings.account.tier = callsign::domain::account::AccountTier::Sandbox).await;
    let client = app.client();
    let agent = testing(&client).await;
    tester(&client, &agent).await;
    let number = crate::harness::simulator(&client);
    let number = number.number_type(aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType::LongCode).send().await;
    let number = number.expect("a number is there").phone_number_id.expect("it has an id");
    let send = client.send_text_message().destination_phone_number(PHONE).origination_identity(number);
    let refused = app.refused(send.message_body("Hello").send()).await;
    assert!(refused.is("ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"), "{refused:?}");
}
