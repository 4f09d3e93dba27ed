//! The verdict on a signed request: claim, clock, scope, key and signature, in that order.
//!
//! AWS pages: "Troubleshoot Signature Version 4 requests" (IAM User Guide) and "Common Errors" (the API reference).
//!
//! Assumed: that order. What needs no secret comes first, so that everything after it does the same work whether the
//! access key is known or not.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime, UtcOffset};

use super::authorization::{Authorization, Scope, iso_basic};
use super::canonical::{canonical_request, payload_hash, string_to_sign};
use super::error::{AuthenticationError, mismatch};
use super::request::{SignedRequest, query_parameters};
use super::signing_key::{Secret, SigningKey, SigningKeys, TERMINATOR};

use AuthenticationError::{IncompleteSignature, InvalidSignature, UnrecognizedClient};

/// Observed: the clocks of client and server may differ by five minutes ("- 5 min." in AWS's text).
const MAX_SKEW: Duration = Duration::minutes(5);

/// Longest path and longest query string that are looked at.
///
/// Assumed; a signature in the query with a session token has about two kilobytes.
const MAX_URI_PART_BYTES: usize = 16_384;

/// Longest region that is looked at; the longest of AWS has 16 characters.
const MAX_REGION_BYTES: usize = 32;

/// Observed: AWS's own presigners leave these two unsigned.
const UNSIGNED_WITH_QUERY_FORM: [&str; 2] = ["x-amz-user-agent", "x-amz-checksum-mode"];

/// What a caller signs with. Its account is the caller's business: the verdict names the access key.
#[derive(Debug, Clone)]
pub struct SigningCredential {
    /// Any text without a slash.
    pub access_key_id: String,
    /// The secret that signing keys are derived from.
    pub secret_access_key: Secret,
    /// Set for temporary credentials: a request must then carry the same token, and otherwise none.
    pub session_token: Option<Secret>,
}

/// What a good signature proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The credential that signed.
    pub access_key_id: String,
    /// The region of its scope; it looks like one, but needn't exist.
    pub region: String,
}

/// Verifies the signatures of one service, for the credentials it knows. Made once, shared by all threads.
pub struct Verifier {
    service: &'static str,
    credentials: HashMap<String, SigningCredential>,
    every_account: Option<SigningCredential>,
    signing_keys: SigningKeys,
    /// For unknown access keys, so that they cost the work of known ones. Its secret is public: it must open nothing.
    pub(super) stand_in: SigningCredential,
    stand_in_key: SigningKey,
}

impl Verifier {
    /// `service` is the signing name, `sms-voice` here. Of credentials with equal access keys the last one counts.
    #[must_use]
    pub fn new(service: &'static str, credentials: Vec<SigningCredential>) -> Self {
        let stand_in = SigningCredential {
            access_key_id: String::new(),
            secret_access_key: Secret::new("the secret of nobody, as long as one is."),
            session_token: None,
        };
        Self {
            service,
            credentials: credentials
                .into_iter()
                .map(|credential| (credential.access_key_id.clone(), credential))
                .collect(),
            every_account: None,
            signing_keys: SigningKeys::new(),
            stand_in_key: SigningKey::derive(&stand_in.secret_access_key, "", "", service),
            stand_in,
        }
    }

    /// The same, with access keys of twelve digits signing with the secret of a credential, where there is one. Settled (the
    /// convention of LocalStack and moto): each stands for the account of these digits.
    #[must_use]
    pub fn with_every_account(mut self, credential: Option<SigningCredential>) -> Self {
        self.every_account = credential;
        self
    }

    /// The service whose signatures it verifies.
    pub(super) fn service(&self) -> &'static str {
        self.service
    }

    /// The credential that an access key names.
    pub(super) fn credential(&self, access_key_id: &str) -> Option<&SigningCredential> {
        let is_account = access_key_id.len() == 12 && access_key_id.bytes().all(|byte| byte.is_ascii_digit());
        let named = self.credentials.get(access_key_id);
        named.or_else(|| self.every_account.as_ref().filter(|_| is_account))
    }

    /// Who signed this request. `now` is the real time.
    ///
    /// # Errors
    ///
    /// The first that applies: no signature; one that can't be read, or leaves out what must be signed; one out of its
    /// time; one out of scope; an unknown access key or session token; a wrong signature.
    pub fn verify(&self, request: &SignedRequest<'_>, now: OffsetDateTime) -> Result<Verified, AuthenticationError> {
        if request.path.len().max(request.query.len()) > MAX_URI_PART_BYTES {
            return Err(IncompleteSignature(format!(
                "The path or query string is longer than {MAX_URI_PART_BYTES} bytes."
            )));
        }
        let parameters = query_parameters(request.query);
        let claim = Authorization::read(request, &parameters)?;
        covers_what_must_be_signed(&claim, request)?;
        let payload_hash = payload_hash(request)?;
        is_in_its_time(&claim, now)?;
        self.is_in_scope(&claim)?;

        let canonical =
            canonical_request(request, &parameters, &claim.signed_headers, &payload_hash).ok_or_else(mismatch)?;
        let timestamp = iso_basic(claim.signed_at);
        let Scope { date, region, service, terminator } = &claim.scope;
        let scope = format!("{date}/{region}/{service}/{terminator}");
        self.authenticate(&claim, &string_to_sign(&timestamp, &scope, &canonical))?;
        Ok(Verified { access_key_id: claim.access_key_id, region: claim.scope.region })
    }

    /// How many signing keys are remembered: at most 1,024, and only of requests that were verified.
    #[must_use]
    pub fn remembered_signing_keys(&self) -> usize {
        self.signing_keys.len()
    }

    /// Observed: the texts, and that one answer names all that is wrong. Assumed: their order, and the text about the
    /// terminator.
    pub(super) fn is_in_scope(&self, claim: &Authorization) -> Result<(), AuthenticationError> {
        let scope = &claim.scope;
        let mut wrong = Vec::new();
        if !looks_like_a_region(&scope.region) {
            wrong.push(format!("Credential should be scoped to a valid region, not '{}'.", shown(&scope.region)));
        }
        if scope.service != self.service {
            wrong.push(format!("Credential should be scoped to correct service: '{}'.", self.service));
        }
        if scope.terminator != TERMINATOR {
            wrong.push(format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
                shown(&scope.terminator)
            ));
        }
        let timestamp = iso_basic(claim.signed_at);
        let (date, _) = timestamp.split_once('T').unwrap_or_default();
        if scope.date != date {
            wrong.push(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != \
                 '{date}', from '{timestamp}'.",
                shown(&scope.date)
            ));
        }
        if wrong.is_empty() { Ok(()) } else { Err(InvalidSignature(wrong.join(" "))) }
    }

    /// Does the same work for an unknown access key as for a wrong signature, so that time tells nothing of keys.
    fn authenticate(&self, claim: &Authorization, string_to_sign: &str) -> Result<(), AuthenticationError> {
        let known = self.credential(&claim.access_key_id);
        let credential = known.unwrap_or(&self.stand_in);
        let is_client =
            known.is_some() & Secret::agree(credential.session_token.as_ref(), claim.session_token.as_deref());
        let is_signed = self.is_signature_of(credential, claim, string_to_sign, is_client);
        match (is_client, is_signed) {
            (false, _) => Err(UnrecognizedClient),
            (true, false) => Err(mismatch()),
            (true, true) => Ok(()),
        }
    }

    /// A remembered key only shortens the way to yes. A no always comes from a key derived for this request.
    pub(super) fn is_signature_of(
        &self,
        credential: &SigningCredential,
        claim: &Authorization,
        string_to_sign: &str,
        may_be_remembered: bool,
    ) -> bool {
        let Ok(signature) = hex::decode(&claim.signature) else {
            return false;
        };
        let Scope { date, region, .. } = &claim.scope;
        let name = format!("{}/{date}/{region}", credential.access_key_id);
        let remembered = self.signing_keys.find(&name);
        let signed = remembered.as_ref().unwrap_or(&self.stand_in_key).has_signed(string_to_sign, &signature);
        if signed && remembered.is_some() {
            return true;
        }
        let key = SigningKey::derive(&credential.secret_access_key, date, region, self.service);
        let signed = key.has_signed(string_to_sign, &signature);
        if signed && may_be_remembered {
            self.signing_keys.remember(name, key);
        }
        signed
    }
}

/// Documented: `host` must be signed, and so must every `x-amz-*` header that is sent; the signature is "lowercase
/// hexadecimal".
fn covers_what_must_be_signed(claim: &Authorization, request: &SignedRequest<'_>) -> Result<(), AuthenticationError> {
    let is_signed = |name: &str| claim.signed_headers.iter().any(|signed| signed == name);
    if !is_signed("host") {
        // Observed.
        return Err(InvalidSignature(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned(),
        ));
    }
    let may_be_unsigned = |name: &str| claim.expires_s.is_some() && UNSIGNED_WITH_QUERY_FORM.contains(&name);
    let all_signed = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| name.starts_with("x-amz-") && !may_be_unsigned(name))
        .all(|name| is_signed(&name));
    if !all_signed {
        // Assumed: the text of Amazon S3.
        return Err(InvalidSignature("There were headers present in the request which were not signed.".to_owned()));
    }
    let digits = claim.signature.as_bytes();
    if digits.len() != 64 || !digits.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(mismatch());
    }
    Ok(())
}

/// Observed: five minutes to either side. Documented: in the query form, until `X-Amz-Expires` has passed. Fractions
/// of the server's second don't count, since the client sent none.
pub(super) fn is_in_its_time(claim: &Authorization, now: OffsetDateTime) -> Result<(), AuthenticationError> {
    let now = now.checked_to_offset(UtcOffset::UTC).unwrap_or(now).truncate_to_second();
    let lifetime = claim.expires_s.map_or(MAX_SKEW, |s| Duration::seconds(s.into()));
    let (signed_at, oldest, newest) = (claim.signed_at, now.saturating_sub(lifetime), now.saturating_add(MAX_SKEW));
    if signed_at < oldest {
        return Err(InvalidSignature(format!(
            "Signature expired: {} is now earlier than {} ({} - {}.)",
            iso_basic(signed_at),
            iso_basic(oldest),
            iso_basic(now),
            minutes_or_seconds(lifetime),
        )));
    }
    if signed_at > newest {
        return Err(InvalidSignature(format!(
            "Signature not yet current: {} is still later than {} ({} + {}.)",
            iso_basic(signed_at),
            iso_basic(newest),
            iso_basic(now),
            minutes_or_seconds(MAX_SKEW),
        )));
    }
    Ok(())
}

/// Observed: "5 min" and "15 min". Assumed: seconds where minutes wouldn't be whole.
fn minutes_or_seconds(duration: Duration) -> String {
    let s = duration.whole_seconds();
    if s % 60 == 0 { format!("{} min", s / 60) } else { format!("{s} sec") }
}

/// Whether a text could be a region. Assumed: two to four letters, words, and a number of one or two digits; so also `us-gov-west-1`, `eusc-de-east-1`.
#[must_use]
pub fn looks_like_a_region(text: &str) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let parts: Vec<&str> = text.split('-').collect();
    let [partition, words @ .., number] = parts.as_slice() else {
        return false;
    };
    text.len() <= MAX_REGION_BYTES
        && is_word(partition)
        && (2..=4).contains(&partition.len())
        && !words.is_empty()
        && words.iter().all(|word| is_word(word))
        && (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// A part of the scope for a message: bounded, and without control characters.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_REGION_BYTES).collect()
}
