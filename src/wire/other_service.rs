//! Calls that are meant for another service of AWS: a client's endpoint for all of them points here. Which service it is, and an
//! error in the form that its clients read.
//!
//! Documented (Smithy's pages on AWS's protocols): the forms. Assumed: which services have which, beside those that are told apart by
//! the request itself.

use percent_encoding::percent_decode_str;
use quick_xml::escape::escape;

use super::{
    answer::Answer,
    aws_json::{self, ProtocolError},
};

/// The media type of answers in XML.
const XML: &str = "text/xml";

/// The longest name of a service or an operation that is repeated.
const MAX_NAME_BYTES: usize = 64;

/// Services whose answers are XML, though nothing in their requests says so.
const REST_XML: [&str; 3] = ["cloudfront", "route53", "s3-outposts"];

/// The form of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JSON, as this API's own.
    Json,
    /// The query protocol's XML.
    Query,
    /// EC2's own XML.
    Ec2,
    /// S3's own XML.
    S3,
}

impl Form {
    /// The form that the clients of `service` read. `is_json` and `is_form` are what the request says of itself.
    #[must_use]
    pub fn of(service: &str, is_json: bool, is_form: bool) -> Self {
        match service {
            "s3" => Self::S3,
            "ec2" => Self::Ec2,
            _ if is_json => Self::Json,
            _ if is_form || REST_XML.contains(&service) => Self::Query,
            _ => Self::Json,
        }
    }
}

/// What a signature claims that nobody has verified: the credential of the header, else of the query.
pub struct Claimed(String);

impl Claimed {
    /// `None` where nothing is claimed.
    #[must_use]
    pub fn read(authorization: Option<&str>, query: &str) -> Option<Self> {
        if let Some(authorization) = authorization {
            let credential = authorization.split_once("Credential=")?.1.split([',', ' ']).next()?;
            return Some(Self(credential.to_owned()));
        }
        let credential = query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="))?;
        Some(Self(percent_decode_str(credential).decode_utf8().ok()?.into_owned()))
    }

    /// The access key.
    #[must_use]
    pub fn access_key_id(&self) -> Option<&str> {
        self.part(0)
    }

    /// The service in the scope.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.part(3)
    }

    fn part(&self, place: usize) -> Option<&str> {
        self.0.split('/').nth(place).filter(|name| is_a_name(name))
    }
}

/// Whether it may be repeated to whoever sent it, and in the log: short, and of letters, digits and what stands between them.
#[must_use]
pub fn is_a_name(text: &str) -> bool {
    let is_in = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    (1..=MAX_NAME_BYTES).contains(&text.len()) && text.bytes().all(is_in)
}

/// An error in one of the forms.
#[must_use]
pub fn error(error: &ProtocolError, form: Form, request_id: &str) -> Answer {
    let (code, text) = (error.exception(), error.to_string());
    let message = escape(&text);
    let body = match form {
        Form::Json => return aws_json::protocol_error(error),
        Form::Query => format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>{request_id}</RequestId></ErrorResponse>"
        ),
        Form::Ec2 => format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
             <RequestID>{request_id}</RequestID></Response>"
        ),
        Form::S3 => {
            format!("<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{request_id}</RequestId></Error>")
        }
    };
    Answer { status: error.status(), media_type: XML, body: xml(&body), exception: Some(code) }
}

/// The answer of `sts:GetCallerIdentity`. Documented: its form. Assumed: the UserId is the user's name.
#[must_use]
pub fn caller_identity(account_id: &str, user_arn: &str, request_id: &str) -> Answer {
    let (arn, user) = (escape(user_arn), escape(user_arn.rsplit('/').next().unwrap_or_default()));
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>{arn}</Arn><UserId>{user}</UserId><Account>{account_id}</Account></GetCallerIdentityResult>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    );
    Answer { status: 200, media_type: XML, body: xml(&body), exception: None }
}

fn xml(element: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{element}")
}
