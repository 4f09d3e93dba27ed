//! RCS agents.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;

/// The id of an RCS agent. RCS agents are not built, so none exists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RcsAgentId(pub String);
