//! `POST /`: the calls of the API, and the one form of all refusals.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse,
    dev::RequestHead,
    http::{Method, StatusCode, header},
    web,
};
use futures_util::StreamExt as _;
use time::OffsetDateTime;
use tracing::{error, info};
use uuid::Uuid;

use super::{
    MAX_BODY_BYTES, State,
    authenticate::{Service, authenticate},
    elsewhere, staging,
};
use crate::{
    api,
    database::present::Present,
    domain::sharing::Grants,
    model::{
        caller::Caller,
        error::{ServiceError, ValidationReason},
    },
    path::{Call, Explanation, Exposed, IdentityPolicy, Refusal, Served, request_log::Noted},
    store::request::Request,
    wire::{
        answer::Answer,
        aws_json::{self, ProtocolError},
        miscased,
        other_service::{self, Claimed},
        sigv4::Suspect,
    },
};

mod inside;

pub use inside::call_inside;

/// How long a request may take in all. The last of the time-outs that go up in steps, see `store::unit_of_work`.
const REQUEST_DEADLINE: Duration = Duration::from_secs(8);

/// When a throttled client had better come back, in seconds. SDKs go by their own.
const RETRY_AFTER_S: u64 = 1;

/// The outcome of a call that wasn't refused.
const SUCCESS: &str = "success";

/// The outcome of a call whose answer a fault lost.
const LOST: &str = "lost response";

/// Why a call was not answered by its operation.
enum CallError {
    Protocol(ProtocolError),
    Exception(ServiceError),
    /// The answer is lost: that is the fault which the call met.
    Lost,
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
            Refusal::Lost => Self::Lost,
        }
    }
}

/// Says of an answer that its request was signed by a credential.
pub struct Verified;

/// Says of an answer that its client doesn't get it.
pub struct Lost;

/// The header that asks for a fault.
const FAULT: &str = "x-callsign-fault";

/// A call of the API: everything that isn't health or metrics.
pub async fn api(request: HttpRequest, mut body: web::Payload, state: web::Data<State>) -> HttpResponse {
    // It was read already, and is one piece: extracted as bytes, it would be copied.
    let body = body.next().await.and_then(Result::ok).unwrap_or_default();
    // Only browsers send it, and a name that was made to point here is another site's.
    if request.headers().contains_key(header::ORIGIN)
        && let Err(refusal) = state.hosts.admit(request.head())
    {
        return staging::refuse(&refusal);
    }
    if elsewhere::is_a_browser(request.head()) {
        return elsewhere::page(&state);
    }
    let mut line = CallLine::new(&state, target(request.head()), Instant::now());
    line.claimed = claimed(request.head());
    let request_id = line.request_id.to_string();
    if let Some(answer) = elsewhere::other_service(&request, &body, &state, &request_id, &mut line.suspect) {
        return line.respond(answer, None);
    }
    let outcome = match line.target {
        None => {
            line.named = named(request.head()).map(str::to_owned);
            Err(ProtocolError::UnknownOperation(line.named.clone().unwrap_or_default()).into())
        }
        Some(served) => serve(&request, body, &state, served, &mut line).await,
    };
    line.answer(outcome)
}

/// The answer to a request that couldn't be read, which began to come at `started`.
pub fn refuse(state: &State, error: ProtocolError, target: Option<&'static Served>, started: Instant) -> HttpResponse {
    CallLine::new(state, target, started).answer(Err(error.into()))
}

/// The operation that a request names, if it is one that is served.
pub fn target(head: &RequestHead) -> Option<&'static Served> {
    if head.method != Method::POST || head.uri.path() != "/" {
        return None;
    }
    api::dispatch(aws_json::operation(head.headers.get("x-amz-target")?.to_str().ok()?)?)
}

/// Whether a request may carry a file: that of one operation.
pub fn takes_a_file(head: &RequestHead) -> bool {
    target(head).is_some_and(|served| served.name == "CreateRegistrationAttachment")
}

/// What a request names as its operation, if that may be repeated.
fn named(head: &RequestHead) -> Option<&str> {
    let target = head.headers.get("x-amz-target")?.to_str().ok()?;
    Some(aws_json::operation(target).unwrap_or(target)).filter(|name| other_service::is_a_name(name))
}

/// The access key that a request names.
fn claimed(head: &RequestHead) -> Option<String> {
    let authorization = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    Claimed::read(authorization, head.uri.query().unwrap_or_default())?.access_key_id().map(str::to_owned)
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
    /// What is asked for and isn't served.
    named: Option<String>,
    started: Instant,
    request_id: Uuid,
    /// The access key that it names, which may be anybody's.
    claimed: Option<String>,
    /// The access key, and whom it stands for.
    caller: Option<(String, Caller)>,
    /// The body, once it is known whose it is.
    input: Option<web::Bytes>,
    /// What it has to do with faults.
    exposed: Option<Arc<Exposed>>,
    /// What its rule says if it refuses, if that is to be kept.
    explanation: Option<Arc<Explanation>>,
    /// What is wrong with its signature, if something is.
    suspect: Option<Box<Suspect>>,
    is_told: bool,
}

impl<'s> CallLine<'s> {
    fn new(state: &'s State, target: Option<&'static Served>, started: Instant) -> Self {
        Self {
            state,
            target,
            named: None,
            started,
            request_id: Uuid::new_v4(),
            claimed: None,
            caller: None,
            input: None,
            exposed: None,
            explanation: state.requests.keeps(true).then(|| Arc::new(Explanation::of_refusal())),
            suspect: None,
            is_told: false,
        }
    }

    fn tell(&mut self, outcome: &str, refusal: Option<&ServiceError>, answer: Option<&str>) {
        self.is_told = true;
        let duration = self.started.elapsed();
        let is_refused = outcome != SUCCESS;
        if self.state.requests.keeps(is_refused) {
            self.state.requests.note(self.noted(outcome, refusal, answer, duration), is_refused);
        }
        let caller = self.caller.as_ref().map(|(_, caller)| caller);
        let missing = refusal.filter(|refusal| refusal.reason() == Some(ValidationReason::MissingParameter.into()));
        let missing = missing.and_then(ServiceError::field_names);
        let hint = self.input.as_ref().zip(missing).and_then(|(body, missing)| miscased::hint(body, &missing));
        let suspect = self.suspect.as_deref();
        self.state.metrics.count(self.operation(), outcome, duration);
        info!(
            request_id = %self.request_id,
            operation = self.named.as_deref().unwrap_or(self.operation()),
            account = caller.map_or("-", |caller| caller.account_id.as_str()),
            region = caller.map_or(suspect.and_then(|one| one.region.as_deref()), |caller| Some(caller.region.as_str())),
            access_key_id = self
                .caller
                .as_ref()
                .map_or(suspect.and_then(|one| one.access_key_id.as_deref()), |(access_key_id, _)| Some(access_key_id)),
            caller = caller.map(|caller| &*caller.user_arn),
            outcome,
            reason = refusal.and_then(ServiceError::reason),
            resource = refusal.and_then(ServiceError::resource),
            fields = refusal.and_then(ServiceError::fields),
            hint,
            host = suspect.map(|one| &*one.host),
            service = suspect.and_then(|one| one.service.as_deref()),
            likely_cause = suspect.map(|one| &*one.likely_cause),
            duration_ms = milliseconds(duration),
            "call"
        );
    }

    fn noted(&self, outcome: &str, refusal: Option<&ServiceError>, answer: Option<&str>, duration: Duration) -> Noted {
        let (access_key_id, caller) = self.caller.clone().unzip();
        let request = Request {
            request_id: self.request_id,
            at: OffsetDateTime::now_utc(),
            operation: self.named.as_deref().unwrap_or(self.operation()).to_owned(),
            outcome: outcome.to_owned(),
            reason: refusal.and_then(ServiceError::reason).map(str::to_owned),
            resource_type: refusal.and_then(ServiceError::resource_type).map(str::to_owned),
            resource_id: refusal.and_then(ServiceError::resource).map(str::to_owned),
            fields: refusal.and_then(ServiceError::field_names),
            access_key_id: access_key_id.or_else(|| self.claimed.clone()),
            principal_arn: caller.as_ref().map(|caller| caller.user_arn.clone()),
            account_id: caller.as_ref().map(|caller| caller.account_id.to_string()),
            region: caller.as_ref().map(|caller| caller.region.to_string()),
            client_token: None,
            duration_ms: milliseconds(duration),
            fault_id: self.exposed.as_ref().and_then(|exposed| exposed.rule()),
            input: None,
            answer: None,
            checks: None,
        };
        let checks =
            self.explanation.as_ref().zip(refusal).and_then(|(explanation, refusal)| explanation.behind(refusal));
        Noted {
            request,
            input: self.input.clone().map(Into::into),
            answer: answer.map(str::to_owned),
            // Texts and numbers: they can always be written.
            checks: checks.and_then(|checks| serde_json::to_string(&checks).ok()),
        }
    }

    fn tell_cause(&self, error: &ServiceError) {
        if let Some(cause) = error.cause() {
            error!(request_id = %self.request_id, operation = self.operation(), cause, "a call failed inside");
        }
    }

    fn operation(&self) -> &'static str {
        self.target.map_or("-", |served| served.name)
    }

    fn answer(mut self, outcome: Result<String, CallError>) -> HttpResponse {
        match outcome {
            Err(CallError::Lost) => {
                self.tell(LOST, None, None);
                let mut response = HttpResponse::Ok().finish();
                response.extensions_mut().insert(Lost);
                response
            }
            Ok(body) => self.respond(aws_json::success(body), None),
            Err(CallError::Protocol(error)) => self.respond(aws_json::protocol_error(&error), None),
            Err(CallError::Exception(error)) => {
                self.tell_cause(&error);
                let answer = aws_json::exception(&error, &self.request_id.to_string());
                self.respond(answer, Some(&error))
            }
        }
    }

    fn respond(mut self, answer: Answer, refusal: Option<&ServiceError>) -> HttpResponse {
        self.tell(answer.exception.unwrap_or(SUCCESS), refusal, Some(&answer.body));
        let mut response = respond(answer, self.request_id);
        if self.caller.is_some() {
            response.extensions_mut().insert(Verified);
        }
        response
    }
}

impl Drop for CallLine<'_> {
    fn drop(&mut self) {
        if !self.is_told {
            // Its work may be done, or still be going on.
            self.tell("client left", None, None);
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
    let signer = authenticate(request, &body, state, Service::SmsVoice).map_err(|refused| {
        line.suspect = Some(refused.suspect);
        refused.error
    });
    let (access_key_id, caller, identity_policy) = signer?;
    line.caller = Some((access_key_id.clone(), caller.clone()));
    // Calls are kept to be asked about, files aren't.
    line.input = (body.len() <= MAX_BODY_BYTES).then(|| body.clone());
    let by_header = request.headers().get(FAULT).filter(|_| state.faults_by_header);
    let by_header = by_header.map(|value| value.to_str().unwrap_or_default());
    let exposed = Arc::new(Exposed::new(access_key_id, by_header).map_err(CallError::Exception)?);
    line.exposed = Some(Arc::clone(&exposed));
    carry_out(state, served, (caller, identity_policy, exposed), line, body).await
}

async fn carry_out(
    state: &State,
    served: &'static Served,
    (caller, identity_policy, exposed): (Caller, IdentityPolicy, Arc<Exposed>),
    line: &CallLine<'_>,
    body: web::Bytes,
) -> Result<String, CallError> {
    let Some(shared) = state.shared.get() else {
        return Err(ProtocolError::Unavailable("the database is not ready yet".to_owned()).into());
    };
    // What can't be served in time is refused at once: waiting would only take the time of what can.
    if shared.database.connections().are_crowded() {
        return Err(CallError::Exception(ServiceError::no_connection()));
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
        exposed: Arc::clone(&exposed),
        explanation: line.explanation.clone(),
        keys: Uuid::now_v7,
        first_key: None,
    };
    let started = tokio::time::Instant::now();
    // Boxed, so that no room is kept for it in who waits.
    let mut execution = Box::pin(served.execute(shared, call, body));
    loop {
        let delayed = exposed.delayed();
        match tokio::time::timeout_at(started + REQUEST_DEADLINE + delayed, &mut execution).await {
            Ok(outcome) => return Ok(outcome?),
            // The delay of a fault doesn't count.
            Err(_elapsed) if exposed.delayed() > delayed => {}
            Err(_elapsed) => {
                return Err(CallError::Exception(ServiceError::internal("the request reached its deadline")));
            }
        }
    }
}

/// To the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

fn respond(answer: Answer, request_id: Uuid) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, answer.media_type))
        .insert_header(("x-amzn-RequestId", request_id.to_string()));
    if let Some(exception) = answer.exception {
        response.insert_header(("x-amzn-ErrorType", exception));
        if exception == "ThrottlingException" {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER_S));
        }
    }
    response.body(answer.body)
}
