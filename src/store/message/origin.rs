//! What messages can be sent from: the columns of pools, numbers, sender IDs and RCS agents that a send asks about. Nothing is locked: what
//! changes meanwhile changes the next message.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{
        message::{
            destination::Destination,
            direct,
            selection::{Candidate, CandidateKind},
        },
        rcs_agent::is_usable,
    },
    model::{
        arn::Scope,
        error::ServiceError,
        message::MessageType,
        phone_number::{NumberCapability, NumberType, PhoneNumberId},
        pool::PoolId,
        rcs_agent::{RcsAgentId, RcsAgentStatus},
        sender_id::SenderIdKey,
    },
    store::keyset::{parse, parse_all},
};

/// A pool that a message is sent through.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Its key.
    pub key: Uuid,
    /// When it is ACTIVE.
    pub active_at: OffsetDateTime,
    /// What it sends.
    pub message_type: MessageType,
    /// Whether shared routes may send for it.
    pub shared_routes_enabled: bool,
    /// The list of who opted out, unless the account manages that itself.
    pub opt_out_list: Option<Uuid>,
    /// Whether it has an RCS agent.
    pub has_rcs_agent: bool,
}

/// As of [`Pool`], without its key.
type PoolRow = (OffsetDateTime, Text<MessageType>, bool, Option<Uuid>, bool);

/// The pool with this id.
///
/// # Errors
///
/// The database's.
pub async fn pool(tx: &mut PgConnection, scope: &Scope, id: &PoolId) -> Result<Option<Pool>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let row: Option<PoolRow> = sqlx::query_as(
        "select active_at, message_type, shared_routes_enabled,
                case when not self_managed_opt_outs_enabled then opt_out_list_id end,
                exists (select from callsign.pool_origination_identity a
                        where a.pool_id = pool.id and a.rcs_agent_id is not null)
         from callsign.pool where account_id = $1 and region = $2 and id = $3",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(active_at, Text(message_type), shared_routes_enabled, opt_out_list, has_rcs_agent)| Pool {
        key,
        active_at,
        message_type,
        shared_routes_enabled,
        opt_out_list,
        has_rcs_agent,
    }))
}

/// An identity, whichever kind it is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The account that has it.
    pub account_id: String,
    /// What is shown: the number, the sender ID, or the agent's id.
    pub shown: String,
    /// What is asked about it.
    pub candidate: Candidate,
    /// The list of who opted out by its own setting, unless the account manages that itself; a sender ID has none.
    pub opt_out_list: Option<Uuid>,
}

impl Identity {
    /// Whether it is a registered sender ID.
    #[must_use]
    pub fn is_registered_sender_id(&self) -> bool {
        matches!(self.candidate.kind, CandidateKind::SenderId { registered: true })
    }

    /// Whether it has a list of who opted out by its own setting. Documented: phone numbers and RCS agents have.
    #[must_use]
    pub fn has_opt_out_list(&self) -> bool {
        !matches!(self.candidate.kind, CandidateKind::SenderId { .. })
    }

    /// The number, as it is asked when a request names it.
    #[must_use]
    pub fn phone_number(&self) -> Option<direct::PhoneNumber> {
        let CandidateKind::PhoneNumber { number_type, number_capabilities, international_sending_enabled } =
            &self.candidate.kind
        else {
            return None;
        };
        Some(direct::PhoneNumber {
            id: PhoneNumberId::of(self.candidate.id).as_str().to_owned(),
            is_active: self.candidate.is_active,
            number_type: *number_type,
            number_capabilities: number_capabilities.clone(),
            iso_country_code: self.candidate.iso_country_code.clone(),
            message_type: self.candidate.message_types.first().copied().unwrap_or_default(),
            international_sending_enabled: *international_sending_enabled,
        })
    }
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "they are the query's columns")]
pub(super) struct Row {
    id: Uuid,
    account_id: String,
    shown: String,
    kind: String,
    number_capabilities: Vec<String>,
    international_sending_enabled: bool,
    registered: bool,
    iso_country_code: String,
    message_types: Vec<String>,
    is_active: bool,
    opt_out_list_id: Option<Uuid>,
    since: OffsetDateTime,
    delivered_at: Option<OffsetDateTime>,
    #[sqlx(default)]
    is_launched: bool,
    #[sqlx(default)]
    is_tester: bool,
}

impl Row {
    pub(super) fn identity(self) -> Result<Identity, ServiceError> {
        let kind = if self.kind == SENDER_ID {
            CandidateKind::SenderId { registered: self.registered }
        } else if self.kind == RCS_AGENT {
            CandidateKind::RcsAgent { is_launched: self.is_launched, is_tester: self.is_tester }
        } else {
            CandidateKind::PhoneNumber {
                number_type: self.kind.parse::<NumberType>().map_err(ServiceError::internal)?,
                number_capabilities: parse_all::<NumberCapability>(&self.number_capabilities)?,
                international_sending_enabled: self.international_sending_enabled,
            }
        };
        Ok(Identity {
            account_id: self.account_id,
            shown: self.shown,
            opt_out_list: self.opt_out_list_id,
            candidate: Candidate {
                id: self.id,
                kind,
                iso_country_code: self.iso_country_code,
                message_types: parse_all(&self.message_types)?,
                is_active: self.is_active,
                since: self.since,
                delivered_at: self.delivered_at,
            },
        })
    }
}

const SENDER_ID: &str = "SENDER_ID";
const RCS_AGENT: &str = "RCS_AGENT";

const PHONE_NUMBER: &str = "
    select n.id, n.account_id, n.phone_number as shown, n.number_type as kind, n.number_capabilities,
           n.international_sending_enabled, false as registered, n.iso_country_code,
           array[n.message_type] as message_types,
           n.active_at <= $5 and coalesce(n.changing_until <= $5, true) as is_active,
           case when not n.self_managed_opt_outs_enabled then n.opt_out_list_id end as opt_out_list_id,
           n.created_at as since, null::timestamptz as delivered_at
    from callsign.phone_number n
    where n.account_id = $1 and n.region = $2
      and case when $3::uuid is not null then n.id = $3 else n.phone_number = any(array[$4, '+' || $4]) end";

/// The phone number with this id; `now` is the present of its account.
///
/// # Errors
///
/// The database's.
pub async fn phone_number(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &PhoneNumberId,
    now: OffsetDateTime,
) -> Result<Option<Identity>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    phone_number_by(tx, scope, Some(key), None, now).await
}

/// The phone number with these digits, with or without a `+`.
///
/// # Errors
///
/// The database's.
pub async fn phone_number_by_digits(
    tx: &mut PgConnection,
    scope: &Scope,
    digits: &str,
    now: OffsetDateTime,
) -> Result<Option<Identity>, ServiceError> {
    phone_number_by(tx, scope, None, Some(digits), now).await
}

async fn phone_number_by(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Option<Uuid>,
    digits: Option<&str>,
    now: OffsetDateTime,
) -> Result<Option<Identity>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(PHONE_NUMBER)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .bind(digits)
        .bind(now)
        .fetch_optional(tx)
        .await?;
    row.map(Row::identity).transpose()
}

/// The sender ID with this name.
///
/// # Errors
///
/// The database's.
pub async fn sender_id(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &SenderIdKey,
) -> Result<Option<Identity>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select s.id, s.account_id, s.sender_id as shown, 'SENDER_ID' as kind, array['SMS'] as number_capabilities,
                false as international_sending_enabled, s.registered, s.iso_country_code, s.message_types,
                true as is_active, null::uuid as opt_out_list_id, s.created_at as since,
                null::timestamptz as delivered_at
         from callsign.sender_id s
         where s.account_id = $1 and s.region = $2 and s.iso_country_code = $3 and s.sender_id = $4",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(name.iso_country_code())
    .bind(name.sender_id())
    .fetch_optional(tx)
    .await?;
    row.map(Row::identity).transpose()
}

#[derive(sqlx::FromRow)]
struct RcsAgentRow {
    #[sqlx(flatten)]
    row: Row,
    status: String,
}

/// The RCS agent with this id, and how it stands to a destination at the moment `now`, the present of its account.
///
/// # Errors
///
/// The database's.
pub async fn rcs_agent(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &RcsAgentId,
    destination: &Destination,
    now: OffsetDateTime,
) -> Result<Option<(Identity, direct::RcsAgent)>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let row: Option<RcsAgentRow> = sqlx::query_as(
        "select g.id, g.account_id, callsign.rcs_agent_id(g.id) as shown, 'RCS_AGENT' as kind,
                array['RCS'] as number_capabilities, false as international_sending_enabled, false as registered,
                'ZZ' as iso_country_code, array['TRANSACTIONAL', 'PROMOTIONAL'] as message_types, true as is_active,
                case when not g.self_managed_opt_outs_enabled then g.opt_out_list_id end as opt_out_list_id,
                g.created_at as since, null::timestamptz as delivered_at,
                callsign.rcs_agent_is_launched(g.id, $4) as is_launched,
                callsign.rcs_agent_is_tested_by(g.id, $5, $6) as is_tester,
                callsign.rcs_agent_status(g.id) as status
         from callsign.rcs_agent g where g.account_id = $1 and g.region = $2 and g.id = $3",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .bind(&destination.iso_country_code)
    .bind(&destination.phone_number)
    .bind(now)
    .fetch_optional(tx)
    .await?;
    let Some(RcsAgentRow { mut row, status }) = row else { return Ok(None) };
    let status: RcsAgentStatus = parse(&status)?;
    row.is_active = is_usable(status);
    let (id, is_launched, is_tester) = (row.shown.clone(), row.is_launched, row.is_tester);
    Ok(Some((row.identity()?, direct::RcsAgent { id, status, is_launched, is_tester })))
}
