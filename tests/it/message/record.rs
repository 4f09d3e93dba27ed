//! The records of events, byte by byte, and feedback.

use std::collections::BTreeMap;

use callsign::{
    domain::message::{
        body::MessageEncoding,
        channel::Channel,
        cost::Call,
        event::MessageStatus,
        feedback::{self, Feedback},
        handset::Carrier,
        price::{Dollars, Price},
        record::{Happened, Message, RcsBilling, text},
    },
    model::{
        message::{MessageFeedbackStatus, MessageId, MessageType},
        protect_configuration::ProtectStatus,
    },
};
use time::{Duration, macros::datetime};
use uuid::uuid;

use super::{NOW, answer};

fn message(channel: Channel, price: i64, carrier_fee: i64) -> Message {
    Message {
        message_id: MessageId::of(uuid!("0b6f4c0e-2f1d-4a64-9f0c-6f2f1f0f4b11")),
        channel,
        origination_phone_number: "+12065550100".to_owned(),
        destination_phone_number: "+14255550142".to_owned(),
        iso_country_code: "US".to_owned(),
        is_international_send: false,
        requested_at: datetime!(2026-04-24 03:06:40 UTC),
        message_encoding: MessageEncoding::Gsm,
        message_type: MessageType::Transactional,
        context: BTreeMap::new(),
        total_message_parts: 1,
        total: Price { price: Dollars(price), carrier_fee: Dollars(carrier_fee) },
        call: (channel == Channel::Voice).then_some(Call { seconds: 12, minutes: 1 }),
        carrier: Some(Carrier::of("US")),
        protection: None,
        is_suspicious: false,
        rcs_billing: (channel == Channel::Rcs).then_some(RcsBilling::Basic),
    }
}

fn happened(status: MessageStatus, milliseconds: i64, is_final: bool) -> Happened {
    Happened { status, at: datetime!(2026-04-24 03:06:40 UTC) + Duration::milliseconds(milliseconds), is_final }
}

#[track_caller]
fn record(message: &Message, happened: &Happened) -> String {
    text(message, happened).expect("a record is JSON")
}

#[test]
fn the_record_of_an_rcs_message_tells_its_price_when_it_is_delivered() {
    let agent = "rcs-0123456789abcdef0123456789abcdef".to_owned();
    let message = Message {
        origination_phone_number: agent,
        message_encoding: MessageEncoding::Unicode,
        ..message(Channel::Rcs, 700, 494)
    };
    let expected = |event: &str, at: &str, is_final: bool, status: &str, said: &str, price: &str| {
        format!(
            "{{\"eventType\":\"{event}\",\"eventVersion\":\"1.0\",\"eventTimestamp\":{at},\"isFinal\":{is_final},\
             \"originationPhoneNumber\":\"rcs-0123456789abcdef0123456789abcdef\",\
             \"destinationPhoneNumber\":\"+14255550142\",\"isoCountryCode\":\"US\",\"isInternationalSend\":false,\
             {}\"messageId\":\"0b6f4c0e-2f1d-4a64-9f0c-6f2f1f0f4b11\",\"messageRequestTimestamp\":1777000000000,\
             \"messageEncoding\":\"UNICODE\",\"messageType\":\"TRANSACTIONAL\",\"messageStatus\":\"{status}\",\
             \"messageStatusDescription\":\"{said}\",\"totalMessageParts\":1,{price},\
             \"rcsMetadata\":{{\"billingEventType\":\"BASIC\",\
             \"rcsBusinessId\":\"0123456789abcdef0123456789abcdef\",\"agentIsoCountryCode\":\"US\"}}}}",
            if status == "DELIVERED" {
                "\"mcc\":\"310\",\"mnc\":\"000\",\"carrierName\":\"Callsign Mobile\","
            } else {
                ""
            },
        )
    };
    let free = "\"totalMessagePrice\":0,\"totalCarrierFee\":0";
    let delivered = record(&message, &happened(MessageStatus::Delivered, 2_800, true));
    let price = "\"totalMessagePrice\":0.007,\"totalCarrierFee\":0.00494";
    let said = "Message has been accepted by phone";
    assert_eq!(delivered, expected("RCS_DELIVERED", "1777000002800", true, "DELIVERED", said, price));
    let sent = record(&message, &happened(MessageStatus::Pending, 350, false));
    let said = "Message is pending delivery";
    assert_eq!(sent, expected("RCS_SENT", "1777000000350", false, "PENDING", said, free));
    let read = record(&message, &happened(MessageStatus::Read, 3_800, true));
    assert_eq!(read, expected("RCS_READ", "1777000003800", true, "READ", "Message has been read by recipient", free));
}

#[test]
fn the_record_of_a_text_has_its_members_in_their_order() {
    let message = Message {
        context: BTreeMap::from([("order".to_owned(), "42".to_owned())]),
        protection: Some(("protect-0123456789abcdef0123456789abcdef".to_owned(), ProtectStatus::Allow)),
        ..message(Channel::Text, 581, 302)
    };
    assert_eq!(
        record(&message, &happened(MessageStatus::Delivered, 2800, true)),
        r#"{"eventType":"TEXT_DELIVERED","eventVersion":"1.0","eventTimestamp":1777000002800,"isFinal":true,"originationPhoneNumber":"+12065550100","destinationPhoneNumber":"+14255550142","isoCountryCode":"US","isInternationalSend":false,"mcc":"310","mnc":"000","carrierName":"Callsign Mobile","messageId":"0b6f4c0e-2f1d-4a64-9f0c-6f2f1f0f4b11","messageRequestTimestamp":1777000000000,"messageEncoding":"GSM","messageType":"TRANSACTIONAL","messageStatus":"DELIVERED","messageStatusDescription":"Message has been accepted by phone","context":{"order":"42"},"totalMessageParts":1,"totalMessagePrice":0.00581,"totalCarrierFee":0.00302,"protectConfiguration":{"protectConfigurationId":"protect-0123456789abcdef0123456789abcdef","protectStatus":"ALLOW"}}"#
    );
}

#[test]
fn the_record_of_a_media_message_begins_with_its_content_type() {
    assert_eq!(
        record(&message(Channel::Media, 1950, 266), &happened(MessageStatus::Delivered, 2800, true)),
        r#"{"contentType":"MMS","eventType":"MEDIA_DELIVERED","eventVersion":"1.0","eventTimestamp":1777000002800,"isFinal":true,"originationPhoneNumber":"+12065550100","destinationPhoneNumber":"+14255550142","isoCountryCode":"US","messageId":"0b6f4c0e-2f1d-4a64-9f0c-6f2f1f0f4b11","messageRequestTimestamp":1777000000000,"messageType":"TRANSACTIONAL","messageStatus":"DELIVERED","messageStatusDescription":"Message has been accepted by phone","totalMessageParts":1,"totalMessagePrice":0.0195,"totalCarrierFee":0.00266}"#
    );
}

#[test]
fn the_records_of_a_call_tell_its_length_and_price_at_the_end() {
    let call = message(Channel::Voice, 1300, 0);
    assert_eq!(
        record(&call, &happened(MessageStatus::Completed, 30_000, true)),
        r#"{"eventType":"VOICE_COMPLETED","eventVersion":"1.0","eventTimestamp":1777000030000,"isFinal":true,"originationPhoneNumber":"+12065550100","destinationPhoneNumber":"+14255550142","isoCountryCode":"US","messageId":"0b6f4c0e-2f1d-4a64-9f0c-6f2f1f0f4b11","messageRequestTimestamp":1777000000000,"messageStatus":"COMPLETED","callDurationInSeconds":12,"totalDurationInMinutes":1,"totalMessagePrice":0.013}"#
    );
    let initiated = record(&call, &happened(MessageStatus::Initiated, 350, false));
    assert!(initiated.ends_with(r#""messageStatus":"INITIATED"}"#), "{initiated}");
    let busy = record(&call, &happened(MessageStatus::Busy, 1350, true));
    assert!(
        busy.ends_with(
            r#""messageStatus":"BUSY","callDurationInSeconds":0,"totalDurationInMinutes":0,"totalMessagePrice":0}"#
        ),
        "{busy}"
    );
    let spam = record(&call, &happened(MessageStatus::Spam, 1350, true));
    assert!(spam.contains(r#""eventType":"VOICE_FAILED""#) && spam.contains(r#""messageStatus":"SPAM""#), "{spam}");
}

#[test]
fn a_failed_text_is_paid_for_unless_it_was_dropped_here() {
    let sent = message(Channel::Text, 581, 302);
    let blocked = record(&sent, &happened(MessageStatus::Blocked, 350, true));
    assert!(blocked.ends_with(r#""totalMessagePrice":0.00581,"totalCarrierFee":0.00302}"#), "{blocked}");
    let dropped = record(&sent, &happened(MessageStatus::ProtectBlocked, 350, true));
    assert!(dropped.ends_with(r#""totalMessagePrice":0,"totalCarrierFee":0}"#), "{dropped}");
    for status in [MessageStatus::FileInaccessible, MessageStatus::FileTypeUnsupported, MessageStatus::FileSizeExceeded]
    {
        assert!(status.is_free(Channel::Media), "{status}");
    }
}

#[test]
fn the_carrier_is_named_by_what_comes_from_the_phone() {
    let sent = message(Channel::Text, 581, 302);
    for (status, is_named) in [
        (MessageStatus::Successful, true),
        (MessageStatus::Blocked, true),
        (MessageStatus::Unreachable, true),
        (MessageStatus::Queued, false),
        (MessageStatus::Spam, false),
        (MessageStatus::TtlExpired, false),
    ] {
        assert_eq!(record(&sent, &happened(status, 350, true)).contains("carrierName"), is_named, "{status}");
    }
    let from_short_code = Message { carrier: None, ..sent };
    let told = record(&from_short_code, &happened(MessageStatus::Successful, 350, true));
    assert!(!told.contains("mcc") && !told.contains("carrierName"), "{told}");
}

#[test]
fn a_configuration_that_looks_at_traffic_adds_what_it_thought() {
    let assessed = |status, is_suspicious| {
        let protection = Some(("protect-1".to_owned(), status));
        let message = Message { protection, is_suspicious, ..message(Channel::Text, 581, 302) };
        let told = record(&message, &happened(MessageStatus::Delivered, 2800, true));
        told.split_once("\"protectConfigurationAssessment\":").map(|(_, assessment)| assessment.to_owned())
    };
    assert_eq!(assessed(ProtectStatus::Allow, true), None);
    let allowed = Some(r#"{"protectRecommendation":"ALLOW"}}"#.to_owned());
    assert_eq!(assessed(ProtectStatus::Monitor, false), allowed);
    let blocked = r#"{"protectRecommendation":"BLOCK","protectInsights":{"blockReason":"AIT_SUSPECTED"}}}"#;
    assert_eq!(assessed(ProtectStatus::Filter, true), Some(blocked.to_owned()));
}

#[test]
fn every_status_but_those_of_calls_has_a_sentence_with_the_words_that_clients_look_for() {
    for (status, words) in [
        (MessageStatus::Invalid, "Invalid"),
        (MessageStatus::Blocked, "blocked"),
        (MessageStatus::CarrierBlocked, "blocked"),
        (MessageStatus::Spam, "spam"),
        (MessageStatus::Unknown, "Unknown error"),
        (MessageStatus::CarrierUnreachable, "Phone carrier is currently unreachable/unavailable"),
        (MessageStatus::Unreachable, "Phone is currently unreachable/unavailable"),
        (MessageStatus::TtlExpired, "The delivery TTL has expired"),
    ] {
        assert!(status.description().is_some_and(|sentence| sentence.contains(words)), "{status}");
    }
    for status in [MessageStatus::Initiated, MessageStatus::Busy, MessageStatus::Completed] {
        assert_eq!(status.description(), None);
    }
}

#[test]
fn feedback_is_asked_for_by_the_request_before_the_set() {
    for (of_request, of_set, expected) in [
        (None, None, false),
        (None, Some(true), true),
        (Some(false), Some(true), false),
        (Some(true), Some(false), true),
    ] {
        assert_eq!(feedback::is_enabled(of_request, of_set), expected);
    }
}

#[test]
fn feedback_that_nobody_gives_has_failed_after_an_hour_and_may_still_be_given() {
    let accepted_at = NOW;
    let at = |minutes, set| feedback::at(accepted_at + Duration::minutes(minutes), accepted_at, set);
    assert_eq!(at(59, None), Feedback::Pending);
    assert_eq!(at(60, None), Feedback::Failed);
    assert_eq!(at(1, Some(MessageFeedbackStatus::Failed)), Feedback::Failed);
    assert_eq!(at(90, Some(MessageFeedbackStatus::Received)), Feedback::Received);
}

#[test]
fn feedback_on_a_message_that_asks_for_none_is_refused() {
    assert_eq!(answer(feedback::may_be_set(true)), "ok");
    assert_eq!(answer(feedback::may_be_set(false)), "ValidationException INVALID_PARAMETER messageId");
}
