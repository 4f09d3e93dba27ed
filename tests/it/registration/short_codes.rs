//! Short codes, which their approval makes: decision RD55.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{NumberCapability, PhoneNumberInformation, RegistrationDeniedReasonInformation},
};

use super::{created, fill_but, filled, next_version, status, submit, version};
use crate::harness::{App, refusal};

const US: &str = "US_SHORT_CODE_REGISTRATION";
const USE_CASE: &str = "messagingUseCase.useCaseCategory";

/// All numbers of the account, oldest first.
async fn numbers(client: &Client) -> Vec<PhoneNumberInformation> {
    let mut numbers = client.describe_phone_numbers().send().await.expect("it answers").phone_numbers.expect("a list");
    numbers.sort_by(|one, other| one.phone_number.cmp(&other.phone_number));
    numbers
}

#[tokio::test]
async fn an_approval_makes_an_active_short_code_that_sends_and_whose_release_closes_the_registration() {
    let app = App::start().await;
    let client = app.client();
    let id = filled(&client, US).await;
    submit(&client, &id).await;
    assert_eq!(status(&client, &id).await, "COMPLETE");
    let all = numbers(&client).await;
    let [made] = &all[..] else { panic!("{all:?}") };
    assert_eq!((made.phone_number.as_str(), made.number_type.as_str()), ("55500", "SHORT_CODE"));
    assert_eq!((made.status.as_str(), made.message_type.as_str()), ("ACTIVE", "TRANSACTIONAL"));
    assert_eq!((made.iso_country_code.as_str(), made.registration_id()), ("US", Some(id.as_str())));
    assert_eq!(
        (made.number_capabilities(), made.opt_out_list_name.as_str()),
        (&[NumberCapability::Sms][..], "Default")
    );
    let code = made.phone_number_id().expect("an id");
    let listed = client.list_registration_associations().registration_id(&id).send().await.expect("it answers");
    let [one] = listed.registration_associations() else { panic!("{listed:?}") };
    assert_eq!((one.resource_type(), one.resource_id(), one.phone_number()), ("SHORT_CODE", code, Some("55500")));
    let send = client.send_text_message().destination_phone_number("+12065550142").origination_identity(code);
    send.message_body("Hello").send().await.expect("it sends");

    // The message goes on meanwhile.
    let refused = refusal(client.delete_registration().registration_id(&id).send().await);
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_EMPTY registration {id}"));
    client.release_phone_number().phone_number_id(code).send().await.expect("it is released");
    assert_eq!(status(&client, &id).await, "CLOSED");
    client.delete_registration().registration_id(&id).send().await.expect("what is closed may go");
}

#[tokio::test]
async fn each_registration_has_a_code_of_its_own_for_what_its_form_says_and_keeps_it() {
    let app = App::start().await;
    let client = app.client();
    let first = filled(&client, US).await;
    submit(&client, &first).await;
    let second = created(&client, "CA_SHORT_CODE_REGISTRATION").await;
    let put = client.put_registration_field_value().registration_id(&second).field_path(USE_CASE);
    put.select_choices("Promotions and marketing").send().await.expect("it is put");
    fill_but(&client, &second, "CA_SHORT_CODE_REGISTRATION", &[USE_CASE]).await;
    submit(&client, &second).await;
    next_version(&client, &first).await;
    fill_but(&client, &first, US, &[]).await;
    submit(&client, &first).await;
    assert_eq!(status(&client, &first).await, "COMPLETE");
    let all = numbers(&client).await;
    let said: Vec<_> = all
        .iter()
        .map(|one| (one.phone_number.as_str(), one.iso_country_code.as_str(), one.message_type.as_str()))
        .collect();
    assert_eq!(said, [("55500", "US", "TRANSACTIONAL"), ("55501", "CA", "PROMOTIONAL")]);
}

#[tokio::test]
async fn without_room_for_another_number_it_is_denied_and_none_is_made() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 1).await;
    let client = app.client();
    for expected in ["COMPLETE", "REQUIRES_UPDATES"] {
        let id = filled(&client, US).await;
        submit(&client, &id).await;
        assert_eq!(status(&client, &id).await, expected);
        let reasons = version(&client, &id).await.denied_reasons.unwrap_or_default();
        let reasons: Vec<&str> = reasons.iter().map(RegistrationDeniedReasonInformation::reason).collect();
        let denied: &[&str] = if expected == "COMPLETE" { &[] } else { &["Short code not available"] };
        assert_eq!(reasons, denied);
    }
    assert_eq!(numbers(&client).await.len(), 1);
}
