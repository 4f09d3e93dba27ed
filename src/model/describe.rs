//! What Describe operations of every family share.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use strum::{AsRefStr, Display, EnumString, VariantNames};

/// Whose resources a Describe operation lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Owner {
    /// The caller's own.
    #[default]
    #[strum(serialize = "SELF")]
    #[serde(rename = "SELF")]
    Own,
    /// Those that other accounts share with the caller.
    Shared,
}

/// A resource as an operation describes it.
pub trait Described {
    /// Its ARN.
    fn arn(&self) -> &str;
}
