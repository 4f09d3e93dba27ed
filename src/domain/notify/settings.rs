//! What a deployment may set about Notify.

use serde::{Deserialize, Serialize};

/// Names of brands. Assumed (decision RD49): AWS says that there are such names, not which.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Names that belong to somebody: a configuration of such a name is REQUIRES_VERIFICATION.
    pub reserved_names: Vec<String>,
    /// What no name may contain: a configuration of such a name is REJECTED.
    pub rejected_words: Vec<String>,
}

impl Default for Notify {
    fn default() -> Self {
        Self {
            reserved_names: ["AWS", "Amazon"].map(str::to_owned).to_vec(),
            rejected_words: ["http", "www"].map(str::to_owned).to_vec(),
        }
    }
}
