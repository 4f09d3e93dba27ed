//! The rows of messages that are accepted together, with what is to happen to them and what they cost.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, value::RawValue};
use sqlx::{PgConnection, types::Json};
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use super::{NewMessage, instead::Instead};
use crate::{
    domain::message::{channel::Channel, schedule::Scheduled},
    model::{
        error::ServiceError,
        message::DestinationCountryParameterKey,
        rcs_message::{RcsFallbackConfiguration, RcsMessageContent},
    },
    store::monthly_spend::Spending,
};

/// A message as the statement reads it.
pub struct Accepted {
    row: Box<RawValue>,
    events: Vec<ToCome>,
}

/// What is to happen to it.
#[derive(Serialize)]
struct ToCome {
    message_id: Uuid,
    ordinal: usize,
    event_type: String,
    message_status: String,
    is_final: bool,
    #[serde(with = "rfc3339")]
    due_at: OffsetDateTime,
}

/// The columns of a message.
#[derive(Serialize)]
struct Row<'n> {
    id: Uuid,
    account_id: &'n str,
    region: &'n str,
    channel: &'n str,
    kind: &'n str,
    origination_identity: Option<&'n str>,
    origination_identity_arn: Option<&'n str>,
    origination_identity_key: Option<Uuid>,
    origination_phone_number: &'n str,
    origination_kind: &'n str,
    is_international_send: bool,
    destination_phone_number: &'n str,
    iso_country_code: &'n str,
    pool_id: Option<&'n str>,
    chosen_by: &'n str,
    message_type: Option<&'n str>,
    message_body: Option<&'n str>,
    message_encoding: Option<&'n str>,
    total_message_parts: u32,
    total_message_price: i64,
    total_carrier_fee: i64,
    spend_month: Option<String>,
    call_seconds: Option<u32>,
    call_minutes: Option<u32>,
    voice_id: Option<&'n str>,
    message_body_text_type: Option<&'n str>,
    media_urls: &'n [String],
    context: &'n BTreeMap<String, String>,
    destination_country_parameters: &'n BTreeMap<DestinationCountryParameterKey, String>,
    keyword: Option<&'n str>,
    max_price: Option<i64>,
    time_to_live: Option<i64>,
    configuration_set_name: Option<&'n str>,
    message_feedback_enabled: bool,
    protect_configuration_id: Option<&'n str>,
    protect_status: Option<&'n str>,
    mcc: Option<&'n str>,
    mnc: Option<&'n str>,
    carrier_name: Option<&'n str>,
    is_suspicious: bool,
    handset_id: Option<Uuid>,
    reply_to_message_id: Option<Uuid>,
    request_id: Uuid,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    next_due_at: Option<OffsetDateTime>,
    reply_body: Option<&'n str>,
    #[serde(with = "rfc3339::option")]
    reply_due_at: Option<OffsetDateTime>,
    notify_configuration_id: Option<&'n str>,
    template_id: Option<&'n str>,
    template_variables: Option<&'n BTreeMap<String, String>>,
    access_key_id: Option<&'n str>,
    principal_arn: Option<&'n str>,
    rcs_message_content: Option<&'n RcsMessageContent>,
    message_traffic_type: Option<&'n str>,
    fallback_configuration: Option<&'n RcsFallbackConfiguration>,
    rcs_billing_event_type: Option<&'n str>,
    falls_back_to: Option<Value>,
}

impl NewMessage<'_> {
    /// Its rows.
    ///
    /// # Errors
    ///
    /// InternalServerException beyond the year 9999, which no clock reaches.
    pub fn accepted(&self) -> Result<Accepted, ServiceError> {
        let events = self.events();
        let row = self.row(events.first().map(|event| event.due_at));
        let row = serde_json::value::to_raw_value(&row).map_err(ServiceError::internal)?;
        Ok(Accepted { row, events })
    }

    fn events(&self) -> Vec<ToCome> {
        // Behind its place, they are those of what is sent in its stead.
        let (place, later) = match &self.instead {
            Some(instead) => (instead.place, instead.channel),
            None => (self.events.len(), self.channel),
        };
        let event = |(index, event): (usize, &Scheduled)| ToCome {
            message_id: self.key,
            ordinal: index + 1,
            event_type: event.status.event_type(if index < place { self.channel } else { later }),
            message_status: event.status.word().to_owned(),
            is_final: event.is_final,
            due_at: self.now + event.after,
        };
        self.events.iter().enumerate().map(event).collect()
    }

    fn row(&self, next_due_at: Option<OffsetDateTime>) -> Row<'_> {
        let (origin, destination) = (self.origin, self.destination);
        let known = origin.identity.as_ref().and_then(|(_, known)| known.as_ref());
        Row {
            id: self.key,
            account_id: self.scope.account_id(),
            region: self.scope.region(),
            channel: self.channel.as_ref(),
            kind: self.kind.as_ref(),
            origination_identity: origin.identity.as_ref().map(|(id, _)| id.as_str()),
            origination_identity_arn: known.map(|(arn, _)| arn.as_str()),
            origination_identity_key: known.map(|(_, key)| *key),
            origination_phone_number: &origin.phone_number,
            origination_kind: &origin.kind,
            is_international_send: origin.is_international_send,
            destination_phone_number: &destination.phone_number,
            iso_country_code: &destination.iso_country_code,
            pool_id: origin.pool_id.as_deref(),
            chosen_by: origin.chosen_by.as_ref(),
            message_type: (self.channel != Channel::Voice).then_some(origin.message_type.as_ref()),
            message_body: self.message_body,
            message_encoding: self.message_encoding.as_ref().map(AsRef::as_ref),
            total_message_parts: self.total_message_parts,
            total_message_price: self.total.price.0,
            total_carrier_fee: self.total.carrier_fee.0,
            spend_month: self.spend_month.map(|month| month.to_string()),
            call_seconds: self.call.map(|call| call.seconds),
            call_minutes: self.call.map(|call| call.minutes),
            voice_id: self.voice.as_ref().map(|(voice, _)| voice.as_ref()),
            message_body_text_type: self.voice.as_ref().map(|(_, text_type)| text_type.as_ref()),
            media_urls: self.media_urls,
            context: self.context,
            destination_country_parameters: self.destination_country_parameters,
            keyword: self.keyword,
            max_price: self.max_price.map(|price| price.0),
            time_to_live: self.time_to_live,
            configuration_set_name: self.configuration_set_name,
            message_feedback_enabled: self.message_feedback_enabled,
            protect_configuration_id: self.protection.map(|(id, _)| id),
            protect_status: self.protection.as_ref().map(|(_, status)| status.as_ref()),
            mcc: self.carrier.map(|carrier| carrier.mcc.as_str()),
            mnc: self.carrier.map(|carrier| carrier.mnc.as_str()),
            carrier_name: self.carrier.map(|carrier| carrier.name.as_str()),
            is_suspicious: self.is_suspicious,
            handset_id: self.handset,
            reply_to_message_id: self.reply_to,
            request_id: self.request_id,
            created_at: self.now,
            next_due_at,
            reply_body: self.reply.map(|(body, _)| body),
            reply_due_at: self.reply.map(|(_, after)| self.now + after),
            notify_configuration_id: self.notified.map(|notified| notified.notify_configuration_id),
            template_id: self.notified.map(|notified| notified.template_id),
            template_variables: self.notified.map(|notified| notified.template_variables),
            access_key_id: self.by.access_key_id,
            principal_arn: self.by.principal_arn,
            rcs_message_content: self.rcs.and_then(|rcs| rcs.content),
            message_traffic_type: self.rcs.and_then(|rcs| rcs.traffic_type),
            fallback_configuration: self.rcs.and_then(|rcs| rcs.fallback),
            rcs_billing_event_type: self.rcs.as_ref().map(|rcs| rcs.billing.as_ref()),
            falls_back_to: self.instead.as_ref().map(Instead::kept),
        }
    }
}

const INSERT: &str = "
    with accepted as (
        select * from rows from (jsonb_to_recordset($1::jsonb) as (
            id uuid, account_id text, region text, channel text, kind text, origination_identity text,
            origination_identity_arn text, origination_identity_key uuid, origination_phone_number text,
            origination_kind text, is_international_send boolean, destination_phone_number text, iso_country_code text,
            pool_id text, chosen_by text, message_type text, message_body text, message_encoding text,
            total_message_parts bigint, total_message_price bigint, total_carrier_fee bigint, spend_month date,
            call_seconds bigint, call_minutes bigint, voice_id text, message_body_text_type text, media_urls text[],
            context jsonb, destination_country_parameters jsonb, keyword text, max_price bigint, time_to_live bigint,
            configuration_set_name text, message_feedback_enabled boolean, protect_configuration_id text,
            protect_status text, mcc text, mnc text, carrier_name text, is_suspicious boolean, handset_id uuid,
            reply_to_message_id uuid, request_id text, created_at timestamptz, next_due_at timestamptz,
            reply_body text, reply_due_at timestamptz, notify_configuration_id text, template_id text,
            template_variables jsonb, access_key_id text, principal_arn text, rcs_message_content jsonb,
            message_traffic_type text, fallback_configuration jsonb, rcs_billing_event_type text,
            falls_back_to jsonb)) with ordinality
    ), spent as (
        update callsign.monthly_spend s set spent = s.spent + a.cost, max_limit = a.max_limit
        from jsonb_to_recordset($3::jsonb) as a (
            account_id text, region text, channel text, month date, cost bigint, max_limit bigint)
        where s.account_id = a.account_id and s.region = a.region and s.channel = a.channel and s.month = a.month
    ), message as (
        insert into callsign.message (
            id, account_id, region, direction, channel, kind, status, origination_identity, origination_identity_arn,
            origination_identity_key, origination_phone_number, origination_kind, is_international_send,
            destination_phone_number, iso_country_code, pool_id, chosen_by, message_type, message_body,
            message_encoding, total_message_parts, total_message_price, total_carrier_fee, spend_month, call_seconds,
            call_minutes, voice_id, message_body_text_type, media_urls, context, destination_country_parameters,
            keyword, max_price, time_to_live, configuration_set_name, message_feedback_enabled,
            protect_configuration_id, protect_status, mcc, mnc, carrier_name, is_suspicious, handset_id,
            reply_to_message_id, request_id, created_at, next_due_at, reply_body, reply_due_at,
            notify_configuration_id, template_id, template_variables, access_key_id, principal_arn,
            rcs_message_content, message_traffic_type, fallback_configuration, rcs_billing_event_type, falls_back_to)
        select id, account_id, region, 'OUTBOUND', channel, kind, 'ACCEPTED', origination_identity,
               origination_identity_arn, origination_identity_key, origination_phone_number, origination_kind,
               is_international_send, destination_phone_number, iso_country_code, pool_id, chosen_by, message_type,
               message_body, message_encoding, total_message_parts, total_message_price, total_carrier_fee,
               spend_month, call_seconds, call_minutes, voice_id, message_body_text_type, media_urls, context,
               destination_country_parameters, keyword, max_price, time_to_live, configuration_set_name,
               message_feedback_enabled, protect_configuration_id, protect_status, mcc, mnc, carrier_name,
               is_suspicious, handset_id, reply_to_message_id, request_id, created_at, next_due_at, reply_body,
               reply_due_at, notify_configuration_id, template_id, template_variables, access_key_id, principal_arn,
               rcs_message_content, message_traffic_type, fallback_configuration, rcs_billing_event_type,
               falls_back_to
        from accepted order by ordinality
    )
    insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
    select e.message_id, e.ordinal, e.event_type, e.message_status, e.is_final, e.due_at
    from rows from (jsonb_to_recordset($2::jsonb) as (
        message_id uuid, ordinal bigint, event_type text, message_status text, is_final boolean, due_at timestamptz))
        with ordinality as e (message_id, ordinal, event_type, message_status, is_final, due_at, place)
    order by e.place";

/// Accepts messages in this order, each with what is to happen to it in the order of happening, and counts what they cost in months
/// that are locked.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    accepted: &[Accepted],
    spending: &[Spending<'_>],
) -> Result<(), ServiceError> {
    let rows: Vec<&RawValue> = accepted.iter().map(|one| &*one.row).collect();
    let events: Vec<&ToCome> = accepted.iter().flat_map(|one| &one.events).collect();
    sqlx::query(INSERT).bind(Json(rows)).bind(Json(events)).bind(Json(spending)).execute(tx).await?;
    Ok(())
}
