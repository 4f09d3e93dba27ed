//! What a two-way channel is told of a text that came in. Observed: the members and their order.

use serde::Serialize;

use crate::model::message::MessageId;

/// A text that came in, as it is told.
#[derive(Clone, Copy, Debug)]
pub struct Received<'r> {
    /// The phone, with its `+` where a number was written to, and without where an RCS agent was. Observed.
    pub from: &'r str,
    /// The number that was written to, as it is registered, or the RcsAgentId.
    pub to: &'r str,
    /// The account that has the number.
    pub account_id: &'r str,
    /// The keyword that the text is, if it is one.
    pub keyword: Option<&'r str>,
    /// The text as it came, the keyword included.
    pub body: &'r str,
    /// The last message to the phone from the number, or from its pool, if there is one.
    pub previous: Option<&'r MessageId>,
    /// Its id.
    pub message_id: &'r MessageId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'r> {
    origination_number: &'r str,
    destination_number: &'r str,
    message_keyword: &'r str,
    message_body: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_published_message_id: Option<&'r MessageId>,
    inbound_message_id: &'r MessageId,
}

/// The record of what happens in a conversation with an RCS agent, one JSON object. Observed: it has these members only.
///
/// # Errors
///
/// Those of the JSON writer, for texts that no JSON could hold, of which there are none.
pub fn interaction(received: &Received) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Record<'r> {
        origination_number: &'r str,
        destination_number: &'r str,
        message_body: &'r str,
        inbound_message_id: &'r MessageId,
    }
    serde_json::to_string(&Record {
        origination_number: received.from,
        destination_number: received.to,
        message_body: received.body,
        inbound_message_id: received.message_id,
    })
}

/// The record, one JSON object. Observed: without a keyword `messageKeyword` is `KEYWORD_` and the account.
///
/// # Errors
///
/// Those of the JSON writer, for texts that no JSON could hold, of which there are none.
pub fn text(received: &Received) -> Result<String, serde_json::Error> {
    let without = format!("KEYWORD_{}", received.account_id);
    serde_json::to_string(&Record {
        origination_number: received.from,
        destination_number: received.to,
        message_keyword: received.keyword.unwrap_or(&without),
        message_body: received.body,
        previous_published_message_id: received.previous,
        inbound_message_id: received.message_id,
    })
}
