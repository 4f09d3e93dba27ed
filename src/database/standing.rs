//! Whether PostgreSQL can be reached: one line in the log when it can't any more, and one when it can again. What fails meanwhile has the
//! same cause, and is no news.

use std::sync::{Arc, Mutex, PoisonError};

/// What is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Known {
    /// It wasn't reached yet: a start says so by itself.
    #[default]
    Nothing,
    Reached,
    Gone,
}

/// Whether it can be reached, as far as anybody knows who opened a connection last.
#[derive(Clone, Debug, Default)]
pub struct Standing(Arc<Mutex<(Known, u64)>>);

impl Standing {
    /// Whether the last one who wanted a connection found nobody.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 == Known::Gone
    }

    /// Somebody begins to open a connection. Dropped before it is told how that went, it counts as lost, unless others were luckier
    /// meanwhile: whoever waits for it gave up.
    pub(super) fn attempt(&self) -> Attempt {
        let reached = self.0.lock().unwrap_or_else(PoisonError::into_inner).1;
        Attempt { standing: self.clone(), reached, is_told: false }
    }

    /// PostgreSQL answered.
    pub(super) fn reached(&self) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.1 = known.1.wrapping_add(1);
        if std::mem::replace(&mut known.0, Known::Reached) == Known::Gone {
            tracing::info!("PostgreSQL is back");
        }
    }

    fn lost(&self, cause: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 == Known::Reached {
            known.0 = Known::Gone;
            tracing::warn!(cause, "PostgreSQL is gone: calls are refused until it is back");
        }
    }
}

/// An attempt to open a connection.
pub(super) struct Attempt {
    standing: Standing,
    reached: u64,
    is_told: bool,
}

impl Attempt {
    pub(super) fn succeeded(mut self) {
        self.is_told = true;
        self.standing.reached();
    }

    pub(super) fn failed(mut self, cause: &str) {
        self.is_told = true;
        self.standing.lost(cause);
    }

    /// It failed for want of a free session: somebody answered.
    pub(super) fn refused(mut self) {
        self.is_told = true;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let others_were = self.standing.0.lock().unwrap_or_else(PoisonError::into_inner).1 != self.reached;
        if !self.is_told && !others_were {
            self.standing.lost("it doesn't answer");
        }
    }
}
