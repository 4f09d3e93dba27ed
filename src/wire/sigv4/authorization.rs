//! What a request claims about itself: who signed it, when, for which scope, and which headers are covered.
//!
//! AWS pages: "Create a signed AWS API request", steps "Add the signature to the request" (the `Authorization` header
//! and the query string), and "Elements of an AWS API request signature" (IAM User Guide).
//!
//! Nothing here needs a secret. What can't be read is an `IncompleteSignatureException`; its texts never repeat the
//! `Authorization` header, because that holds the signature, and whatever a user pasted into it by mistake.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::digest;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::canonical::{ALGORITHM, SIGNATURE_PARAMETER};
use super::error::AuthenticationError;
use super::request::{Parameter, SignedRequest, header};

use AuthenticationError::IncompleteSignature;

/// Longest `Authorization` header. Assumed: AWS limits all headers together to some kilobytes.
const MAX_AUTHORIZATION_BYTES: usize = 8_192;

/// Most names in `SignedHeaders`; SDKs sign about ten.
const MAX_SIGNED_HEADERS: usize = 100;

/// Documented: `X-Amz-Expires` is between one second and seven days.
const MAX_EXPIRES_S: u32 = 604_800;

/// Documented: the query parameters that carry a signature.
const PARAMETERS: [&str; 7] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    SIGNATURE_PARAMETER,
    SESSION_TOKEN_PARAMETER,
];
const SESSION_TOKEN_PARAMETER: &str = "X-Amz-Security-Token";

const ISO_BASIC: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// A signature and everything it says about itself, none of it verified.
///
/// Deliberately without `Debug`: it holds the signature and the session token.
pub(super) struct Authorization {
    pub(super) access_key_id: String,
    pub(super) scope: Scope,
    /// Lower-case, sorted, without repetition.
    pub(super) signed_headers: Vec<String>,
    /// As sent; only 64 lower-case hexadecimal digits can be right.
    pub(super) signature: String,
    pub(super) signed_at: OffsetDateTime,
    /// Set in the query form only, 1 to 604,800.
    pub(super) expires_s: Option<u32>,
    pub(super) session_token: Option<Vec<u8>>,
}

/// The scope of a credential: for which day, region and service its key is derived.
pub(super) struct Scope {
    pub(super) date: String,
    pub(super) region: String,
    pub(super) service: String,
    pub(super) terminator: String,
}

impl Authorization {
    /// Reads the header form or the query form.
    ///
    /// Assumed: both at once, or any part of them twice, is refused, as Amazon S3 documents it ("Only one auth
    /// mechanism allowed"): else two readers of one request could come to different callers.
    pub(super) fn read(request: &SignedRequest<'_>, parameters: &[Parameter]) -> Result<Self, AuthenticationError> {
        let header = header(request, "authorization")?.filter(|value| !value.is_empty());
        let in_query = parameters.iter().any(|(name, _)| PARAMETERS.iter().any(|known| known.as_bytes() == name));
        match (header, in_query) {
            (None, false) => Err(AuthenticationError::MissingAuthenticationToken),
            (Some(value), false) => Self::from_header(value, request),
            (None, true) => Self::from_query(parameters),
            (Some(_), true) => Err(IncompleteSignature(
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization \
                 header should be specified."
                    .to_owned(),
            )),
        }
    }

    fn from_header(value: &[u8], request: &SignedRequest<'_>) -> Result<Self, AuthenticationError> {
        let text = str::from_utf8(value)
            .ok()
            .filter(|text| text.len() <= MAX_AUTHORIZATION_BYTES)
            .ok_or_else(|| IncompleteSignature("Authorization header is too long or not valid UTF-8.".to_owned()))?;
        // Observed: a space divides as a comma does, so that `Credential= AKID/...` is refused as two pieces.
        let mut pieces = text.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|piece| !piece.is_empty());
        let algorithm = pieces.next().unwrap_or_default();

        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for piece in pieces {
            let (name, value) = piece.split_once('=').ok_or_else(|| {
                // Observed: AWS sends the hash since 2024; before, it repeated the header.
                IncompleteSignature(format!(
                    "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and \
                     encoded with Base64): '{}'.",
                    hashed(text)
                ))
            })?;
            let slot = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                // Assumed: a parameter nobody knows is refused rather than ignored.
                _ => {
                    return Err(IncompleteSignature(format!(
                        "Authorization header has an unknown parameter. {}",
                        hash_of_header(text)
                    )));
                }
            };
            if slot.replace(value).is_some() {
                return Err(IncompleteSignature(format!(
                    "Authorization header has more than one '{name}' parameter. {}",
                    hash_of_header(text)
                )));
            }
        }
        if algorithm != ALGORITHM {
            // Assumed: AWS also repeats the algorithm it was given; here a pasted secret could be repeated.
            return Err(IncompleteSignature(format!(
                "Unsupported AWS 'algorithm'; only '{ALGORITHM}' is supported. {}",
                hash_of_header(text)
            )));
        }

        // Documented: X-Amz-Date overrides Date.
        let date = match header(request, "x-amz-date")? {
            Some(date) => Some(date),
            None => header(request, "date")?,
        };
        let (Some(credential), Some(signature), Some(signed_headers), Some(date)) =
            (credential, signature, signed_headers, date)
        else {
            // Observed: everything that is missing is named, in this order.
            let missing = [
                (credential.is_none(), "'Credential' parameter. "),
                (signature.is_none(), "'Signature' parameter. "),
                (signed_headers.is_none(), "'SignedHeaders' parameter. "),
                (date.is_none(), "existence of either a 'X-Amz-Date' or a 'Date' header. "),
            ];
            let named: Vec<String> = missing
                .iter()
                .filter(|(is_missing, _)| *is_missing)
                .map(|(_, what)| format!("Authorization header requires {what}"))
                .collect();
            return Err(IncompleteSignature(named.concat() + &hash_of_header(text)));
        };

        let (access_key_id, scope) = read_credential(credential)?;
        Ok(Self {
            access_key_id,
            scope,
            signed_headers: read_signed_headers(signed_headers)?,
            signature: signature.to_owned(),
            signed_at: read_date(date)?,
            expires_s: None,
            session_token: header(request, "x-amz-security-token")?.map(<[u8]>::to_vec),
        })
    }

    fn from_query(parameters: &[Parameter]) -> Result<Self, AuthenticationError> {
        let mut values: [Option<&str>; PARAMETERS.len()] = [None; PARAMETERS.len()];
        for (name, value) in parameters {
            let Some(place) = PARAMETERS.iter().position(|p| p.as_bytes() == name) else {
                continue;
            };
            let value = str::from_utf8(value).map_err(|_| not_valid(PARAMETERS[place]))?;
            if values[place].replace(value).is_some() {
                return Err(IncompleteSignature(format!(
                    "AWS query-string parameters must include '{}' only once. Re-examine the query-string parameters.",
                    PARAMETERS[place]
                )));
            }
        }
        let [
            Some(algorithm),
            Some(credential),
            Some(date),
            Some(expires),
            Some(signed_headers),
            Some(signature),
            session_token,
        ] = values
        else {
            // Observed on Amazon S3 and IAM; the token alone may be absent.
            let named: Vec<String> = PARAMETERS
                .iter()
                .zip(values)
                .filter(|(name, value)| **name != SESSION_TOKEN_PARAMETER && value.is_none())
                .map(|(name, _)| format!("AWS query-string parameters must include '{name}'. "))
                .collect();
            return Err(IncompleteSignature(named.concat() + "Re-examine the query-string parameters."));
        };
        if algorithm != ALGORITHM {
            return Err(IncompleteSignature(format!("Unsupported AWS 'algorithm'; only '{ALGORITHM}' is supported.")));
        }

        let (access_key_id, scope) = read_credential(credential)?;
        Ok(Self {
            access_key_id,
            scope,
            signed_headers: read_signed_headers(signed_headers)?,
            signature: signature.to_owned(),
            signed_at: read_iso_basic(date).ok_or_else(|| not_iso_basic(date))?,
            expires_s: Some(read_expires(expires)?),
            session_token: session_token.map(|token| token.as_bytes().to_vec()),
        })
    }
}

/// Documented: the ISO 8601 basic format, in UTC, without fractions.
pub(super) fn iso_basic(moment: OffsetDateTime) -> String {
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        moment.year(),
        u8::from(moment.month()),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second()
    )
}

/// Documented: access key, date, region, service and terminator, divided by slashes.
fn read_credential(text: &str) -> Result<(String, Scope), AuthenticationError> {
    let elements: Vec<&str> = text.split('/').collect();
    let [access_key_id, date, region, service, terminator] = elements[..] else {
        // Observed: AWS repeats the credential here. Secrets contain slashes, and one pasted in the place of the access
        // key leads just here, so only the count is repeated.
        return Err(IncompleteSignature(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got {}.",
            elements.len()
        )));
    };
    let scope = Scope {
        date: date.to_owned(),
        region: region.to_owned(),
        service: service.to_owned(),
        terminator: terminator.to_owned(),
    };
    Ok((access_key_id.to_owned(), scope))
}

/// Documented: lower-case names, sorted, divided by semicolons. Assumed: any other order or a repetition is refused.
fn read_signed_headers(text: &str) -> Result<Vec<String>, AuthenticationError> {
    let names: Vec<String> =
        text.split(';').filter(|_| !text.is_empty()).take(MAX_SIGNED_HEADERS + 1).map(str::to_owned).collect();
    let well_formed =
        names.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()));
    if names.len() > MAX_SIGNED_HEADERS || !well_formed || !names.is_sorted_by(|a, b| a < b) {
        return Err(IncompleteSignature(format!(
            "'SignedHeaders' must be at most {MAX_SIGNED_HEADERS} lower-case header names, sorted and without \
             repetition, divided by semicolons."
        )));
    }
    Ok(names)
}

/// Documented: the ISO basic format; the `Date` header may also have the format of HTTP (RFC 9110).
fn read_date(value: &[u8]) -> Result<OffsetDateTime, AuthenticationError> {
    let text = String::from_utf8_lossy(value);
    read_iso_basic(&text)
        .or_else(|| {
            let moment = PrimitiveDateTime::parse(&text, HTTP_DATE).ok()?;
            Some(moment.assume_utc())
        })
        .ok_or_else(|| not_iso_basic(&text))
}

fn read_iso_basic(text: &str) -> Option<OffsetDateTime> {
    let moment = PrimitiveDateTime::parse(text, ISO_BASIC).ok()?.assume_utc();
    // The parser takes more than the format has, a sign before the year for one.
    (iso_basic(moment) == text).then_some(moment)
}

fn read_expires(text: &str) -> Result<u32, AuthenticationError> {
    let digits_only = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|s| digits_only && (1..=MAX_EXPIRES_S).contains(s)).ok_or_else(|| {
        IncompleteSignature(format!("X-Amz-Expires must be a number of seconds between 1 and {MAX_EXPIRES_S}."))
    })
}

/// Observed, but for the length: what is repeated is bounded and has no control characters.
fn not_iso_basic(text: &str) -> AuthenticationError {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    IncompleteSignature(format!(
        "Date must be in ISO-8601 'basic format'. Got '{shown}'. See http://en.wikipedia.org/wiki/ISO_8601"
    ))
}

fn not_valid(parameter: &str) -> AuthenticationError {
    IncompleteSignature(format!("'{parameter}' is not valid UTF-8. Re-examine the query-string parameters."))
}

/// Observed: AWS names the header by its hash, so that its answer can be logged.
fn hash_of_header(text: &str) -> String {
    format!("(Hashed with SHA-256 and encoded with Base64) Authorization={}", hashed(text))
}

fn hashed(text: &str) -> String {
    BASE64.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
