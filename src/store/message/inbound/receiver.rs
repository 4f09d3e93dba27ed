//! What a phone writes to: a phone number, or an RCS agent.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{
        inbound::{self, Settings},
        message::{channel::Channel, selection::ChosenBy},
    },
    model::{
        arn::Scope,
        caller::{AccountId, Region},
        error::ServiceError,
        message::MessageType,
        phone_number::{NumberType, PhoneNumberId},
        pool::PoolId,
        rcs_agent::RcsAgentId,
        resource::Key,
    },
    store::message::Origin,
};

/// What a phone writes to, and when.
#[derive(Clone, Copy, Debug)]
pub struct Addressed<'a> {
    /// The account in whose time it comes, and whose the receiver is where it isn't known by its key.
    pub account_id: &'a str,
    /// That account's present.
    pub now: OffsetDateTime,
    /// Which one.
    pub to: To<'a>,
}

/// Which one a phone writes to.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// The phone number of a region with these digits, with or without a `+`.
    Digits(&'a str, &'a str),
    /// The RCS agent of a region.
    RcsAgent(&'a str, Uuid),
    /// The phone number, or the RCS agent, with this key.
    Key(Uuid),
}

/// What receives, locked, with the settings that hold for it.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Whose it is.
    pub scope: Scope,
    /// The present of its account.
    pub now: OffsetDateTime,
    pub(super) key: Uuid,
    /// PhoneNumberId or RcsAgentId.
    pub(super) id: String,
    pub(super) arn: String,
    /// The digits of a number as they are registered; an agent's id.
    pub(super) shown: String,
    /// How it is written to.
    pub(super) channel: Channel,
    kind: String,
    message_type: MessageType,
    is_international_send: bool,
    pub(super) pool: Option<Uuid>,
    /// Of who opted out.
    pub(super) opt_out_list: Uuid,
    pub(super) two_way_channel_arn: Option<String>,
    /// Which events of a conversation an RCS agent publishes.
    pub(super) rcs_events: Vec<String>,
    pub(super) settings: Settings,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: String,
    region: String,
    now: OffsetDateTime,
    #[sqlx(flatten)]
    settings: RowSettings,
}

#[derive(sqlx::FromRow)]
struct RowSettings {
    message_type: Text<MessageType>,
    pool_id: Option<Uuid>,
    opt_out_list_id: Uuid,
    self_managed_opt_outs_enabled: bool,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
}

#[derive(sqlx::FromRow)]
struct PhoneNumber {
    #[sqlx(flatten)]
    row: Row,
    #[sqlx(rename = "phone_number")]
    digits: String,
    number_type: Text<NumberType>,
    iso_country_code: String,
    international_sending_enabled: bool,
}

#[derive(sqlx::FromRow)]
struct RcsAgent {
    #[sqlx(flatten)]
    row: Row,
    two_way_rcs_events_enabled: Vec<String>,
}

/// Assumed (MD20): a number receives that is ACTIVE and capable of SMS. Documented: the settings of a number in a pool are the pool's.
const LOCK_PHONE_NUMBER: &str = "
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

/// Assumed (MD20): an agent receives once it can be tested. Documented: the settings of an agent in a pool are the pool's. Assumed: what
/// it replies is TRANSACTIONAL where no pool says otherwise.
const LOCK_RCS_AGENT: &str = "
    select g.id, g.account_id, g.region, case when g.account_id = $2 then $3 else callsign.present(g.account_id) end as now,
           coalesce(p.message_type, 'TRANSACTIONAL') as message_type, p.id as pool_id, l.id as opt_out_list_id,
           coalesce(p.self_managed_opt_outs_enabled, g.self_managed_opt_outs_enabled) as self_managed_opt_outs_enabled,
           coalesce(p.two_way_enabled, g.two_way_enabled) as two_way_enabled,
           case when p.id is null then g.two_way_channel_arn else p.two_way_channel_arn end as two_way_channel_arn,
           g.two_way_rcs_events_enabled
    from callsign.rcs_agent g
    left join callsign.pool_origination_identity a on a.rcs_agent_id = g.id
    left join callsign.pool p on p.id = a.pool_id
    join callsign.opt_out_list l on l.id = coalesce(p.opt_out_list_id, g.opt_out_list_id)
    where g.id = $1 and ($4::text is null or g.account_id = $2 and g.region = $4)
      and callsign.rcs_agent_status(g.id) in ('TESTING', 'PARTIAL', 'ACTIVE')
    for key share of g, l";

/// What a phone writes to, locked until the transaction ends; `None` if nothing receives there.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(tx: &mut PgConnection, addressed: Addressed<'_>) -> Result<Option<Receiver>, ServiceError> {
    let Addressed { account_id, now, to } = addressed;
    let agent = match to {
        To::RcsAgent(region, key) => (key, Some(region)),
        To::Digits(..) | To::Key(_) => {
            let (key, digits) = match to {
                To::Key(key) => (Some(key), None),
                To::Digits(region, digits) => (None, Some((region, digits))),
                To::RcsAgent(..) => (None, None),
            };
            let number: Option<PhoneNumber> = sqlx::query_as(LOCK_PHONE_NUMBER)
                .bind(key)
                .bind(account_id)
                .bind(now)
                .bind(digits.map(|(region, _)| region))
                .bind(digits.map(|(_, digits)| digits))
                .fetch_optional(&mut *tx)
                .await?;
            match (number, key) {
                (Some(number), _) => return number.receiver().map(Some),
                (None, None) => return Ok(None),
                (None, Some(key)) => (key, None),
            }
        }
    };
    let (key, region) = agent;
    let agent: Option<RcsAgent> =
        sqlx::query_as(LOCK_RCS_AGENT).bind(key).bind(account_id).bind(now).bind(region).fetch_optional(tx).await?;
    agent.map(RcsAgent::receiver).transpose()
}

impl PhoneNumber {
    fn receiver(self) -> Result<Receiver, ServiceError> {
        let id = PhoneNumberId::of(self.row.id);
        let has_network_opt_out = inbound::has_network_opt_out(self.number_type.0, &self.iso_country_code);
        let of = Of {
            path: id.path(),
            id: id.as_str().to_owned(),
            shown: self.digits,
            channel: Channel::Text,
            kind: self.number_type.0.to_string(),
            is_international_send: self.international_sending_enabled,
            has_network_opt_out,
            rcs_events: Vec::new(),
        };
        self.row.receiver(of)
    }
}

impl RcsAgent {
    fn receiver(self) -> Result<Receiver, ServiceError> {
        let id = RcsAgentId::of(self.row.id);
        let of = Of {
            path: id.path(),
            id: id.as_str().to_owned(),
            shown: id.as_str().to_owned(),
            channel: Channel::Rcs,
            kind: "RCS_AGENT".to_owned(),
            is_international_send: false,
            has_network_opt_out: false,
            rcs_events: self.two_way_rcs_events_enabled,
        };
        self.row.receiver(of)
    }
}

/// What numbers and agents have of their own.
struct Of {
    id: String,
    path: String,
    shown: String,
    channel: Channel,
    kind: String,
    is_international_send: bool,
    has_network_opt_out: bool,
    rcs_events: Vec<String>,
}

impl Row {
    fn receiver(self, of: Of) -> Result<Receiver, ServiceError> {
        let account_id = AccountId::parse(&self.account_id).ok_or_else(|| ServiceError::internal("no account id"))?;
        let scope = Scope::of_row(account_id, Region::new(self.region));
        let settings = self.settings;
        Ok(Receiver {
            arn: scope.arn(of.path),
            scope,
            now: self.now,
            key: self.id,
            id: of.id,
            shown: of.shown,
            channel: of.channel,
            kind: of.kind,
            message_type: settings.message_type.0,
            is_international_send: of.is_international_send,
            pool: settings.pool_id,
            opt_out_list: settings.opt_out_list_id,
            rcs_events: of.rcs_events,
            settings: Settings {
                has_network_opt_out: of.has_network_opt_out,
                self_managed_opt_outs_enabled: settings.self_managed_opt_outs_enabled,
                two_way_enabled: settings.two_way_enabled && settings.two_way_channel_arn.is_some(),
            },
            two_way_channel_arn: settings.two_way_channel_arn,
        })
    }
}

impl Receiver {
    pub(super) fn pool_id(&self) -> Option<PoolId> {
        self.pool.map(PoolId::of)
    }

    /// What it is as the origin of a reply. Assumed: a reply goes from what was written to.
    pub(super) fn origin(&self) -> Origin {
        Origin {
            identity: Some((self.id.clone(), Some((self.arn.clone(), self.key)))),
            phone_number: self.shown.clone(),
            kind: self.kind.clone(),
            is_international_send: self.is_international_send,
            pool_id: self.pool_id().map(|pool| pool.as_str().to_owned()),
            chosen_by: ChosenBy::Direct,
            message_type: self.message_type,
        }
    }
}
