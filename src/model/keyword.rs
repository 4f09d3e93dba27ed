//! Keywords of pools and phone numbers.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};

/// What happens when a keyword comes in.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, AsRefStr, Display, EnumString, VariantNames,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum KeywordAction {
    /// The keyword's message is sent back.
    AutomaticResponse,
    /// The sender goes on the opt-out list, and the message is sent back.
    OptOut,
    /// The sender leaves the opt-out list, and the message is sent back.
    OptIn,
}

/// `KeywordInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct KeywordInformation {
    pub keyword: String,
    pub keyword_message: String,
    pub keyword_action: KeywordAction,
}
