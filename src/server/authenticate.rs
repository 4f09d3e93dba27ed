//! Who signed a request.

use actix_web::HttpRequest;
use time::OffsetDateTime;
use tracing::info;

use super::State;
use crate::{
    model::caller::{Caller, Region},
    path::{Credential, IdentityPolicy},
    wire::{
        aws_json::ProtocolError,
        sigv4::{AuthenticationError, SignedRequest, Suspect, Verified},
    },
};

/// The service that a signature is to be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// This one.
    SmsVoice,
    /// AWS's Security Token Service.
    Sts,
}

/// Why it isn't known who signed a request, and what the log says of that.
pub struct Unauthenticated {
    /// [`ProtocolError::Authentication`].
    pub error: ProtocolError,
    /// What is wrong most likely.
    pub suspect: Box<Suspect>,
}

impl Unauthenticated {
    /// Says so in a line of its own: of a request that is no call of the API.
    pub fn tell(&self) {
        let Suspect { access_key_id, host, service, region, likely_cause } = &*self.suspect;
        info!(access_key_id, host, service, region, likely_cause, "a signature is refused");
    }
}

/// Headers in which proxies say which name the client called.
const CALLED_NAMES: [&str; 3] = ["x-forwarded-host", "x-original-host", "x-forwarded-server"];

/// The longest name that is tried.
const LONGEST_NAME: usize = 255;

/// Who signed a request: the access key, whom it stands for, and what he may.
///
/// # Errors
///
/// [`Unauthenticated`].
pub fn authenticate(
    request: &HttpRequest,
    body: &[u8],
    state: &State,
    service: Service,
) -> Result<(String, Caller, IdentityPolicy), Unauthenticated> {
    let headers: Vec<(&str, &[u8])> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let signed = SignedRequest {
        method: request.method().as_str(),
        path: request.uri().path(),
        query: request.uri().query().unwrap_or_default(),
        headers: &headers,
        body,
    };
    let callers = state.callers.get();
    let verifier = match service {
        Service::SmsVoice => &callers.verifier,
        Service::Sts => &callers.sts_verifier,
    };
    let now = OffsetDateTime::now_utc();
    let refused = |error| {
        let called = CALLED_NAMES.iter().filter_map(|name| request.headers().get(*name)?.to_str().ok());
        let called = called.flat_map(|names| names.split(',')).map(str::trim);
        let called = called.filter(|name| name.len() <= LONGEST_NAME).take(CALLED_NAMES.len()).map(str::to_owned);
        let names: Vec<String> = called.chain(state.names.iter().cloned()).collect();
        let suspect = Box::new(verifier.suspect(&signed, &names, now));
        Unauthenticated { error: ProtocolError::Authentication(error), suspect }
    };
    let Verified { access_key_id, region } = verifier.verify(&signed, now).map_err(refused)?;
    // Every credential of the verifier has its identity.
    let Credential { account_id, user_arn, policy } =
        callers.credentials.find(&access_key_id).ok_or_else(|| refused(AuthenticationError::UnrecognizedClient))?;
    Ok((access_key_id, Caller { account_id, region: Region::new(region), user_arn }, policy))
}
