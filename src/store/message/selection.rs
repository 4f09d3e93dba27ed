//! What a message is sent from when a pool or the whole account stands for it: `domain::message::selection` as one statement.

use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use super::origin::{Identity, Row};
use crate::{
    domain::{
        country::{self, SenderIds},
        message::{
            channel::Channel,
            reach,
            selection::{self, Choice, ChosenBy, STICKY, Spread},
        },
    },
    model::{arn::Scope, error::ServiceError, pool::PoolId},
};

/// The identities of `$3`, the pool.
const OF_POOL: &str = "
    with identity as (
        select n.id, n.account_id, n.phone_number as shown, n.number_type as kind, n.number_capabilities,
               n.international_sending_enabled, false as registered, n.iso_country_code,
               array[n.message_type] as message_types,
               n.active_at <= callsign.present(c.mode, c.at, c.offset_ms)
                   and coalesce(n.changing_until <= callsign.present(c.mode, c.at, c.offset_ms), true) as is_active,
               case when not n.self_managed_opt_outs_enabled then n.opt_out_list_id end as opt_out_list_id,
               a.created_at as since, false as is_launched, false as is_tester
        from callsign.pool_origination_identity a
        join callsign.phone_number n on n.id = a.phone_number_id
        left join callsign.clock c on c.account_id = n.account_id
        where a.pool_id = $3
        union all
        select s.id, s.account_id, s.sender_id, 'SENDER_ID', array['SMS'], false, s.registered, s.iso_country_code,
               s.message_types, true, null, a.created_at, false, false
        from callsign.pool_origination_identity a
        join callsign.sender_id s on s.id = a.sender_id_id
        where a.pool_id = $3
        union all
        select g.id, g.account_id, callsign.rcs_agent_id(g.id), 'RCS_AGENT', array['RCS'], false, false, 'ZZ',
               array['TRANSACTIONAL', 'PROMOTIONAL'],
               callsign.rcs_agent_status(g.id) in ('TESTING', 'PARTIAL', 'ACTIVE'),
               case when not g.self_managed_opt_outs_enabled then g.opt_out_list_id end, a.created_at,
               callsign.rcs_agent_is_launched(g.id, $5), callsign.rcs_agent_is_tested_by(g.id, $6, $7)
        from callsign.pool_origination_identity a
        join callsign.rcs_agent g on g.id = a.rcs_agent_id
        where a.pool_id = $3
    )";

/// The identities of the account. Assumed (M10): RCS agents are chosen in pools alone.
const OF_ACCOUNT: &str = "
    with identity as (
        select n.id, n.account_id, n.phone_number as shown, n.number_type as kind, n.number_capabilities,
               n.international_sending_enabled, false as registered, n.iso_country_code,
               array[n.message_type] as message_types,
               n.active_at <= $7 and coalesce(n.changing_until <= $7, true) as is_active,
               case when not n.self_managed_opt_outs_enabled then n.opt_out_list_id end as opt_out_list_id,
               n.created_at as since, false as is_launched, false as is_tester
        from callsign.phone_number n
        where n.account_id = $1 and n.region = $2
        union all
        select s.id, s.account_id, s.sender_id, 'SENDER_ID', array['SMS'], false, s.registered, s.iso_country_code,
               s.message_types, true, null, s.created_at, false, false
        from callsign.sender_id s
        where s.account_id = $1 and s.region = $2 and s.iso_country_code = $5
    )";

/// The least by the keys of `domain::message::selection`, where the condition is `Candidate::is_candidate`; with `$19` the others
/// behind them. It stands behind one of the two before it: a statement that could ask for either would be planned anew each time, which
/// costs ten times what it does.
const RANKED: &str = "
    select c.* from (
        select i.*, t.delivered_at,
               i.is_active
               and case i.kind when 'SENDER_ID' then $8 = 'TEXT' when 'RCS_AGENT' then $8 = 'RCS' else $9 = any(i.number_capabilities) end
               and ($10::text is null or $10 = any(i.message_types))
               and case when i.kind = 'RCS_AGENT' then i.is_launched or i.is_tester
                        when i.kind = 'SENDER_ID' then i.iso_country_code = $5 and ($12 or ($13 and i.registered))
                        when i.kind = 'SIMULATOR' then i.iso_country_code = $5 and $11
                        when i.kind = 'TOLL_FREE' and $8 = 'MEDIA' then i.iso_country_code = $5
                        else i.iso_country_code = $5 or (i.kind = any($14) and i.international_sending_enabled)
                   end
               and ($8 <> 'MEDIA' or $5 = any($15)) as is_candidate
        from identity i
        left join callsign.sticky_identity t
            on t.account_id = $1 and t.region = $2 and t.pool_id = $4 and t.destination_phone_number = $6
            and t.channel = $8 and t.origination_identity_key = i.id and t.delivered_at > $7 - make_interval(secs => $17)
    ) c
    where c.is_candidate or $19
    order by not c.is_candidate,
             c.delivered_at is null,
             array_position($16, c.kind),
             c.iso_country_code <> $5,
             $3 is null and not 'TRANSACTIONAL' = any(c.message_types),
             case when $18 then sha256(convert_to($6 || c.id::text, 'UTF8')) end,
             c.since, c.id
    limit $20";

/// Where is selected: a pool, or the whole account.
#[derive(Clone, Copy, Debug)]
pub struct Among<'a> {
    /// The caller's own scope.
    pub scope: &'a Scope,
    /// The pool, with its key; `None` for the account.
    pub pool: Option<Uuid>,
    /// Whether only identities of the destination's country count, SIMULATOR numbers aside.
    pub is_at_home: bool,
}

impl Among<'_> {
    /// How sticky identities name it.
    #[must_use]
    pub fn pool_id(&self) -> String {
        self.pool.map(|key| PoolId::of(key).as_str().to_owned()).unwrap_or_default()
    }
}

/// An identity, and whether it can carry the message.
#[derive(sqlx::FromRow)]
struct Ranked {
    #[sqlx(flatten)]
    row: Row,
    is_candidate: bool,
}

/// What a message is sent from among several, and why; `None` if none can carry it.
///
/// # Errors
///
/// The database's.
pub async fn select(
    tx: &mut PgConnection,
    among: Among<'_>,
    choice: &Choice<'_>,
) -> Result<Option<(Identity, ChosenBy)>, ServiceError> {
    // The second says what decided.
    let mut identities = ranked(tx, among, choice, false, 2).await?.into_iter();
    let Some((chosen, _)) = identities.next() else { return Ok(None) };
    let next = identities.next().map(|(next, _)| next.candidate.key(choice));
    let chosen_by = chosen.candidate.key(choice).chosen_over(next.as_ref());
    Ok(Some((chosen, chosen_by)))
}

/// The identities among which is selected, in the order of choice, each with whether it can carry the message: `most` at most.
///
/// # Errors
///
/// The database's.
pub async fn all(
    tx: &mut PgConnection,
    among: Among<'_>,
    choice: &Choice<'_>,
    most: i64,
) -> Result<Vec<(Identity, bool)>, ServiceError> {
    ranked(tx, among, choice, true, most).await
}

async fn ranked(
    tx: &mut PgConnection,
    among: Among<'_>,
    choice: &Choice<'_>,
    with_others: bool,
    most: i64,
) -> Result<Vec<(Identity, bool)>, ServiceError> {
    let asked = &choice.asked;
    let support = country::sender_ids(&asked.destination.iso_country_code);
    let abroad = if among.is_at_home { &[][..] } else { &reach::INTERNATIONAL[..] };
    let mut statement = QueryBuilder::<Postgres>::new(if among.pool.is_some() { OF_POOL } else { OF_ACCOUNT });
    let rows: Vec<Ranked> = statement
        .push(RANKED)
        .build_query_as()
        .bind(among.scope.account_id())
        .bind(among.scope.region())
        .bind(among.pool)
        .bind(among.pool_id())
        .bind(&asked.destination.iso_country_code)
        .bind(&asked.destination.phone_number)
        .bind(choice.now)
        .bind(asked.channel.as_ref())
        .bind(asked.channel.capability().as_ref())
        .bind(asked.message_type.as_ref().map(AsRef::as_ref))
        .bind(asked.destination.is_simulated() && !among.is_at_home)
        .bind(support == SenderIds::Yes)
        .bind(support == SenderIds::Registration)
        .bind(abroad.iter().map(|one| one.as_ref().to_owned()).collect::<Vec<_>>())
        .bind(reach::MEDIA_COUNTRIES.map(str::to_owned).to_vec())
        .bind(selection::CLASSES.map(str::to_owned).to_vec())
        .bind(STICKY.as_seconds_f64())
        .bind(choice.spread == Spread::Hash)
        .bind(with_others)
        .bind(most)
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|Ranked { row, is_candidate }| Ok((row.identity()?, is_candidate))).collect()
}

/// Whether the ACTIVE numbers, sender IDs and RCS agents of a pool, of which there are some, all lack the capability of the channel.
///
/// # Errors
///
/// The database's.
pub async fn lacks_capability(tx: &mut PgConnection, pool: Uuid, channel: Channel) -> Result<bool, ServiceError> {
    if channel == Channel::Text {
        return Ok(false);
    }
    Ok(sqlx::query_scalar(
        "select count(*) > 0 and not coalesce(bool_or(case when a.rcs_agent_id is not null then $2 = 'RCS'
                                                 else $2 = any(n.number_capabilities) end), false)
         from callsign.pool_origination_identity a
         left join callsign.phone_number n on n.id = a.phone_number_id
         left join callsign.clock c on c.account_id = n.account_id
         where a.pool_id = $1
           and case when a.rcs_agent_id is not null
                    then callsign.rcs_agent_status(a.rcs_agent_id) in ('TESTING', 'PARTIAL', 'ACTIVE')
                    else n.id is null
                or (n.active_at <= callsign.present(c.mode, c.at, c.offset_ms)
                    and coalesce(n.changing_until <= callsign.present(c.mode, c.at, c.offset_ms), true)) end",
    )
    .bind(pool)
    .bind(channel.capability().as_ref())
    .fetch_one(tx)
    .await?)
}
