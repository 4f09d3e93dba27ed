//! Identities that a send names itself.

use callsign::{
    domain::message::{
        channel::Channel,
        direct::{OwnedSenderId, PhoneNumber, SenderId},
        reach::Sender,
    },
    model::{
        caller::AccountId,
        message::MessageType,
        phone_number::{NumberCapability, NumberType},
        resource::Named,
        sender_id::SenderIdKey,
    },
};

use super::{answer, asked, to};

fn number(number_type: NumberType) -> PhoneNumber {
    PhoneNumber {
        id: "phone-1".to_owned(),
        is_active: true,
        number_type,
        number_capabilities: vec![NumberCapability::Sms, NumberCapability::Voice],
        iso_country_code: "US".to_owned(),
        message_type: MessageType::Transactional,
        international_sending_enabled: false,
    }
}

fn named(iso_country_code: &str) -> Named<SenderIdKey> {
    let key = SenderIdKey::new("MYBRAND", iso_country_code);
    Named { account_id: AccountId::parse("111122223333").expect("it has twelve digits"), key }
}

fn owned(registered: bool) -> OwnedSenderId {
    OwnedSenderId { message_types: vec![MessageType::Transactional], registered }
}

const OUT_OF_REACH: &str = "ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY originationIdentity";

#[test]
fn a_number_that_fits_may_send() {
    let home = to("+12065550142");
    let asked = asked(Channel::Text, &home, Some(MessageType::Transactional));
    assert_eq!(answer(number(NumberType::LongCode).may_send(&asked)), "ok");
}

#[test]
fn a_number_is_asked_for_its_status_then_capability_then_type_then_reach() {
    let abroad = to("+447700900123");
    let asked = asked(Channel::Media, &abroad, Some(MessageType::Promotional));
    let mut number = PhoneNumber { is_active: false, ..number(NumberType::LongCode) };
    assert_eq!(answer(number.may_send(&asked)), "ConflictException RESOURCE_NOT_ACTIVE phone-number phone-1");
    number.is_active = true;
    assert_eq!(answer(number.may_send(&asked)), "ConflictException NUMBER_CAPABILITIES_MISMATCH phone-number phone-1");
    number.number_capabilities.push(NumberCapability::Mms);
    assert_eq!(answer(number.may_send(&asked)), "ConflictException MESSAGE_TYPE_MISMATCH phone-number phone-1");
    number.message_type = MessageType::Promotional;
    assert_eq!(answer(number.may_send(&asked)), OUT_OF_REACH);
}

#[test]
fn a_simulator_number_reaches_the_simulators_numbers_of_its_country_alone() {
    for (phone_number, expected) in [
        ("+14254147755", "ok"),
        ("+14254147167", "ok"),
        ("+12065550142", OUT_OF_REACH),
        ("+447860019066", OUT_OF_REACH),
    ] {
        let destination = to(phone_number);
        let sent = number(NumberType::Simulator).may_send(&asked(Channel::Text, &destination, None));
        assert_eq!(answer(sent), expected, "{phone_number}");
    }
}

#[test]
fn each_type_reaches_what_the_table_says() {
    use NumberType::{LongCode, ShortCode, TenDlc, TollFree};
    let table = [
        // type, abroad allowed, channel, destination, reached
        (ShortCode, true, Channel::Text, "+12065550142", true),
        (ShortCode, true, Channel::Text, "+14165550100", false),
        (TenDlc, true, Channel::Text, "+17875550100", false),
        (LongCode, false, Channel::Text, "+14165550100", false),
        (LongCode, true, Channel::Text, "+14165550100", true),
        (LongCode, true, Channel::Voice, "+447700900123", true),
        (TollFree, false, Channel::Text, "+17875550100", false),
        (TollFree, true, Channel::Text, "+17875550100", true),
        (TollFree, true, Channel::Text, "+14254147755", true),
        (TollFree, true, Channel::Media, "+12065550142", true),
        (TollFree, true, Channel::Media, "+14165550100", false),
        (LongCode, true, Channel::Media, "+14165550100", true),
        (LongCode, true, Channel::Media, "+447700900123", false),
    ];
    for (number_type, international_sending_enabled, channel, phone_number, reached) in table {
        let sender = Sender::PhoneNumber { number_type, international_sending_enabled };
        let reaches = sender.reaches("US", &to(phone_number), channel);
        assert_eq!(reaches, reached, "{number_type} {international_sending_enabled} {channel} {phone_number}");
    }
    assert!(Sender::SenderId.reaches("GB", &to("+447700900123"), Channel::Text));
    assert!(!Sender::SenderId.reaches("FR", &to("+447700900123"), Channel::Text));
}

/// What a sender ID of the country answers: whether it is there, and whether it may send a text to `phone_number`.
fn sender_id(country: &str, is_arn: bool, owned: Option<OwnedSenderId>, phone_number: &str) -> [String; 2] {
    let (name, destination) = (named(country), to(phone_number));
    let sender_id = SenderId { name: &name, is_arn, owned, dynamic: false };
    [answer(sender_id.exists()), answer(sender_id.may_send(&asked(Channel::Text, &destination, None)))]
}

#[test]
fn a_sender_id_goes_by_the_country_before_it_is_missed() {
    const MISSED: &str = "ResourceNotFoundException sender-id MYBRAND";
    const NOT_REGISTERED: &str = "ValidationException SENDER_ID_NOT_REGISTERED originationIdentity";
    const NOT_SUPPORTED: &str = "ValidationException SENDER_ID_NOT_SUPPORTED originationIdentity";
    // France takes any, the United Arab Emirates registered ones, the United States none.
    let (france, emirates, states) = ("+33639980000", "+971501234567", "+12065550142");
    assert_eq!(sender_id("FR", false, Some(owned(false)), france), ["ok", "ok"]);
    assert_eq!(sender_id("FR", false, None, france)[0], MISSED);
    assert_eq!(sender_id("AE", false, Some(owned(true)), emirates), ["ok", "ok"]);
    assert_eq!(sender_id("AE", false, Some(owned(false)), emirates), ["ok", NOT_REGISTERED]);
    assert_eq!(sender_id("AE", false, None, emirates), ["ok", NOT_REGISTERED]);
    assert_eq!(sender_id("US", false, None, states), ["ok", NOT_SUPPORTED]);
    assert_eq!(sender_id("AE", true, None, emirates)[0], MISSED);
    assert_eq!(sender_id("FR", true, Some(owned(true)), states), ["ok", OUT_OF_REACH]);
}

#[test]
fn a_sender_id_carries_texts_of_its_types_only() {
    let (name, destination) = (named("FR"), to("+33639980000"));
    let sender_id = SenderId { name: &name, is_arn: false, owned: Some(owned(false)), dynamic: false };
    for channel in [Channel::Media, Channel::Voice] {
        let refused = answer(sender_id.may_send(&asked(channel, &destination, None)));
        assert_eq!(refused, "ConflictException NUMBER_CAPABILITIES_MISMATCH sender-id MYBRAND");
    }
    let refused = answer(sender_id.may_send(&asked(Channel::Text, &destination, Some(MessageType::Promotional))));
    assert_eq!(refused, "ConflictException MESSAGE_TYPE_MISMATCH sender-id MYBRAND");
}

#[test]
fn a_setting_lets_sender_ids_be_made_up_where_a_country_takes_any() {
    for (country, expected) in [("FR", "ok"), ("AE", "ok")] {
        let name = named(country);
        let sender_id = SenderId { name: &name, is_arn: false, owned: None, dynamic: true };
        assert_eq!(answer(sender_id.exists()), expected, "{country}");
        assert_eq!(sender_id.message_type(), MessageType::Transactional);
    }
}

#[test]
fn a_sender_id_sends_transactional_messages_if_it_may() {
    let name = named("FR");
    let both = vec![MessageType::Promotional, MessageType::Transactional];
    for (message_types, expected) in
        [(both, MessageType::Transactional), (vec![MessageType::Promotional], MessageType::Promotional)]
    {
        let owned = Some(OwnedSenderId { message_types, registered: false });
        let sender_id = SenderId { name: &name, is_arn: false, owned, dynamic: false };
        assert_eq!(sender_id.message_type(), expected);
    }
}
