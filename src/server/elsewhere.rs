//! What comes to the port of the API and isn't a call of it: calls of other services of AWS, and browsers.

use std::fmt::Write;

use actix_web::{
    HttpRequest, HttpResponse,
    dev::RequestHead,
    http::{Method, header},
};
use quick_xml::escape::escape;

use super::{
    State,
    authenticate::{Service, authenticate},
};
use crate::{
    api,
    wire::{
        answer::Answer,
        aws_json::{self, ProtocolError},
        other_service::{self, Claimed, Form},
        sigv4::Suspect,
    },
};

/// This API's name in the scope of a signature.
const OWN: &str = "sms-voice";

/// What the page may do: nothing but be read.
const PAGE_POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The answer to a call of another service; `None` for everything else.
pub fn other_service(
    request: &HttpRequest,
    body: &[u8],
    state: &State,
    request_id: &str,
    suspect: &mut Option<Box<Suspect>>,
) -> Option<Answer> {
    let head = request.head();
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let target = text("x-amz-target");
    if target.is_some_and(|target| aws_json::operation(target).is_some()) {
        return None;
    }
    let claimed = Claimed::read(text("authorization"), head.uri.query().unwrap_or_default())?;
    let service = claimed.service()?;
    if service == OWN {
        return None;
    }
    let is_form = text("content-type").is_some_and(|media| media.starts_with("application/x-www-form-urlencoded"));
    let form = Form::of(service, target.is_some(), is_form);
    let is_asking_who = service == "sts"
        && head.method == Method::POST
        && head.uri.path() == "/"
        && body.split(|byte| *byte == b'&').any(|pair| pair == b"Action=GetCallerIdentity");
    let outcome = if is_asking_who {
        authenticate(request, body, state, Service::Sts).map_err(|refused| {
            *suspect = Some(refused.suspect);
            refused.error
        })
    } else {
        Err(ProtocolError::OtherService(service.to_owned()))
    };
    Some(match outcome {
        Ok((_, caller, _)) => other_service::caller_identity(caller.account_id.as_str(), &caller.user_arn, request_id),
        Err(error) => other_service::error(&error, form, request_id),
    })
}

/// Whether a browser asks what this is.
pub fn is_a_browser(head: &RequestHead) -> bool {
    matches!(head.method, Method::GET | Method::HEAD)
        && head.uri.path() == "/"
        && !head.headers.contains_key(header::AUTHORIZATION)
        && !head.headers.contains_key("x-amz-target")
        && head.uri.query().is_none()
}

/// The page at `/`: what this is, what it serves, and where to go on.
pub fn page(state: &State) -> HttpResponse {
    let mut served: Vec<&str> = api::operations().map(|served| served.name).collect();
    served.sort_unstable();
    let items = served.iter().fold(String::new(), |mut items, name| {
        // Writing to a text doesn't fail.
        let _written = write!(items, "<li><code>{}</code></li>", escape(*name));
        items
    });
    let own = if state.staging.is_some() {
        "<li><a href=\"/_callsign/\">The console: inbox, pools, numbers</a></li>\
         <li><a href=\"/_callsign/v1/info\">callsign's own interface</a></li>"
    } else {
        ""
    };
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>callsign</title><h1>callsign</h1>\
         <p>A staging backend for the AWS End User Messaging SMS and Voice v2 API. SDKs, the AWS CLI and Terraform take this \
         address as their endpoint.</p>\
         <ul>{own}<li><a href=\"/health/ready\">Health</a></li><li><a href=\"/metrics\">Metrics</a></li>\
         <li><a href=\"https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/\">AWS's reference of the API</a></li></ul>\
         <h2>The {} operations that are served</h2><ul>{items}</ul></html>",
        served.len()
    );
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(body)
}
