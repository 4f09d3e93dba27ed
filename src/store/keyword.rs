//! The table `keyword`: what differs from HELP and STOP, on pools, phone numbers and RCS agents.

use std::collections::BTreeMap;

use sqlx::{PgConnection, types::Text};
use uuid::Uuid;

use crate::{
    domain::keyword::{Keywords, Response},
    model::{error::ServiceError, keyword::KeywordAction},
};

#[derive(sqlx::FromRow)]
struct Row {
    of_identity: bool,
    keyword: String,
    keyword_message: String,
    keyword_action: Text<KeywordAction>,
}

/// The keywords of a pool and those of a phone number or an RCS agent, each if it is given. Both must be locked, unless nothing is decided
/// on them.
///
/// # Errors
///
/// The database's.
pub async fn find(
    tx: &mut PgConnection,
    pool: Option<Uuid>,
    identity: Option<Uuid>,
) -> Result<(Keywords, Keywords), ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select pool_id is null as of_identity, keyword, keyword_message, keyword_action
         from callsign.keyword where pool_id = $1 or phone_number_id = $2 or rcs_agent_id = $2",
    )
    .bind(pool)
    .bind(identity)
    .fetch_all(tx)
    .await?;
    let (of_identity, of_pool) = rows.into_iter().partition(|row| row.of_identity);
    Ok((keywords(of_pool), keywords(of_identity)))
}

/// The keywords of each RCS agent of a registration that has any of its own. The agents must be locked.
///
/// # Errors
///
/// The database's.
pub async fn of_rcs_agents(tx: &mut PgConnection, registration: Uuid) -> Result<Vec<Keywords>, ServiceError> {
    let rows: Vec<(Uuid, String, String, Text<KeywordAction>)> = sqlx::query_as(
        "select k.rcs_agent_id, k.keyword, k.keyword_message, k.keyword_action
         from callsign.registration_association a join callsign.keyword k on k.rcs_agent_id = a.rcs_agent_id
         where a.registration_id = $1",
    )
    .bind(registration)
    .fetch_all(tx)
    .await?;
    let mut agents: BTreeMap<Uuid, Vec<(String, Response)>> = BTreeMap::new();
    for (agent, word, message, action) in rows {
        agents.entry(agent).or_default().push((word, Response { message, action: action.0 }));
    }
    Ok(agents.into_values().map(Keywords::new).collect())
}

fn keywords(rows: Vec<Row>) -> Keywords {
    let response = |row: Row| (row.keyword, Response { message: row.keyword_message, action: row.keyword_action.0 });
    Keywords::new(rows.into_iter().map(response))
}

/// Gives a new pool the keywords of the phone number or RCS agent that it was created from.
///
/// # Errors
///
/// The database's.
pub async fn insert_from_identity(tx: &mut PgConnection, pool: Uuid, identity: Uuid) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.keyword (pool_id, keyword, keyword_message, keyword_action)
         select $1, keyword, keyword_message, keyword_action from callsign.keyword
         where phone_number_id = $2 or rcs_agent_id = $2",
    )
    .bind(pool)
    .bind(identity)
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives a new phone number the keywords of the pool it was requested for.
///
/// # Errors
///
/// The database's.
pub async fn insert_from_pool(tx: &mut PgConnection, phone_number: Uuid, pool: Uuid) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
         select $1, keyword, keyword_message, keyword_action from callsign.keyword where pool_id = $2",
    )
    .bind(phone_number)
    .bind(pool)
    .execute(tx)
    .await?;
    Ok(())
}

/// What keywords are put on and taken off together.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    /// A pool.
    pub pool: Option<Uuid>,
    /// Phone numbers.
    pub phone_numbers: Vec<Uuid>,
    /// RCS agents.
    pub rcs_agents: Vec<Uuid>,
}

/// Puts a keyword on its owners, in place of what the word did before.
///
/// # Errors
///
/// The database's.
pub async fn put(tx: &mut PgConnection, owners: &Owners, word: &str, response: &Response) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.keyword (pool_id, keyword, keyword_message, keyword_action)
         select $1, $2, $3, $4 where $1 is not null
         on conflict on constraint keyword_is_once_on_a_pool do update
         set keyword_message = excluded.keyword_message, keyword_action = excluded.keyword_action",
    )
    .bind(owners.pool)
    .bind(word)
    .bind(&response.message)
    .bind(Text(response.action))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
         select phone_number_id, $2, $3, $4 from unnest($1::uuid[]) as phone_number_id
         on conflict on constraint keyword_is_once_on_a_phone_number do update
         set keyword_message = excluded.keyword_message, keyword_action = excluded.keyword_action",
    )
    .bind(&owners.phone_numbers)
    .bind(word)
    .bind(&response.message)
    .bind(Text(response.action))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into callsign.keyword (rcs_agent_id, keyword, keyword_message, keyword_action)
         select rcs_agent_id, $2, $3, $4 from unnest($1::uuid[]) as rcs_agent_id
         on conflict on constraint keyword_is_once_on_an_rcs_agent do update
         set keyword_message = excluded.keyword_message, keyword_action = excluded.keyword_action",
    )
    .bind(&owners.rcs_agents)
    .bind(word)
    .bind(&response.message)
    .bind(Text(response.action))
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a keyword off its owners.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, owners: &Owners, word: &str) -> Result<(), ServiceError> {
    sqlx::query(
        "delete from callsign.keyword
         where keyword = $4 and (pool_id = $1 or phone_number_id = any($2) or rcs_agent_id = any($3))",
    )
    .bind(owners.pool)
    .bind(&owners.phone_numbers)
    .bind(&owners.rcs_agents)
    .bind(word)
    .execute(tx)
    .await?;
    Ok(())
}
