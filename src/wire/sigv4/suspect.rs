//! What is wrong with a signature most likely: for the log, in which whoever runs callsign looks. Clients aren't told.

use time::OffsetDateTime;

use super::{
    authorization::{Authorization, Scope, iso_basic},
    canonical::{canonical_request, payload_hash, string_to_sign},
    request::{Parameter, SignedRequest, header, query_parameters},
    signing_key::Secret,
    verify::{SigningCredential, Verifier, is_in_its_time, shown},
};

/// The longest name that is shown.
const LONGEST_NAME: usize = 255;

/// What the log says of a signature that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The access key that it names.
    pub access_key_id: Option<String>,
    /// The Host that the request came with.
    pub host: String,
    /// The service of its scope.
    pub service: Option<String>,
    /// The region of its scope.
    pub region: Option<String>,
    /// One of clock, scope, access key, token, Host and secret, and what to do.
    pub likely_cause: String,
}

impl Verifier {
    /// What is wrong with a request that [`Verifier::verify`] refused. `names` are those that the client may have called callsign by.
    #[must_use]
    pub fn suspect(&self, request: &SignedRequest<'_>, names: &[String], now: OffsetDateTime) -> Suspect {
        let host = header(request, "host").ok().flatten().map(String::from_utf8_lossy).unwrap_or_default();
        let host: String = host.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        let parameters = query_parameters(request.query);
        let Ok(claim) = Authorization::read(request, &parameters) else {
            let likely_cause = "form: there is no signature, or none that can be read".to_owned();
            return Suspect { access_key_id: None, host, service: None, region: None, likely_cause };
        };
        let likely_cause = self.likely_cause(request, &parameters, &claim, names, now);
        Suspect {
            access_key_id: Some(shown(&claim.access_key_id)),
            host,
            service: Some(shown(&claim.scope.service)),
            region: Some(shown(&claim.scope.region)),
            likely_cause,
        }
    }

    fn likely_cause(
        &self,
        request: &SignedRequest<'_>,
        parameters: &[Parameter],
        claim: &Authorization,
        names: &[String],
        now: OffsetDateTime,
    ) -> String {
        if is_in_its_time(claim, now).is_err() {
            let (signed_at, now) = (iso_basic(claim.signed_at), iso_basic(now));
            return format!("clock: it was signed at {signed_at}, and here it is {now}: set the client's clock");
        }
        if self.is_in_scope(claim).is_err() {
            return format!("scope: it must be signed for {} and a region, on the day of its time", self.service());
        }
        // The answer waits for this. All of it is done whoever is named, so that time tells nothing of keys here either.
        let known = self.credential(&claim.access_key_id);
        let credential = known.unwrap_or(&self.stand_in);
        let agrees = Secret::agree(credential.session_token.as_ref(), claim.session_token.as_deref());
        let signed_for = self.signed_for(request, parameters, claim, credential, names);
        if known.is_none() {
            return "access key: no credential of the settings has it".to_owned();
        }
        let token = match (&credential.session_token, &claim.session_token) {
            (None, Some(_)) => Some("the request carries a session token, and the credential has none"),
            (Some(_), None) => Some("the credential has a session token, and the request carries none"),
            _ if !agrees => Some("the request carries another session token than the credential has"),
            _ => None,
        };
        if let Some(token) = token {
            return format!("token: {token}");
        }
        if let Some(name) = signed_for {
            return format!("Host: it was signed for {name}: a proxy must pass Host as it came");
        }
        "secret: the client signs with another one, or something on the way changes the path, the body or a signed header"
            .to_owned()
    }

    /// The first name for which the signature were right if the request had come with it as its Host.
    fn signed_for<'n>(
        &self,
        request: &SignedRequest<'_>,
        parameters: &[Parameter],
        claim: &Authorization,
        credential: &SigningCredential,
        names: &'n [String],
    ) -> Option<&'n String> {
        let payload_hash = payload_hash(request).ok()?;
        let Scope { date, region, service, terminator } = &claim.scope;
        let scope = format!("{date}/{region}/{service}/{terminator}");
        let is_signed_for = |name: &str| {
            let is_host = |header: &str| header.eq_ignore_ascii_case("host");
            let headers: Vec<(&str, &[u8])> = request
                .headers
                .iter()
                .map(|(header, value)| (*header, if is_host(header) { name.as_bytes() } else { *value }))
                .collect();
            let renamed = SignedRequest { headers: &headers, ..*request };
            canonical_request(&renamed, parameters, &claim.signed_headers, &payload_hash).is_some_and(|canonical| {
                let text = string_to_sign(&iso_basic(claim.signed_at), &scope, &canonical);
                self.is_signature_of(credential, claim, &text, false)
            })
        };
        // Every name is tried: whoever signs with the secret that stands in for unknown keys would see the search end early.
        let right: Vec<&String> = names.iter().filter(|name| is_signed_for(name)).collect();
        right.first().copied()
    }
}
