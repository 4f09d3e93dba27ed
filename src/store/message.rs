//! The tables `message` and `message_event`.

use std::{collections::BTreeMap, str::FromStr};

use sqlx::{PgConnection, types::Text};
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    domain::{
        message::{
            body::MessageEncoding,
            channel::Channel,
            cost::{CALLS_WITHIN, Call, Calls},
            destination::Destination,
            handset::Carrier,
            kind::Kind,
            price::{Dollars, Price},
            record::RcsBilling,
            schedule::Scheduled,
            selection::ChosenBy,
        },
        notify::SentToday,
    },
    model::{
        arn::Scope,
        caller::By,
        error::ServiceError,
        message::{
            DestinationCountryParameterKey, MessageFeedbackStatus, MessageType, VoiceId, VoiceMessageBodyTextType,
        },
        phone_number::NumberType,
        protect_configuration::ProtectStatus,
        rcs_message::{RcsFallbackConfiguration, RcsMessageContent},
    },
};

mod accepted;
pub mod by_hand;
mod candidate;
pub mod due;
pub mod inbound;
pub mod instead;
pub mod origin;
pub mod recipient;
pub mod reply;
pub mod selection;

pub use accepted::{Accepted, insert};
use instead::Instead;

/// What a message is sent from, resolved.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The identity: its id, its ARN and its key; `None` for shared routes, and a sender ID that nobody requested has its id alone.
    pub identity: Option<(String, Option<(String, Uuid)>)>,
    /// What is shown.
    pub phone_number: String,
    /// A number type, `SENDER_ID`, `RCS_AGENT` or `SHARED_ROUTE`.
    pub kind: String,
    /// InternationalSendingEnabled of the number.
    pub is_international_send: bool,
    /// The pool that it is sent through.
    pub pool_id: Option<String>,
    /// Why it is sent from there.
    pub chosen_by: ChosenBy,
    /// What it is sent as.
    pub message_type: MessageType,
}

impl Origin {
    /// The key of the number, sender ID or RCS agent, if it has a row.
    #[must_use]
    pub fn key(&self) -> Option<Uuid> {
        self.identity.as_ref()?.1.as_ref().map(|(_, key)| *key)
    }

    /// As what a message goes from there. Documented: what an RCS agent carries is RCS.
    #[must_use]
    pub fn channel(&self, asked: Channel) -> Channel {
        if self.kind == "RCS_AGENT" { Channel::Rcs } else { asked }
    }

    /// Whether phones can answer to it. Documented: to phone numbers and RCS agents only.
    #[must_use]
    pub fn takes_replies(&self) -> bool {
        self.kind == "RCS_AGENT" || NumberType::from_str(&self.kind).is_ok()
    }
}

/// What is kept of a message by a notify configuration.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the members are the request's")]
pub struct NotifyMessage<'n> {
    pub notify_configuration_id: &'n str,
    /// The template in effect.
    pub template_id: &'n str,
    pub template_variables: &'n BTreeMap<String, String>,
}

/// What is kept of an RCS message.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the members are the request's")]
pub struct RcsMessage<'n> {
    /// `None` for a text that is sent from an agent.
    pub content: Option<&'n RcsMessageContent>,
    pub traffic_type: Option<&'n str>,
    pub fallback: Option<&'n RcsFallbackConfiguration>,
    /// How it is billed.
    pub billing: RcsBilling,
}

/// A message that is accepted.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the members that aren't explained are the request's")]
pub struct NewMessage<'n> {
    /// Its key.
    pub key: Uuid,
    /// Whose it is.
    pub scope: &'n Scope,
    pub channel: Channel,
    /// Why it is sent.
    pub kind: Kind,
    /// The message that it answers.
    pub reply_to: Option<Uuid>,
    /// What it is sent from.
    pub origin: &'n Origin,
    pub destination: &'n Destination,
    pub message_body: Option<&'n str>,
    /// How a text is encoded; a call isn't.
    pub message_encoding: Option<MessageEncoding>,
    pub total_message_parts: u32,
    /// What it costs.
    pub total: Price,
    /// The month that its cost is counted in, if it costs something.
    pub spend_month: Option<Date>,
    /// The call that it makes.
    pub call: Option<Call>,
    pub voice: Option<(VoiceId, VoiceMessageBodyTextType)>,
    pub media_urls: &'n [String],
    pub context: &'n BTreeMap<String, String>,
    pub destination_country_parameters: &'n BTreeMap<DestinationCountryParameterKey, String>,
    pub keyword: Option<&'n str>,
    pub max_price: Option<Dollars>,
    /// In seconds. Documented: an RCS message needn't have one.
    pub time_to_live: Option<i64>,
    pub configuration_set_name: Option<&'n str>,
    pub message_feedback_enabled: bool,
    /// The protect configuration in effect, and what it says.
    pub protection: Option<(&'n str, ProtectStatus)>,
    /// The network of the phone, where it is told.
    pub carrier: Option<&'n Carrier>,
    /// Whether it looks like artificial traffic.
    pub is_suspicious: bool,
    /// The rule that the phone goes by.
    pub handset: Option<Uuid>,
    /// By which notify configuration it is sent, if by one.
    pub notified: Option<NotifyMessage<'n>>,
    /// What it is beside that, if it is an RCS message.
    pub rcs: Option<RcsMessage<'n>>,
    /// What is sent in its stead, if it is to fall back.
    pub instead: Option<Instead<'n>>,
    /// The id of the request.
    pub request_id: Uuid,
    /// By whom.
    pub by: By<'n>,
    /// When it is accepted.
    pub now: OffsetDateTime,
    /// What happens to it.
    pub events: &'n [Scheduled],
    /// What the phone answers, and how long after acceptance.
    pub reply: Option<(&'n str, Duration)>,
}

/// The calls that count against one more: those of the last 24 hours.
///
/// # Errors
///
/// The database's.
pub async fn calls(
    tx: &mut PgConnection,
    scope: &Scope,
    destination: &Destination,
    now: OffsetDateTime,
) -> Result<Calls, ServiceError> {
    let (to_recipient, of_account): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where destination_phone_number = $3), count(*)
         from callsign.message
         where account_id = $1 and region = $2 and channel = 'VOICE' and direction = 'OUTBOUND' and created_at > $4",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(&destination.phone_number)
    .bind(now - CALLS_WITHIN)
    .fetch_one(tx)
    .await?;
    Ok(Calls { to_recipient, of_account })
}

/// What an account sent by notify configurations since `since`, when a day began: to a destination, and by one of them.
///
/// # Errors
///
/// The database's.
pub async fn sent_today(
    tx: &mut PgConnection,
    scope: &Scope,
    destination: &Destination,
    notify_configuration_id: &str,
    since: OffsetDateTime,
) -> Result<SentToday, ServiceError> {
    let (to_destination, of_configuration): (i64, i64) = sqlx::query_as(
        "select (select count(*) from callsign.message
                 where account_id = $1 and region = $2 and destination_phone_number = $3
                   and created_at >= $5 and created_at < $5 + interval '1 day' and kind = 'NOTIFY'),
                (select count(*) from callsign.message
                 where account_id = $1 and region = $2 and notify_configuration_id = $4
                   and created_at >= $5 and created_at < $5 + interval '1 day')",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(&destination.phone_number)
    .bind(notify_configuration_id)
    .bind(since)
    .fetch_one(tx)
    .await?;
    Ok(SentToday { to_destination, of_configuration })
}

/// Whether a message that was sent waits for feedback, locked until the transaction ends; `None` if there is no such message.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock_feedback(tx: &mut PgConnection, scope: &Scope, key: Uuid) -> Result<Option<bool>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select message_feedback_enabled from callsign.message
         where id = $3 and account_id = $1 and region = $2 and direction = 'OUTBOUND' for no key update",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .fetch_optional(tx)
    .await?)
}

/// Sets the feedback of a message, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn put_feedback(tx: &mut PgConnection, key: Uuid, status: MessageFeedbackStatus) -> Result<(), ServiceError> {
    sqlx::query("update callsign.message set message_feedback_status = $2 where id = $1")
        .bind(key)
        .bind(Text(status))
        .execute(tx)
        .await?;
    Ok(())
}
