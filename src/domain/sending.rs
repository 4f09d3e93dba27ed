//! What a deployment may set about messages.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::message::{schedule, selection::Spread};

/// Sends.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sending {
    /// How many septets of GSM 03.38 a text may have. Documented: 1530; older pages say 1600.
    pub max_septets: u32,
    /// Countries that no message goes to.
    pub blocked_countries: Vec<String>,
    /// Whether sender IDs that nobody requested are sent where a country takes any (Assumed, MD6).
    pub dynamic_sender_ids: bool,
    /// Which of several equal identities is taken (Assumed, MD8).
    pub spread: Spread,
}

impl Default for Sending {
    fn default() -> Self {
        Self { max_septets: 1530, blocked_countries: Vec::new(), dynamic_sender_ids: false, spread: Spread::default() }
    }
}

/// How long what happens to a message takes. Observed: the defaults are those of AWS's sample.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delivery {
    /// Until the carrier has it, in milliseconds.
    pub accepted_ms: u32,
    /// Until the phone has it, in milliseconds.
    pub delivered_ms: u32,
    /// Whether each event comes twice, as receipts of AWS may.
    pub duplicate_receipts: bool,
}

impl Default for Delivery {
    fn default() -> Self {
        Self { accepted_ms: 350, delivered_ms: 2_800, duplicate_receipts: false }
    }
}

impl Delivery {
    /// The same, as schedules are made by it.
    #[must_use]
    pub fn times(&self, verbose: bool) -> schedule::Delivery {
        schedule::Delivery {
            accepted: Duration::milliseconds(self.accepted_ms.into()),
            delivered: Duration::milliseconds(self.delivered_ms.into()),
            verbose,
            duplicate_receipts: self.duplicate_receipts,
        }
    }
}

/// Phones.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Handsets {
    /// Whether numbers of the form +1 NPA 555 01NN stand for outcomes.
    pub magic: bool,
}

impl Default for Handsets {
    fn default() -> Self {
        Self { magic: true }
    }
}
