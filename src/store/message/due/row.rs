//! The columns of messages that their events tell.

use std::collections::{BTreeMap, HashMap};

use sqlx::{
    PgConnection,
    types::{Json, Text},
};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    database::unit_of_work::Patience,
    domain::message::{
        body::MessageEncoding,
        channel::Channel,
        cost::Call,
        handset::Carrier,
        price::{Dollars, Price},
        record::{Message, RcsBilling},
    },
    model::{
        error::ServiceError,
        message::{MessageId, MessageType},
        protect_configuration::ProtectStatus,
    },
    store::message::candidate::Candidate,
};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: Uuid,
    pub account_id: String,
    pub region: String,
    pub channel: Text<Channel>,
    pub budget: String,
    pub origination_identity_key: Option<Uuid>,
    pub origination_phone_number: String,
    pub is_international_send: bool,
    pub destination_phone_number: String,
    pub iso_country_code: String,
    pub pool_id: Option<String>,
    pub configuration_set_name: Option<String>,
    pub chosen_by: String,
    pub message_type: Option<Text<MessageType>>,
    pub message_encoding: Option<Text<MessageEncoding>>,
    pub total_message_parts: i64,
    pub total_message_price: i64,
    pub total_carrier_fee: i64,
    pub spend_month: Option<Date>,
    pub spend_given_back: bool,
    pub call_seconds: Option<i64>,
    pub call_minutes: Option<i64>,
    pub context: Json<BTreeMap<String, String>>,
    pub protect_configuration_id: Option<String>,
    pub protect_status: Option<Text<ProtectStatus>>,
    pub mcc: Option<String>,
    pub mnc: Option<String>,
    pub carrier_name: Option<String>,
    pub is_suspicious: bool,
    pub rcs_billing_event_type: Option<Text<RcsBilling>>,
    pub created_at: OffsetDateTime,
}

/// The messages that something is to happen to, locked until the transaction ends.
pub(super) async fn lock(
    tx: &mut PgConnection,
    candidates: &[Candidate],
    patience: Patience,
) -> Result<HashMap<Uuid, Row>, ServiceError> {
    let mut ids: Vec<Uuid> = candidates.iter().map(|one| one.id).collect();
    if patience == Patience::Skip {
        ids = sqlx::query_scalar(
            "select id from callsign.message where id = any($1) and next_due_at is not null
             order by id for no key update skip locked",
        )
        .bind(ids)
        .fetch_all(&mut *tx)
        .await?;
    }
    let rows = read(tx, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Messages that something is to happen to, in the order of their keys, locked.
pub(super) async fn read(tx: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Row>, ServiceError> {
    Ok(sqlx::query_as(
        "select id, account_id, region, channel, case when kind = 'NOTIFY' then kind else channel end as budget,
                origination_identity_key, origination_phone_number,
                is_international_send, destination_phone_number, iso_country_code, pool_id,
                configuration_set_name, chosen_by, message_type,
                message_encoding, total_message_parts, total_message_price, total_carrier_fee, spend_month,
                spend_given_back, call_seconds, call_minutes, context, protect_configuration_id, protect_status, mcc, mnc,
                carrier_name, is_suspicious, rcs_billing_event_type, created_at
         from callsign.message where id = any($1) and next_due_at is not null
         order by id for no key update",
    )
    .bind(ids)
    .fetch_all(tx)
    .await?)
}

impl Row {
    /// As its events tell it.
    pub fn message(&self) -> Message {
        let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
        let carrier = match (&self.mcc, &self.mnc, &self.carrier_name) {
            (Some(mcc), Some(mnc), Some(name)) => {
                Some(Carrier { mcc: mcc.clone(), mnc: mnc.clone(), name: name.clone() })
            }
            _ => None,
        };
        let protection = self.protect_configuration_id.clone().zip(self.protect_status.as_ref().map(|Text(one)| *one));
        Message {
            message_id: MessageId::of(self.id),
            channel: self.channel.0,
            origination_phone_number: self.origination_phone_number.clone(),
            destination_phone_number: self.destination_phone_number.clone(),
            iso_country_code: self.iso_country_code.clone(),
            is_international_send: self.is_international_send,
            requested_at: self.created_at,
            message_encoding: self.message_encoding.as_ref().map_or(MessageEncoding::Gsm, |Text(one)| *one),
            message_type: self.message_type.as_ref().map(|Text(one)| *one).unwrap_or_default(),
            context: self.context.0.clone(),
            total_message_parts: number(self.total_message_parts),
            total: self.total(),
            call: self
                .call_seconds
                .zip(self.call_minutes)
                .map(|(seconds, minutes)| Call { seconds: number(seconds), minutes: number(minutes) }),
            carrier,
            protection,
            is_suspicious: self.is_suspicious,
            rcs_billing: self.rcs_billing_event_type.as_ref().map(|Text(one)| *one),
        }
    }

    /// What it costs.
    pub fn total(&self) -> Price {
        Price { price: Dollars(self.total_message_price), carrier_fee: Dollars(self.total_carrier_fee) }
    }
}
