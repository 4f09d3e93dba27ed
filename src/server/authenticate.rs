//! Who signed a request.

use actix_web::HttpRequest;
use time::OffsetDateTime;

use super::State;
use crate::{
    model::caller::{Caller, Region},
    path::{Credential, IdentityPolicy},
    wire::{
        aws_json::ProtocolError,
        sigv4::{AuthenticationError, SignedRequest, Verified, Verifier},
    },
};

/// Who signed a request: the access key, whom it stands for, and what he may.
///
/// # Errors
///
/// [`ProtocolError::Authentication`].
pub fn authenticate(
    request: &HttpRequest,
    body: &[u8],
    state: &State,
    verifier: &Verifier,
) -> Result<(String, Caller, IdentityPolicy), ProtocolError> {
    let headers: Vec<(&str, &[u8])> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let signed = SignedRequest {
        method: request.method().as_str(),
        path: request.uri().path(),
        query: request.uri().query().unwrap_or_default(),
        headers: &headers,
        body,
    };
    let Verified { access_key_id, region } =
        verifier.verify(&signed, OffsetDateTime::now_utc()).map_err(ProtocolError::Authentication)?;
    // Every credential of the verifier has its identity.
    let Credential { account_id, user_arn, policy } = state
        .credentials
        .find(&access_key_id)
        .ok_or(ProtocolError::Authentication(AuthenticationError::UnrecognizedClient))?;
    Ok((access_key_id, Caller { account_id, region: Region::new(region), user_arn }, policy))
}
