//! Protect configurations.

use serde::Serialize;

/// The id of a protect configuration. They are not built, so none exists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ProtectConfigurationId(pub String);
