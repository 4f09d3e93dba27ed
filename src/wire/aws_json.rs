//! AWS JSON 1.0: how a request names its operation, and what answers look like.
//!
//! Documented: `POST /`, the operation in `X-Amz-Target`, JSON bodies, `__type` in errors, `x-amzn-RequestId` on every
//! answer. The media type of the request isn't checked (Assumed: AWS routes by `X-Amz-Target`).

use serde::Serialize;
use serde_json::{Map, Value};

use super::{answer::Answer, sigv4::AuthenticationError};
use crate::model::error::{FRONT_END_NAMESPACE, MODEL_NAMESPACE, ServiceError};

/// The media type of every answer.
pub const MEDIA_TYPE: &str = "application/x-amz-json-1.0";

/// What stands before the operation's name in `X-Amz-Target`.
const TARGET_PREFIX: &str = "PinpointSMSVoiceV2.";

/// The operation that an `X-Amz-Target` names.
#[must_use]
pub fn operation(target: &str) -> Option<&str> {
    target.strip_prefix(TARGET_PREFIX)
}

/// Errors that answer before an operation runs. Assumed: names, statuses and texts, where the source says nothing else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// Not `POST /` with the `X-Amz-Target` of an operation that is served. What it names, if that may be repeated.
    #[error("The operation{}{} is not known, or callsign doesn't serve it: GET / lists what it serves", if .0.is_empty() { "" } else { " " }, .0)]
    UnknownOperation(String),
    /// Another service of AWS is asked. Its name.
    #[error(
        "callsign serves only sms-voice, the AWS End User Messaging SMS and Voice v2 API, not {0}: set the endpoint of that API alone"
    )]
    OtherService(String),
    /// The body isn't JSON of the operation's types. The text says where.
    #[error("{0}")]
    Serialization(String),
    /// The signature is refused.
    #[error(transparent)]
    Authentication(AuthenticationError),
    /// The head isn't HTTP, or the body isn't divided as the head says. The text says what is wrong.
    #[error("The request is not well-formed HTTP/1.1: {0}")]
    MalformedHttp(String),
    /// The head is longer, or has more lines, than any request of the API can have.
    #[error("The request's head is too large")]
    HeadTooLarge,
    /// The head didn't come in time.
    #[error("The request head did not arrive")]
    HeadNotReceived,
    /// Too much of other requests is kept.
    #[error("Rate exceeded")]
    Crowded,
    /// The body is longer than any request of the API can be.
    #[error("The request body is longer than {0} bytes")]
    BodyTooLarge(usize),
    /// The body didn't come in time, or broke off.
    #[error("The request body did not arrive")]
    BodyNotReceived,
    /// callsign has no database yet. Documented: ServiceUnavailable is among the common errors.
    #[error("The service is starting: {0}")]
    Unavailable(String),
}

impl ProtocolError {
    /// The error's name.
    #[must_use]
    pub fn exception(&self) -> &'static str {
        match self {
            Self::UnknownOperation(_) | Self::OtherService(_) => "UnknownOperationException",
            Self::Serialization(_) => "SerializationException",
            Self::Authentication(error) => error.exception(),
            // Documented: MalformedHttpRequestException and ThrottlingException are among the common errors.
            Self::MalformedHttp(_) | Self::HeadTooLarge => "MalformedHttpRequestException",
            Self::Crowded => "ThrottlingException",
            Self::BodyTooLarge(_) => "RequestEntityTooLargeException",
            Self::HeadNotReceived | Self::BodyNotReceived => "RequestTimeoutException",
            Self::Unavailable(_) => "ServiceUnavailableException",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::UnknownOperation(_)
            | Self::OtherService(_)
            | Self::Serialization(_)
            | Self::MalformedHttp(_)
            | Self::Crowded => 400,
            Self::HeadTooLarge => 431,
            Self::Authentication(error) => error.status(),
            Self::BodyTooLarge(_) => 413,
            Self::HeadNotReceived | Self::BodyNotReceived => 408,
            Self::Unavailable(_) => 503,
        }
    }
}

/// The answer of an operation that was carried out.
#[must_use]
pub fn success(body: String) -> Answer {
    Answer { status: 200, media_type: MEDIA_TYPE, body, exception: None }
}

/// The answer for an exception of the model. Documented: InternalServerException also names the request.
#[must_use]
pub fn exception(error: &ServiceError, request_id: &str) -> Answer {
    let exception = error.exception();
    let mut body = typed(MODEL_NAMESPACE, exception.as_ref(), error);
    if exception.status() == 500 {
        body.insert("RequestId".to_owned(), Value::from(request_id));
    }
    answer(exception.status(), body, exception_name(error))
}

fn exception_name(error: &ServiceError) -> &'static str {
    error.exception().into()
}

/// The answer for a protocol error. Assumed: front ends write `message` in lower case; typed SDKs read `Message`.
#[must_use]
pub fn protocol_error(error: &ProtocolError) -> Answer {
    #[derive(Serialize)]
    struct Texts<'e> {
        message: &'e str,
        #[serde(rename = "Message")]
        upper_message: &'e str,
    }
    let message = error.to_string();
    let texts = Texts { message: &message, upper_message: &message };
    let body = typed(FRONT_END_NAMESPACE, error.exception(), &texts);
    answer(error.status(), body, error.exception())
}

fn answer(status: u16, body: Map<String, Value>, exception: &'static str) -> Answer {
    Answer { status, media_type: MEDIA_TYPE, body: Value::Object(body).to_string(), exception: Some(exception) }
}

/// `__type` and the members of an error. Documented: the namespace stands before the name.
fn typed(namespace: &str, name: &str, members: &impl Serialize) -> Map<String, Value> {
    let mut body = Map::from_iter([("__type".to_owned(), Value::from(format!("{namespace}#{name}")))]);
    if let Ok(Value::Object(members)) = serde_json::to_value(members) {
        body.extend(members);
    }
    body
}
