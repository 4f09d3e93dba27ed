//! What is told about a phone number: all of it is made up from the number itself, and nobody outside is ever asked.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType as Kind, Region};

use super::country;
use crate::model::carrier_lookup::{CarrierInformation, PhoneNumberType};

/// Beginnings of the numbers kept for fiction that are no mobile phones'. Assumed (decision RD46).
const LANDLINES: [&str; 4] = ["+441632960", "+353209", "+493023125", "+6125550"];

/// The network for tests. Assumed (decision RD46).
const TEST_MCC: &str = "001";
const TEST_MNC: &str = "01";

/// What is known about a number that somebody wrote in his way.
///
/// Assumed (decision RD46): a number that is free to call is OTHER, one that no country has, or of a length that its country doesn't
/// have, is INVALID, and whatever is neither a landline kept for fiction nor these is a mobile phone in the network for tests.
/// Cleansing takes away a trunk prefix behind the dialling code, such as `(0)`, with which a number is INVALID.
#[must_use]
pub fn look_up(text: &str, cleanse: bool) -> CarrierInformation {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    // No answer has more than 19 digits, and no number.
    let written: String = format!("+{digits}").chars().take(20).collect();
    let parsed = PHONE_NUMBER_UTIL.parse(&written, None).ok();
    let repaired = parsed.as_ref().map(|number| PHONE_NUMBER_UTIL.format(number, PhoneNumberFormat::E164).into_owned());
    let (e164, parsed) = match repaired {
        Some(repaired) if repaired == written || cleanse => (repaired, parsed),
        _ => (written, None),
    };
    let original_phone_number = (cleanse && e164 != text).then(|| text.to_owned());
    let invalid = nothing_known(e164, original_phone_number);
    let known = parsed.filter(|number| PHONE_NUMBER_UTIL.is_possible_number(number));
    match known.and_then(|number| Some((region(&number)?, number))) {
        None => invalid,
        Some((iso_country_code, number)) => of_country(invalid, &iso_country_code, &number),
    }
}

/// A number that can't be. Observed: nothing else is told of it.
fn nothing_known(e164_phone_number: String, original_phone_number: Option<String>) -> CarrierInformation {
    CarrierInformation {
        e164_phone_number,
        dialing_country_code: None,
        iso_country_code: None,
        country: None,
        mcc: None,
        mnc: None,
        carrier: None,
        phone_number_type: PhoneNumberType::Invalid,
        original_phone_number,
    }
}

/// What somebody wants to be told of a number in place of what is made up. Assumed (decision RD46): only so a number is VOIP or
/// PREPAID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What kind of phone it is.
    pub phone_number_type: PhoneNumberType,
    /// The carrier; left out: the one of its country.
    pub carrier: Option<String>,
    /// The MCC of a type that has one; left out: the one for tests.
    pub mcc: Option<String>,
    /// The same, the MNC.
    pub mnc: Option<String>,
}

impl Told {
    /// What is known then; the country stays the number's.
    #[must_use]
    pub fn instead_of(self, made_up: CarrierInformation) -> CarrierInformation {
        let kind = self.phone_number_type;
        if kind == PhoneNumberType::Invalid {
            return nothing_known(made_up.e164_phone_number, made_up.original_phone_number);
        }
        let code =
            |said: Option<String>, usual: &str| kind.has_network().then(|| said.unwrap_or_else(|| usual.to_owned()));
        CarrierInformation {
            mcc: code(self.mcc, TEST_MCC),
            mnc: code(self.mnc, TEST_MNC),
            carrier: self.carrier.or(made_up.carrier),
            phone_number_type: kind,
            ..made_up
        }
    }
}

fn region(number: &PhoneNumber) -> Option<String> {
    let of_number = PHONE_NUMBER_UTIL.get_region_for_number(number);
    let region = of_number.or_else(|| PHONE_NUMBER_UTIL.get_region_for_country_code(number.country_code))?;
    (region != Region::World).then(|| region.as_region_str().as_ref().to_owned())
}

fn of_country(invalid: CarrierInformation, iso_country_code: &str, number: &PhoneNumber) -> CarrierInformation {
    let kind = match PHONE_NUMBER_UTIL.get_number_type(number) {
        Kind::TollFree => PhoneNumberType::Other,
        _ if LANDLINES.iter().any(|beginning| invalid.e164_phone_number.starts_with(beginning)) => {
            PhoneNumberType::Landline
        }
        _ => PhoneNumberType::Mobile,
    };
    CarrierInformation {
        dialing_country_code: Some(number.country_code.to_string()),
        iso_country_code: Some(iso_country_code.to_owned()),
        country: country::name(iso_country_code).map(str::to_owned),
        mcc: kind.has_network().then(|| TEST_MCC.to_owned()),
        mnc: kind.has_network().then(|| TEST_MNC.to_owned()),
        carrier: Some(format!("Staging Mobile {iso_country_code}")),
        phone_number_type: kind,
        ..invalid
    }
}
