//! The members SenderId and IsoCountryCode of a request about one sender ID.

use crate::model::{
    arn::{self, Named, SenderIdKey},
    caller::Caller,
    error::{Field, ServiceError, ValidationReason},
    member::Members,
    shape::{ISO_COUNTRY_CODE, SENDER_ID_OR_ARN},
};

/// SenderId and IsoCountryCode with their shapes checked.
pub struct SenderIdMembers {
    sender_id: String,
    iso_country_code: String,
}

/// Checks the shapes of the two members.
pub fn read(members: &mut Members, sender_id: Option<String>, iso_country_code: Option<String>) -> SenderIdMembers {
    SenderIdMembers {
        sender_id: members.required("senderId", sender_id, &SENDER_ID_OR_ARN),
        iso_country_code: members.required("isoCountryCode", iso_country_code, &ISO_COUNTRY_CODE),
    }
}

impl SenderIdMembers {
    /// The sender ID that they name.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN; COUNTRY_CODE_MISMATCH for an ARN of another country (Assumed, row 8).
    pub fn resolve(self, caller: &Caller) -> Result<Named<SenderIdKey>, ServiceError> {
        let named = arn::sender_id("senderId", &self.sender_id, &self.iso_country_code, caller)?;
        if named.key.iso_country_code == self.iso_country_code {
            return Ok(named);
        }
        let message = format!("The ARN is of {}, not {}", named.key.iso_country_code, self.iso_country_code);
        let field = Field::new("isoCountryCode", message);
        Err(ServiceError::validation(ValidationReason::CountryCodeMismatch, vec![field]))
    }
}
