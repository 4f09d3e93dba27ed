//! `POST /`: the calls of the API, and the one form of all refusals.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse,
    dev::RequestHead,
    http::{ConnectionType, Method, StatusCode, header},
    web,
};
use time::OffsetDateTime;
use tracing::{error, info};
use uuid::Uuid;

use super::{State, staging};
use crate::{
    api,
    database::present::Present,
    domain::sharing::Grants,
    model::{
        caller::{AccountId, Caller, Region},
        error::ServiceError,
    },
    path::{Call, Credential, IdentityPolicy, Refusal, Served},
    wire::{
        aws_json::{self, Answer, ProtocolError},
        sigv4::{AuthenticationError, SignedRequest},
    },
};

/// How long a request may take in all. The last of the time-outs that go up in steps, see `store::unit_of_work`.
const REQUEST_DEADLINE: Duration = Duration::from_secs(8);

/// When a throttled client had better come back, in seconds. SDKs go by their own.
const RETRY_AFTER_S: u64 = 1;

/// Why a call was not answered by its operation.
enum CallError {
    Protocol(ProtocolError),
    Exception(ServiceError),
}

impl From<ProtocolError> for CallError {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

impl From<Refusal> for CallError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unreadable(text) => Self::Protocol(ProtocolError::Serialization(text)),
            Refusal::Exception(error) => Self::Exception(error),
        }
    }
}

/// Says of an answer that its request was signed by a credential.
pub struct Verified;

/// A call of the API: everything that isn't health or metrics.
pub async fn api(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    // Only browsers send it, and a name that was made to point here is another site's.
    if request.headers().contains_key(header::ORIGIN)
        && let Err(refusal) = state.hosts.admit(request.head())
    {
        return staging::refuse(&refusal);
    }
    let mut line = CallLine::new(&state, target(request.head()), Instant::now());
    let outcome = match line.target {
        None => Err(ProtocolError::UnknownOperation.into()),
        Some(served) => serve(&request, body, &state, served, &mut line).await,
    };
    line.answer(outcome)
}

/// The answer to a request that couldn't be read, which began to come at `started`.
pub fn refuse(state: &State, error: ProtocolError, target: Option<&'static Served>, started: Instant) -> HttpResponse {
    let mut answer = CallLine::new(state, target, started).answer(Err(error.into()));
    answer.head_mut().set_connection_type(ConnectionType::Close);
    answer
}

/// The operation that a request names, if it is one that is served.
pub fn target(head: &RequestHead) -> Option<&'static Served> {
    if head.method != Method::POST || head.uri.path() != "/" {
        return None;
    }
    let target = head.headers.get("x-amz-target")?.to_str().ok()?;
    api::dispatch(aws_json::operation(target)?)
}

/// Whether a request says that it is signed.
pub fn claims_a_signature(head: &RequestHead) -> bool {
    let in_query = || head.uri.query().is_some_and(|query| query.contains("X-Amz-Signature="));
    head.headers.contains_key(header::AUTHORIZATION) || in_query()
}

/// What the log and the metrics say of a call: once, also when its client left and nobody waits for the answer.
struct CallLine<'s> {
    state: &'s State,
    target: Option<&'static Served>,
    started: Instant,
    request_id: Uuid,
    account: Option<AccountId>,
    is_told: bool,
}

impl<'s> CallLine<'s> {
    fn new(state: &'s State, target: Option<&'static Served>, started: Instant) -> Self {
        Self { state, target, started, request_id: Uuid::new_v4(), account: None, is_told: false }
    }

    fn tell(&mut self, outcome: &str, reason: Option<&str>) {
        self.is_told = true;
        let duration = self.started.elapsed();
        self.state.metrics.count(self.operation(), outcome, duration);
        info!(
            request_id = %self.request_id,
            operation = self.operation(),
            account = self.account.as_ref().map_or("-", AccountId::as_str),
            outcome,
            reason,
            duration_ms = (duration.as_secs_f64() * 1e6).round() / 1e3,
            "call"
        );
    }

    fn operation(&self) -> &'static str {
        self.target.map_or("-", |served| served.name)
    }

    fn answer(self, outcome: Result<String, CallError>) -> HttpResponse {
        match outcome {
            Ok(body) => self.respond(aws_json::success(body), None),
            Err(CallError::Protocol(error)) => self.respond(aws_json::protocol_error(&error), None),
            Err(CallError::Exception(error)) => {
                if let Some(cause) = error.cause() {
                    error!(request_id = %self.request_id, operation = self.operation(), cause, "a call failed inside");
                }
                let answer = aws_json::exception(&error, &self.request_id.to_string());
                self.respond(answer, error.reason())
            }
        }
    }

    fn respond(mut self, answer: Answer, reason: Option<&str>) -> HttpResponse {
        self.tell(answer.exception.unwrap_or("success"), reason);
        let mut response = respond(answer, self.request_id);
        if self.account.is_some() {
            response.extensions_mut().insert(Verified);
        }
        response
    }
}

impl Drop for CallLine<'_> {
    fn drop(&mut self) {
        if !self.is_told {
            // Its work may be done, or still be going on.
            self.tell("client left", None);
        }
    }
}

async fn serve(
    request: &HttpRequest,
    body: web::Bytes,
    state: &State,
    served: &'static Served,
    line: &mut CallLine<'_>,
) -> Result<String, CallError> {
    let (caller, identity_policy) = authenticate(request, &body, state)?;
    line.account = Some(caller.account_id.clone());
    let Some(shared) = state.shared.get() else {
        return Err(ProtocolError::Unavailable("the database is not ready yet".to_owned()).into());
    };
    // What can't be served in time is refused at once: waiting would only take the time of what can.
    if shared.database.connections().are_crowded() {
        return Err(CallError::Exception(ServiceError::throttling()));
    }
    let call = Call {
        caller,
        identity_policy,
        grants: Grants::default(),
        operation: served.name,
        request_id: line.request_id,
        present: Present::real(OffsetDateTime::now_utc()),
        deployment: Arc::clone(&state.deployment),
        next_tokens: shared.next_tokens.clone(),
        throttle: state.throttle.clone(),
        keys: Uuid::now_v7,
    };
    let execution = (served.execute)(Arc::clone(shared), call, body.into());
    match tokio::time::timeout(REQUEST_DEADLINE, execution).await {
        Ok(outcome) => Ok(outcome?),
        Err(_elapsed) => Err(CallError::Exception(ServiceError::internal("the request reached its deadline"))),
    }
}

/// Who signed a request.
///
/// # Errors
///
/// [`ProtocolError::Authentication`].
pub fn authenticate(
    request: &HttpRequest,
    body: &[u8],
    state: &State,
) -> Result<(Caller, IdentityPolicy), ProtocolError> {
    let headers: Vec<(&str, &[u8])> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let signed = SignedRequest {
        method: request.method().as_str(),
        path: request.uri().path(),
        query: request.uri().query().unwrap_or_default(),
        headers: &headers,
        body,
    };
    let verified = state.verifier.verify(&signed, OffsetDateTime::now_utc()).map_err(ProtocolError::Authentication)?;
    // Every credential of the verifier has its identity.
    let Credential { account_id, user_arn, policy } = state
        .credential(&verified.access_key_id)
        .ok_or(ProtocolError::Authentication(AuthenticationError::UnrecognizedClient))?;
    Ok((Caller { account_id, region: Region::new(verified.region), user_arn }, policy))
}

fn respond(answer: Answer, request_id: Uuid) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, aws_json::MEDIA_TYPE))
        .insert_header(("x-amzn-RequestId", request_id.to_string()));
    if let Some(exception) = answer.exception {
        response.insert_header(("x-amzn-ErrorType", exception));
        if exception == "ThrottlingException" {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER_S));
        }
    }
    response.body(answer.body)
}
