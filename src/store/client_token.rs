//! The table `client_token`: what makes a retry safe.
//!
//! A token is written with the answer, as the last thing of a unit of work, so that nothing waits behind it: a twin that is as far
//! waits for the commit, violates the key, and starts over, to find the answer. What isn't kept leaves no row.

use serde::Serialize;
use sqlx::{PgConnection, types::Json};
use time::Duration;

use crate::{
    database::error::violates,
    model::{arn::Scope, error::ServiceError},
};

/// A client token within its scope: account, region and operation. Assumed (row 37): AWS names none.
pub struct ClientToken<'c> {
    /// Whose token it is.
    pub scope: Scope,
    /// The operation it came with.
    pub operation: &'static str,
    /// The token.
    pub token: &'c str,
    /// The SHA-256 digest of the request's parameters, defaults filled in and ids canonical.
    pub request_digest: &'c [u8],
    /// How long it is remembered.
    pub retention: Duration,
}

/// What a token was used for.
pub enum Used {
    /// The operation was carried out, with this answer.
    Answered(String),
    /// The operation was refused, with this exception.
    Refused(ServiceError),
    /// It came with other parameters.
    OtherParameters,
}

/// What the statements read of a token.
#[derive(Serialize)]
struct TokenRow<'c> {
    place: i64,
    account_id: &'c str,
    region: &'c str,
    operation: &'c str,
    token: &'c str,
    request_digest: Option<String>,
    answer: Option<&'c str>,
    is_refusal: bool,
    retention_s: f64,
}

impl<'c> TokenRow<'c> {
    fn of((place, token): (i64, &'c ClientToken<'_>)) -> Self {
        Self {
            place,
            account_id: token.scope.account_id(),
            region: token.scope.region(),
            operation: token.operation,
            token: token.token,
            request_digest: None,
            answer: None,
            is_refusal: false,
            retention_s: token.retention.as_seconds_f64(),
        }
    }
}

/// What each of the tokens was used for; `None` if it is new.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, tokens: &[ClientToken<'_>]) -> Result<Vec<Option<Used>>, ServiceError> {
    let mut used: Vec<Option<Used>> = tokens.iter().map(|_| None).collect();
    if tokens.is_empty() {
        return Ok(used);
    }
    let rows: Vec<TokenRow<'_>> = (0..).zip(tokens).map(TokenRow::of).collect();
    // `limit` keeps the planner from reading a whole table that was small once.
    let found: Vec<(i64, Vec<u8>, String, bool)> = sqlx::query_as(
        "select wish.place, t.request_digest, t.answer, t.is_refusal
         from jsonb_to_recordset($1::jsonb) as wish (place bigint, account_id text, region text, operation text, token text)
         cross join lateral (
             select request_digest, answer, is_refusal from callsign.client_token
             where account_id = wish.account_id and region = wish.region and operation = wish.operation
               and client_token = wish.token and expires_at > now()
             limit 1) t",
    )
    .bind(Json(&rows))
    .fetch_all(tx)
    .await?;
    for (place, request_digest, answer, is_refusal) in found {
        let place = usize::try_from(place).map_err(ServiceError::internal)?;
        let Some(token) = tokens.get(place) else { continue };
        used[place] = Some(match (request_digest == token.request_digest, is_refusal) {
            (false, _) => Used::OtherParameters,
            (true, false) => Used::Answered(answer),
            (true, true) => Used::Refused(ServiceError::from_kept(&answer)?),
        });
    }
    Ok(used)
}

/// Keeps the answers, or refusals, of these tokens. Waits while a twin with one of them is about to commit. `false` if a twin has
/// committed: nothing more can be done in this transaction then.
///
/// # Errors
///
/// The database's; ConflictException if the twin takes longer than a lock may be waited for.
pub async fn insert(
    tx: &mut PgConnection,
    tokens: &[(ClientToken<'_>, &Result<String, ServiceError>)],
) -> Result<bool, ServiceError> {
    if tokens.is_empty() {
        return Ok(true);
    }
    let mut kept_refusals = Vec::new();
    for (_, outcome) in tokens {
        kept_refusals.push(outcome.as_ref().err().map(ServiceError::to_kept).transpose()?);
    }
    let rows: Vec<TokenRow<'_>> = (0..)
        .zip(tokens)
        .zip(&kept_refusals)
        .map(|((place, (token, outcome)), refusal)| TokenRow {
            request_digest: Some(format!("\\x{}", hex::encode(token.request_digest))),
            answer: outcome.as_deref().ok().or(refusal.as_deref()),
            is_refusal: refusal.is_some(),
            ..TokenRow::of((place, token))
        })
        .collect();
    // A row that expired and wasn't swept yet makes room.
    let inserted = sqlx::query(
        "insert into callsign.client_token as t
             (account_id, region, operation, client_token, request_digest, answer, is_refusal, expires_at)
         select account_id, region, operation, token, request_digest, answer, is_refusal,
                now() + make_interval(secs => retention_s)
         from jsonb_to_recordset($1::jsonb) as wish (
             account_id text, region text, operation text, token text, request_digest bytea, answer text,
             is_refusal boolean, retention_s float8)
         order by account_id, region, operation, token
         on conflict (account_id, region, operation, client_token) do update
         set request_digest = excluded.request_digest, answer = excluded.answer, is_refusal = excluded.is_refusal,
             created_at = excluded.created_at, expires_at = excluded.expires_at
         where t.expires_at <= now()",
    )
    .bind(Json(&rows))
    .execute(tx)
    .await;
    match inserted {
        Ok(inserted) => Ok(inserted.rows_affected() == tokens.len() as u64),
        Err(error) if violates(&error, "client_token_pkey") => Ok(false),
        Err(error) => Err(error.into()),
    }
}
