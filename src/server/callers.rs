//! Who may call: read from the settings at the start, and anew whenever that is asked for.

use std::sync::{Arc, PoisonError, RwLock};

use crate::{path::Credentials, wire::sigv4::Verifier};

/// Who may call. All of it is of one reading of the settings.
pub struct Callers {
    /// Who signs what.
    pub verifier: Verifier,
    /// Who asks AWS's Security Token Service who he is.
    pub sts_verifier: Verifier,
    /// Whom each access key stands for.
    pub credentials: Arc<Credentials>,
}

/// Who may call as the settings were read last. A request goes by one reading from its beginning to its end.
pub struct CallersNow(RwLock<Arc<Callers>>);

impl CallersNow {
    /// Those of the first reading.
    #[must_use]
    pub fn new(callers: Callers) -> Self {
        Self(RwLock::new(Arc::new(callers)))
    }

    /// Those of the last reading.
    #[must_use]
    pub fn get(&self) -> Arc<Callers> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts those of another reading in their place.
    pub(super) fn replace(&self, callers: Callers) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(callers);
    }
}
