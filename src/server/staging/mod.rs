//! `/_callsign/v1`: who gets in, and which endpoint a request is for.

use std::{convert::Infallible, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    dev::RequestHead,
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use futures_util::StreamExt as _;
use serde_json::Value;
use tracing::info;
use url::form_urlencoded;

use super::{
    State, aws,
    limits::{MAX_SEED_BYTES, MAX_STAGING_BODY_BYTES},
};
use crate::{
    console::Program,
    staging::{self, Access, Answer, Asked, Document, Frames, Refusal, Rights, Staging, find, not_enough},
    wire::aws_json::ProtocolError,
};

pub mod entry;
pub mod login;
pub mod other_sites;
mod sns;

pub use entry::Tokens;

/// What begins every path of the interface.
pub const PREFIX: &str = "/_callsign/";

/// Where the interface is described.
const OPENAPI: &str = "/_callsign/openapi.json";

/// Whether a request is for this interface, by somebody who doesn't need to say who he is or claims to be let in.
pub fn may_be_let_in(interface: &Interface, head: &RequestHead) -> bool {
    let claims = [header::AUTHORIZATION, header::COOKIE].iter().any(|name| head.headers.contains_key(name));
    head.uri.path().starts_with(PREFIX) && (interface.is_open || claims || aws::claims_a_signature(head))
}

/// How long a body may be that is let in.
pub fn max_body_bytes(head: &RequestHead) -> usize {
    if head.uri.path() == SEED { MAX_SEED_BYTES } else { MAX_STAGING_BODY_BYTES }
}

/// The answer to a body that can't be read.
pub fn unread(error: &ProtocolError) -> HttpResponse {
    let refusal = match error {
        ProtocolError::BodyTooLarge(limit) => {
            let most = if *limit < 1 << 20 { format!("{} KiB", limit >> 10) } else { format!("{} MiB", limit >> 20) };
            Refusal::new(413, "BODY_TOO_LARGE", format!("The body is longer than {most}."), "Send it in parts.")
        }
        ProtocolError::BodyNotReceived => {
            let hint = "Send as many bytes as Content-Length says, or all chunks, without a pause.";
            Refusal::new(408, "BODY_NOT_RECEIVED", format!("{error}."), hint)
        }
        ProtocolError::Crowded => Refusal::new(429, "CROWDED", "Too much of other requests is kept.", "Ask again."),
        other => Refusal::new(400, "MALFORMED_HTTP", format!("{other}."), "Use a client that speaks HTTP/1.1."),
    };
    info!(path = "-", status = refusal.status, code = refusal.code, "staging");
    refuse(&refusal)
}

/// Where a seed's file is put.
const SEED: &str = "/_callsign/v1/seed";

/// callsign's own interface, as it is set.
pub struct Interface {
    /// What its requests share.
    pub staging: Arc<Staging>,
    /// Whether everybody who reaches it gets in.
    pub is_open: bool,
    /// Who gets in by a token.
    pub tokens: Tokens,
    /// The sites whose pages may use it.
    pub allowed_origins: Vec<String>,
    /// What the console says of the program.
    pub program: Program,
}

/// Answers a request for a path below [`PREFIX`].
pub async fn answer(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    if let Some(answer) = sns::answer(&request, &state).await {
        return answer;
    }
    let Some(interface) = &state.staging else { return refuse(&no_endpoint(&request)) };
    let mut answer = match request.path() {
        login::LOGIN | login::LOGOUT => login::answer(&request, &body, &state, interface),
        _ if is_preflight(&request, interface) => preflight(),
        _ => {
            let answer = serve(&request, body.to_vec(), &state, interface).await;
            answer.unwrap_or_else(|refusal| login::redirect(&request, &refusal).unwrap_or_else(|| refuse(&refusal)))
        }
    };
    if let Some(origin) = other_sites::allowed_origin(request.head(), &interface.allowed_origins)
        && let Ok(origin) = HeaderValue::from_str(origin)
    {
        answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.headers_mut().insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    // Neither path, query nor body: all of them hold numbers and texts of messages.
    let path = find(request.method().as_str(), below(&request)).map_or("-", |(endpoint, _)| endpoint.path);
    info!(method = %request.method(), path, status = answer.status().as_u16(), "staging");
    answer
}

/// Whether a browser asks before it lets the page of an allowed site ask.
fn is_preflight(request: &HttpRequest, interface: &Interface) -> bool {
    request.method() == Method::OPTIONS
        && other_sites::allowed_origin(request.head(), &interface.allowed_origins).is_some()
}

fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Last-Event-ID"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, 600))
        .finish()
}

/// The path below `/_callsign/v1/`.
fn below(request: &HttpRequest) -> &str {
    request.path().strip_prefix(PREFIX).and_then(|path| path.strip_prefix("v1/")).unwrap_or_default()
}

/// What answers a request that is refused.
pub fn refuse(refusal: &Refusal) -> HttpResponse {
    respond(refusal.status, &refusal.body())
}

fn respond(status: u16, body: &Value) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    if status == 401 {
        answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .json(body)
}

/// What a request may do, to the interface or the console, if it gets in.
///
/// # Errors
///
/// 421 and 403 for what a page of another site may not do, unless its site is one of `allowed_origins`; and those of [`entry::admit`].
pub fn admit(
    request: &HttpRequest,
    body: &[u8],
    state: &State,
    interface: &Interface,
    allowed_origins: &[String],
) -> Result<Rights, Refusal> {
    state.hosts.admit(request.head())?;
    other_sites::refuse(request.head(), allowed_origins)?;
    entry::admit(request, body, state, interface)
}

async fn serve(
    request: &HttpRequest,
    body: Vec<u8>,
    state: &State,
    interface: &Interface,
) -> Result<HttpResponse, Refusal> {
    let rights = admit(request, &body, state, interface, &interface.allowed_origins)?;
    // A seed's file is in either.
    let is_toml = request.path() == SEED && is_of(request, "application/toml");
    if !body.is_empty() && !is_toml && !is_of(request, "application/json") {
        return Err(Refusal::new(
            415,
            "NOT_JSON",
            "The body isn't of the media type application/json.",
            "Send the header Content-Type: application/json.",
        ));
    }
    let Some(shared) = state.shared.get() else {
        return Err(Refusal::new(503, "NOT_READY", "The database is not ready yet.", "Ask again in a moment."));
    };
    if request.path() == OPENAPI {
        return Ok(openapi());
    }
    let (endpoint, of) = find(request.method().as_str(), below(request)).ok_or_else(|| no_endpoint(request))?;
    // What concerns all accounts for some of its bodies asks for more itself.
    let wanted = endpoint.access.min(Access::Write);
    if rights.access < wanted {
        return Err(not_enough(wanted));
    }
    let last_event_id = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let asked = Asked {
        staging: Arc::clone(&interface.staging),
        shared: Arc::clone(shared),
        rights,
        query: form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect(),
        body,
        last_event_id,
        is_toml,
        wants_json: accepts_json(request),
    };
    match endpoint.answer {
        Answer::Json(answer) => answer(asked, of).await.map(|(status, body)| respond(status, &body)),
        Answer::Call(prepare) => {
            let replay = prepare(asked, of).await?;
            let body = replay.input.to_string();
            let called = aws::call_inside(state, "replay", replay.served, replay.caller.clone(), body.as_bytes()).await;
            let answer =
                called.answer.as_deref().map_or(Value::Null, |body| serde_json::from_str(body).unwrap_or_default());
            Ok(respond(200, &replay.tell(called.request_id, &answer)))
        }
        Answer::Document(write) => write(asked, of).await.map(document),
        Answer::Stream(open) => open(asked).await.map(stream),
    }
}

/// The description of the interface.
fn openapi() -> HttpResponse {
    document(Document { media_type: "application/json", body: staging::OPENAPI.into() })
}

fn document(Document { media_type, body }: Document) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(body)
}

/// Events as long as somebody reads them. Nothing follows it on its connection.
fn stream(frames: Frames) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .force_close()
        .streaming(frames.map(|frame| Ok::<_, Infallible>(web::Bytes::from(frame))))
}

fn no_endpoint(request: &HttpRequest) -> Refusal {
    // As much as a sentence holds.
    let endpoint: String = format!("endpoint {} {}", request.method(), request.path()).chars().take(300).collect();
    Refusal::no_such(&endpoint, "docs/staging.md lists what there is.")
}

/// Whether JSON is accepted, and TOML isn't named.
fn accepts_json(request: &HttpRequest) -> bool {
    let accepted = request.headers().get_all(header::ACCEPT).filter_map(|value| value.to_str().ok());
    let mut types = accepted.flat_map(|value| value.split(',')).filter_map(|one| one.split(';').next()).map(str::trim);
    let is = |wanted: &'static str| move |one: &str| one.eq_ignore_ascii_case(wanted);
    types.clone().any(is("application/json")) && !types.any(is("application/toml"))
}

fn is_of(request: &HttpRequest, wanted: &str) -> bool {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case(wanted)
}
