//! What is sent in the stead of an RCS message: kept with it from the beginning, and in its columns from when it falls back.

use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use super::{Origin, recipient::OptOuts};
use crate::domain::message::{body::MessageEncoding, channel::Channel, price::Price, schedule::Scheduled};

/// What is sent in the stead of an RCS message.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the members that aren't explained are those of a message")]
pub struct Instead<'n> {
    /// At which place its events begin; behind all of them where it is to be sent by hand alone.
    pub place: usize,
    /// What happens to it where it is sent by hand, counted from then.
    pub by_hand: &'n [Scheduled],
    /// What the phone answers then, and how long after that.
    pub reply: Option<(&'n str, Duration)>,
    pub channel: Channel,
    pub origin: &'n Origin,
    pub message_body: Option<&'n str>,
    pub message_encoding: Option<MessageEncoding>,
    pub total_message_parts: u32,
    pub media_urls: &'n [String],
    /// In seconds.
    pub time_to_live: i64,
    /// What it costs.
    pub total: Price,
    /// Where the phone may stand as opted out when it is sent.
    pub opt_outs: OptOuts,
    /// What protects it then; without one, the default of the scope.
    pub protect_configuration: Option<Uuid>,
    /// MaxLimit as of acceptance, in whole dollars.
    pub max_limit: i64,
}

impl Instead<'_> {
    /// As it is kept: by the names of the columns.
    pub(super) fn kept(&self) -> Value {
        let (identity, known) = match &self.origin.identity {
            Some((id, known)) => (Some(id), known.as_ref()),
            None => (None, None),
        };
        json!({
            "channel": self.channel.as_ref(),
            "origination_identity": identity,
            "origination_identity_arn": known.map(|(arn, _)| arn),
            "origination_identity_key": known.map(|(_, key)| key.hyphenated().to_string()),
            "origination_phone_number": self.origin.phone_number,
            "origination_kind": self.origin.kind,
            "is_international_send": self.origin.is_international_send,
            "pool_id": self.origin.pool_id,
            "chosen_by": self.origin.chosen_by.as_ref(),
            "message_type": self.origin.message_type.as_ref(),
            "message_body": self.message_body,
            "message_encoding": self.message_encoding.as_ref().map(AsRef::as_ref),
            "total_message_parts": self.total_message_parts,
            "media_urls": self.media_urls,
            "time_to_live": self.time_to_live,
            "total_message_price": self.total.price.0,
            "total_carrier_fee": self.total.carrier_fee.0,
            "opt_outs": self.opt_outs.kept(),
            "protect_configuration": self.protect_configuration.map(|key| key.hyphenated().to_string()),
            "max_limit": self.max_limit,
            "by_hand": self.by_hand.iter().map(|event| json!({
                "event_type": event.status.event_type(self.channel),
                "message_status": event.status.word(),
                "is_final": event.is_final,
                "after_ms": milliseconds(event.after),
            })).collect::<Vec<_>>(),
            "reply_body": self.reply.map(|(body, _)| body),
            "reply_after_ms": self.reply.map(|(_, after)| milliseconds(after)),
        })
    }
}

fn milliseconds(after: Duration) -> i64 {
    i64::try_from(after.whole_milliseconds()).unwrap_or(i64::MAX)
}
