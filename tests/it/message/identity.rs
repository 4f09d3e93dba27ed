//! What OriginationIdentity names in a send.

use callsign::domain::message::identity::Origination;

use super::{answer, caller};

fn read(text: &str) -> Result<Origination, callsign::model::error::ServiceError> {
    Origination::read(Some(text), "GB", &caller())
}

#[test]
fn each_form_names_its_kind() {
    for (text, missing) in [
        ("phone-1", "phone-number phone-1"),
        ("pool-1", "pool pool-1"),
        ("rcs-1", "rcs-agent rcs-1"),
        ("+12065550100", "phone-number +12065550100"),
        ("55501", "phone-number 55501"),
        ("447700900123", "phone-number 447700900123"),
        ("12", "sender-id 12"),
        ("MYBRAND", "sender-id MYBRAND"),
        ("Phone-shop", "sender-id PHONE-SHOP"),
        ("+", "sender-id +"),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1", "pool pool-1"),
        ("arn:aws:sms-voice:us-east-1:444455556666:phone-number/phone-1", "phone-number phone-1"),
        ("arn:aws:sms-voice:us-east-1:111122223333:sender-id/MYBRAND/DE", "sender-id MYBRAND"),
        ("arn:aws:sms-voice:us-east-1:111122223333:rcs-agent/rcs-1", "rcs-agent rcs-1"),
    ] {
        let named = read(text).expect("it names something");
        assert_eq!(answer::<()>(Err(named.not_found())), format!("ResourceNotFoundException {missing}"), "{text}");
    }
}

#[test]
fn an_arn_that_sends_nothing_is_invalid() {
    for text in [
        "arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/Default",
        "arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-1",
        "arn:aws:sns:us-east-1:111122223333:pool/pool-1",
        "arn:aws:sms-voice:us-east-1:111122223333:sender-id/MYBRAND",
        "arn:aws:sms-voice:us-east-1:111122223333:pool/",
    ] {
        assert_eq!(answer(read(text)), "ValidationException INVALID_ARN originationIdentity", "{text}");
    }
}

#[test]
fn a_sender_id_by_its_text_is_that_of_the_destinations_country() {
    let Ok(Origination::SenderId(named)) = read("MYBRAND") else { panic!("it is a sender ID") };
    assert_eq!(named.key.iso_country_code(), "GB");
    let arn = "arn:aws:sms-voice:us-east-1:111122223333:sender-id/MYBRAND/DE";
    let Ok(Origination::SenderIdArn(named)) = read(arn) else { panic!("it is a sender ID") };
    assert_eq!(named.key.iso_country_code(), "DE");
}

#[test]
fn no_identity_is_the_whole_account() {
    assert_eq!(Origination::read(None, "GB", &caller()).expect("it may be absent"), Origination::Account);
}
