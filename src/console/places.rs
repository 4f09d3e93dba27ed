//! Where the ARNs of event destinations really are.

use std::{fmt, sync::Arc};

/// What is at an ARN, in words; `None` where nothing is: its events are recorded only.
type Says = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Where ARNs really are, by the settings.
#[derive(Clone)]
pub struct Places(Arc<Says>);

impl Places {
    /// Those that `says` says.
    #[must_use]
    pub fn new(says: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(says))
    }

    /// What is at an ARN, if anything is.
    pub(super) fn of(&self, arn: &str) -> Option<String> {
        (self.0)(arn)
    }
}

impl Default for Places {
    fn default() -> Self {
        Self::new(|_| None)
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Places").finish_non_exhaustive()
    }
}
