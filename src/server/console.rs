//! `/_callsign/console`: who gets in, and what a browser may do with what it gets.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use futures_util::StreamExt as _;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tracing::{error, info};
use url::form_urlencoded;

use super::{
    State, aws,
    staging::{self, login},
};
use crate::{
    console::{self, Asked, CONSOLE, Export, Failure, Notice, Page, Program, form, own, refusal::Refused, replay},
    model::caller::{AccountId, Caller, Region},
    path::{Credential, Refusal},
    staging::{Access, Rights, not_enough},
    store::view::Reach,
    wire::sigv4::looks_like_a_region,
};

/// What pages may do: ask callsign, and nobody else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The user that messages of AWS name where a form asks.
const USER: &str = "console";

/// The account to begin with where no credential says otherwise.
const FIRST_ACCOUNT: &str = "000000000000";

/// The routes of the console.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route(staging::PREFIX, web::to(start))
        .route(CONSOLE, web::to(start))
        .route(login::LOGIN, web::to(staging::answer))
        .route(login::LOGOUT, web::to(staging::answer))
        .route(&format!("{CONSOLE}/{{path:.*}}"), web::to(answer));
}

/// Leads to the screen to begin with.
async fn start(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    match admit(&request, &body, &state) {
        Err(refused) => *refused,
        Ok(rights) => first(&state, &rights).await,
    }
}

/// Answers a request below [`CONSOLE`].
async fn answer(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    let answer = match admit(&request, &body, &state) {
        Err(refused) => *refused,
        Ok(rights) => serve(&request, &body, &state, &rights).await,
    };
    // Neither path nor query: both hold numbers.
    info!(method = %request.method(), status = answer.status().as_u16(), "console");
    answer
}

/// What a request may do; else the answer to one that doesn't get in: the form of a browser's session, or what is wrong. The pages of
/// other sites post no form, whatever the settings allow them of the interface.
fn admit(request: &HttpRequest, body: &[u8], state: &State) -> Result<Rights, Box<HttpResponse>> {
    let Some(interface) = &state.staging else { return Err(Box::new(not_there())) };
    staging::admit(request, body, state, interface, &[])
        .map_err(|refusal| Box::new(login::redirect(request, &refusal).unwrap_or_else(|| refuse(&refusal))))
}

fn refuse(refusal: &crate::staging::Refusal) -> HttpResponse {
    let mut answer = complaint(refusal.status, refusal.code, &refusal.sentences());
    if refusal.status == 401 {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    answer
}

/// The accounts and regions that somebody may look at.
fn within(rights: &Rights) -> Reach {
    Reach { account_id: None, region: rights.region.clone(), among: rights.accounts.clone() }
}

async fn first(state: &State, rights: &Rights) -> HttpResponse {
    let Some(shared) = state.shared.get() else { return not_ready() };
    let callers = state.callers.get();
    let of_settings = callers.credentials.named.values().map(|credential| &credential.account_id);
    let of_settings = of_settings.filter(|id| rights.may_touch(id.as_str())).min_by_key(|id| id.as_str()).cloned();
    let own = || rights.accounts.as_ref().map_or(Some(FIRST_ACCOUNT), |ids| ids.first().map(String::as_str));
    let Some(usual) = of_settings.or_else(|| AccountId::parse(own()?)) else { return not_yours() };
    match console::first_home(shared, &usual, within(rights)).await {
        Ok(home) => see_other(&home),
        Err(error) => failed(&Failure::Failed(error)),
    }
}

/// The credentials as the console shows them: by account, without secrets.
fn known(state: &State) -> Vec<(String, String, bool)> {
    let callers = state.callers.get();
    let named = callers.credentials.named.iter();
    let mut known: Vec<_> =
        named.map(|(key, of)| (of.account_id.to_string(), key.clone(), of.policy.is_some())).collect();
    known.sort();
    known
}

async fn serve(request: &HttpRequest, body: &[u8], state: &State, rights: &Rights) -> HttpResponse {
    let path = request.path().strip_prefix(CONSOLE).unwrap_or_default().trim_start_matches('/');
    let path: Vec<String> =
        path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned()).collect();
    let query: Vec<(String, String)> = form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    if path.iter().any(|text| has_null(text)) || query.iter().any(|(_, value)| has_null(value)) {
        return not_there();
    }
    match path.as_slice() {
        [empty] if empty.is_empty() => return first(state, rights).await,
        [go] if go == "go" => return go_to(&query),
        [name] => return asset(name),
        _ => {}
    }
    let caller = match path.as_slice() {
        [account_id, region, ..] => caller(account_id, region),
        _ => None,
    };
    let (Some(caller), Some(interface)) = (caller, &state.staging) else { return not_there() };
    if !may_look(rights, &caller) {
        return not_yours();
    }
    let Some(shared) = state.shared.get() else { return not_ready() };
    let asked = Asked {
        shared: Arc::clone(shared),
        deployment: Arc::clone(&state.deployment),
        program: Program { credentials: known(state), ..interface.program.clone() },
        caller,
        within: within(rights),
        staging: Arc::clone(&interface.staging),
        has_session: login::has_session(request),
        rights: rights.clone(),
        path: path[2..].to_vec(),
        notice: Notice::of(&query),
        query,
    };
    match *request.method() {
        Method::GET => page(200, console::show(&asked).await),
        Method::HEAD => match console::show(&asked).await {
            // It isn't read for its head.
            Ok(Page::Export(export)) => file_head(&export.name).finish(),
            outcome => page(200, outcome),
        },
        Method::POST if is_a_form(request) && rights.access < Access::Write => refuse(&not_enough(Access::Write)),
        Method::POST if is_a_form(request) => carry_out(asked, body, state).await,
        _ => complaint(415, "NOT_A_FORM", "Only forms are posted here: programs call the API or /_callsign/v1."),
    }
}

/// PostgreSQL's texts have no null character: nothing is called so.
fn has_null(text: &str) -> bool {
    text.contains('\0')
}

/// Carries out what a form asks for, and leads on; or shows its page again with the refusal.
async fn carry_out(asked: Asked, body: &[u8], state: &State) -> HttpResponse {
    let said: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    if said.iter().any(|(_, value)| has_null(value)) {
        return not_there();
    }
    if let Some(outcome) = own::carry_out(&asked, &said).await {
        return match outcome {
            Ok(url) => see_other(&url),
            Err(refused) => refuse_form(asked, Refused { said, ..refused }).await,
        };
    }
    match replay::read(&asked, &said).await {
        None => {}
        Some(Err(refused)) => return refuse_form(asked, Refused { said, ..refused }).await,
        Some(Ok(again)) => {
            let (replay, input) = (&again.replay, again.replay.input.to_string());
            let done = aws::call_inside(state, "replay", replay.served, replay.caller.clone(), input.as_bytes()).await;
            return see_other(&again.leads_to(&asked, &done.request_id.to_string(), done.outcome.is_ok()));
        }
    }
    let refused = match form::read(&asked, &said).await {
        Err(refused) => Refused { operation: form::operation(&said), ..refused },
        Ok(wanted) => {
            let body = wanted.input.to_string();
            let called = aws::call_inside(state, "console", wanted.served, asked.caller.clone(), body.as_bytes()).await;
            let request_id = called.request_id;
            let refused = match called.outcome {
                Ok(output) => {
                    let output: Value = serde_json::from_str(&output).unwrap_or_default();
                    return see_other(&form::leads_to(&asked, &wanted, &output, &request_id.to_string()));
                }
                Err(Refusal::Exception(error)) => Refused::by(&error),
                Err(Refusal::Unreadable(text)) => Refused::because("SerializationException", text),
                Err(Refusal::Lost) => {
                    Refused::because("lost response", "A fault lost the answer: it may be done.".to_owned())
                }
            };
            Refused { operation: wanted.served.name, request_id: request_id.to_string(), ..refused }
        }
    };
    refuse_form(asked, Refused { said, ..refused }).await
}

/// Shows the page of a form again, with why it was refused.
async fn refuse_form(mut asked: Asked, refused: Refused) -> HttpResponse {
    asked.notice = Some(Notice::Refused(refused));
    page(400, console::show(&asked).await)
}

fn is_a_form(request: &HttpRequest) -> bool {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.starts_with("application/x-www-form-urlencoded"))
}

/// Whether the account is one of those that somebody may touch, and the region his, if he is bound to one.
fn may_look(rights: &Rights, caller: &Caller) -> bool {
    let is_own_region = rights.region.as_deref().is_none_or(|region| region == caller.region.as_str());
    rights.may_touch(caller.account_id.as_str()) && is_own_region
}

fn caller(account_id: &str, region: &str) -> Option<Caller> {
    let account_id = AccountId::parse(account_id)?;
    let user_arn = Credential::user_arn(&account_id, USER);
    looks_like_a_region(region).then(|| Caller { account_id, region: Region::new(region.to_owned()), user_arn })
}

/// Leads to the account and region that were written into the head's form.
fn go_to(query: &[(String, String)]) -> HttpResponse {
    let value = |name: &str| query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
    match caller(value("account_id"), value("region")) {
        Some(caller) => see_other(&console::at_home(&caller)),
        None => complaint(422, "No such place", "An account has twelve digits, and a region a name such as us-east-1."),
    }
}

fn asset(name: &str) -> HttpResponse {
    let Some(asset) = console::asset(name) else { return not_there() };
    let mut response = with_headers(StatusCode::OK, "public, max-age=31536000, immutable");
    response.insert_header((header::CONTENT_TYPE, asset.media_type)).body(asset.text)
}

fn page(status: u16, outcome: console::Outcome) -> HttpResponse {
    match outcome {
        Ok(Page::Html(text)) => html(status, text),
        Ok(Page::Elsewhere(url)) => see_other(&url),
        Ok(Page::Export(export)) => file(export),
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> HttpResponse {
    match failure {
        Failure::NotThere => not_there(),
        Failure::Refused(refusal) => refuse(refusal),
        Failure::Failed(failure) => {
            error!(cause = failure.cause(), "a page of the console failed inside");
            complaint(503, "callsign or its database failed", "The log of callsign says why.")
        }
    }
}

fn not_there() -> HttpResponse {
    complaint(404, "There is nothing here", "What it was may be gone, or never was in this account and region.")
}

fn not_yours() -> HttpResponse {
    complaint(403, "NOT_YOURS", "This account or region isn't one of those that the token or signature is for.")
}

fn not_ready() -> HttpResponse {
    complaint(503, "callsign is starting", "Its database is not ready yet: ask again in a moment.")
}

fn complaint(status: u16, title: &str, text: &str) -> HttpResponse {
    html(status, console::complaint(title, text))
}

fn html(status: u16, text: String) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    with_headers(status, "no-store").content_type("text/html; charset=utf-8").body(text)
}

/// A file, part by part, as long as it is read. One that breaks off ends without an end, and nothing follows it on its connection.
fn file(Export { name, parts }: Export) -> HttpResponse {
    file_head(&name).force_close().streaming(parts.map(|part| part.map(web::Bytes::from)))
}

fn file_head(name: &str) -> HttpResponseBuilder {
    let mut response = with_headers(StatusCode::OK, "no-store");
    response
        .insert_header((header::CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    response
}

fn see_other(url: &str) -> HttpResponse {
    with_headers(StatusCode::SEE_OTHER, "no-store").insert_header((header::LOCATION, url)).finish()
}

fn with_headers(status: StatusCode, cache: &'static str) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"));
    response
}
