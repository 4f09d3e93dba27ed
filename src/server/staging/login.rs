//! `/_callsign/console/login`: a browser begins its session by a token, and `/_callsign/console/logout` ends it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
};
use quick_xml::escape::escape;
use url::form_urlencoded;

use super::{
    Interface, PREFIX, State,
    entry::{COOKIE, SESSION},
    other_sites,
};
use crate::staging::Refusal;

/// What begins the path of every page.
const CONSOLE: &str = "/_callsign/console";

/// Where it is.
pub const LOGIN: &str = "/_callsign/console/login";

/// Where a session is ended.
pub const LOGOUT: &str = "/_callsign/console/logout";

/// What pages may do: ask callsign, and nobody else.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Answers a request for either of the two.
pub fn answer(request: &HttpRequest, body: &[u8], state: &State, interface: &Interface) -> HttpResponse {
    let admitted = state.hosts.admit(request.head()).and_then(|()| other_sites::refuse(request.head(), &[]));
    if let Err(refusal) = admitted {
        return super::refuse(&refusal);
    }
    let said = |pairs: &[u8], name: &str| {
        let mut pairs = form_urlencoded::parse(pairs);
        pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned())).unwrap_or_default()
    };
    match (request.method(), request.path()) {
        (&Method::GET | &Method::HEAD, LOGIN) if interface.is_open => see_other(PREFIX, None),
        (&Method::GET | &Method::HEAD, LOGIN) => {
            form(StatusCode::OK, &said(request.query_string().as_bytes(), "next"), "")
        }
        (&Method::POST, LOGIN) => {
            let next = said(body, "next");
            let token = interface.tokens.find(said(body, "token").trim());
            match (token, state.shared.get()) {
                (Some(token), Some(shared)) => {
                    let session = token.session(&shared.session_key);
                    see_other(own(&next), Some(cookie(request, interface, &session, SESSION.whole_seconds())))
                }
                (Some(_), None) => super::refuse(&Refusal::new(
                    503,
                    "NOT_READY",
                    "The database is not ready yet.",
                    "Ask again in a moment.",
                )),
                (None, _) => form(StatusCode::UNAUTHORIZED, &next, "This token is none of the settings'."),
            }
        }
        (&Method::POST, LOGOUT) => see_other(LOGIN, Some(cookie(request, interface, "", 0))),
        _ => super::refuse(&super::no_endpoint(request)),
    }
}

/// Leads a browser that isn't let in to the form, from where it goes on to where it wanted to; `None` for who is refused for another
/// reason, or asks for no page.
pub fn redirect(request: &HttpRequest, refusal: &Refusal) -> Option<HttpResponse> {
    let is_page = request.path() == PREFIX || request.path().starts_with(CONSOLE);
    if refusal.status != 401 || !is_page || ![Method::GET, Method::HEAD].contains(request.method()) {
        return None;
    }
    let wanted = request.uri().path_and_query().map_or(PREFIX, |wanted| wanted.as_str());
    let next: String = form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
    Some(see_other(&format!("{LOGIN}?{next}"), None))
}

/// Whether a browser sends a session along.
pub fn has_session(request: &HttpRequest) -> bool {
    let cookies = request.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).any(|pair| pair.trim().split('=').next() == Some(COOKIE))
}

/// Where to go on: below `/_callsign/` only.
fn own(next: &str) -> &str {
    let is_own = next.starts_with(PREFIX) && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { next } else { PREFIX }
}

fn cookie(request: &HttpRequest, interface: &Interface, value: &str, seconds: i64) -> String {
    let forwarded = request.headers().get("x-forwarded-proto").is_some_and(|value| value == "https");
    let is_tls = forwarded || interface.staging.public_url.starts_with("https:");
    let secure = if is_tls { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/_callsign; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

fn see_other(to: &str, cookie: Option<String>) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((header::LOCATION, to)).insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(cookie) = cookie {
        answer.insert_header((header::SET_COOKIE, cookie));
    }
    answer.finish()
}

fn form(status: StatusCode, next: &str, complaint: &str) -> HttpResponse {
    let complaint = if complaint.is_empty() { String::new() } else { format!("<p role=\"alert\">{complaint}</p>") };
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>callsign: token</title><main><h1>callsign</h1>{complaint}\
         <form method=\"post\" action=\"{LOGIN}\"><p><label for=\"token\">Token</label><br>\
         <input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" required autofocus size=\"48\"></p>\
         <input type=\"hidden\" name=\"next\" value=\"{}\"><p><button>Go on</button></p></form>\
         <p>It is one of <code>[[staging.tokens]]</code> in callsign's settings.</p></main></html>",
        escape(next)
    );
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(body)
}
