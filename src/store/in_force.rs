//! The tables `quota` and `credential`: what the settings say, for people who read the state. Nothing is decided by them.

use serde::Serialize;
use sqlx::{PgConnection, types::Json};

use crate::domain::quota::Quotas;

/// A credential, without its secrets.
#[derive(Clone, Debug, Serialize)]
pub struct KnownCredential {
    /// The access key.
    pub access_key_id: String,
    /// The account that it is of.
    pub account_id: String,
    /// The ARN that its caller is named by.
    pub principal_arn: String,
    /// Whether callers send a session token, too.
    pub has_session_token: bool,
    /// Its policy, if it has one.
    pub policy: Option<String>,
}

/// Instances that start at the same time write one after the other.
const TAKE_TURNS: &str = "select pg_advisory_xact_lock(hashtext('callsign.credential'))";

/// Writes the quotas, in place of those that were there. A start that finds them as they are writes nothing.
///
/// # Errors
///
/// The database's.
pub async fn put_quotas(connection: &mut PgConnection, quotas: &Quotas) -> Result<(), sqlx::Error> {
    let mut tx = sqlx::Connection::begin(connection).await?;
    sqlx::query(TAKE_TURNS).execute(&mut *tx).await?;
    sqlx::query(
        "with said as (select key as name, value::bigint as max from jsonb_each_text($1::jsonb)),
              gone as (delete from callsign.quota where name not in (select name from said))
         insert into callsign.quota (name, max) select name, max from said
         on conflict (name) do update set max = excluded.max where quota.max <> excluded.max",
    )
    .bind(Json(quotas))
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Writes the credentials, in place of those that were there.
///
/// # Errors
///
/// The database's.
pub async fn put_credentials(connection: &mut PgConnection, known: &[KnownCredential]) -> Result<(), sqlx::Error> {
    let mut tx = sqlx::Connection::begin(connection).await?;
    sqlx::query(TAKE_TURNS).execute(&mut *tx).await?;
    sqlx::query(
        "with said as (
             select * from jsonb_to_recordset($1::jsonb) as said (
                 access_key_id text, account_id text, principal_arn text, has_session_token boolean, policy text)),
              gone as (delete from callsign.credential where access_key_id not in (select access_key_id from said))
         insert into callsign.credential as c (access_key_id, account_id, principal_arn, has_session_token, policy)
         select access_key_id, account_id, principal_arn, has_session_token, policy from said
         on conflict (access_key_id) do update
         set account_id = excluded.account_id, principal_arn = excluded.principal_arn,
             has_session_token = excluded.has_session_token, policy = excluded.policy, since = excluded.since
         where (c.account_id, c.principal_arn, c.has_session_token, c.policy)
               is distinct from (excluded.account_id, excluded.principal_arn, excluded.has_session_token, excluded.policy)",
    )
    .bind(Json(known))
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
