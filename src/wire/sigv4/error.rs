//! Why a request isn't authenticated, in AWS's words.

use AuthenticationError::{IncompleteSignature, InvalidSignature, UnrecognizedClient};

/// Observed: AWS's text for any signature that isn't right.
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
                        Secret Access Key and signing method. Consult the service documentation for details.";

/// Why a request isn't authenticated. Its `Display` is AWS's message; it never holds a secret or a signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticationError {
    /// No signature at all. Assumed: the text, with which `API Gateway` answers.
    #[error("Missing Authentication Token")]
    MissingAuthenticationToken,
    /// The signature can't be read; the text names what is missing or malformed.
    #[error("{0}")]
    IncompleteSignature(String),
    /// The signature is out of its time, out of scope, or wrong; the text says which.
    #[error("{0}")]
    InvalidSignature(String),
    /// Unknown access key, or a session token that isn't the credential's. Observed: the text.
    #[error("The security token included in the request is invalid.")]
    UnrecognizedClient,
}

impl AuthenticationError {
    /// The name that goes into `__type`.
    ///
    /// Observed: these names are those of AWS JSON services; the "Common Errors" page has others, of AWS Query.
    #[must_use]
    pub fn exception(&self) -> &'static str {
        match self {
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
            IncompleteSignature(_) => "IncompleteSignatureException",
            InvalidSignature(_) => "InvalidSignatureException",
            UnrecognizedClient => "UnrecognizedClientException",
        }
    }

    /// The HTTP status. Assumed: services differ here, and so does the documentation.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::MissingAuthenticationToken | InvalidSignature(_) => 403,
            IncompleteSignature(_) | UnrecognizedClient => 400,
        }
    }
}

pub(super) fn mismatch() -> AuthenticationError {
    InvalidSignature(MISMATCH.to_owned())
}
