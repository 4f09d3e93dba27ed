//! Which phone number somebody would like to have.

use serde::Serialize;

use crate::model::{
    error::{Field, ServiceError, ValidationReason},
    phone_number::{NumberType, PreferenceType},
};

/// What a number is to be like.
#[derive(Clone, Debug, Serialize)]
pub struct NumberPreference {
    /// In which way.
    pub preference_type: PreferenceType,
    /// Like any of these: 1 to 15 digits, which may stand behind a `+`.
    pub filters: Vec<String>,
}

/// What stands before the numbers that can be searched, all of which are of the US.
const COUNTRY_CODE: &str = "+1";

impl NumberPreference {
    /// Whether a number of the US, in E.164 form, is like that. Settled (decision RD73): a filter is compared with the number's
    /// digits, those of the country code among them if the filter has a `+`; of several filters any will do.
    #[must_use]
    pub fn takes(&self, phone_number: &str) -> bool {
        self.filters.iter().any(|filter| {
            let (digits, of_filter) = match filter.strip_prefix('+') {
                Some(of_filter) => (phone_number.strip_prefix('+'), of_filter),
                None => (phone_number.strip_prefix(COUNTRY_CODE), filter.as_str()),
            };
            digits.is_some_and(|digits| match self.preference_type {
                PreferenceType::StartsWith => digits.starts_with(of_filter),
                PreferenceType::EndsWith => digits.ends_with(of_filter),
                PreferenceType::Contains => digits.contains(of_filter),
                PreferenceType::ExactMatch => digits == of_filter,
            })
        })
    }
}

/// Whether numbers of the country and kind can be searched, as `member` asks for.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER. Documented: only 10DLC numbers of the US can; Assumed: the Reason.
pub fn can_be_searched(
    member: &'static str,
    iso_country_code: &str,
    number_type: NumberType,
) -> Result<(), ServiceError> {
    if (iso_country_code, number_type) == ("US", NumberType::TenDlc) {
        return Ok(());
    }
    let field = Field::new(member, "Only 10DLC numbers of the US can be searched");
    Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]))
}
