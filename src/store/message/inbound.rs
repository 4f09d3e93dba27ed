//! What comes in: the number that it comes to, and what it causes, written in one transaction.
//!
//! Locked are the number and its list, that neither goes meanwhile, and behind them what is written; settings and keywords are
//! read, and what changes them meanwhile changes the next text.

use std::collections::BTreeMap;

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{NewMessage, Origin, insert};
use crate::{
    domain::{
        inbound::{self, Effect, Inbound, OptOut, Settings, record},
        message::{
            body::Encoded, channel::Channel, destination::Destination, kind::Kind, price::Price,
            schedule::DEFAULT_TIME_TO_LIVE, selection::ChosenBy,
        },
    },
    model::{
        arn::Scope,
        caller::{AccountId, Region},
        error::ServiceError,
        keyword::KeywordAction,
        message::{DestinationCountryParameterKey, MessageId, MessageType},
        phone_number::{NumberType, PhoneNumberId},
        pool::PoolId,
        resource::Key,
    },
    store::{keyword, network_opt_out, opted_out_number},
};

/// Which number a text comes to, and when.
#[derive(Clone, Copy, Debug)]
pub struct Addressed<'a> {
    /// The account in whose time it comes, and whose the number is where it isn't known by its key.
    pub account_id: &'a str,
    /// That account's present.
    pub now: OffsetDateTime,
    /// The region and the digits, with or without a `+`, or the key.
    pub number: Result<(&'a str, &'a str), Uuid>,
}

/// A phone number that texts reach, locked, with the settings that hold for it.
#[derive(Clone, Debug)]
pub struct Number {
    /// Whose it is.
    pub scope: Scope,
    /// The present of its account.
    pub now: OffsetDateTime,
    key: Uuid,
    phone_number: String,
    number_type: NumberType,
    message_type: MessageType,
    is_international_send: bool,
    pool: Option<Uuid>,
    opt_out_list: Uuid,
    two_way_channel_arn: Option<String>,
    settings: Settings,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: String,
    region: String,
    now: OffsetDateTime,
    phone_number: String,
    number_type: Text<NumberType>,
    iso_country_code: String,
    message_type: Text<MessageType>,
    international_sending_enabled: bool,
    is_active: bool,
    pool_id: Option<Uuid>,
    opt_out_list_id: Uuid,
    self_managed_opt_outs_enabled: bool,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
}

/// Assumed (MD20): a number receives that is ACTIVE and capable of SMS. Documented: the settings of a number in a pool are the pool's.
const LOCK: &str = "
    with number as (
        select n.id, case when n.account_id = $2 then $3 else callsign.present(n.account_id) end as now
        from callsign.phone_number n
        where n.id = coalesce($1, (
            select known.id from callsign.phone_number known
            where known.account_id = $2 and known.region = $4 and known.phone_number = any(array[$5, '+' || $5])
            order by known.phone_number = $5 desc limit 1)))
    select n.id, n.account_id, n.region, number.now, n.phone_number, n.number_type, n.iso_country_code, n.message_type,
           n.international_sending_enabled,
           n.active_at <= number.now and coalesce(n.changing_until <= number.now, true)
               and 'SMS' = any(n.number_capabilities) as is_active,
           p.id as pool_id, l.id as opt_out_list_id,
           coalesce(p.self_managed_opt_outs_enabled, n.self_managed_opt_outs_enabled) as self_managed_opt_outs_enabled,
           coalesce(p.two_way_enabled, n.two_way_enabled) as two_way_enabled,
           case when p.id is null then n.two_way_channel_arn else p.two_way_channel_arn end as two_way_channel_arn
    from number
    join callsign.phone_number n on n.id = number.id
    left join callsign.pool_origination_identity a on a.phone_number_id = n.id
    left join callsign.pool p on p.id = a.pool_id
    join callsign.opt_out_list l on l.id = coalesce(p.opt_out_list_id, n.opt_out_list_id)
    for key share of n, l";

/// The number that a text comes to, locked until the transaction ends; `None` if texts reach none there.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(tx: &mut PgConnection, addressed: Addressed<'_>) -> Result<Option<Number>, ServiceError> {
    let (key, digits) = (addressed.number.err(), addressed.number.ok());
    let row: Option<Row> = sqlx::query_as(LOCK)
        .bind(key)
        .bind(addressed.account_id)
        .bind(addressed.now)
        .bind(digits.map(|(region, _)| region))
        .bind(digits.map(|(_, digits)| digits))
        .fetch_optional(tx)
        .await?;
    row.filter(|row| row.is_active).map(Row::number).transpose()
}

impl Row {
    fn number(self) -> Result<Number, ServiceError> {
        let account_id = AccountId::parse(&self.account_id).ok_or_else(|| ServiceError::internal("no account id"))?;
        Ok(Number {
            scope: Scope::of_row(account_id, Region::new(self.region)),
            now: self.now,
            key: self.id,
            settings: Settings {
                has_network_opt_out: inbound::has_network_opt_out(self.number_type.0, &self.iso_country_code),
                self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
                two_way_enabled: self.two_way_enabled,
            },
            phone_number: self.phone_number,
            number_type: self.number_type.0,
            message_type: self.message_type.0,
            is_international_send: self.international_sending_enabled,
            pool: self.pool_id,
            opt_out_list: self.opt_out_list_id,
            two_way_channel_arn: self.two_way_channel_arn,
        })
    }
}

impl Number {
    fn id(&self) -> PhoneNumberId {
        PhoneNumberId::of(self.key)
    }

    fn pool_id(&self) -> Option<PoolId> {
        self.pool.map(PoolId::of)
    }

    /// What it is as the origin of a reply. Assumed: a reply goes from the number that was written to.
    fn origin(&self) -> Origin {
        let id = self.id();
        let arn = self.scope.arn(id.path());
        Origin {
            identity: Some((id.as_str().to_owned(), Some((arn, self.key)))),
            phone_number: self.phone_number.clone(),
            kind: self.number_type.to_string(),
            is_international_send: self.is_international_send,
            pool_id: self.pool_id().map(|pool| pool.as_str().to_owned()),
            chosen_by: ChosenBy::Direct,
            message_type: self.message_type,
        }
    }
}

/// A text that comes in.
#[derive(Clone, Copy, Debug)]
pub struct Received<'r> {
    /// The phone that it comes from.
    pub from: &'r Destination,
    /// The text.
    pub body: &'r str,
    /// The id of the request that caused it.
    pub request_id: Uuid,
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
    number: &Number,
    received: &Received<'_>,
    inbound: Inbound,
) -> Result<Receipt, ServiceError> {
    let (of_pool, of_number) = keyword::find(tx, number.pool, Some(number.key)).await?;
    let keywords = if number.pool.is_some() { of_pool } else { of_number };
    let effect = inbound::effect(received.body, &keywords, number.settings, inbound);
    let (key, phone) = ((received.keys)(), received.from.phone_number.as_str());
    let published = publish(tx, number, received, &effect, &MessageId::of(key)).await?;
    insert_received(tx, key, number, received, &effect, published.as_ref()).await?;
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

/// Where a text is published to, and its record there; `None` if it isn't. The record is kept with the message: a delivery of it to the
/// channel is inserted here, once there are deliveries.
async fn publish(
    tx: &mut PgConnection,
    number: &Number,
    received: &Received<'_>,
    effect: &Effect,
    message_id: &MessageId,
) -> Result<Option<(String, String)>, ServiceError> {
    let Some(channel) = number.two_way_channel_arn.as_ref().filter(|_| effect.is_published) else { return Ok(None) };
    let previous = previous(tx, number, &received.from.phone_number).await?.map(MessageId::of);
    let text = record::text(&record::Received {
        from: &received.from.phone_number,
        to: &number.phone_number,
        account_id: number.scope.account_id(),
        keyword: effect.keyword.as_deref(),
        body: received.body,
        previous: previous.as_ref(),
        message_id,
    });
    Ok(Some((channel.clone(), text.map_err(ServiceError::internal)?)))
}

/// The last message from the number, or from its pool, to a phone. Observed: the member; Assumed: replies and calls don't count.
async fn previous(tx: &mut PgConnection, number: &Number, phone: &str) -> Result<Option<Uuid>, ServiceError> {
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
        two_way_record, request_id, created_at)
    values ($1, $2, $3, 'INBOUND', 'TEXT', 'RECEIVED', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19)";

async fn insert_received(
    tx: &mut PgConnection,
    key: Uuid,
    number: &Number,
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
        .bind(&number.phone_number)
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
        .execute(tx)
        .await?;
    Ok(())
}

/// A reply. Assumed (M12.4): it costs nothing, nothing is told of it, no phone answers it, and neither lists nor limits hold it back.
fn reply_of<'r>(
    key: Uuid,
    body: &'r str,
    to: Uuid,
    number: &'r Number,
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
        call: None,
        voice: None,
        media_urls: &[],
        context: &NOTHING,
        destination_country_parameters: &NO_PARAMETERS,
        keyword: None,
        max_price: None,
        time_to_live: DEFAULT_TIME_TO_LIVE.whole_seconds(),
        configuration_set_name: None,
        message_feedback_enabled: false,
        carrier: None,
        is_suspicious: false,
        handset: None,
        request_id: received.request_id,
        now: number.now,
        events: &[],
        reply: None,
    }
}
