//! The request that was signed, as it was received.

use percent_encoding::percent_decode;

use super::error::AuthenticationError;

use AuthenticationError::IncompleteSignature;

/// A request as received, before anything was decoded.
#[derive(Clone, Copy)]
pub struct SignedRequest<'r> {
    /// As sent, so in upper case for the methods of HTTP.
    pub method: &'r str,
    /// Raw, still percent-encoded, at most 16,384 bytes.
    pub path: &'r str,
    /// Raw, without the `?`, at most 16,384 bytes; empty when there is none.
    pub query: &'r str,
    /// Names in any case, in order of arrival; values are any bytes. The HTTP server bounds their number.
    pub headers: &'r [(&'r str, &'r [u8])],
    /// The whole body, decoded from any transfer encoding.
    pub body: &'r [u8],
}

/// A decoded query parameter. Bytes, because nobody promises that it is UTF-8.
pub(super) type Parameter = (Vec<u8>, Vec<u8>);

/// The parameters of a raw query string, in order of arrival, repeated names included.
///
/// A lone `%` stands for itself. Assumed: `+` is a space, as AWS's own SDKs read it when they sign.
pub(super) fn query_parameters(query: &str) -> Vec<Parameter> {
    let decode = |text: &str| percent_decode(text.replace('+', " ").as_bytes()).collect();
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The value of a header that may be sent once at most.
///
/// # Errors
///
/// `IncompleteSignature` when it was sent twice: a proxy and this program could choose different ones.
pub(super) fn header<'r>(request: &SignedRequest<'r>, name: &str) -> Result<Option<&'r [u8]>, AuthenticationError> {
    let mut values = request.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    let value = values.next();
    match values.next() {
        None => Ok(value.map(<[u8]>::trim_ascii)),
        Some(_) => Err(IncompleteSignature(format!("The '{name}' header was sent more than once."))),
    }
}
