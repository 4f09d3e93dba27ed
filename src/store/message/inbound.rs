//! What comes in: the number that it comes to, and what it causes, written in one transaction.
//!
//! Locked are the number and its list, that neither goes meanwhile, and behind them what is written; settings and keywords are
//! read, and what changes them meanwhile changes the next text.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{NewMessage, Origin, insert};
use crate::{
    domain::{
        inbound::{self, Effect, Inbound, OptOut, record},
        message::{
            body::Encoded, channel::Channel, destination::Destination, kind::Kind, price::Price,
            schedule::DEFAULT_TIME_TO_LIVE,
        },
    },
    model::{
        caller::By,
        error::ServiceError,
        keyword::KeywordAction,
        message::{DestinationCountryParameterKey, MessageId},
        pool::PoolId,
        resource::Key,
    },
    store::{
        delivery::{self, NewDelivery},
        keyword, network_opt_out, opted_out_number,
    },
};

pub mod phone_number;

use phone_number::PhoneNumber;

/// A text that comes in.
#[derive(Clone, Copy, Debug)]
pub struct Received<'r> {
    /// The phone that it comes from.
    pub from: &'r Destination,
    /// The text.
    pub body: &'r str,
    /// The id of the request that caused it.
    pub request_id: Uuid,
    /// By whom.
    pub by: By<'r>,
    /// The message that it answers, if it is known to.
    pub reply_to: Option<Uuid>,
    /// Where keys of new rows come from.
    pub keys: fn() -> Uuid,
}

/// What a text caused.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Its id.
    pub message_id: MessageId,
    /// The keyword that it is.
    pub message_keyword: Option<String>,
    /// What the keyword does, if anything was done.
    pub keyword_action: Option<KeywordAction>,
    /// What was sent back.
    pub reply_message_id: Option<MessageId>,
    /// Whether its sender stands on the list now because of it.
    pub is_opted_out: bool,
    /// Whether it took its sender off the list.
    pub is_opted_in: bool,
    /// Whether the two-way channel is told.
    pub is_published: bool,
}

/// Takes a text in and carries out what it causes, in the transaction that locked the number.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the sender's entry on the list for too long.
pub async fn receive(
    tx: &mut PgConnection,
    number: &PhoneNumber,
    received: &Received<'_>,
    inbound: Inbound,
) -> Result<Receipt, ServiceError> {
    let (of_pool, of_number) = keyword::find(tx, number.pool, Some(number.key)).await?;
    let keywords = if number.pool.is_some() { of_pool } else { of_number };
    let effect = inbound::effect(received.body, &keywords, number.settings, inbound);
    let (key, phone) = ((received.keys)(), received.from.phone_number.as_str());
    let published = publish(tx, number, received, &effect, &MessageId::of(key)).await?;
    insert_received(tx, key, number, received, &effect, published.as_ref()).await?;
    if let Some((destination_arn, record)) = published {
        let (account_id, region) = (number.scope.account_id().to_owned(), number.scope.region().to_owned());
        let told = NewDelivery {
            account_id,
            region,
            of: delivery::Of::Message(key),
            event_type: None,
            sent_by: None,
            destination_arn,
            record,
        };
        delivery::insert(tx, &[told]).await?;
    }
    match effect.is_network_opted_out {
        Some(true) => network_opt_out::insert(tx, number.key, phone, number.now).await?,
        Some(false) => network_opt_out::delete(tx, number.key, phone).await?,
        None => {}
    }
    let (list, mut is_opted_in) = (number.opt_out_list, false);
    match effect.opt_out {
        Some(OptOut::Added) => {
            opted_out_number::insert_by_end_user(tx, list, (received.keys)(), phone, number.now).await?;
        }
        Some(OptOut::Removed) => is_opted_in = opted_out_number::delete_by_end_user(tx, list, phone).await?,
        None => {}
    }
    let mut reply_message_id = None;
    if let Some(body) = &effect.reply {
        let reply = (received.keys)();
        insert(tx, &reply_of(reply, body, key, number, &number.origin(), received)).await?;
        reply_message_id = Some(MessageId::of(reply));
    }
    Ok(Receipt {
        message_id: MessageId::of(key),
        message_keyword: effect.keyword,
        keyword_action: effect.action,
        reply_message_id,
        is_opted_out: effect.opt_out == Some(OptOut::Added),
        is_opted_in,
        is_published: effect.is_published,
    })
}

/// Where a text is published to, and its record there; `None` if it isn't. The record is kept with the message, and is delivered to the
/// channel as it stands there.
async fn publish(
    tx: &mut PgConnection,
    number: &PhoneNumber,
    received: &Received<'_>,
    effect: &Effect,
    message_id: &MessageId,
) -> Result<Option<(String, String)>, ServiceError> {
    let Some(channel) = number.two_way_channel_arn.as_ref().filter(|_| effect.is_published) else { return Ok(None) };
    let previous = previous(tx, number, &received.from.phone_number).await?.map(MessageId::of);
    let text = record::text(&record::Received {
        from: &received.from.phone_number,
        to: &number.digits,
        account_id: number.scope.account_id(),
        keyword: effect.keyword.as_deref(),
        body: received.body,
        previous: previous.as_ref(),
        message_id,
    });
    Ok(Some((channel.clone(), text.map_err(ServiceError::internal)?)))
}

/// The last message from the number, or from its pool, to a phone. Observed: the member; Assumed: replies and calls don't count.
async fn previous(tx: &mut PgConnection, number: &PhoneNumber, phone: &str) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select id from callsign.message
         where account_id = $1 and region = $2 and destination_phone_number = $3 and direction = 'OUTBOUND'
           and kind <> 'AUTO_REPLY' and channel <> 'VOICE' and (origination_identity_key = $4 or pool_id = $5)
         order by created_at desc, sequence desc limit 1",
    )
    .bind(number.scope.account_id())
    .bind(number.scope.region())
    .bind(phone)
    .bind(number.key)
    .bind(number.pool_id().as_ref().map(PoolId::as_str))
    .fetch_optional(tx)
    .await?)
}

const INSERT: &str = "
    insert into callsign.message (
        id, account_id, region, direction, channel, status, origination_identity, origination_identity_arn,
        origination_identity_key, origination_phone_number, destination_phone_number, iso_country_code, pool_id,
        message_body, message_encoding, total_message_parts, reply_to_message_id, message_keyword, two_way_channel_arn,
        two_way_record, request_id, created_at, access_key_id, principal_arn)
    values ($1, $2, $3, 'INBOUND', 'TEXT', 'RECEIVED', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21)";

async fn insert_received(
    tx: &mut PgConnection,
    key: Uuid,
    number: &PhoneNumber,
    received: &Received<'_>,
    effect: &Effect,
    published: Option<&(String, String)>,
) -> Result<(), ServiceError> {
    let encoded = Encoded::of(received.body);
    let id = number.id();
    sqlx::query(INSERT)
        .bind(key)
        .bind(number.scope.account_id())
        .bind(number.scope.region())
        .bind(id.as_str())
        .bind(number.scope.arn(id.path()))
        .bind(number.key)
        .bind(&received.from.phone_number)
        .bind(&number.digits)
        .bind(&received.from.iso_country_code)
        .bind(number.pool_id().as_ref().map(PoolId::as_str))
        .bind(received.body)
        .bind(encoded.encoding.as_ref())
        .bind(i64::from(encoded.parts))
        .bind(received.reply_to)
        .bind(&effect.keyword)
        .bind(published.map(|(channel, _)| channel))
        .bind(published.map(|(_, record)| record))
        .bind(received.request_id.hyphenated().to_string())
        .bind(number.now)
        .bind(received.by.access_key_id)
        .bind(received.by.principal_arn)
        .execute(tx)
        .await?;
    Ok(())
}

/// A reply. Assumed (M12.4): it costs nothing, nothing is told of it, no phone answers it, and neither lists nor limits hold it back.
fn reply_of<'r>(
    key: Uuid,
    body: &'r str,
    to: Uuid,
    number: &'r PhoneNumber,
    origin: &'r Origin,
    received: &Received<'r>,
) -> NewMessage<'r> {
    static NOTHING: BTreeMap<String, String> = BTreeMap::new();
    static NO_PARAMETERS: BTreeMap<DestinationCountryParameterKey, String> = BTreeMap::new();
    let encoded = Encoded::of(body);
    NewMessage {
        key,
        scope: &number.scope,
        channel: Channel::Text,
        kind: Kind::AutoReply,
        reply_to: Some(to),
        origin,
        destination: received.from,
        message_body: Some(body),
        message_encoding: Some(encoded.encoding),
        total_message_parts: encoded.parts,
        total: Price::default(),
        spend_month: None,
        notified: None,
        rcs: None,
        call: None,
        voice: None,
        media_urls: &[],
        context: &NOTHING,
        destination_country_parameters: &NO_PARAMETERS,
        keyword: None,
        max_price: None,
        time_to_live: Some(DEFAULT_TIME_TO_LIVE.whole_seconds()),
        configuration_set_name: None,
        message_feedback_enabled: false,
        protection: None,
        carrier: None,
        is_suspicious: false,
        handset: None,
        instead: None,
        request_id: received.request_id,
        by: received.by,
        now: number.now,
        events: &[],
        reply: None,
    }
}
