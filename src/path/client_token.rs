//! Client tokens: what makes a retry safe.

use ring::digest::{Digest, SHA256, digest};
use serde::Serialize;

use super::{Call, Operation, execute::to_json};
use crate::{
    model::{
        arn::Scope,
        error::{Field, ServiceError, ValidationReason},
    },
    store::client_token::ClientToken,
};

/// What two requests with one client token must share.
pub fn request_digest(request: &impl Serialize) -> Result<Digest, ServiceError> {
    Ok(digest(&SHA256, to_json(request)?.as_bytes()))
}

/// The client token of a request.
pub fn client_token<'c, O: Operation>(
    call: &Call,
    scope: &'c Scope,
    token: &'c str,
    request_digest: &'c Digest,
) -> ClientToken<'c> {
    let retention = call.rules.client_token_retention;
    ClientToken { scope, operation: O::NAME, token, request_digest: request_digest.as_ref(), retention }
}

/// Assumed (row 36): AWS has no error of its own for this.
pub fn other_parameters() -> ServiceError {
    let field = Field::new("clientToken", "The token was already used with other parameters");
    ServiceError::validation(ValidationReason::InvalidParameter, vec![field])
}
