//! Client tokens: what makes a retry safe.

use ring::digest::Digest;

use super::{Call, request::Request};
use crate::{
    model::error::{Field, ServiceError, ValidationReason},
    store::client_token::{ClientToken, Used},
};

/// The client token of a request, if it has one.
pub fn client_token<'r>(call: &Call, request: &'r dyn Request, request_digest: &'r Digest) -> Option<ClientToken<'r>> {
    request.client_token().map(|token| ClientToken {
        scope: call.own_scope(),
        operation: request.operation(),
        token,
        request_digest: request_digest.as_ref(),
        retention: call.deployment.client_token_retention,
    })
}

/// What a request is answered whose token was used.
///
/// # Errors
///
/// The refusal that was kept; ValidationException INVALID_PARAMETER for a token that came with other parameters. Assumed (row 36):
/// AWS has no error of its own for this.
pub fn replay(used: Used) -> Result<String, ServiceError> {
    match used {
        Used::Answered(answer) => Ok(answer),
        Used::Refused(refusal) => Err(refusal),
        Used::OtherParameters => {
            let field = Field::new("clientToken", "The token was already used with other parameters");
            Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]))
        }
    }
}
