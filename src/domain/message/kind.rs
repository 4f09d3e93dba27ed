//! Why a message is sent.

use strum::{AsRefStr, Display, EnumString};

/// Who asks for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// A call of the API.
    Api,
    /// A keyword that came in.
    AutoReply,
    /// A number that is to be verified.
    VerificationCode,
    /// A call of the API by a notify configuration.
    Notify,
}
