//! What a seed asks of the tables beside the operations: what is there already, and what only AWS's own people provision.

use serde_json::Value;
use sqlx::PgConnection;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

use crate::{
    domain::origination_identity::NumberLife,
    model::{arn::Scope, error::ServiceError},
};

/// When something happens that nobody lets happen.
pub const NEVER: OffsetDateTime = datetime!(9999-12-31 00:00 UTC);

/// A resource of the scope by its path, such as `pool/pool-…`: its key and its ARN.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, path: &str) -> Result<Option<(Uuid, String)>, ServiceError> {
    Ok(sqlx::query_as(
        "select id, callsign.arn(account_id, region, path) from callsign.resource
         where account_id = $1 and region = $2 and path = $3",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(path)
    .fetch_optional(tx)
    .await?)
}

/// Whether a key is another scope's.
///
/// # Errors
///
/// The database's.
pub async fn is_anothers(tx: &mut PgConnection, scope: &Scope, key: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.resource where id = $3 and (account_id, region) <> ($1, $2))",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .fetch_one(tx)
    .await?)
}

/// All that a resource is and has, as one text: it changes with any of it.
///
/// # Errors
///
/// The database's.
pub async fn print(tx: &mut PgConnection, key: Uuid) -> Result<String, ServiceError> {
    Ok(sqlx::query_scalar(
        "select concat_ws('|',
             (select to_jsonb(x)::text from callsign.opt_out_list x where x.id = $1),
             (select to_jsonb(x)::text from callsign.phone_number x where x.id = $1),
             (select to_jsonb(x)::text from callsign.sender_id x where x.id = $1),
             (select to_jsonb(x)::text from callsign.rcs_agent x where x.id = $1),
             (select to_jsonb(x)::text from callsign.pool x where x.id = $1),
             (select to_jsonb(x)::text from callsign.configuration_set x where x.id = $1),
             (select to_jsonb(x)::text from callsign.verified_destination_number x where x.id = $1),
             (select to_jsonb(x)::text from callsign.notify_configuration x where x.id = $1),
             (select to_jsonb(x)::text from callsign.protect_configuration x where x.id = $1),
             (select string_agg(to_jsonb(x)::text, ',' order by number_capability, iso_country_code)
              from callsign.protect_country_rule x where x.protect_configuration_id = $1),
             (select string_agg((to_jsonb(x) - 'id')::text, ',' order by destination_phone_number)
              from callsign.protect_number_override x where x.protect_configuration_id = $1),
             (select to_jsonb(x)::text from callsign.registration x where x.id = $1),
             (select string_agg((to_jsonb(x) - 'registration_id')::text, ',' order by version_number)
              from callsign.registration_version x where x.registration_id = $1),
             (select string_agg((to_jsonb(x) - 'registration_id')::text, ',' order by version_number, field_path)
              from callsign.registration_field_value x where x.registration_id = $1),
             (select string_agg((to_jsonb(x) - 'registration_id')::text, ',' order by x.id)
              from callsign.registration_association x where x.registration_id = $1),
             (select to_jsonb(x)::text from callsign.handset x where x.id = $1),
             (select string_agg((to_jsonb(x) - 'id')::text, ',' order by opted_out_number)
              from callsign.opted_out_number x where x.opt_out_list_id = $1),
             (select string_agg((to_jsonb(x) - 'id')::text, ',' order by keyword)
              from callsign.keyword x where x.phone_number_id = $1 or x.rcs_agent_id = $1 or x.pool_id = $1),
             (select string_agg((to_jsonb(x) - 'id')::text, ',' order by sequence)
              from callsign.pool_origination_identity x where x.pool_id = $1),
             (select string_agg((to_jsonb(x) - 'id')::text, ',' order by name)
              from callsign.event_destination x where x.configuration_set_id = $1),
             (select string_agg(to_jsonb(x)::text, ',' order by key) from callsign.tag x where x.resource_id = $1))",
    )
    .bind(key)
    .fetch_one(tx)
    .await?)
}

/// Keeps what a file calls a resource, unless it is called something already.
///
/// # Errors
///
/// The database's.
pub async fn name(tx: &mut PgConnection, key: Uuid, name: &str) -> Result<(), ServiceError> {
    sqlx::query("insert into callsign.seed_name (resource_id, name) values ($1, $2) on conflict do nothing")
        .bind(key)
        .bind(name)
        .execute(tx)
        .await?;
    Ok(())
}

/// The rule of the scope that a phone goes by, or went by last.
///
/// # Errors
///
/// The database's.
pub async fn handset(tx: &mut PgConnection, scope: &Scope, phone: &str) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select id from callsign.handset where account_id = $1 and region = $2 and phone = $3
         order by times is not distinct from 0, sequence desc limit 1",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(phone)
    .fetch_optional(tx)
    .await?)
}

/// The names of the destinations of a configuration set.
///
/// # Errors
///
/// The database's.
pub async fn destinations(tx: &mut PgConnection, set: Uuid) -> Result<Vec<String>, ServiceError> {
    Ok(sqlx::query_scalar("select name from callsign.event_destination where configuration_set_id = $1")
        .bind(set)
        .fetch_all(tx)
        .await?)
}

/// A number, as its view shows it.
///
/// # Errors
///
/// The database's.
pub async fn phone_number(tx: &mut PgConnection, id: &str) -> Result<Value, ServiceError> {
    Ok(sqlx::query_scalar("select to_jsonb(n) from inspect.phone_numbers n where n.phone_number_id = $1")
        .bind(id)
        .fetch_one(tx)
        .await?)
}

/// An RCS agent, as its view shows it.
///
/// # Errors
///
/// The database's.
pub async fn rcs_agent(tx: &mut PgConnection, id: &str) -> Result<Value, ServiceError> {
    Ok(sqlx::query_scalar("select to_jsonb(g) from inspect.rcs_agents g where g.rcs_agent_id = $1")
        .bind(id)
        .fetch_one(tx)
        .await?)
}

/// A pool, as its view shows it.
///
/// # Errors
///
/// The database's.
pub async fn pool(tx: &mut PgConnection, id: &str) -> Result<Value, ServiceError> {
    Ok(sqlx::query_scalar("select to_jsonb(p) from inspect.pools p where p.pool_id = $1")
        .bind(id)
        .fetch_one(tx)
        .await?)
}

/// Whether an identity is in a pool.
///
/// # Errors
///
/// The database's.
pub async fn is_member(tx: &mut PgConnection, pool: Uuid, identity: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.pool_origination_identity
                        where pool_id = $1 and (phone_number_id = $2 or sender_id_id = $2 or rcs_agent_id = $2))",
    )
    .bind(pool)
    .bind(identity)
    .fetch_one(tx)
    .await?)
}

/// Country, type and message type of a number.
///
/// # Errors
///
/// The database's.
pub async fn kind_of(tx: &mut PgConnection, number: Uuid) -> Result<(String, String, String), ServiceError> {
    Ok(sqlx::query_as("select iso_country_code, number_type, message_type from callsign.phone_number where id = $1")
        .bind(number)
        .fetch_one(tx)
        .await?)
}

/// Whether the scope leases a number under another key.
///
/// # Errors
///
/// The database's.
pub async fn is_taken(tx: &mut PgConnection, scope: &Scope, number: &str, key: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.phone_number
                        where account_id = $1 and region = $2 and phone_number = $3 and id <> $4)",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(number)
    .bind(key)
    .fetch_one(tx)
    .await?)
}

/// Makes a number what only AWS's own people can: this number, a short code, one that stays PENDING.
///
/// # Errors
///
/// The database's.
pub async fn provision(
    tx: &mut PgConnection,
    key: Uuid,
    phone_number: Option<&str>,
    is_short_code: bool,
    is_pending: bool,
) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.phone_number
         set phone_number = coalesce($2, phone_number),
             number_type = case when $3 then 'SHORT_CODE' else number_type end,
             active_at = case when $4 then '9000-01-01 00:00Z' else active_at end
         where id = $1",
    )
    .bind(key)
    .bind(phone_number)
    .bind(is_short_code)
    .bind(is_pending)
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets a number that stays PENDING become ACTIVE once its registration is complete.
///
/// # Errors
///
/// The database's.
pub async fn wait_for_registration(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("update callsign.phone_number set active_at = $2 where id = $1 and active_at = '9000-01-01 00:00Z'")
        .bind(key)
        .bind(NumberLife::UNTIL_REGISTERED)
        .execute(tx)
        .await?;
    Ok(())
}
