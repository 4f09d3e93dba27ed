//! Messages.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};

/// What kind of messages an identity or a pool sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageType {
    /// Messages that a person expects: codes, reminders.
    #[default]
    Transactional,
    /// Messages that advertise.
    Promotional,
}
