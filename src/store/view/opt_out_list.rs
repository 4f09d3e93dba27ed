//! Opt-out lists as people look at them: with what uses each, and the numbers on one.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older};
use crate::model::error::ServiceError;

/// How far numbers and users of a list are counted.
pub const COUNTED: i64 = 10_000;

/// A list.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.opt_out_lists, beside the key and counts")]
pub struct OptOutList {
    pub key: Uuid,
    pub opt_out_list_name: String,
    pub opt_out_list_arn: String,
    pub created_timestamp: OffsetDateTime,
    pub numbers: i64,
    pub pools: i64,
    pub phone_numbers: i64,
}

/// A number on a list.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.opted_out_numbers")]
pub struct OptedOut {
    pub opted_out_number: String,
    pub end_user_opted_out: bool,
    pub opted_out_timestamp: OffsetDateTime,
    /// When it was last taken off this list, which can't be done again for a while.
    pub deleted_at: Option<OffsetDateTime>,
}

/// The lists that a name is one of, all without one.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    name: Option<&str>,
    older: Older,
    limit: i64,
) -> Result<Newest<OptOutList>, ServiceError> {
    let rows = sqlx::query_as(
        "select l.id as key, l.name as opt_out_list_name,
                callsign.arn(l.account_id, l.region, 'opt-out-list/' || l.name) as opt_out_list_arn,
                l.created_at as created_timestamp,
                (select count(*) from (select from callsign.opted_out_number o
                                       where o.opt_out_list_id = l.id limit $7) o) as numbers,
                (select count(*) from (select from callsign.pool p where p.opt_out_list_id = l.id limit $7) p) as pools,
                (select count(*) from (select from callsign.phone_number n
                                       where n.opt_out_list_id = l.id limit $7) n) as phone_numbers
         from callsign.opt_out_list l
         where l.account_id = $1 and l.region = $2 and ($3::text is null or l.name = $3) and (l.created_at, l.id) < ($4, $5)
         order by l.created_at desc, l.id desc limit $6",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(name)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .bind(COUNTED)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// The numbers on a list that begin with `search` and come after `after`, in their order.
///
/// # Errors
///
/// The database's.
pub async fn numbers(
    tx: &mut PgConnection,
    key: Uuid,
    search: &str,
    after: &str,
    limit: i64,
) -> Result<Newest<OptedOut>, ServiceError> {
    let rows = sqlx::query_as(
        "select o.opted_out_number, o.end_user_opted_out, o.created_at as opted_out_timestamp, d.deleted_at
         from callsign.opted_out_number o
         left join callsign.opted_out_number_deletion d
           on d.opt_out_list_id = o.opt_out_list_id and d.opted_out_number = o.opted_out_number
         where o.opt_out_list_id = $1 and o.opted_out_number > $3 and starts_with(o.opted_out_number, $2)
         order by o.opted_out_number limit $4",
    )
    .bind(key)
    .bind(search)
    .bind(after)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// The list that the phone number or the agent with this key has, and whether a phone is opted out of what it sends by itself: by that
/// list or by the carriers. `None` where the account manages opt-outs itself.
///
/// # Errors
///
/// The database's.
pub async fn standing(
    tx: &mut PgConnection,
    home: &Home,
    key: Uuid,
    phone: &str,
) -> Result<Option<(String, bool)>, ServiceError> {
    Ok(sqlx::query_as(
        "select l.name, o.opted_out_number is not null
                         or exists (select from callsign.network_opt_out c
                                    where c.phone_number_id = $3 and c.destination_phone_number = $4)
         from (select n.opt_out_list_id as id from callsign.phone_number n
               where n.id = $3 and n.account_id = $1 and n.region = $2 and not n.self_managed_opt_outs_enabled
               union all
               select g.opt_out_list_id from callsign.rcs_agent g
               where g.id = $3 and g.account_id = $1 and g.region = $2 and not g.self_managed_opt_outs_enabled) i
         join callsign.opt_out_list l on l.id = i.id
         left join callsign.opted_out_number o on o.opt_out_list_id = l.id and o.opted_out_number = $4",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(key)
    .bind(phone)
    .fetch_optional(tx)
    .await?)
}
