//! CreateRegistrationAssociation: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{MessageType, NumberCapability, RequestableNumberType},
};

use super::{BRAND, CAMPAIGN, TOLL_FREE, VETTING, associate, campaign, complete, created, filled, submit};
use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn, arn_in};

/// A new number: its PhoneNumberId.
pub async fn number(client: &Client, country: &str, kind: RequestableNumberType) -> String {
    let request = client.request_phone_number().iso_country_code(country).message_type(MessageType::Transactional);
    let request = request.number_capabilities(NumberCapability::Sms).number_type(kind);
    request.send().await.expect("a number is there").phone_number_id.expect("it has an id")
}

async fn refused(app: &App, id: &str, resource: &str) -> String {
    let create = app.client().create_registration_association().registration_id(id).resource_id(resource);
    let refused = app.refused(create.send()).await;
    match refused.fields.first() {
        Some(field) => format!("{} {field}", refused.reason.unwrap_or_default()),
        None => refused.line(),
    }
}

#[tokio::test]
async fn a_number_and_a_brand_are_associated_by_id_and_by_arn() {
    let app = App::start().await;
    let client = app.client();
    let toll_free = created(&client, TOLL_FREE).await;
    let number = number(&client, "US", RequestableNumberType::TollFree).await;
    let create = client.create_registration_association().registration_id(&toll_free);
    let answer = create.resource_id(arn(&format!("phone-number/{number}"))).send().await.expect("it is taken");
    assert_eq!((answer.registration_type(), answer.resource_type()), (TOLL_FREE, "TOLL_FREE"));
    assert_eq!((answer.resource_id(), answer.iso_country_code()), (number.as_str(), Some("US")));
    assert!(answer.phone_number().is_some());
    let described = client.describe_phone_numbers().phone_number_ids(&number).send().await.expect("it is there");
    assert_eq!(described.phone_numbers()[0].registration_id(), Some(toll_free.as_str()));

    let brand = complete(&client, BRAND).await;
    let vetting = created(&client, VETTING).await;
    let create = client.create_registration_association().registration_id(arn(&format!("registration/{vetting}")));
    let answer = create.resource_id(&brand).send().await.expect("it is taken");
    assert_eq!(
        (answer.resource_type(), answer.resource_arn()),
        (BRAND, arn(&format!("registration/{brand}")).as_str())
    );
    assert_eq!((answer.iso_country_code(), answer.phone_number()), (None, None));
}

#[tokio::test]
async fn what_the_type_does_not_take_is_refused() {
    let app = App::start().await;
    let client = app.client();
    let (brand, sender_id) = (complete(&client, BRAND).await, created(&client, "GB_SENDER_ID_REGISTRATION").await);
    let number = number(&client, "US", RequestableNumberType::TollFree).await;
    let toll_free = created(&client, TOLL_FREE).await;
    for (id, resource) in [(&brand, &number), (&sender_id, &number), (&toll_free, &brand)] {
        assert_eq!(refused(&app, id, resource).await, "INVALID_REGISTRATION_ASSOCIATION resourceId");
    }
}

#[tokio::test]
async fn what_is_named_must_be_there_and_the_accounts_own() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, TOLL_FREE).await;
    let foreign = Fixture(app.client_of("other", REGION)).number().await;
    for (resource, kind) in [
        ("phone-0", "phone-number"),
        (foreign.as_str(), "phone-number"),
        ("registration-0", "registration"),
        ("rcs-0", "rcs-agent"),
        ("notify-0", "notify-configuration"),
    ] {
        let line = format!("ResourceNotFoundException - {kind} {resource}");
        assert_eq!(refused(&app, &id, resource).await, line);
    }
    let foreign = arn_in(OTHER_ACCOUNT, &format!("phone-number/{foreign}"));
    assert_eq!(refused(&app, &id, &foreign).await, "AccessDeniedException - - -");
    let kinds = ["pool/pool-0", "sender-id/ACME/GB", "opt-out-list/Default", "registration-attachment/attachment-0"];
    for unfit in kinds.map(arn).into_iter().chain(["arn:aws:sns:us-east-1:000000000000:x".to_owned()]) {
        assert_eq!(refused(&app, &id, &unfit).await, "INVALID_ARN resourceId", "{unfit}");
    }
    let own = Fixture(client).number().await;
    let none = refused(&app, "registration-0", &own).await;
    assert_eq!(none, "ResourceNotFoundException - registration registration-0");
}

#[tokio::test]
async fn each_behaviour_has_its_time() {
    let app = App::start().await;
    let client = app.client();
    let brand = created(&client, BRAND).await;
    let form = filled(&client, CAMPAIGN).await;
    let ten_dlc = number(&client, "US", RequestableNumberType::TenDlc).await;
    // The brand isn't complete, nor is the campaign.
    let line = |id: &str, reason| format!("ConflictException {reason} registration {id}");
    assert_eq!(refused(&app, &form, &brand).await, line(&brand, "REGISTRATION_NOT_COMPLETE"));
    assert_eq!(refused(&app, &form, &ten_dlc).await, line(&form, "REGISTRATION_NOT_COMPLETE"));
    super::fill_but(&client, &brand, BRAND, &[]).await;
    submit(&client, &brand).await;
    associate(&client, &form, &brand).await;
    submit(&client, &form).await;
    associate(&client, &form, &ten_dlc).await;
    let another = complete(&client, BRAND).await;
    assert_eq!(refused(&app, &form, &another).await, line(&form, "REGISTRATION_ALREADY_SUBMITTED"));
    app.execute("update callsign.registration set registration_status = 'CLOSED'").await;
    let free = number(&client, "US", RequestableNumberType::TenDlc).await;
    assert_eq!(refused(&app, &form, &free).await, line(&form, "RESOURCE_MODIFICATION_NOT_ALLOWED"));
}

#[tokio::test]
async fn a_number_has_one_registration_of_its_country_for_good() {
    let app = App::start().await;
    let client = app.client();
    let number_id = number(&client, "US", RequestableNumberType::TollFree).await;
    let (first, second) = (created(&client, TOLL_FREE).await, created(&client, TOLL_FREE).await);
    associate(&client, &first, &number_id).await;
    let line = |reason| format!("ConflictException {reason} phone-number {number_id}");
    assert_eq!(refused(&app, &first, &number_id).await, line("RESOURCE_ALREADY_ASSOCIATED"));
    assert_eq!(refused(&app, &second, &number_id).await, line("PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION"));
    let long_code = number(&client, "US", RequestableNumberType::LongCode).await;
    let british = created(&client, "GB_LONG_CODE_REGISTRATION").await;
    let line = format!("ConflictException PHONE_NUMBER_NOT_IN_REGISTRATION_REGION phone-number {long_code}");
    assert_eq!(refused(&app, &british, &long_code).await, line);
}

#[tokio::test]
async fn the_same_brand_again_is_a_conflict() {
    let app = App::start().await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    let vetting = created(&client, VETTING).await;
    associate(&client, &vetting, &brand).await;
    let line = format!("ConflictException RESOURCE_ALREADY_ASSOCIATED registration {brand}");
    assert_eq!(refused(&app, &vetting, &brand).await, line);
}

#[tokio::test]
async fn brands_and_registrations_take_so_many_and_no_more() {
    let app = App::with(|settings| {
        settings.quotas.campaigns_per_brand = 1;
        settings.quotas.phone_numbers_per_campaign = 1;
        settings.quotas.phone_numbers_per_toll_free_registration = 2;
    })
    .await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    let first = campaign(&client, &brand).await;
    let second = created(&client, CAMPAIGN).await;
    let line = |reason| format!("ServiceQuotaExceededException {reason} - -");
    assert_eq!(refused(&app, &second, &brand).await, line("ASSOCIATIONS_PER_REGISTRATION"));
    let toll_free = created(&client, TOLL_FREE).await;
    for (id, kind, most) in
        [(&first, RequestableNumberType::TenDlc, 1), (&toll_free, RequestableNumberType::TollFree, 2)]
    {
        for _ in 0..most {
            associate(&client, id, &number(&client, "US", kind.clone()).await).await;
        }
        let one_more = number(&client, "US", kind).await;
        assert_eq!(refused(&app, id, &one_more).await, line("PHONE_NUMBERS_PER_REGISTRATION"));
    }
}

#[tokio::test]
async fn the_checks_come_in_their_order() {
    let app = App::with(|settings| settings.quotas.phone_numbers_per_toll_free_registration = 1).await;
    let client = app.client();
    let toll_free = async || number(&client, "US", RequestableNumberType::TollFree).await;
    let line = |reason: &str, kind: &str, id: &str| format!("ConflictException {reason} {kind} {id}");
    // The registration, then what is to be associated.
    let none = refused(&app, "registration-0", "phone-0").await;
    assert_eq!(none, "ResourceNotFoundException - registration registration-0");
    let british = created(&client, "GB_LONG_CODE_REGISTRATION").await;
    assert_eq!(refused(&app, &british, "phone-0").await, "ResourceNotFoundException - phone-number phone-0");
    // Its kind, then its country, then the state: the registration isn't COMPLETE.
    assert_eq!(refused(&app, &british, &toll_free().await).await, "INVALID_REGISTRATION_ASSOCIATION resourceId");
    let abroad = number(&client, "US", RequestableNumberType::LongCode).await;
    let region = "PHONE_NUMBER_NOT_IN_REGISTRATION_REGION";
    assert_eq!(refused(&app, &british, &abroad).await, line(region, "phone-number", &abroad));
    // The same pair and another's number, then the quota, which is used up.
    let (full, denied) = (created(&client, TOLL_FREE).await, created(&client, TOLL_FREE).await);
    let (own, others) = (toll_free().await, toll_free().await);
    associate(&client, &full, &own).await;
    associate(&client, &denied, &others).await;
    let there = line("RESOURCE_ALREADY_ASSOCIATED", "phone-number", &own);
    assert_eq!(refused(&app, &full, &own).await, there);
    let elsewhere = line("PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION", "phone-number", &others);
    assert_eq!(refused(&app, &full, &others).await, elsewhere);
    let room = refused(&app, &full, &toll_free().await).await;
    assert_eq!(room, "ServiceQuotaExceededException PHONE_NUMBERS_PER_REGISTRATION - -");
    // The state before all three.
    submit(&client, &denied).await;
    for resource in [&others, &own, &toll_free().await] {
        let late = line("REGISTRATION_ALREADY_SUBMITTED", "registration", &denied);
        assert_eq!(refused(&app, &denied, resource).await, late);
    }
}

#[test]
fn the_numbers_that_are_published_are_the_defaults() {
    let quotas = callsign::domain::quota::Quotas::default();
    assert_eq!((quotas.registrations, quotas.registration_attachments), (25, 25));
    assert_eq!((quotas.campaigns_per_brand, quotas.phone_numbers_per_campaign), (10, 49));
    assert_eq!(quotas.phone_numbers_per_toll_free_registration, 5);
}
