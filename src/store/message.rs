//! The tables `message` and `message_event`.

use std::{collections::BTreeMap, str::FromStr};

use sqlx::{
    PgConnection,
    types::{Json, Text},
};
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

pub mod by_hand;
mod candidate;
pub mod due;
pub mod inbound;
pub mod instead;
pub mod origin;
pub mod recipient;
pub mod reply;
pub mod selection;

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

const INSERT: &str = "
    with accepted as (
        insert into callsign.message (
            id, account_id, region, direction, channel, status, origination_identity, origination_identity_arn,
            origination_identity_key, origination_phone_number, origination_kind, is_international_send,
            destination_phone_number, iso_country_code, pool_id, chosen_by, message_type, message_body,
            message_encoding, total_message_parts, total_message_price, total_carrier_fee, spend_month, call_seconds,
            call_minutes, voice_id, message_body_text_type, media_urls, context, destination_country_parameters,
            keyword, max_price, time_to_live, configuration_set_name, message_feedback_enabled, mcc, mnc, carrier_name,
            is_suspicious, handset_id, request_id, created_at, next_due_at, kind, reply_to_message_id, reply_body,
            reply_due_at, protect_configuration_id, protect_status, notify_configuration_id, template_id,
            template_variables, access_key_id, principal_arn, rcs_message_content, message_traffic_type,
            fallback_configuration, rcs_billing_event_type, falls_back_to)
        values ($1, $2, $3, 'OUTBOUND', $4, 'ACCEPTED', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,
                $39, $40, $41[1], $45, $46, $47, $48, $49, $50, $51,
                $52, $53, $54, $55, $56, $57, $58, $59, $60)
        returning id)
    insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
    select accepted.id, event.ordinal, event.event_type, event.message_status, event.is_final, event.due_at
    from accepted, unnest($41::timestamptz[], $42::text[], $43::text[], $44::boolean[])
        with ordinality as event (due_at, event_type, message_status, is_final, ordinal)
    order by event.ordinal";

/// Accepts a message with what is to happen to it, in the order of happening.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, message: &NewMessage<'_>) -> Result<(), ServiceError> {
    let NewMessage { scope, origin, destination, events, channel, .. } = message;
    let (identity, known) = match &origin.identity {
        Some((id, known)) => (Some(id), known.as_ref()),
        None => (None, None),
    };
    let due: Vec<OffsetDateTime> = events.iter().map(|event| message.now + event.after).collect();
    let instead = message.instead.as_ref();
    let (own, later) = events.split_at(instead.map_or(events.len(), |instead| instead.place.min(events.len())));
    let later =
        instead.into_iter().flat_map(|instead| later.iter().map(|event| event.status.event_type(instead.channel)));
    let types: Vec<String> = own.iter().map(|event| event.status.event_type(*channel)).chain(later).collect();
    let statuses: Vec<&str> = events.iter().map(|event| event.status.word()).collect();
    let finals: Vec<bool> = events.iter().map(|event| event.is_final).collect();
    sqlx::query(INSERT)
        .bind(message.key)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(channel.as_ref())
        .bind(identity)
        .bind(known.map(|(arn, _)| arn))
        .bind(known.map(|(_, key)| key))
        .bind(&origin.phone_number)
        .bind(&origin.kind)
        .bind(origin.is_international_send)
        .bind(&destination.phone_number)
        .bind(&destination.iso_country_code)
        .bind(&origin.pool_id)
        .bind(origin.chosen_by.as_ref())
        .bind((*channel != Channel::Voice).then_some(Text(origin.message_type)))
        .bind(message.message_body)
        .bind(message.message_encoding.as_ref().map(AsRef::as_ref))
        .bind(i64::from(message.total_message_parts))
        .bind(message.total.price.0)
        .bind(message.total.carrier_fee.0)
        .bind(message.spend_month)
        .bind(message.call.map(|call| i64::from(call.seconds)))
        .bind(message.call.map(|call| i64::from(call.minutes)))
        .bind(message.voice.as_ref().map(|(voice, _)| voice.as_ref()))
        .bind(message.voice.as_ref().map(|(_, text_type)| text_type.as_ref()))
        .bind(message.media_urls)
        .bind(Json(message.context))
        .bind(Json(message.destination_country_parameters))
        .bind(message.keyword)
        .bind(message.max_price.map(|price| price.0))
        .bind(message.time_to_live)
        .bind(message.configuration_set_name)
        .bind(message.message_feedback_enabled)
        .bind(message.carrier.map(|carrier| &carrier.mcc))
        .bind(message.carrier.map(|carrier| &carrier.mnc))
        .bind(message.carrier.map(|carrier| &carrier.name))
        .bind(message.is_suspicious)
        .bind(message.handset)
        .bind(message.request_id.hyphenated().to_string())
        .bind(message.now)
        .bind(due)
        .bind(types)
        .bind(statuses)
        .bind(finals)
        .bind(message.kind.as_ref())
        .bind(message.reply_to)
        .bind(message.reply.map(|(body, _)| body))
        .bind(message.reply.map(|(_, after)| message.now + after))
        .bind(message.protection.map(|(id, _)| id))
        .bind(message.protection.map(|(_, status)| Text(status)))
        .bind(message.notified.map(|notified| notified.notify_configuration_id))
        .bind(message.notified.map(|notified| notified.template_id))
        .bind(message.notified.map(|notified| Json(notified.template_variables)))
        .bind(message.by.access_key_id)
        .bind(message.by.principal_arn)
        .bind(message.rcs.and_then(|rcs| rcs.content).map(Json))
        .bind(message.rcs.and_then(|rcs| rcs.traffic_type))
        .bind(message.rcs.and_then(|rcs| rcs.fallback).map(Json))
        .bind(message.rcs.map(|rcs| Text(rcs.billing)))
        .bind(instead.map(|instead| Json(instead.kept())))
        .execute(tx)
        .await?;
    Ok(())
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
