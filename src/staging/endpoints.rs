//! The table of endpoints. Adding one is its file, its line here, and its part of `openapi.json`, which a test asks for.

use std::pin::Pin;

use futures_util::FutureExt as _;
use percent_encoding::percent_decode_str;

use super::{
    Access, Asked, Document, Frames, Outcome, Refusal, carriers, clock, conversations, deliveries, events, explain,
    faults, handsets, inbound, info, messages, notify, otp, registration_attachment, requests, reset, review, route,
    seed, stream, verified_destination_number,
};

/// An answer that is being made.
pub type Answering = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A call of the API that is being prepared.
pub type Preparing = Pin<Box<dyn Future<Output = Result<requests::Replay, Refusal>> + Send>>;

/// A stream that is being opened.
pub type Opening = Pin<Box<dyn Future<Output = Result<Frames, Refusal>>>>;

/// A document that is being written.
pub type Writing = Pin<Box<dyn Future<Output = Result<Document, Refusal>> + Send>>;

/// How an endpoint answers, given the values of its path's parts in braces.
#[derive(Clone, Copy)]
pub enum Answer {
    /// At once, with JSON.
    Json(fn(Asked, Vec<String>) -> Answering),
    /// By a call of the API.
    Call(fn(Asked, Vec<String>) -> Preparing),
    /// At once, with what the caller accepts.
    Document(fn(Asked, Vec<String>) -> Writing),
    /// For as long as it is read.
    Stream(fn(Asked) -> Opening),
}

/// One endpoint.
pub struct Endpoint {
    /// The HTTP method.
    pub method: &'static str,
    /// The path below `/_callsign/v1/`, with parts in braces for values.
    pub path: &'static str,
    /// What its caller must be allowed.
    pub access: Access,
    /// How it answers.
    pub answer: Answer,
}

const fn json(
    method: &'static str,
    path: &'static str,
    access: Access,
    answer: fn(Asked, Vec<String>) -> Answering,
) -> Endpoint {
    Endpoint { method, path, access, answer: Answer::Json(answer) }
}

use Access::{Read, Write};

/// All of them, by path. Where two fit a path, the first one answers. What needs `Admin` for some of its bodies asks that itself
/// ([`Asked::is_admin`]).
pub static ENDPOINTS: &[Endpoint] = &[
    json("PUT", "carriers/{number}", Write, |asked, of| async move { carriers::put(asked, &of[0]).await }.boxed()),
    json("GET", "clock", Read, |asked, _| clock::read(asked).boxed()),
    json("PUT", "clock", Write, |asked, _| clock::set(asked).boxed()),
    json("POST", "clock/advance", Write, |asked, _| clock::advance(asked).boxed()),
    json("GET", "conversations", Read, |asked, _| conversations::list(asked).boxed()),
    json("GET", "conversations/{origination_identity}/{phone}", Read, |asked, of| {
        async move { conversations::one(asked, &of[0], &of[1]).await }.boxed()
    }),
    json("DELETE", "conversations/{origination_identity}/{phone}", Write, |asked, of| {
        async move { conversations::delete(asked, &of[0], &of[1]).await }.boxed()
    }),
    json("GET", "deliveries", Read, |asked, _| deliveries::list(asked).boxed()),
    json("POST", "deliveries/retry", Write, |asked, _| deliveries::retry_all(asked).boxed()),
    json("GET", "deliveries/{delivery_id}", Read, |asked, of| {
        async move { deliveries::one(asked, &of[0]).await }.boxed()
    }),
    json("POST", "deliveries/{delivery_id}/retry", Write, |asked, of| {
        async move { deliveries::retry_one(asked, &of[0]).await }.boxed()
    }),
    json("GET", "events", Read, |asked, _| events::list(asked).boxed()),
    json("GET", "faults", Read, |asked, _| faults::list(asked).boxed()),
    json("POST", "faults", Write, |asked, _| faults::create(asked).boxed()),
    json("DELETE", "faults", Write, |asked, _| faults::delete_all(asked).boxed()),
    json("PUT", "faults/{fault_id}", Write, |asked, of| async move { faults::update(asked, &of[0]).await }.boxed()),
    json("DELETE", "faults/{fault_id}", Write, |asked, of| async move { faults::delete(asked, &of[0]).await }.boxed()),
    json("POST", "explain", Read, |asked, _| explain::explain(asked).boxed()),
    json("GET", "handsets", Read, |asked, _| handsets::list(asked).boxed()),
    json("POST", "handsets", Write, |asked, _| handsets::create(asked).boxed()),
    json("GET", "handsets/{handset_id}", Read, |asked, of| async move { handsets::one(asked, &of[0]).await }.boxed()),
    json("PUT", "handsets/{handset_id}", Write, |asked, of| {
        async move { handsets::update(asked, &of[0]).await }.boxed()
    }),
    json("DELETE", "handsets/{handset_id}", Write, |asked, of| {
        async move { handsets::delete(asked, &of[0]).await }.boxed()
    }),
    json("POST", "inbound", Write, |asked, _| inbound::inbound(asked).boxed()),
    json("GET", "info", Read, |asked, _| info::info(asked).boxed()),
    json("GET", "messages", Read, |asked, _| messages::list(asked).boxed()),
    json("DELETE", "messages", Write, |asked, _| messages::delete(asked).boxed()),
    json("GET", "messages/latest", Read, |asked, _| messages::latest(asked).boxed()),
    json("POST", "messages/wait", Read, |asked, _| messages::wait(asked).boxed()),
    json("GET", "messages/{message_id}", Read, |asked, of| async move { messages::one(asked, &of[0]).await }.boxed()),
    json("POST", "messages/{message_id}/events", Write, |asked, of| {
        async move { messages::event(asked, &of[0]).await }.boxed()
    }),
    json("POST", "notify-configurations/{notify_configuration_id}/status", Write, |asked, of| {
        async move { notify::status(asked, &of[0]).await }.boxed()
    }),
    json("POST", "notify-configurations/{notify_configuration_id}/tier", Write, |asked, of| {
        async move { notify::tier(asked, &of[0]).await }.boxed()
    }),
    json("GET", "otp", Read, |asked, _| otp::otp(asked).boxed()),
    Endpoint {
        method: "GET",
        path: "registration-attachments/{registration_attachment_id}/body",
        access: Read,
        answer: Answer::Document(|asked, of| async move { registration_attachment::body(asked, &of[0]).await }.boxed()),
    },
    json("POST", "registrations/{registration_id}/review", Write, |asked, of| {
        async move { review::review(asked, &of[0]).await }.boxed()
    }),
    json("GET", "requests", Read, |asked, _| requests::list(asked).boxed()),
    json("GET", "requests/{request_id}", Read, |asked, of| async move { requests::one(asked, &of[0]).await }.boxed()),
    Endpoint {
        method: "POST",
        path: "requests/{request_id}/replay",
        access: Write,
        answer: Answer::Call(|asked, of| async move { requests::replay(asked, &of[0]).await }.boxed()),
    },
    json("POST", "reset", Write, |asked, _| reset::reset(asked).boxed()),
    json("POST", "route", Read, |asked, _| route::route(asked).boxed()),
    Endpoint {
        method: "GET",
        path: "seed",
        access: Write,
        answer: Answer::Document(|asked, _| seed::write(asked).boxed()),
    },
    json("PUT", "seed", Write, |asked, _| seed::seed(asked).boxed()),
    Endpoint {
        method: "GET",
        path: "stream",
        access: Read,
        answer: Answer::Stream(|asked| Box::pin(stream::open(asked))),
    },
    json("GET", "verified-destination-numbers/{verified_destination_number_id}/code", Read, |asked, of| {
        async move { verified_destination_number::code(asked, &of[0]).await }.boxed()
    }),
    json("POST", "verified-destination-numbers/{verified_destination_number_id}/status", Write, |asked, of| {
        async move { verified_destination_number::status(asked, &of[0]).await }.boxed()
    }),
];

/// The endpoint of a path below `/_callsign/v1/`, still percent-encoded, and the values of its parts.
#[must_use]
pub fn find(method: &str, path: &str) -> Option<(&'static Endpoint, Vec<String>)> {
    let method = if method == "HEAD" { "GET" } else { method };
    let candidates = ENDPOINTS.iter().filter(|endpoint| endpoint.method == method);
    candidates.into_iter().find_map(|endpoint| Some((endpoint, endpoint.values(path)?)))
}

impl Endpoint {
    /// The values in a path; `None` if it isn't this endpoint's.
    fn values(&self, path: &str) -> Option<Vec<String>> {
        let (mut wanted, mut given) = (self.path.split('/'), path.split('/'));
        let mut values = Vec::new();
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return Some(values),
                (Some(name), Some(value)) if name.starts_with('{') && !value.is_empty() => {
                    let value = percent_decode_str(value).decode_utf8().ok()?;
                    // No name has it, and PostgreSQL's texts neither.
                    values.push((!value.contains('\0')).then(|| value.into_owned())?);
                }
                (Some(wanted), Some(given)) if wanted == given => {}
                _ => return None,
            }
        }
    }
}
