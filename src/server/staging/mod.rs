//! `/_callsign/v1`: who gets in, and which endpoint a request is for.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web,
};
use serde_json::Value;
use tracing::info;
use url::form_urlencoded;

use super::{State, authenticate::authenticate, aws};
use crate::{
    staging::{self, Asked, Outcome, Refusal, Staging, handsets, messages, requests},
    wire::aws_json::ProtocolError,
};

pub mod other_sites;

/// What begins every path of the interface.
pub const PREFIX: &str = "/_callsign/";

/// callsign's own interface, as it is set.
pub struct Interface {
    /// What its requests share.
    pub staging: Arc<Staging>,
    /// Whether everybody who reaches it gets in.
    pub is_open: bool,
}

/// Answers a request for a path below [`PREFIX`].
pub async fn answer(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    let outcome = match &state.staging {
        Some(interface) => serve(&request, body.to_vec(), &state, interface).await,
        None => Err(no_endpoint(&request)),
    };
    let (status, body) = outcome.unwrap_or_else(|refusal| (refusal.status, refusal.body()));
    // Neither query nor body: both hold numbers and texts of messages.
    info!(method = %request.method(), path = request.path(), status, "staging");
    respond(status, &body)
}

/// What answers a request that is refused.
pub fn refuse(refusal: &Refusal) -> HttpResponse {
    respond(refusal.status, &refusal.body())
}

fn respond(status: u16, body: &Value) -> HttpResponse {
    HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .json(body)
}

async fn serve(request: &HttpRequest, body: Vec<u8>, state: &State, interface: &Interface) -> Outcome {
    state.hosts.admit(request.head())?;
    other_sites::refuse(request.head())?;
    if !interface.is_open {
        return Err(Refusal::new(
            403,
            "NOT_OPEN",
            "callsign's own interface is for this machine only, and server.listen is reachable from others.",
            "Set staging.open = true if everybody who reaches it may use it.",
        ));
    }
    let signed = signed_by(request, &body, state)?;
    if !body.is_empty() && !is_json(request) {
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
    let may_write = signed.as_ref().is_none_or(|(_, may_write)| *may_write);
    let asked = Asked {
        staging: Arc::clone(&interface.staging),
        shared: Arc::clone(shared),
        signed_for: signed.map(|(scope, _)| scope),
        query: form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect(),
        body,
    };
    let path = request.path().strip_prefix(PREFIX).and_then(|path| path.strip_prefix("v1/")).unwrap_or_default();
    let path: Vec<&str> = path.split('/').collect();
    let is_reading = matches!((request.method(), path.as_slice()), (&Method::GET | &Method::HEAD, _))
        || path == ["messages", "wait"];
    if !is_reading && !may_write {
        return Err(Refusal::new(
            403,
            "READ_ONLY",
            "A credential that has a policy may only read here.",
            "Sign with one that has none.",
        ));
    }
    dispatch(request, asked, &path).await
}

async fn dispatch(request: &HttpRequest, asked: Asked, path: &[&str]) -> Outcome {
    match (request.method().as_str(), path) {
        ("GET", ["info"]) => staging::info(asked).await,
        ("GET", ["messages"]) => messages::list(asked).await,
        ("GET", ["messages", "latest"]) => messages::latest(asked).await,
        ("POST", ["messages", "wait"]) => messages::wait(asked).await,
        ("GET", ["messages", id]) => messages::one(asked, id).await,
        ("DELETE", ["messages"]) => messages::delete(asked).await,
        ("POST", ["inbound"]) => staging::inbound(asked).await,
        ("GET", ["handsets"]) => handsets::list(asked).await,
        ("POST", ["handsets"]) => handsets::create(asked).await,
        ("GET", ["handsets", id]) => handsets::one(asked, id).await,
        ("PUT", ["handsets", id]) => handsets::update(asked, id).await,
        ("DELETE", ["handsets", id]) => handsets::delete(asked, id).await,
        ("GET", ["requests"]) => requests::list(asked).await,
        ("GET", ["requests", id]) => requests::one(asked, id).await,
        _ => Err(no_endpoint(request)),
    }
}

fn no_endpoint(request: &HttpRequest) -> Refusal {
    let endpoint = format!("endpoint {} {}", request.method(), request.path());
    Refusal::no_such(&endpoint, "docs/staging.md lists what there is.")
}

fn is_json(request: &HttpRequest) -> bool {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

/// Account, region, and whether it may write; `None` for a request that isn't signed.
type Signed = Option<((String, String), bool)>;

fn signed_by(request: &HttpRequest, body: &[u8], state: &State) -> Result<Signed, Refusal> {
    if !aws::claims_a_signature(request.head()) {
        return Ok(None);
    }
    match authenticate(request, body, state, &state.verifier) {
        Ok((_, caller, policy)) => {
            let scope = (caller.account_id.to_string(), caller.region.to_string());
            Ok(Some((scope, policy.is_none())))
        }
        Err(ProtocolError::Authentication(error)) => Err(Refusal::new(
            401,
            "NOT_AUTHENTICATED",
            error.to_string(),
            "Sign with a credential of the settings, or leave the signature out.",
        )),
        Err(_) => Err(Refusal::new(401, "NOT_AUTHENTICATED", "The signature can't be read.", "Sign anew.")),
    }
}
