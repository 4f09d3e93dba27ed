//! The secrets of a credential, the signing key derived from it, and the derived keys remembered.
//!
//! AWS page: "Create a signed AWS API request", step "Derive a signing key" (IAM User Guide).

use std::collections::HashMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

use ring::hmac;

/// The last part of every credential scope.
///
/// Documented: the "termination string" of Signature Version 4.
pub(super) const TERMINATOR: &str = "aws4_request";

/// How many derived keys are remembered at most.
///
/// One is needed for each credential, day and region in use, so that a busy host stays far below it.
const MAX_REMEMBERED: usize = 1_024;

/// A secret access key or session token: it can be used here, but neither printed nor compared from outside.
///
/// There is no `Display`, and `Debug` shows no part of it, not even its length.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes any text, of any length.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether a session token is the expected one, or neither is there. Takes the same time wherever they differ.
    ///
    /// Documented: a temporary credential's token goes with every request. Assumed: a token sent for a credential that
    /// has none isn't ignored.
    pub(super) fn agree(expected: Option<&Self>, given: Option<&[u8]>) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"session token");
        let tag = hmac::sign(&key, expected.map(Self::as_bytes).unwrap_or_default());
        let is_equal = hmac::verify(&key, given.unwrap_or_default(), tag.as_ref()).is_ok();
        is_equal && expected.is_some() == given.is_some()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// The key that signs the requests of one credential, for one day, region and service.
#[derive(Clone)]
pub(super) struct SigningKey(hmac::Key);

impl SigningKey {
    /// Documented: a chain of HMAC-SHA256 over date, region, service and terminator, that starts with `AWS4` and the
    /// secret access key.
    pub(super) fn derive(secret: &Secret, date: &str, region: &str, service: &str) -> Self {
        let mut key = hmac::Key::new(hmac::HMAC_SHA256, &[b"AWS4".as_slice(), secret.as_bytes()].concat());
        for part in [date, region, service, TERMINATOR] {
            key = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref());
        }
        Self(key)
    }

    /// Compares in constant time: how long it takes doesn't tell how much of a guessed signature is right.
    pub(super) fn has_signed(&self, string_to_sign: &str, signature: &[u8]) -> bool {
        hmac::verify(&self.0, string_to_sign.as_bytes(), signature).is_ok()
    }
}

/// The signing keys that verified a request, by scope, shared between threads.
///
/// Only a verified request may add one, so that callers without a credential can't make it grow.
pub(super) struct SigningKeys(RwLock<HashMap<String, SigningKey>>);

impl SigningKeys {
    pub(super) fn new() -> Self {
        Self(RwLock::new(HashMap::new()))
    }

    pub(super) fn find(&self, scope: &str) -> Option<SigningKey> {
        // A map whose writer panicked is still a map of right keys: each insertion is one step.
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(scope).cloned()
    }

    pub(super) fn remember(&self, scope: String, key: SigningKey) {
        let mut keys = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Yesterday's keys are useless and a key costs microseconds to derive: forgetting all keeps the bound without
        // bookkeeping on every request.
        if keys.len() >= MAX_REMEMBERED {
            keys.clear();
        }
        keys.insert(scope, key);
    }

    pub(super) fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}
