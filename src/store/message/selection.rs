//! What a message is sent from when a pool or the whole account stands for it: `domain::message::selection` as one statement.

use sqlx::PgConnection;
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

/// The least two by the keys of `domain::message::selection`, where the condition is `Candidate::is_candidate`. Each of the four
/// parts is empty but for those that `$3`, the pool, asks for.
const SELECT: &str = "
    with identity as (
        select n.id, n.account_id, n.phone_number as shown, n.number_type as kind, n.number_capabilities,
               n.international_sending_enabled, false as registered, n.iso_country_code,
               array[n.message_type] as message_types,
               n.active_at <= callsign.present(c.mode, c.at, c.offset_ms)
                   and coalesce(n.changing_until <= callsign.present(c.mode, c.at, c.offset_ms), true) as is_active,
               case when not n.self_managed_opt_outs_enabled then n.opt_out_list_id end as opt_out_list_id,
               a.created_at as since
        from callsign.pool_origination_identity a
        join callsign.phone_number n on n.id = a.phone_number_id
        left join callsign.clock c on c.account_id = n.account_id
        where a.pool_id = $3
        union all
        select s.id, s.account_id, s.sender_id, 'SENDER_ID', array['SMS'], false, s.registered, s.iso_country_code,
               s.message_types, true, null, a.created_at
        from callsign.pool_origination_identity a
        join callsign.sender_id s on s.id = a.sender_id_id
        where a.pool_id = $3
        union all
        select n.id, n.account_id, n.phone_number, n.number_type, n.number_capabilities,
               n.international_sending_enabled, false, n.iso_country_code, array[n.message_type],
               n.active_at <= $7 and coalesce(n.changing_until <= $7, true),
               case when not n.self_managed_opt_outs_enabled then n.opt_out_list_id end, n.created_at
        from callsign.phone_number n
        where $3 is null and n.account_id = $1 and n.region = $2
        union all
        select s.id, s.account_id, s.sender_id, 'SENDER_ID', array['SMS'], false, s.registered, s.iso_country_code,
               s.message_types, true, null, s.created_at
        from callsign.sender_id s
        where $3 is null and s.account_id = $1 and s.region = $2 and s.iso_country_code = $5
    )
    select i.*, t.delivered_at
    from identity i
    left join callsign.sticky_identity t
        on t.account_id = $1 and t.region = $2 and t.pool_id = $4 and t.destination_phone_number = $6
        and t.channel = $8 and t.origination_identity_key = i.id and t.delivered_at > $7 - make_interval(secs => $17)
    where i.is_active
      and case i.kind when 'SENDER_ID' then $8 = 'TEXT' else $9 = any(i.number_capabilities) end
      and ($10::text is null or $10 = any(i.message_types))
      and case when i.kind = 'SENDER_ID' then i.iso_country_code = $5 and ($12 or ($13 and i.registered))
               when i.kind = 'SIMULATOR' then i.iso_country_code = $5 and $11
               when i.kind = 'TOLL_FREE' and $8 = 'MEDIA' then i.iso_country_code = $5
               else i.iso_country_code = $5 or (i.kind = any($14) and i.international_sending_enabled)
          end
      and ($8 <> 'MEDIA' or $5 = any($15))
    order by t.delivered_at is null,
             array_position($16, i.kind),
             i.iso_country_code <> $5,
             $3 is null and not 'TRANSACTIONAL' = any(i.message_types),
             case when $18 then sha256(convert_to($6 || i.id::text, 'UTF8')) end,
             i.since, i.id
    limit 2";

/// Where is selected: a pool, or the whole account.
#[derive(Clone, Copy, Debug)]
pub struct Among<'a> {
    /// The caller's own scope.
    pub scope: &'a Scope,
    /// The pool, with its key; `None` for the account.
    pub pool: Option<Uuid>,
}

impl Among<'_> {
    /// How sticky identities name it.
    #[must_use]
    pub fn pool_id(&self) -> String {
        self.pool.map(|key| PoolId::of(key).as_str().to_owned()).unwrap_or_default()
    }
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
    let asked = &choice.asked;
    let support = country::sender_ids(&asked.destination.iso_country_code);
    let rows: Vec<Row> = sqlx::query_as(SELECT)
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
        .bind(asked.destination.is_simulated())
        .bind(support == SenderIds::Yes)
        .bind(support == SenderIds::Registration)
        .bind(reach::INTERNATIONAL.map(|one| one.as_ref().to_owned()).to_vec())
        .bind(reach::MEDIA_COUNTRIES.map(str::to_owned).to_vec())
        .bind(selection::CLASSES.map(str::to_owned).to_vec())
        .bind(STICKY.as_seconds_f64())
        .bind(choice.spread == Spread::Hash)
        .fetch_all(tx)
        .await?;
    let mut identities = rows.into_iter().map(Row::identity);
    let Some(chosen) = identities.next().transpose()? else { return Ok(None) };
    let next = identities.next().transpose()?.map(|next| next.candidate.key(choice));
    let chosen_by = chosen.candidate.key(choice).chosen_over(next.as_ref());
    Ok(Some((chosen, chosen_by)))
}

/// Whether the ACTIVE numbers and sender IDs of a pool, of which there are some, all lack the capability of the channel.
///
/// # Errors
///
/// The database's.
pub async fn lacks_capability(tx: &mut PgConnection, pool: Uuid, channel: Channel) -> Result<bool, ServiceError> {
    if channel == Channel::Text {
        return Ok(false);
    }
    Ok(sqlx::query_scalar(
        "select count(*) > 0 and not coalesce(bool_or($2 = any(n.number_capabilities)), false)
         from callsign.pool_origination_identity a
         left join callsign.phone_number n on n.id = a.phone_number_id
         left join callsign.clock c on c.account_id = n.account_id
         where a.pool_id = $1
           and (n.id is null
                or (n.active_at <= callsign.present(c.mode, c.at, c.offset_ms)
                    and coalesce(n.changing_until <= callsign.present(c.mode, c.at, c.offset_ms), true)))",
    )
    .bind(pool)
    .bind(channel.capability().as_ref())
    .fetch_one(tx)
    .await?)
}
