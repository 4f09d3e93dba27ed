//! The record for a two-way channel, member by member.

use callsign::{
    domain::inbound::record::{Received, text},
    model::message::MessageId,
};
use uuid::Uuid;

#[test]
fn the_record_is_the_one_that_was_captured() {
    let (previous, id) = (MessageId::of(Uuid::from_u128(1)), MessageId::of(Uuid::from_u128(2)));
    let received = Received {
        from: "+14255550182",
        to: "+12125550101",
        account_id: "123456789012",
        keyword: Some("JOIN"),
        body: "join “me”",
        previous: Some(&previous),
        message_id: &id,
    };
    assert_eq!(
        text(&received).expect("it is JSON"),
        r#"{"originationNumber":"+14255550182","destinationNumber":"+12125550101","messageKeyword":"JOIN","messageBody":"join “me”","previousPublishedMessageId":"00000000-0000-0000-0000-000000000001","inboundMessageId":"00000000-0000-0000-0000-000000000002"}"#
    );
    assert_eq!(
        text(&Received { to: "55501", keyword: None, body: "\"", previous: None, ..received }).expect("it is JSON"),
        r#"{"originationNumber":"+14255550182","destinationNumber":"55501","messageKeyword":"KEYWORD_123456789012","messageBody":"\"","inboundMessageId":"00000000-0000-0000-0000-000000000002"}"#
    );
}
