//! HTTP: the only place where the wire and the operations meet. Also health and metrics.

use std::{
    collections::HashMap,
    net::TcpListener,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::{Server, Service},
    http::{StatusCode, header},
    web,
};
use futures_util::StreamExt;
use time::OffsetDateTime;
use tracing::{error, info};
use uuid::Uuid;

use crate::{
    api,
    domain::{rules::Rules, sharing::Grants},
    model::{
        caller::{AccountId, Caller, Region},
        error::ServiceError,
        timestamp,
    },
    path::{Call, Credential, IdentityPolicy, Refusal, Served, Shared, Throttle},
    wire::{
        aws_json::{self, Answer, ProtocolError},
        sigv4::{SignedRequest, Verifier},
    },
};

mod metrics;

pub use metrics::Metrics;

/// The longest body that is read, in bytes. The longest request of the model has about half of it.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the whole body of a request may take. actix-web itself would wait for ever.
const BODY_TIMEOUT: Duration = Duration::from_secs(3);

/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long a request may take in all. The last of the time-outs that go up in steps, see `store::unit_of_work`.
const REQUEST_DEADLINE: Duration = Duration::from_secs(8);

/// When a throttled client had better come back, in seconds. SDKs go by their own.
const RETRY_AFTER_S: u64 = 1;

/// How long a stopping server waits for what still runs, in seconds.
const SHUTDOWN_TIMEOUT_S: u64 = 10;

/// Where the present comes from.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// What all requests share.
pub struct State {
    /// Who signs what.
    pub verifier: Verifier,
    /// Whom each access key stands for.
    pub identities: HashMap<String, Credential>,
    /// What operations decide by.
    pub rules: Arc<Rules>,
    /// What keeps callers to AWS's rates, if that is switched on.
    pub throttle: Option<Arc<Throttle>>,
    /// What calls share, once the database is migrated.
    pub shared: OnceLock<Arc<Shared>>,
    /// What `/metrics` shows.
    pub metrics: Metrics,
    /// Whether the program is about to stop.
    pub is_draining: AtomicBool,
    /// The present, for life cycles and rates. Signatures go by real time.
    pub clock: Clock,
}

/// Starts serving on `listener`.
///
/// # Errors
///
/// The operating system's.
pub fn start(listener: TcpListener, state: Arc<State>) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        let state = web::Data::from(Arc::clone(&state));
        let draining = state.clone();
        App::new()
            .app_data(state)
            .wrap_fn(move |request, service| {
                let answer = service.call(request);
                let draining = draining.clone();
                async move {
                    let mut answer = answer.await?;
                    // Clients that heed it open no request on a connection that is about to close.
                    if draining.is_draining.load(Ordering::Relaxed) {
                        answer.response_mut().head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
                    }
                    Ok(answer)
                }
            })
            .route("/health/live", web::get().to(live))
            .route("/health/ready", web::get().to(ready))
            .route("/metrics", web::get().to(metrics))
            .default_service(web::to(api))
    })
    .client_request_timeout(HEAD_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(SHUTDOWN_TIMEOUT_S)
    .disable_signals()
    .listen(listener)?;
    Ok(server.run())
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "live" }))
}

async fn ready(state: web::Data<State>) -> HttpResponse {
    let reason = if state.is_draining.load(Ordering::Relaxed) {
        Err("callsign is stopping".to_owned())
    } else {
        match state.shared.get() {
            Some(shared) => shared.database.is_ready().await,
            None => Err("callsign is starting: the database is not ready yet".to_owned()),
        }
    };
    match reason {
        Ok(()) => HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })),
        Err(reason) => {
            HttpResponse::ServiceUnavailable().json(serde_json::json!({ "status": "not ready", "reason": reason }))
        }
    }
}

async fn metrics(state: web::Data<State>) -> HttpResponse {
    match state.metrics.text(state.shared.get().map(Arc::as_ref)) {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text),
        Err(error) => {
            error!(%error, "the metrics can't be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

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

/// A call of the API: everything that isn't health or metrics.
async fn api(request: HttpRequest, payload: web::Payload, state: web::Data<State>) -> HttpResponse {
    let started = Instant::now();
    let request_id = Uuid::new_v4();
    let served = target(&request);
    let mut account = None;
    let outcome = match served {
        // The body is read all the same: actix-web closes a connection with an unread body, and doesn't say so.
        None => Err(read_body(payload).await.err().unwrap_or(ProtocolError::UnknownOperation).into()),
        Some(served) => serve(&request, payload, &state, served, request_id, &mut account).await,
    };
    let (answer, reason) = match &outcome {
        Ok(body) => (aws_json::success(body.clone()), None),
        Err(CallError::Protocol(error)) => (aws_json::protocol_error(error), None),
        Err(CallError::Exception(error)) => (aws_json::exception(error, &request_id.to_string()), error.reason()),
    };
    let operation = served.map_or("-", |served| served.name);
    let result = answer.exception.unwrap_or("success");
    let duration = started.elapsed();
    state.metrics.count(operation, result, duration);
    if let Err(CallError::Exception(error)) = &outcome
        && let Some(cause) = error.cause()
    {
        error!(%request_id, operation, cause, "a call failed inside");
    }
    info!(
        %request_id,
        operation,
        account = account.as_ref().map_or("-", AccountId::as_str),
        outcome = result,
        reason,
        duration_ms = (duration.as_secs_f64() * 1e6).round() / 1e3,
        "call"
    );
    let leaves_body_unread = matches!(&outcome, Err(CallError::Protocol(error)) if error.leaves_body_unread());
    respond(answer, request_id, leaves_body_unread)
}

/// The operation that the request names, if it is one that is served.
fn target(request: &HttpRequest) -> Option<&'static Served> {
    if request.method() != actix_web::http::Method::POST || request.path() != "/" {
        return None;
    }
    let target = request.headers().get("x-amz-target")?.to_str().ok()?;
    api::dispatch(aws_json::operation(target)?)
}

async fn serve(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
    served: &'static Served,
    request_id: Uuid,
    account: &mut Option<AccountId>,
) -> Result<String, CallError> {
    let body = read_body(payload).await?;
    let (caller, identity_policy) = authenticate(request, &body, state)?;
    *account = Some(caller.account_id.clone());
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
        request_id,
        now: timestamp::to_milliseconds((state.clock)()),
        rules: Arc::clone(&state.rules),
        next_tokens: shared.next_tokens.clone(),
        throttle: state.throttle.clone(),
        keys: Uuid::now_v7,
    };
    let execution = (served.execute)(Arc::clone(shared), call, body);
    match tokio::time::timeout(REQUEST_DEADLINE, execution).await {
        Ok(outcome) => Ok(outcome?),
        Err(_elapsed) => Err(CallError::Exception(ServiceError::internal("the request reached its deadline"))),
    }
}

/// The whole body, in bounded size and time.
async fn read_body(mut payload: web::Payload) -> Result<Vec<u8>, ProtocolError> {
    let read = async {
        let mut body = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| ProtocolError::BodyNotReceived)?;
            if body.len() + chunk.len() > MAX_BODY_BYTES {
                return Err(ProtocolError::BodyTooLarge(MAX_BODY_BYTES));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    tokio::time::timeout(BODY_TIMEOUT, read).await.unwrap_or(Err(ProtocolError::BodyNotReceived))
}

fn authenticate(request: &HttpRequest, body: &[u8], state: &State) -> Result<(Caller, IdentityPolicy), ProtocolError> {
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
        .identities
        .get(&verified.access_key_id)
        .cloned()
        .ok_or(ProtocolError::Authentication(crate::wire::sigv4::AuthenticationError::UnrecognizedClient))?;
    Ok((Caller { account_id, region: Region::new(verified.region), user_arn }, policy))
}

fn respond(answer: Answer, request_id: Uuid, leaves_body_unread: bool) -> HttpResponse {
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
    if leaves_body_unread {
        response.force_close();
    }
    response.body(answer.body)
}
