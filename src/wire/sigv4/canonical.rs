//! The canonical request and the string to sign: the text that client and server must both arrive at.
//!
//! AWS page: "Create a signed AWS API request", steps "Create a canonical request" and "Create a string to sign"
//! (IAM User Guide). The rules are those of every service but Amazon S3: the path is normalised and encoded twice.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use ring::digest;

use super::error::{AuthenticationError, mismatch};
use super::request::{Parameter, SignedRequest, header};

/// The one algorithm of Signature Version 4 that is accepted.
///
/// Documented: `AWS4-HMAC-SHA256`. Assumed: version 4A (`AWS4-ECDSA-P256-SHA256`) isn't offered by this API.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The one query parameter that can't be part of what it signs.
pub(super) const SIGNATURE_PARAMETER: &str = "X-Amz-Signature";

/// Documented: every byte is encoded except the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Documented: in the path, the slash is left as it is.
const ENCODED_IN_PATH: &AsciiSet = &ENCODED.remove(b'/');

/// The canonical request, or nothing when a signed header isn't there.
///
/// An absent header must not look like an empty one: else a proxy could drop it unnoticed.
pub(super) fn canonical_request(
    request: &SignedRequest<'_>,
    parameters: &[Parameter],
    signed_headers: &[String],
    payload_hash: &str,
) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(512);
    for line in [request.method, &canonical_path(request.path), &canonical_query(parameters)] {
        text.extend_from_slice(line.as_bytes());
        text.push(b'\n');
    }
    for name in signed_headers {
        push_header(&mut text, request.headers, name)?;
    }
    text.push(b'\n');
    text.extend_from_slice(signed_headers.join(";").as_bytes());
    text.push(b'\n');
    text.extend_from_slice(payload_hash.as_bytes());
    Some(text)
}

/// Assumed: a body hash that is sent must be the body's. `UNSIGNED-PAYLOAD` and the streaming forms are Amazon S3's
/// alone, and refused.
pub(super) fn payload_hash(request: &SignedRequest<'_>) -> Result<String, AuthenticationError> {
    let hash = sha256_hex(request.body);
    match header(request, "x-amz-content-sha256")? {
        Some(claimed) if claimed != hash.as_bytes() => Err(mismatch()),
        _ => Ok(hash),
    }
}

/// Documented: algorithm, time, scope and the hash of the canonical request, a line each.
pub(super) fn string_to_sign(timestamp: &str, scope: &str, canonical_request: &[u8]) -> String {
    format!("{ALGORITHM}\n{timestamp}\n{scope}\n{}", sha256_hex(canonical_request))
}

/// The SHA-256 hash in lower-case hexadecimal digits, the form in which hashes are signed.
fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

/// Documented: dot segments and repeated slashes are removed, then the path, encoded already, is encoded once more.
fn canonical_path(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    let names_a_folder = ["/", "/.", "/.."].iter().any(|end| path.ends_with(end));
    let closing_slash = if names_a_folder && !segments.is_empty() { "/" } else { "" };
    let normalized = format!("/{}{closing_slash}", segments.join("/"));
    percent_encode(normalized.as_bytes(), ENCODED_IN_PATH).to_string()
}

/// Documented: names and values are encoded, then sorted by name and value; a parameter without a value gets an empty
/// one; the signature itself is left out.
fn canonical_query(parameters: &[Parameter]) -> String {
    let encode = |bytes: &[u8]| percent_encode(bytes, ENCODED).to_string();
    let mut encoded: Vec<(String, String)> = parameters
        .iter()
        .filter(|(name, _)| name != SIGNATURE_PARAMETER.as_bytes())
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    encoded.sort_unstable();

    let mut text = String::new();
    for (name, value) in encoded {
        let separator = if text.is_empty() { "" } else { "&" };
        // Writing to a String never fails.
        let _ = write!(text, "{separator}{name}={value}");
    }
    text
}

/// Documented: the lower-case name, then all values in order of arrival, joined by commas.
fn push_header(text: &mut Vec<u8>, headers: &[(&str, &[u8])], name: &str) -> Option<()> {
    text.extend_from_slice(name.as_bytes());
    let mut separator = b':';
    for (_, value) in headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)) {
        text.push(separator);
        push_trimmed(text, value);
        separator = b',';
    }
    text.push(b'\n');
    (separator == b',').then_some(())
}

/// Documented: white space at both ends is removed, and sequential spaces become one. Observed (the signing test
/// suite): also between quotes. Assumed: a tab inside a value isn't a space.
fn push_trimmed(text: &mut Vec<u8>, value: &[u8]) {
    let mut after_space = false;
    for &byte in value.trim_ascii() {
        if !(after_space && byte == b' ') {
            text.push(byte);
        }
        after_space = byte == b' ';
    }
}
