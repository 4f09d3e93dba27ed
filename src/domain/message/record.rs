//! How an event is told: one JSON object, whose members stand in the order in which AWS's were captured.
//!
//! Kept and delivered as this text, since PostgreSQL's jsonb would lose the order. What isn't there is left out; nothing is `null`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use strum::{AsRefStr, Display, EnumString};
use time::OffsetDateTime;

use super::{
    body::MessageEncoding,
    channel::Channel,
    cost::Call,
    event::MessageStatus,
    handset::Carrier,
    price::{Dollars, Price},
};
use crate::model::{
    message::{MessageId, MessageType},
    protect_configuration::ProtectStatus,
};

/// A message, as its events tell it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id.
    pub message_id: MessageId,
    /// As what it was sent.
    pub channel: Channel,
    /// What is shown as its sender: a number, a short code, a sender ID, `NOTICE`, or an agent's id.
    pub origination_phone_number: String,
    /// Where it goes, with the `+`.
    pub destination_phone_number: String,
    /// The country that it goes to.
    pub iso_country_code: String,
    /// Whether the number that it is sent from may send abroad. Documented: nothing to do with where this one goes.
    pub is_international_send: bool,
    /// When it was accepted.
    pub requested_at: OffsetDateTime,
    /// How its text is encoded. Told of text and RCS messages.
    pub message_encoding: MessageEncoding,
    /// Its type. Not told of calls.
    pub message_type: MessageType,
    /// What the request wants to be echoed.
    pub context: BTreeMap<String, String>,
    /// In how many parts it is sent. Not told of calls.
    pub total_message_parts: u32,
    /// What it costs in all.
    pub total: Price,
    /// The call, if it is one.
    pub call: Option<Call>,
    /// The network of the phone; `None` for what is sent from a short code. Observed.
    pub carrier: Option<Carrier>,
    /// The protect configuration in effect and what it says, if there is one.
    pub protection: Option<(String, ProtectStatus)>,
    /// Whether it looks like artificial traffic.
    pub is_suspicious: bool,
    /// How an RCS message is billed; `None` for any other.
    pub rcs_billing: Option<RcsBilling>,
}

/// How an RCS message is billed. Documented: the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RcsBilling {
    /// A short text alone.
    Basic,
    /// Anything else.
    Rich,
}

/// How many characters a text that is billed as BASIC has at most. Assumed: as of one SMS.
const BASIC: usize = 160;

impl RcsBilling {
    /// That of a text alone, or of anything else.
    #[must_use]
    pub fn of(text_alone: Option<&str>) -> Self {
        match text_alone {
            Some(text) if text.chars().count() <= BASIC => Self::Basic,
            _ => Self::Rich,
        }
    }
}

/// Something that happened to it.
#[derive(Clone, Copy, Debug)]
pub struct Happened {
    /// What.
    pub status: MessageStatus,
    /// When: when it was due.
    pub at: OffsetDateTime,
    /// Whether it says the last word.
    pub is_final: bool,
}

/// The record of an event.
///
/// # Errors
///
/// Those of the JSON writer, for texts that no JSON could hold, of which there are none.
pub fn text(message: &Message, happened: &Happened) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Record::of(message, happened))
}

/// The same as EventBridge gets it. Observed: without the destination's number.
///
/// # Errors
///
/// As [`text`].
pub fn text_for_event_bus(message: &Message, happened: &Happened) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Record { destination_phone_number: None, ..Record::of(message, happened) })
}

/// The members, in their order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'m> {
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
    event_type: String,
    event_version: &'static str,
    event_timestamp: i64,
    is_final: bool,
    origination_phone_number: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination_phone_number: Option<&'m str>,
    iso_country_code: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_international_send: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mcc: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mnc: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier_name: Option<&'m str>,
    message_id: &'m str,
    message_request_timestamp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_encoding: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_type: Option<MessageType>,
    message_status: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_status_description: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_duration_in_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_duration_in_minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'m BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_message_parts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_message_price: Option<Dollars>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_carrier_fee: Option<Dollars>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protect_configuration: Option<ProtectConfiguration<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protect_configuration_assessment: Option<Assessment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rcs_metadata: Option<RcsMetadata<'m>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RcsMetadata<'m> {
    billing_event_type: &'m str,
    rcs_business_id: &'m str,
    agent_iso_country_code: &'m str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProtectConfiguration<'m> {
    protect_configuration_id: &'m str,
    protect_status: &'m str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Assessment {
    protect_recommendation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    protect_insights: Option<Insights>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Insights {
    block_reason: &'static str,
}

impl<'m> Record<'m> {
    fn of(message: &'m Message, happened: &'m Happened) -> Self {
        let Happened { status, at, is_final } = happened;
        let is_text = matches!(message.channel, Channel::Text | Channel::Rcs);
        let is_call = message.channel == Channel::Voice;
        let carrier = message.carrier.as_ref().filter(|_| is_text && status.names_carrier());
        let total = if status.is_free(message.channel) { Price::default() } else { message.total };
        let call =
            message.call.filter(|_| *status == MessageStatus::Completed).unwrap_or(Call { seconds: 0, minutes: 0 });
        let is_told = !is_call || *is_final;
        Self {
            content_type: (message.channel == Channel::Media).then_some("MMS"),
            event_type: status.event_type(message.channel),
            event_version: "1.0",
            event_timestamp: milliseconds(*at),
            is_final: *is_final,
            origination_phone_number: &message.origination_phone_number,
            destination_phone_number: Some(&message.destination_phone_number),
            iso_country_code: &message.iso_country_code,
            is_international_send: is_text.then_some(message.is_international_send),
            mcc: carrier.map(|carrier| carrier.mcc.as_str()),
            mnc: carrier.map(|carrier| carrier.mnc.as_str()),
            carrier_name: carrier.map(|carrier| carrier.name.as_str()),
            message_id: message.message_id.as_str(),
            message_request_timestamp: milliseconds(message.requested_at),
            message_encoding: is_text.then_some(message.message_encoding.as_ref()),
            message_type: (!is_call).then_some(message.message_type),
            message_status: status.word(),
            message_status_description: status.description().filter(|_| !is_call),
            call_duration_in_seconds: (is_call && *is_final).then_some(call.seconds),
            total_duration_in_minutes: (is_call && *is_final).then_some(call.minutes),
            context: Some(&message.context).filter(|context| !context.is_empty()),
            total_message_parts: (!is_call).then_some(message.total_message_parts),
            total_message_price: is_told.then_some(total.price),
            total_carrier_fee: (!is_call).then_some(total.carrier_fee),
            protect_configuration: message.protection.as_ref().map(|(id, status)| ProtectConfiguration {
                protect_configuration_id: id,
                protect_status: status.as_ref(),
            }),
            protect_configuration_assessment: message.assessment(),
            rcs_metadata: message.rcs_billing.as_ref().map(|billing| RcsMetadata {
                billing_event_type: billing.as_ref(),
                // Assumed: a business is its agent, launched where the message goes.
                rcs_business_id: message.origination_phone_number.trim_start_matches("rcs-"),
                agent_iso_country_code: &message.iso_country_code,
            }),
        }
    }
}

impl Message {
    /// What a protect configuration that looks at traffic thought of it. Documented: MONITOR and FILTER; Assumed (MD12): ALLOW
    /// where nothing is suspicious.
    fn assessment(&self) -> Option<Assessment> {
        let (_, status) = self.protection.as_ref()?;
        let looks = matches!(status, ProtectStatus::Monitor | ProtectStatus::Filter);
        looks.then(|| Assessment {
            protect_recommendation: if self.is_suspicious { "BLOCK" } else { "ALLOW" },
            protect_insights: self.is_suspicious.then_some(Insights { block_reason: "AIT_SUSPECTED" }),
        })
    }
}

fn milliseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or_default()
}

/// Documented: a JSON number in dollars, here with all its decimals.
impl Serialize for Dollars {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = RawValue::from_string(self.to_string()).map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}
