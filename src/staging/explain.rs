//! POST `/explain`: what would become of a call, and why.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Access, Asked, Outcome, Refusal, body, not_enough,
    parameters::{Parameters, bad},
};
use crate::{
    api,
    database::present::Present,
    domain::sharing::Grants,
    model::{
        caller::{AccountId, Caller, Region},
        error::{FRONT_END_NAMESPACE, MODEL_NAMESPACE, ServiceError},
    },
    path::{self, Call, Credential, Explained, Verdict},
};

/// The longest name of a region.
const LONGEST_REGION: usize = 32;

/// The members of a request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    operation: String,
    #[serde(default)]
    input: Map<String, Value>,
    access_key_id: Option<String>,
}

/// Tells what would become of a call. Nothing is changed by it.
///
/// # Errors
///
/// 422 for an operation or an access key that isn't known, and where the account isn't named and could be several; 403 for a signed
/// request that asks as somebody else, and for who may only read and asks about what writes; 503 where it takes too long.
pub async fn explain(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Said = body::read_whole(&asked.body)?;
    let served = api::dispatch(&said.operation).ok_or_else(|| {
        bad("operation", "the name of an operation that is served, such as AssociateOriginationIdentity")
    })?;
    // A signed request asks as itself.
    let is_another =
        matches!((&said.access_key_id, &asked.rights.access_key_id), (Some(said), Some(own)) if said != own);
    let credential = match said.access_key_id.as_ref().or(asked.rights.access_key_id.as_ref()) {
        None => None,
        Some(key) => {
            let known = asked.staging.credentials.get().find(key);
            let known = known.ok_or_else(|| bad("access_key_id", "an access key of the settings"))?;
            if is_another || !asked.rights.may_touch(known.account_id.as_str()) {
                return Err(Refusal::new(
                    403,
                    "NOT_YOURS",
                    "A signed request asks as its own account, and a token as those that it is for.",
                    "Leave access_key_id out, or name one of your own accounts without a signature.",
                ));
            }
            Some(known)
        }
    };
    let named = account_id.or_else(|| credential.as_ref().map(|one| one.account_id.to_string()));
    let (account_id, region) = asked.one_scope(named, region)?;
    let is_a_region = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let name = region.as_str();
    if name.is_empty() || name.len() > LONGEST_REGION || !name.bytes().all(is_a_region) {
        return Err(bad("region", "a region such as us-east-1"));
    }
    let Credential { account_id, user_arn, policy } = match credential {
        Some(credential) if credential.account_id == account_id => credential,
        Some(_) => return Err(bad("account_id", "left out, or that of the access key")),
        None => without_a_policy(account_id, &region),
    };
    let call = Call {
        caller: Caller { account_id, region, user_arn },
        identity_policy: policy,
        grants: Grants::default(),
        operation: served.name,
        request_id: Uuid::new_v4(),
        // The unit of work brings its own.
        present: Present::real(OffsetDateTime::now_utc()),
        deployment: asked.staging.deployment.clone(),
        next_tokens: asked.shared.next_tokens.clone(),
        throttle: None,
        exposed: Arc::default(),
        explanation: None,
        keys: Uuid::now_v7,
        first_key: None,
    };
    let (account_id, region) = (call.caller.account_id.to_string(), call.caller.region.to_string());
    let input = Value::Object(said.input).to_string();
    if asked.rights.access < Access::Write && !served.only_reads(&call, input.as_bytes()) {
        return Err(not_enough(Access::Write));
    }
    let Explained { verdict, answer, checks, not_asked } =
        served.explain(&asked.shared, call, input.as_bytes()).await?;
    Ok((
        200,
        json!({
            "verdict": match verdict {
                Verdict::Accepted => "accepted",
                Verdict::Refused => "refused",
                Verdict::Replayed => "replayed",
            },
            "answer": match answer {
                Ok(answer) => serde_json::from_str(&answer).map_err(ServiceError::internal)?,
                Err(refusal) => body_of(&refusal)?,
            },
            "checks": checks,
            "not_asked": not_asked,
            "account_id": account_id,
            "region": region,
        }),
    ))
}

/// Who may do everything in an account.
fn without_a_policy(account_id: AccountId, region: &Region) -> Credential {
    Credential { user_arn: format!("arn:{}:iam::{account_id}:root", region.partition()), account_id, policy: None }
}

/// What a call would be answered that is refused.
fn body_of(refusal: &path::Refusal) -> Result<Value, ServiceError> {
    Ok(match refusal {
        path::Refusal::Unreadable(text) => json!({
            "__type": format!("{FRONT_END_NAMESPACE}#SerializationException"), "message": text, "Message": text,
        }),
        path::Refusal::Exception(error) => {
            let mut body = json!(error);
            body["__type"] = format!("{MODEL_NAMESPACE}#{}", error.exception().as_ref()).into();
            body
        }
        path::Refusal::Lost => return Err(ServiceError::internal("an explanation met a fault")),
    })
}
