//! How much an origination identity may send.

use std::collections::BTreeMap;

use serde::Serialize;

/// `MessagingLimits` of the model. Its DailyMessageCaps are left out: AWS publishes no values (decision RD74).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessagingLimits {
    /// How many message parts a second, by the NumberCapability that carries them.
    pub rate_limits: BTreeMap<String, u32>,
}
