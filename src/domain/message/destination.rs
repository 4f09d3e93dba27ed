//! Where a message goes: the number, and the country that it is of.

use std::{collections::HashMap, sync::LazyLock};

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};
use serde::Deserialize;

use crate::model::error::{Field, ServiceError, ValidationReason};

/// The member that names it.
pub const MEMBER: &str = "destinationPhoneNumber";

/// A phone number that a message is sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// In E.164 form, with the `+`.
    pub phone_number: String,
    /// Its country. Observed: territories of the US are countries of their own.
    pub iso_country_code: String,
    /// What AWS's simulator makes of it, if it is one of the simulator's numbers.
    pub simulated: Option<Simulated>,
}

/// What the simulator's numbers stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Simulated {
    /// The message arrives.
    Success,
    /// The message fails.
    Failure,
}

impl Destination {
    /// Reads DestinationPhoneNumber, whose shape is checked already.
    ///
    /// Assumed (MD2): without a `+` the digits are E.164 all the same. Assumed (MD3): the simulator's numbers are of the
    /// countries that AWS lists them for; of others libphonenumber's data says which country it is, and where a country code
    /// is shared and the data doesn't know the number, it is of the country that the code is mainly for. The length is checked
    /// for 8 to 15 digits alone.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_PARAMETER if no country has the number. Assumed (MD3): the Reason.
    pub fn read(text: &str) -> Result<Self, ServiceError> {
        let phone_number = e164(text);
        if let Some((iso_country_code, simulated)) = SIMULATOR.get(&phone_number) {
            return Ok(Self { phone_number, iso_country_code: iso_country_code.clone(), simulated: Some(*simulated) });
        }
        let country = country(&phone_number).filter(|_| has_a_possible_length(&phone_number));
        let Some(iso_country_code) = country else {
            let field = Field::new(MEMBER, "The phone number is of no country that is known");
            return Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]));
        };
        Ok(Self { phone_number, iso_country_code, simulated: None })
    }

    /// Reads a number that messages may go to: with its `+`, and the country that it is of; `None` for a number of no country.
    /// Assumed (decision RD12): otherwise as [`Destination::read`].
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_PARAMETER if no number has so many digits. Assumed (decision RD12): the Reason.
    pub fn number(text: &str) -> Result<(String, Option<String>), ServiceError> {
        let phone_number = e164(text);
        if !has_a_possible_length(&phone_number) {
            let field = Field::new(MEMBER, "A phone number has 8 to 15 digits");
            return Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]));
        }
        let simulated = SIMULATOR.get(&phone_number).map(|(iso_country_code, _)| iso_country_code.clone());
        let iso_country_code = simulated.or_else(|| country(&phone_number));
        Ok((phone_number, iso_country_code))
    }

    /// Whether it is one of the simulator's numbers.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.simulated.is_some()
    }
}

/// The number with its `+`. Assumed (MD2): with and without it, the same number is meant.
#[must_use]
pub fn e164(text: &str) -> String {
    format!("+{}", text.strip_prefix('+').unwrap_or(text))
}

/// Whether there are 8 to 15 digits behind the `+`.
fn has_a_possible_length(phone_number: &str) -> bool {
    (9..=16).contains(&phone_number.len())
}

fn country(phone_number: &str) -> Option<String> {
    let number = PHONE_NUMBER_UTIL.parse(phone_number, None).ok()?;
    let region = PHONE_NUMBER_UTIL
        .get_region_for_number(&number)
        .or_else(|| PHONE_NUMBER_UTIL.get_region_for_country_code(number.country_code))?;
    // Numbers of no country, such as international freephone.
    (region != Region::World).then(|| region.as_region_str().as_ref().to_owned())
}

/// One country's numbers in the simulator.
#[derive(Deserialize)]
struct SimulatorNumbers {
    iso_country_code: String,
    success: String,
    failure: String,
}

/// Documented: the numbers of AWS's simulator, for text and media messages alike.
static SIMULATOR: LazyLock<HashMap<String, (String, Simulated)>> = LazyLock::new(|| {
    let numbers: Vec<SimulatorNumbers> = serde_json::from_str(include_str!("simulator-numbers.json"))
        .expect("simulator-numbers.json is part of the program, and tests read it");
    let both = |of: SimulatorNumbers| {
        [
            (of.success, (of.iso_country_code.clone(), Simulated::Success)),
            (of.failure, (of.iso_country_code, Simulated::Failure)),
        ]
    };
    numbers.into_iter().flat_map(both).collect()
});
