//! The identities of registrations: how RequestPhoneNumber asks for one, what an approval makes, and the words for what is associated.

use aws_sdk_pinpointsmsvoicev2::types::{MessageType, RegistrationAssociationFilter, RequestableNumberType};
use callsign::domain::registration::settings::Registered;

use super::{
    BRAND, CAMPAIGN, TOLL_FREE, advance, created,
    effects::{number, registered},
    fill_but, filled, next_version, status, submit,
};
use crate::{
    harness::{App, Fixture, arn},
    rcs_agent,
};

#[tokio::test]
async fn a_request_for_a_number_is_held_against_its_pool_first_then_against_its_registration() {
    let app = App::with(|settings| {
        settings.quotas.phone_numbers_per_toll_free_registration = 1;
        settings.quotas.phone_numbers = 2;
    })
    .await;
    let client = app.client();
    let pool = Fixture(client.clone()).pool().await;
    let (full, brand) = (created(&client, TOLL_FREE).await, created(&client, BRAND).await);
    let british = created(&client, "GB_LONG_CODE_REGISTRATION").await;
    let campaign = created(&client, CAMPAIGN).await;
    let request = |kind: RequestableNumberType, id: &str| number(&client, kind).registration_id(id);
    let (toll_free, long_code) = (RequestableNumberType::TollFree, RequestableNumberType::LongCode);
    request(toll_free.clone(), &full).send().await.expect("it is made");

    // The account has no room for a third number, and the pool is for another kind of messages.
    let amiss = || number(&client, toll_free.clone()).message_type(MessageType::Promotional).pool_id(&pool);
    let of_pool = app.refused(amiss().send()).await.line();
    assert!(of_pool.starts_with("ConflictException"), "{of_pool}");
    for id in ["registration-0", &brand, &full] {
        assert_eq!(app.refused(amiss().registration_id(id).send()).await.line(), of_pool, "{id}");
    }
    let unknown = app.refused(request(toll_free.clone(), "registration-0").send()).await;
    assert_eq!(unknown.line(), "ResourceNotFoundException - registration registration-0");
    // Neither is COMPLETE, but the kind and the country come before that.
    for (kind, id) in [(RequestableNumberType::TenDlc, &brand), (long_code, &british)] {
        let unfit = app.refused(request(kind, id).send()).await;
        assert!(unfit.is("ValidationException", "INVALID_REGISTRATION_ASSOCIATION"), "{unfit:?}");
        assert_eq!(unfit.fields, ["registrationId"]);
    }
    let early = app.refused(request(RequestableNumberType::TenDlc, &campaign).send()).await;
    assert_eq!(early.line(), format!("ConflictException REGISTRATION_NOT_COMPLETE registration {campaign}"));
    let one_more = app.refused(request(toll_free.clone(), &full).send()).await;
    assert!(one_more.is("ServiceQuotaExceededException", "PHONE_NUMBERS_PER_REGISTRATION"), "{one_more:?}");
    submit(&client, &full).await;
    let late = app.refused(request(toll_free.clone(), &full).send()).await;
    assert_eq!(late.line(), format!("ConflictException REGISTRATION_ALREADY_SUBMITTED registration {full}"));
    let room = app.refused(number(&client, toll_free).send()).await;
    assert!(room.is("ServiceQuotaExceededException", "PHONE_NUMBERS_PER_ACCOUNT"), "{room:?}");
}

#[tokio::test]
async fn a_registration_that_the_settings_want_is_missed_before_anything_is_looked_for() {
    let app = App::with(|settings| settings.registrations.require_for = vec![Registered::TenDlc]).await;
    let client = app.client();
    let request = || number(&client, RequestableNumberType::TenDlc).pool_id("pool-0").opt_out_list_name("Nowhere");
    let missing = app.refused(request().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["registrationId"]);
    // What nobody can read comes before; what is named comes after the pool.
    let unread = app.refused(request().client_token("a b").send()).await;
    assert!(unread.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{unread:?}");
    let named = app.refused(request().registration_id("registration-0").send()).await;
    assert_eq!(named.line(), "ResourceNotFoundException - pool pool-0");
}

#[tokio::test]
async fn a_campaign_takes_no_number_while_its_next_version_is_reviewed_and_keeps_those_that_it_has() {
    let app = App::start().await;
    let brand = super::complete(&app.client(), BRAND).await;
    let id = super::campaign(&app.client(), &brand).await;
    let slow = app.beside(|settings| settings.registrations.submitted_ms = 1_000).await;
    slow.freeze().await;
    let client = slow.client();
    let spare = number(&client, RequestableNumberType::TenDlc).send().await.expect("it is made");
    let spare = spare.phone_number_id().expect("an id");
    let request = || number(&client, RequestableNumberType::TenDlc).registration_id(&id).send();
    let first = request().await.expect("it is COMPLETE").phone_number_id.expect("an id");
    next_version(&client, &id).await;
    request().await.expect("a draft changes nothing");

    fill_but(&client, &id, CAMPAIGN, &[]).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "SUBMITTED");
    let line = format!("ConflictException REGISTRATION_NOT_COMPLETE registration {id}");
    assert_eq!(slow.refused(request()).await.line(), line);
    let associate = || client.create_registration_association().registration_id(&id).resource_id(spare).send();
    assert_eq!(slow.refused(associate()).await.line(), line);
    let described = client.describe_phone_numbers().phone_number_ids(&first).send().await.expect("it is there");
    let kept = &described.phone_numbers()[0];
    assert_eq!((kept.status.as_str(), kept.registration_id()), ("ACTIVE", Some(id.as_str())));

    advance(&slow, "1s").await;
    assert_eq!(status(&client, &id).await, "COMPLETE");
    request().await.expect("it is COMPLETE again");
    associate().await.expect("it is COMPLETE again");
}

#[tokio::test]
async fn a_toll_free_number_waits_for_its_registration_instead_of_the_time_that_others_take() {
    let app = App::with(|settings| settings.lifecycle.pending_ms = 60_000).await;
    app.freeze().await;
    let client = app.client();
    let registrations = [filled(&client, TOLL_FREE).await, filled(&client, TOLL_FREE).await];
    let mut numbers = Vec::new();
    for id in &registrations {
        let made = number(&client, RequestableNumberType::TollFree).registration_id(id).send().await;
        numbers.push(made.expect("it is made").phone_number_id.expect("an id"));
    }
    let brand = super::complete(&client, BRAND).await;
    let campaign = super::campaign(&client, &brand).await;
    let made = number(&client, RequestableNumberType::TenDlc).registration_id(&campaign).send().await;
    numbers.push(made.expect("it is made").phone_number_id.expect("an id"));
    let statuses = || async {
        let mut statuses = Vec::new();
        for id in &numbers {
            let described = client.describe_phone_numbers().phone_number_ids(id).send().await.expect("it is there");
            statuses.push(described.phone_numbers()[0].status.as_str().to_owned());
        }
        statuses
    };
    submit(&client, &registrations[0]).await;
    assert_eq!(statuses().await, ["ACTIVE", "PENDING", "PENDING"]);
    advance(&app, "60s").await;
    assert_eq!(statuses().await, ["ACTIVE", "PENDING", "ACTIVE"]);
}

#[tokio::test]
async fn a_sender_id_that_an_approval_makes_is_transactional_and_one_that_was_there_keeps_its_kinds() {
    let app = App::start().await;
    let client = app.client();
    let there = client.request_sender_id().sender_id("THERE").iso_country_code("GB");
    let there = there.message_types(MessageType::Promotional).deletion_protection_enabled(true);
    there.send().await.expect("it is made");
    for (name, kinds, is_protected) in [("MADE", ["Transactional"], false), ("THERE", ["Promotional"], true)] {
        let id = registered(&client, name).await;
        let described = client.describe_sender_ids().send().await.expect("it answers");
        let found = described.sender_ids().iter().find(|one| one.sender_id() == name).expect("it is there");
        let shown: Vec<&str> = found.message_types().iter().map(MessageType::as_str).collect();
        assert_eq!((shown, found.deletion_protection_enabled()), (kinds.to_vec(), is_protected));
        assert_eq!((found.registered(), found.registration_id()), (true, Some(id.as_str())), "{name}");
    }
}

#[tokio::test]
async fn a_sender_id_and_an_rcs_agent_are_listed_by_their_own_words() {
    let app = App::start().await;
    let client = app.client();
    let of_sender_id = registered(&client, "ACME").await;
    let agent = rcs_agent::agent(&client).await;
    let launch = rcs_agent::drafted(&client, &agent, rcs_agent::TEST).await;
    for (id, word, resource, path, country) in [
        (&of_sender_id, "SENDER_ID", "ACME", "sender-id/ACME/GB".to_owned(), Some("GB")),
        (&launch, "RCS_AGENT", agent.as_str(), format!("rcs-agent/{agent}"), None),
    ] {
        for (wanted, count) in [(word, 1), ("TOLL_FREE", 0)] {
            let filter = RegistrationAssociationFilter::builder().name("resource-type".into()).values(wanted).build();
            let list = client.list_registration_associations().registration_id(id);
            let listed = list.filters(filter.expect("it is complete")).send().await.expect("it answers");
            let all = listed.registration_associations();
            assert_eq!(all.len(), count, "{word} of {wanted}");
            for one in all {
                assert_eq!((one.resource_type(), one.resource_id()), (word, resource));
                assert_eq!((one.resource_arn(), one.iso_country_code()), (arn(&path).as_str(), country));
                assert_eq!(one.phone_number(), None);
            }
        }
    }
}
