//! Who tests RCS agents.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{
        RcsFallbackChannel, RcsFallbackConfiguration, VerificationChannel, VerifiedDestinationNumberFilter,
        VerifiedDestinationNumberFilterName, VerifiedDestinationNumberInformation,
    },
};

use callsign::domain::account::AccountTier;

use serde_json::json;

use super::{TEST, agent, registered, testing};
use crate::{
    harness::{ACCOUNT, App, arn},
    message::{
        send_rcs_message::{message, refused, sent},
        stage::Stage,
    },
    staging::ask,
    verified_destination_number::{entered, tried, verified},
};

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
    let none = VerifiedDestinationNumberFilter::builder().name(VerifiedDestinationNumberFilterName::RcsAgentId);
    let none = none.values(agent(&client).await).build().expect("it is whole");
    let found = client.describe_verified_destination_numbers().filters(none).send().await.expect("it answers");
    assert_eq!(found.verified_destination_numbers(), [], "nobody tests a third one");
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
    assert_ne!(tester(&client, &agent).await, id, "it is added again at once");
}

#[tokio::test]
async fn no_code_verifies_a_tester_while_it_waits_nor_afterwards() {
    let app = App::with(|settings| settings.lifecycle.tester_ms = 60_000).await;
    let client = app.client();
    let (untested, tested) = (agent(&client).await, testing(&client).await);
    let (never, soon) = (tester(&client, &untested).await, tester(&client, &tested).await);
    let mismatch = "ValidationException VERIFICATION_CODE_MISMATCH - -";
    assert_eq!(tried(&client, &never, "123456").await, mismatch);
    assert_eq!(status(&client, &soon).await, "PENDING");
    assert_eq!(tried(&client, &soon, "123456").await, mismatch);
    app.put_ahead(61).await;
    let done = format!("ConflictException VERIFICATION_ALREADY_COMPLETE verified-destination-number {soon}");
    assert_eq!(tried(&client, &soon, "123456").await, done);
    assert_eq!(tried(&client, &never, "123456").await, mismatch);
}

#[tokio::test]
async fn a_phone_that_is_unsupported_stays_so_whatever_becomes_of_the_agent() {
    let stage = Stage::with(|_| {}).await;
    let (app, client) = (&stage.app, &stage.client);
    let id = agent(client).await;
    let tester = tester(client, &id).await;
    let decide = |status: &str| {
        let path = format!("verified-destination-numbers/{tester}/status?account_id={ACCOUNT}");
        let body = json!({ "status": status });
        async move { ask(app, "POST", &path, body).await }
    };
    assert_eq!(decide("UNSUPPORTED").await.json()["status"], "UNSUPPORTED");
    registered(client, &id, TEST).await;
    assert_eq!(status(client, &tester).await, "UNSUPPORTED");
    let filter = VerifiedDestinationNumberFilter::builder().name(VerifiedDestinationNumberFilterName::Status);
    let filter = filter.values("UNSUPPORTED").build().expect("it is whole");
    let found = client.describe_verified_destination_numbers().filters(filter).send().await.expect("it answers");
    assert_eq!(found.verified_destination_numbers().len(), 1);
    let refusal = refused(message(&stage, &id, PHONE)).await;
    assert!(refusal.contains("DESTINATION_PHONE_NUMBER_NOT_VERIFIED"), "{refusal}");
    assert_eq!(decide("VERIFIED").await.status, 200);
    sent(message(&stage, &id, PHONE)).await;
}

#[tokio::test]
async fn testers_and_own_entries_share_the_quota_of_10() {
    let app = App::start().await;
    let client = app.client();
    let agent = agent(&client).await;
    let create = |number: usize| {
        let create =
            client.create_verified_destination_number().destination_phone_number(format!("+120655502{number:02}"));
        create.set_rcs_agent_id(number.is_multiple_of(2).then(|| agent.clone()))
    };
    for number in 0..10 {
        create(number).send().await.expect("there is room");
    }
    for number in [10, 11] {
        let refused = app.refused(create(number).send()).await;
        assert_eq!(refused.line(), "ServiceQuotaExceededException VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT - -");
    }
}

#[tokio::test]
async fn with_an_agent_go_its_own_testers_alone() {
    let app = App::start().await;
    let client = app.client();
    let (first, second) = (agent(&client).await, agent(&client).await);
    let gone = tester(&client, &first).await;
    let of_second = tester(&client, &second).await;
    let own = entered(&client, PHONE).await;

    client.delete_rcs_agent().rcs_agent_id(&first).send().await.expect("it goes");

    let described = client.describe_verified_destination_numbers().send().await.expect("they are described");
    let left: Vec<&str> = described
        .verified_destination_numbers()
        .iter()
        .map(VerifiedDestinationNumberInformation::verified_destination_number_id)
        .collect();
    assert_eq!(left, [of_second.as_str(), own.as_str()]);
    let refused = app.refused(client.delete_verified_destination_number().verified_destination_number_id(&gone).send());
    assert_eq!(refused.await.line(), format!("ResourceNotFoundException - verified-destination-number {gone}"));
    let again = client.create_verified_destination_number().destination_phone_number(PHONE).rcs_agent_id(&first);
    let refused = app.refused(again.send()).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - rcs-agent {first}"));
}

#[tokio::test]
async fn a_tester_gets_rcs_from_the_agent_once_it_is_verified_and_until_it_goes() {
    let stage = Stage::with(|settings| settings.lifecycle.tester_ms = 60_000).await;
    let agent = testing(&stage.client).await;
    let not_verified = format!("ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED rcs-agent {agent}");
    let id = tester(&stage.client, &agent).await;
    assert_eq!(refused(message(&stage, &agent, PHONE)).await, not_verified);
    stage.app.put_ahead(61).await;
    sent(message(&stage, &agent, PHONE)).await;
    let delete = stage.client.delete_verified_destination_number().verified_destination_number_id(id);
    delete.send().await.expect("it goes at once");
    assert_eq!(refused(message(&stage, &agent, PHONE)).await, not_verified);
}

#[tokio::test]
async fn in_the_sandbox_a_tester_counts_for_rcs_of_its_agent_and_not_for_what_may_be_sent_in_its_stead() {
    let stage = Stage::with(|settings| settings.account.tier = AccountTier::Sandbox).await;
    let (agent, other) = (testing(&stage.client).await, testing(&stage.client).await);
    tester(&stage.client, &agent).await;
    sent(message(&stage, &agent, PHONE)).await;
    let not_verified =
        format!("ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED verified-destination-number {PHONE}");
    let fallback = RcsFallbackConfiguration::builder().channel(RcsFallbackChannel::Sms).message_body("Instead");
    let fallback = fallback.build().expect("it is whole");
    let with_fallback = || message(&stage, &agent, PHONE).fallback_configuration(fallback.clone());
    assert_eq!(refused(with_fallback()).await, not_verified);
    let not_of_other = format!("ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED rcs-agent {other}");
    assert_eq!(refused(message(&stage, &other, PHONE)).await, not_of_other);
    verified(&stage.app, PHONE).await;
    sent(with_fallback()).await;
}

#[tokio::test]
async fn a_tester_is_no_verified_number_for_texts_in_the_sandbox() {
    let app = App::with(|settings| settings.account.tier = AccountTier::Sandbox).await;
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
