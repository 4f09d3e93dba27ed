//! The exceptions of the model.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString, IntoStaticStr};

/// The exceptions that the API model declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, EnumString, IntoStaticStr, Serialize, Deserialize)]
pub enum Exception {
    /// The caller may not do this.
    AccessDeniedException,
    /// The state or configuration of a resource forbids this.
    ConflictException,
    /// callsign or its database failed.
    InternalServerException,
    /// A resource that the request names doesn't exist.
    ResourceNotFoundException,
    /// The request would exceed a quota.
    ServiceQuotaExceededException,
    /// Too much at once.
    ThrottlingException,
    /// The request itself is wrong.
    ValidationException,
}

impl Exception {
    /// The HTTP status. Documented: 400 for every modelled error, 500 for InternalServerException.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::InternalServerException => 500,
            _ => 400,
        }
    }
}
