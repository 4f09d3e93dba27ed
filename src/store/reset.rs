//! Resetting: removing all that an account, a region or everybody has, whatever table it is in.
//!
//! Messages go first, batch by batch. The rest goes in one transaction that begins by locking, in the order of locks, whatever a call
//! might want while it changes something: whoever is about to is waited for, and whoever comes finds nothing more.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use uuid::Uuid;

use self::tables::{CLOCK, DELETES, FAULT, HANDSET, MONTHLY_SPEND};
use super::view::Reach;
use crate::{
    database::unit_of_work::Tx,
    model::{
        caller::{AccountId, By},
        error::ServiceError,
    },
};

mod tables;

/// How many messages a batch removes.
const BATCH: i64 = 1_000;

/// How many rows of each table were removed.
pub type Removed = BTreeMap<&'static str, u64>;

/// What a reset leaves.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one kind stays")]
pub struct Kept {
    /// Clocks stay as they are.
    pub clock: bool,
    /// Rules for faults.
    pub faults: bool,
    /// Rules for phones.
    pub handsets: bool,
    /// What was spent, which isn't even locked then: nothing is removed.
    pub spend: bool,
}

/// Lets the statements of this transaction take so long.
///
/// # Errors
///
/// The database's.
pub async fn be_patient(tx: &mut PgConnection, ms: u128) -> Result<(), ServiceError> {
    sqlx::query("select set_config('lock_timeout', $1, true), set_config('statement_timeout', $1, true)")
        .bind(ms.to_string())
        .execute(tx)
        .await?;
    Ok(())
}

/// Makes the row of a scope that has none.
///
/// # Errors
///
/// The database's.
pub async fn make_scope(tx: &mut Tx, account_id: &AccountId, region: &str) -> Result<(), ServiceError> {
    let now = tx.present().of(account_id.as_str());
    sqlx::query(
        "with made as (
             insert into callsign.account_region (account_id, region, created_at) values ($1, $2, $4)
             on conflict do nothing returning account_id, region, created_at)
         insert into callsign.opt_out_list (id, account_id, region, name, created_at)
         select $3, account_id, region, 'Default', created_at from made",
    )
    .bind(account_id.as_str())
    .bind(region)
    .bind(Uuid::now_v7())
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes a batch of the messages that nobody holds, with their events. `false` if there are none.
///
/// # Errors
///
/// The database's.
pub async fn delete_messages(
    tx: &mut PgConnection,
    reach: &Reach,
    removed: &mut Removed,
) -> Result<bool, ServiceError> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "select id from callsign.message
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)
         order by id limit $3 for update skip locked",
    )
    .bind(&reach.account_id)
    .bind(&reach.region)
    .bind(BATCH)
    .fetch_all(&mut *tx)
    .await?;
    let events = sqlx::query("delete from callsign.message_event where message_id = any($1)").bind(&ids);
    *removed.entry("message_event").or_default() += events.execute(&mut *tx).await?.rows_affected();
    let messages = sqlx::query("delete from callsign.message where id = any($1)").bind(&ids);
    *removed.entry("message").or_default() += messages.execute(tx).await?.rows_affected();
    Ok(!ids.is_empty())
}

/// Of these tables, rows in the order of locks. Months that nobody spent in are made first: a send that waits for one finds it gone,
/// and looks at everything anew.
const LOCKS: [&str; 8] = [
    "select from callsign.account_region
     where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)
     order by account_id, region for no key update",
    "select from callsign.phone_number n
     where ($1::text is null or n.account_id = $1) and ($2::text is null or n.region = $2)
        or n.opt_out_list_id in (select l.id from callsign.opt_out_list l
                                 where ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2))
     order by n.id for update",
    "select from callsign.rcs_agent g
     where ($1::text is null or g.account_id = $1) and ($2::text is null or g.region = $2)
        or g.opt_out_list_id in (select l.id from callsign.opt_out_list l
                                 where ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2))
     order by g.id for update",
    "select from callsign.sender_id
     where ($1::text is null or account_id = $1) and ($2::text is null or region = $2) order by id for update",
    "select from callsign.opt_out_list
     where ($1::text is null or account_id = $1) and ($2::text is null or region = $2) order by id for update",
    "select from callsign.verified_destination_number
     where ($1::text is null or account_id = $1) and ($2::text is null or region = $2) order by id for update",
    "insert into callsign.monthly_spend (account_id, region, channel, month, max_limit)
     select s.account_id, s.region, c.channel,
            date_trunc('month', callsign.present(s.account_id) at time zone 'utc')::date, 0
     from callsign.account_region s
     cross join unnest(array['MEDIA', 'NOTIFY', 'RCS', 'TEXT', 'VOICE']) as c (channel)
     where ($1::text is null or s.account_id = $1) and ($2::text is null or s.region = $2)
     order by 1, 2, 3 on conflict do nothing",
    "select from callsign.monthly_spend
     where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)
     order by account_id, region, channel, month for update",
];

/// Pools of the reach, and others' that hold one of its identities or have one of its lists.
const LOCK_POOLS: &str = "
    select p.id from callsign.pool p
    where ($1::text is null or p.account_id = $1) and ($2::text is null or p.region = $2)
       or p.opt_out_list_id in (select l.id from callsign.opt_out_list l
                                where ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2))
       or exists (
           select from callsign.pool_origination_identity a
           left join callsign.phone_number n on n.id = a.phone_number_id
           left join callsign.sender_id s on s.id = a.sender_id_id
           left join callsign.rcs_agent g on g.id = a.rcs_agent_id
           where a.pool_id = p.id
             and ($1::text is null or coalesce(n.account_id, s.account_id, g.account_id) = $1)
             and ($2::text is null or coalesce(n.region, s.region, g.region) = $2))
    order by p.id for update";

/// Locks everything that calls might want to change, and answers how many months were made for it. `None` if it has to be begun anew,
/// because others' pools got hold of an identity meanwhile.
///
/// # Errors
///
/// The database's.
pub async fn lock(tx: &mut PgConnection, reach: &Reach, kept: Kept) -> Result<Option<u64>, ServiceError> {
    let run = |statement| sqlx::query(statement).bind(&reach.account_id).bind(&reach.region);
    if takes_clocks(reach, kept) {
        sqlx::query(
            "select from callsign.clock where $1::text is null or account_id = $1 order by account_id for update",
        )
        .bind(&reach.account_id)
        .execute(&mut *tx)
        .await?;
    }
    let [account_region, others @ ..] = LOCKS;
    run(account_region).execute(&mut *tx).await?;
    let pools: Vec<Uuid> =
        sqlx::query_scalar(LOCK_POOLS).bind(&reach.account_id).bind(&reach.region).fetch_all(&mut *tx).await?;
    let mut made = 0;
    let others = if kept.spend { &others[..others.len() - 2] } else { &others[..] };
    for statement in others {
        let done = run(*statement).execute(&mut *tx).await?;
        if statement.starts_with("insert") {
            made += done.rows_affected();
        }
    }
    // Nobody joins or leaves any more without one of these locks.
    let now: Vec<Uuid> =
        sqlx::query_scalar(LOCK_POOLS).bind(&reach.account_id).bind(&reach.region).fetch_all(tx).await?;
    Ok(now.iter().all(|pool| pools.contains(pool)).then_some(made))
}

/// Whether clocks go: one is of all regions of its account.
#[must_use]
pub fn takes_clocks(reach: &Reach, kept: Kept) -> bool {
    reach.region.is_none() && !kept.clock
}

/// Tells the history of others' pools that they lose what goes. $3 is the id of the request, $4 and $5 whose it is.
const NOTE_LEAVING: &str = "
    insert into callsign.association_event (
        account_id, region, event, pool_id, pool_arn, origination_identity, origination_identity_arn, iso_country_code,
        phone_number, at, request_id, access_key_id, principal_arn)
    select p.account_id, p.region, 'DISASSOCIATED', callsign.pool_id(p.id),
           callsign.arn(p.account_id, p.region, 'pool/' || callsign.pool_id(p.id)),
           coalesce(callsign.phone_number_id(n.id), s.sender_id, callsign.rcs_agent_id(g.id)),
           coalesce(callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id)),
                    callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code),
                    callsign.arn(g.account_id, g.region, 'rcs-agent/' || callsign.rcs_agent_id(g.id))),
           coalesce(n.iso_country_code, s.iso_country_code, 'ZZ'), n.phone_number,
           date_trunc('milliseconds', callsign.present(p.account_id)), $3, $4, $5
    from callsign.pool_origination_identity a
    join callsign.pool p on p.id = a.pool_id
    left join callsign.phone_number n on n.id = a.phone_number_id
    left join callsign.sender_id s on s.id = a.sender_id_id
    left join callsign.rcs_agent g on g.id = a.rcs_agent_id
    where ($1::text is null or coalesce(n.account_id, s.account_id, g.account_id) = $1)
      and ($2::text is null or coalesce(n.region, s.region, g.region) = $2)
      and not (($1::text is null or p.account_id = $1) and ($2::text is null or p.region = $2))
    order by a.created_at, a.sequence";

/// Others' pools, numbers and RCS agents that have a list which goes have their own `Default` then; an account is what the settings say again.
const LEAVE: [&str; 4] = [
    "update callsign.account_region set tier = null
     where tier is not null and ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    "update callsign.pool p set opt_out_list_id = own.id
     from callsign.opt_out_list l, callsign.opt_out_list own
     where l.id = p.opt_out_list_id and l.name <> 'Default'
       and ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2)
       and own.account_id = p.account_id and own.region = p.region and own.name = 'Default'
       and not (($1::text is null or p.account_id = $1) and ($2::text is null or p.region = $2))",
    "update callsign.phone_number n set opt_out_list_id = own.id
     from callsign.opt_out_list l, callsign.opt_out_list own
     where l.id = n.opt_out_list_id and l.name <> 'Default'
       and ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2)
       and own.account_id = n.account_id and own.region = n.region and own.name = 'Default'
       and not (($1::text is null or n.account_id = $1) and ($2::text is null or n.region = $2))",
    "update callsign.rcs_agent g set opt_out_list_id = own.id
     from callsign.opt_out_list l, callsign.opt_out_list own
     where l.id = g.opt_out_list_id and l.name <> 'Default'
       and ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2)
       and own.account_id = g.account_id and own.region = g.region and own.name = 'Default'
       and not (($1::text is null or g.account_id = $1) and ($2::text is null or g.region = $2))",
];

/// Removes everything that is locked, of which `made` months don't count. The row of each scope stays, with its list `Default`: processes remember them.
///
/// # Errors
///
/// The database's.
pub async fn delete(
    tx: &mut PgConnection,
    reach: &Reach,
    kept: Kept,
    made: u64,
    (request_id, by): (Uuid, By<'_>),
    removed: &mut Removed,
) -> Result<(), ServiceError> {
    let note = sqlx::query(NOTE_LEAVING).bind(&reach.account_id).bind(&reach.region).bind(request_id.to_string());
    let note = note.bind(by.access_key_id).bind(by.principal_arn);
    note.execute(&mut *tx).await?;
    for statement in LEAVE {
        sqlx::query(statement).bind(&reach.account_id).bind(&reach.region).execute(&mut *tx).await?;
    }
    for (table, statement) in DELETES {
        let stays = match table {
            HANDSET => kept.handsets,
            FAULT => kept.faults,
            CLOCK => !takes_clocks(reach, kept),
            _ => false,
        };
        if !stays {
            let deleted = sqlx::query(statement).bind(&reach.account_id).bind(&reach.region).execute(&mut *tx).await?;
            let made = if table == MONTHLY_SPEND { made } else { 0 };
            *removed.entry(table).or_default() += deleted.rows_affected().saturating_sub(made);
        }
    }
    Ok(())
}
