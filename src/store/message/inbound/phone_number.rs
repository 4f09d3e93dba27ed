//! The phone number that a text comes to.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{
        inbound::{self, Settings},
        message::selection::ChosenBy,
    },
    model::{
        arn::Scope,
        caller::{AccountId, Region},
        error::ServiceError,
        message::MessageType,
        phone_number::{NumberType, PhoneNumberId},
        pool::PoolId,
        resource::Key,
    },
    store::message::Origin,
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
pub struct PhoneNumber {
    /// Whose it is.
    pub scope: Scope,
    /// The present of its account.
    pub now: OffsetDateTime,
    pub(super) key: Uuid,
    /// As it is registered.
    pub(super) digits: String,
    kind: NumberType,
    message_type: MessageType,
    is_international_send: bool,
    pub(super) pool: Option<Uuid>,
    /// Of who opted out.
    pub(super) opt_out_list: Uuid,
    pub(super) two_way_channel_arn: Option<String>,
    pub(super) settings: Settings,
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
           p.id as pool_id, l.id as opt_out_list_id,
           coalesce(p.self_managed_opt_outs_enabled, n.self_managed_opt_outs_enabled) as self_managed_opt_outs_enabled,
           coalesce(p.two_way_enabled, n.two_way_enabled) as two_way_enabled,
           case when p.id is null then n.two_way_channel_arn else p.two_way_channel_arn end as two_way_channel_arn
    from number
    join callsign.phone_number n on n.id = number.id
    left join callsign.pool_origination_identity a on a.phone_number_id = n.id
    left join callsign.pool p on p.id = a.pool_id
    join callsign.opt_out_list l on l.id = coalesce(p.opt_out_list_id, n.opt_out_list_id)
    where n.active_at <= number.now and coalesce(n.changing_until <= number.now, true)
      and 'SMS' = any(n.number_capabilities)
    for key share of n, l";

/// The number that a text comes to, locked until the transaction ends; `None` if texts reach none there.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(tx: &mut PgConnection, addressed: Addressed<'_>) -> Result<Option<PhoneNumber>, ServiceError> {
    let (key, digits) = (addressed.number.err(), addressed.number.ok());
    let row: Option<Row> = sqlx::query_as(LOCK)
        .bind(key)
        .bind(addressed.account_id)
        .bind(addressed.now)
        .bind(digits.map(|(region, _)| region))
        .bind(digits.map(|(_, digits)| digits))
        .fetch_optional(tx)
        .await?;
    row.map(Row::phone_number).transpose()
}

impl Row {
    fn phone_number(self) -> Result<PhoneNumber, ServiceError> {
        let account_id = AccountId::parse(&self.account_id).ok_or_else(|| ServiceError::internal("no account id"))?;
        Ok(PhoneNumber {
            scope: Scope::of_row(account_id, Region::new(self.region)),
            now: self.now,
            key: self.id,
            settings: Settings {
                has_network_opt_out: inbound::has_network_opt_out(self.number_type.0, &self.iso_country_code),
                self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
                two_way_enabled: self.two_way_enabled && self.two_way_channel_arn.is_some(),
            },
            digits: self.phone_number,
            kind: self.number_type.0,
            message_type: self.message_type.0,
            is_international_send: self.international_sending_enabled,
            pool: self.pool_id,
            opt_out_list: self.opt_out_list_id,
            two_way_channel_arn: self.two_way_channel_arn,
        })
    }
}

impl PhoneNumber {
    pub(super) fn id(&self) -> PhoneNumberId {
        PhoneNumberId::of(self.key)
    }

    pub(super) fn pool_id(&self) -> Option<PoolId> {
        self.pool.map(PoolId::of)
    }

    /// What it is as the origin of a reply. Assumed: a reply goes from the number that was written to.
    pub(super) fn origin(&self) -> Origin {
        let id = self.id();
        let arn = self.scope.arn(id.path());
        Origin {
            identity: Some((id.as_str().to_owned(), Some((arn, self.key)))),
            phone_number: self.digits.clone(),
            kind: self.kind.to_string(),
            is_international_send: self.is_international_send,
            pool_id: self.pool_id().map(|pool| pool.as_str().to_owned()),
            chosen_by: ChosenBy::Direct,
            message_type: self.message_type,
        }
    }
}
