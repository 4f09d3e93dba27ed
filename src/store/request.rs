//! `callsign.request`: the calls of the API, kept for people who ask why one was refused.

use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::error::ServiceError;

/// A call and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// The id that its answer carries.
    pub request_id: Uuid,
    /// When it was answered, by the real clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What it named as its operation.
    pub operation: String,
    /// `success`, the exception's name, or `client left`.
    pub outcome: String,
    /// The refusal's Reason.
    pub reason: Option<String>,
    /// The refusal's ResourceType.
    pub resource_type: Option<String>,
    /// The refusal's ResourceId.
    pub resource_id: Option<String>,
    /// The names of the members that failed validation.
    pub fields: Option<Vec<String>>,
    /// The access key, as it was sent where the signature was refused.
    pub access_key_id: Option<String>,
    /// Who called.
    pub principal_arn: Option<String>,
    /// His account.
    pub account_id: Option<String>,
    /// The region he called.
    pub region: Option<String>,
    /// The client token.
    pub client_token: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
    /// The fault that was applied.
    pub fault_id: Option<Uuid>,
    /// The members of the request.
    pub input: Option<Value>,
    /// The members of the answer.
    pub answer: Option<Value>,
    /// The checks of the rule that refused it.
    pub checks: Option<Value>,
}

/// Adds calls in their order. Those that are there stay as they are: nobody knows what became of a batch whose commit broke off.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, requests: &[Request]) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.request
             (request_id, at, account_time, operation, outcome, reason, resource_type, resource_id, fields, access_key_id,
              principal_arn, account_id, region, client_token, duration_ms, fault_id, input, answer, checks)
         select r.request_id, r.at,
                case when r.account_id is not null then coalesce(c.at, r.at + c.offset_ms * interval '1 millisecond', r.at) end,
                r.operation, r.outcome, r.reason, r.resource_type, r.resource_id, r.fields, r.access_key_id,
                r.principal_arn, r.account_id, r.region, r.client_token, r.duration_ms, r.fault_id, r.input, r.answer,
                r.checks
         from rows from (jsonb_to_recordset($1) as
                  (request_id uuid, at timestamptz, operation text, outcome text, reason text, resource_type text,
                   resource_id text, fields text[], access_key_id text, principal_arn text, account_id text, region text,
                   client_token text, duration_ms float8, fault_id uuid, input jsonb, answer jsonb, checks jsonb))
              with ordinality
                  as r (request_id, at, operation, outcome, reason, resource_type, resource_id, fields, access_key_id,
                        principal_arn, account_id, region, client_token, duration_ms, fault_id, input, answer, checks, place)
         left join callsign.clock c on c.account_id = r.account_id
         order by r.place
         on conflict (request_id) do nothing",
    )
    .bind(Json(requests))
    .execute(tx)
    .await?;
    Ok(())
}
