//! What comes in: what it comes to, and what it causes, written in one transaction.
//!
//! Locked are the number or RCS agent and its list, that neither goes meanwhile, and behind them what is written; settings and keywords are
//! read, and what changes them meanwhile changes the next text.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{NewMessage, Origin, RcsMessage, insert};
use crate::{
    domain::{
        inbound::{self, Effect, Inbound, OptOut, interaction::Interaction, record},
        message::{
            body::{Encoded, MessageEncoding},
            channel::Channel,
            destination::Destination,
            kind::Kind,
            price::Price,
            record::RcsBilling,
            schedule::DEFAULT_TIME_TO_LIVE,
        },
    },
    model::{
        caller::By,
        error::ServiceError,
        keyword::KeywordAction,
        message::{DestinationCountryParameterKey, MessageId},
        pool::PoolId,
    },
    store::{
        delivery::{self, NewDelivery},
        keyword, network_opt_out, opted_out_number,
    },
};

pub mod receiver;

use receiver::Receiver;

/// A text that comes in.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'r> {
    /// The phone that it comes from.
    pub from: &'r Destination,
    /// The text.
    pub body: &'r str,
    /// What happens in place of a text, of which the body is what it says.
    pub interaction: Option<&'r Interaction>,
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

/// Takes a text in and carries out what it causes, in the transaction that locked the receiver.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the sender's entry on the list for too long.
pub async fn receive(
    tx: &mut PgConnection,
    receiver: &Receiver,
    incoming: &Incoming<'_>,
    inbound: Inbound,
) -> Result<Receipt, ServiceError> {
    let effect = if let Some(interaction) = incoming.interaction {
        interaction.effect(&receiver.rcs_events, receiver.settings)
    } else {
        let (of_pool, own) = keyword::find(tx, receiver.pool, Some(receiver.key)).await?;
        let keywords = if receiver.pool.is_some() { of_pool } else { own };
        inbound::effect(incoming.body, &keywords, receiver.settings, inbound)
    };
    let (key, phone) = ((incoming.keys)(), incoming.from.phone_number.as_str());
    let published = publish(tx, receiver, incoming, &effect, &MessageId::of(key)).await?;
    insert_received(tx, key, receiver, incoming, &effect, published.as_ref()).await?;
    if let Some((destination_arn, record)) = published {
        let (account_id, region) = (receiver.scope.account_id().to_owned(), receiver.scope.region().to_owned());
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
        Some(true) => network_opt_out::insert(tx, receiver.key, phone, receiver.now).await?,
        Some(false) => network_opt_out::delete(tx, receiver.key, phone).await?,
        None => {}
    }
    let (list, mut is_opted_in) = (receiver.opt_out_list, false);
    match effect.opt_out {
        Some(OptOut::Added) => {
            opted_out_number::insert_by_end_user(tx, list, (incoming.keys)(), phone, receiver.now).await?;
        }
        Some(OptOut::Removed) => is_opted_in = opted_out_number::delete_by_end_user(tx, list, phone).await?,
        None => {}
    }
    let mut reply_message_id = None;
    if let Some(body) = &effect.reply {
        let reply = (incoming.keys)();
        let accepted = reply_of(reply, body, key, receiver, &receiver.origin(), incoming).accepted()?;
        insert(tx, &[accepted], &[]).await?;
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
    receiver: &Receiver,
    incoming: &Incoming<'_>,
    effect: &Effect,
    message_id: &MessageId,
) -> Result<Option<(String, String)>, ServiceError> {
    let Some(channel) = receiver.two_way_channel_arn.as_ref().filter(|_| effect.is_published) else { return Ok(None) };
    let phone = incoming.from.phone_number.as_str();
    let previous = previous(tx, receiver, phone).await?.map(MessageId::of);
    let record = record::Received {
        from: if receiver.channel == Channel::Rcs { phone.trim_start_matches('+') } else { phone },
        to: &receiver.shown,
        account_id: receiver.scope.account_id(),
        keyword: effect.keyword.as_deref(),
        body: incoming.body,
        previous: previous.as_ref(),
        message_id,
    };
    let is_text = incoming.interaction.is_none();
    let text = if is_text { record::text(&record) } else { record::interaction(&record) };
    Ok(Some((channel.clone(), text.map_err(ServiceError::internal)?)))
}

/// The last message from the number, or from its pool, to a phone. Observed: the member; Assumed: replies and calls don't count.
async fn previous(tx: &mut PgConnection, receiver: &Receiver, phone: &str) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select id from callsign.message
         where account_id = $1 and region = $2 and destination_phone_number = $3 and direction = 'OUTBOUND'
           and kind <> 'AUTO_REPLY' and channel <> 'VOICE' and (origination_identity_key = $4 or pool_id = $5)
         order by created_at desc, sequence desc limit 1",
    )
    .bind(receiver.scope.account_id())
    .bind(receiver.scope.region())
    .bind(phone)
    .bind(receiver.key)
    .bind(receiver.pool_id().as_ref().map(PoolId::as_str))
    .fetch_optional(tx)
    .await?)
}

const INSERT: &str = "
    insert into callsign.message (
        id, account_id, region, direction, channel, status, origination_identity, origination_identity_arn,
        origination_identity_key, origination_phone_number, destination_phone_number, iso_country_code, pool_id,
        message_body, message_encoding, total_message_parts, reply_to_message_id, message_keyword, two_way_channel_arn,
        two_way_record, request_id, created_at, access_key_id, principal_arn)
    values ($1, $2, $3, 'INBOUND', $22, 'RECEIVED', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21)";

async fn insert_received(
    tx: &mut PgConnection,
    key: Uuid,
    receiver: &Receiver,
    incoming: &Incoming<'_>,
    effect: &Effect,
    published: Option<&(String, String)>,
) -> Result<(), ServiceError> {
    let (encoding, parts) = encoded(incoming.body, receiver.channel);
    sqlx::query(INSERT)
        .bind(key)
        .bind(receiver.scope.account_id())
        .bind(receiver.scope.region())
        .bind(&receiver.id)
        .bind(&receiver.arn)
        .bind(receiver.key)
        .bind(&incoming.from.phone_number)
        .bind(&receiver.shown)
        .bind(&incoming.from.iso_country_code)
        .bind(receiver.pool_id().as_ref().map(PoolId::as_str))
        .bind(incoming.body)
        .bind(encoding.as_ref())
        .bind(i64::from(parts))
        .bind(incoming.reply_to)
        .bind(&effect.keyword)
        .bind(published.map(|(channel, _)| channel))
        .bind(published.map(|(_, record)| record))
        .bind(incoming.request_id.hyphenated().to_string())
        .bind(receiver.now)
        .bind(incoming.by.access_key_id)
        .bind(incoming.by.principal_arn)
        .bind(receiver.channel.as_ref())
        .execute(tx)
        .await?;
    Ok(())
}

/// How a text is encoded, and its parts. Documented: an RCS message is one part.
fn encoded(body: &str, channel: Channel) -> (MessageEncoding, u32) {
    if channel == Channel::Rcs {
        return (MessageEncoding::Unicode, 1);
    }
    let encoded = Encoded::of(body);
    (encoded.encoding, encoded.parts)
}

/// A reply. Assumed (M12.4): it costs nothing, nothing is told of it, no phone answers it, and neither lists nor limits hold it back.
fn reply_of<'r>(
    key: Uuid,
    body: &'r str,
    to: Uuid,
    receiver: &'r Receiver,
    origin: &'r Origin,
    incoming: &Incoming<'r>,
) -> NewMessage<'r> {
    static NOTHING: BTreeMap<String, String> = BTreeMap::new();
    static NO_PARAMETERS: BTreeMap<DestinationCountryParameterKey, String> = BTreeMap::new();
    let is_rcs = receiver.channel == Channel::Rcs;
    let (encoding, parts) = encoded(body, receiver.channel);
    NewMessage {
        key,
        scope: &receiver.scope,
        channel: receiver.channel,
        kind: Kind::AutoReply,
        reply_to: Some(to),
        origin,
        destination: incoming.from,
        message_body: Some(body),
        message_encoding: Some(encoding),
        total_message_parts: parts,
        total: Price::default(),
        spend_month: None,
        notified: None,
        rcs: is_rcs.then(|| RcsMessage {
            content: None,
            traffic_type: None,
            fallback: None,
            billing: RcsBilling::of(Some(body)),
        }),
        call: None,
        voice: None,
        media_urls: &[],
        context: &NOTHING,
        destination_country_parameters: &NO_PARAMETERS,
        keyword: None,
        max_price: None,
        time_to_live: (!is_rcs).then(|| DEFAULT_TIME_TO_LIVE.whole_seconds()),
        configuration_set_name: None,
        message_feedback_enabled: false,
        protection: None,
        carrier: None,
        is_suspicious: false,
        handset: None,
        instead: None,
        request_id: incoming.request_id,
        by: incoming.by,
        now: receiver.now,
        events: &[],
        reply: None,
    }
}
