//! What a country offers, and which of its phone numbers name nobody.
//!
//! Documented: `countries.json` holds what AWS published about each country. Numbers come only from the ranges that
//! regulators keep for fiction, so that no real subscriber is ever named; Assumed: a country without such a range has no
//! number to lease (decision D7).

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use crate::model::{
    error::{Field, ServiceError, ValidationReason},
    message::MessageType,
    phone_number::NumberType,
    resource_type::ResourceType,
};

#[derive(Deserialize)]
struct Country {
    name: String,
    long_codes: bool,
    two_way: bool,
    sender_ids: SenderIds,
}

/// What a country says to sender IDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SenderIds {
    /// They are sent as they are.
    Yes,
    /// They can't be sent.
    No,
    /// They are sent if they are registered.
    Registration,
}

static COUNTRIES: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("countries.json"))
        .expect("countries.json is part of the program, and tests read it")
});

/// Consecutive phone numbers kept for fiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRange {
    /// The first number, without the `+`.
    pub first: i64,
    /// How many numbers there are.
    pub count: i64,
}

/// The ranges that a number of `number_type` in the country comes from.
///
/// # Errors
///
/// ResourceNotFoundException if there is none. Observed: a SIMULATOR number for PROMOTIONAL messages gives that exception,
/// since nothing is in the inventory. Documented: SIMULATOR numbers are in the US only and TRANSACTIONAL, 10DLC is of the
/// US. Assumed (decision D10): the same exception for a number type that a country doesn't have.
pub fn number_ranges(
    iso_country_code: &str,
    number_type: NumberType,
    message_type: MessageType,
) -> Result<Vec<NumberRange>, ServiceError> {
    let has_long_codes = COUNTRIES.get(iso_country_code).is_some_and(|country| country.long_codes);
    let ranges = match (number_type, iso_country_code) {
        (NumberType::LongCode, country) if has_long_codes => fictional_ranges(country),
        (NumberType::Simulator, "US") if message_type == MessageType::Transactional => SIMULATOR_RANGES.to_vec(),
        (NumberType::TenDlc, "US") => fictional_ranges("US"),
        (NumberType::TollFree, "US") => north_american(US_TOLL_FREE_CODES),
        _ => Vec::new(),
    };
    if ranges.is_empty() {
        return Err(no_number(iso_country_code, number_type));
    }
    Ok(ranges)
}

/// The numbers of these ranges, in their order.
pub fn numbers(ranges: &[NumberRange]) -> impl Iterator<Item = String> {
    ranges.iter().flat_map(|range| (range.first..range.first + range.count).map(|number| format!("+{number}")))
}

/// The error when no number is left or none ever was.
#[must_use]
pub fn no_number(iso_country_code: &str, number_type: NumberType) -> ServiceError {
    ServiceError::nothing_available(format!(
        "Resource Not Found - ResourceType=\"{}\": no {number_type} number is available in {iso_country_code}",
        ResourceType::PhoneNumber
    ))
}

/// What the country says to sender IDs. Assumed (decision D7): one that AWS doesn't list has none.
#[must_use]
pub fn sender_ids(iso_country_code: &str) -> SenderIds {
    COUNTRIES.get(iso_country_code).map_or(SenderIds::No, |country| country.sender_ids)
}

/// Whether sender IDs can be requested for the country.
///
/// # Errors
///
/// ValidationException SENDER_ID_NOT_SUPPORTED or SENDER_ID_REQUIRES_REGISTRATION. Documented: only countries without
/// registration; Assumed (decision D7): the Reasons' names say so, and a country that AWS doesn't list has no sender IDs.
pub fn allows_sender_ids(iso_country_code: &str) -> Result<(), ServiceError> {
    let (reason, message) = match sender_ids(iso_country_code) {
        SenderIds::Yes => return Ok(()),
        SenderIds::Registration => {
            (ValidationReason::SenderIdRequiresRegistration, "Sender IDs of this country need a registration")
        }
        SenderIds::No => (ValidationReason::SenderIdNotSupported, "This country has no sender IDs"),
    };
    Err(ServiceError::validation(reason, vec![Field::new("isoCountryCode", message)]))
}

/// The countries that messages can be sent to, by their codes.
pub fn served() -> impl Iterator<Item = &'static str> {
    COUNTRIES.keys().map(String::as_str)
}

/// What the country is called.
#[must_use]
pub fn name(iso_country_code: &str) -> Option<&'static str> {
    COUNTRIES.get(iso_country_code).map(|country| country.name.as_str())
}

/// Whether messages can be sent to the country.
#[must_use]
pub fn is_served(iso_country_code: &str) -> bool {
    COUNTRIES.contains_key(iso_country_code)
}

/// Whether numbers of the country can receive messages. `member` is the one that asked for it.
///
/// # Errors
///
/// ValidationException TWO_WAY_NOT_SUPPORTED_IN_COUNTRY. Assumed (decision D9): the Reason's name says so.
pub fn allows_two_way(member: &'static str, iso_country_code: &str) -> Result<(), ServiceError> {
    if COUNTRIES.get(iso_country_code).is_some_and(|country| country.two_way) {
        return Ok(());
    }
    let field = Field::new(member, format!("Numbers of {iso_country_code} can't receive messages"));
    Err(ServiceError::validation(ValidationReason::TwoWayNotSupportedInCountry, vec![field]))
}

/// Whether a number of this country and kind may be made to send to other countries.
///
/// # Errors
///
/// ValidationException INTERNATIONAL_SENDING_NOT_SUPPORTED. Documented: the announcement has it for toll-free numbers of the
/// US; Assumed (decision D22): others are refused, and the Reason's name says so.
pub fn allows_international_sending(iso_country_code: &str, number_type: NumberType) -> Result<(), ServiceError> {
    if (iso_country_code, number_type) == ("US", NumberType::TollFree) {
        return Ok(());
    }
    let field = Field::new("internationalSendingEnabled", "Only toll-free numbers of the US send to other countries");
    Err(ServiceError::validation(ValidationReason::InternationalSendingNotSupported, vec![field]))
}

fn fictional_ranges(iso_country_code: &str) -> Vec<NumberRange> {
    let range = |first, last| NumberRange { first, count: last - first + 1 };
    match iso_country_code {
        "US" => north_american(US_AREA_CODES),
        "CA" => north_american(CA_AREA_CODES),
        "GB" => vec![range(447_700_900_000, 447_700_900_999), range(441_632_960_000, 441_632_960_999)],
        "FR" => vec![range(33_639_980_000, 33_639_989_999)],
        "IE" => vec![range(353_209_100_000, 353_209_199_999)],
        "SE" => vec![range(46_701_740_605, 46_701_740_699)],
        "DE" => vec![range(493_023_125_000, 493_023_125_999)],
        "AU" => vec![range(61_255_500_000, 61_255_509_999), range(61_491_570_156, 61_491_570_159)],
        _ => Vec::new(),
    }
}

/// In each North American area code, 555-0100 to 555-0199 are kept for fiction.
fn north_american(area_codes: &[i64]) -> Vec<NumberRange> {
    area_codes
        .iter()
        .map(|area_code| NumberRange { first: 10_000_000_000 + area_code * 10_000_000 + 5_550_100, count: 100 })
        .collect()
}

/// Observed: AWS's SIMULATOR numbers lie in +1 425 555. Settled (decision D23): they have 0100 to 0199 there to themselves,
/// but for 0151 to 0192, which are destinations with a meaning of their own.
const SIMULATOR_RANGES: [NumberRange; 2] =
    [NumberRange { first: 14_255_550_100, count: 51 }, NumberRange { first: 14_255_550_193, count: 7 }];

const US_TOLL_FREE_CODES: &[i64] = &[800, 833, 844, 855, 866, 877, 888];

#[rustfmt::skip]
const US_AREA_CODES: &[i64] = &[
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234, 239,
    240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307, 308, 309, 310, 312,
    313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 330, 334, 336, 337, 339, 347, 351, 352, 360, 361, 385, 386, 401,
    402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 424, 430, 432, 434, 435, 440, 443, 469,
    470, 475, 478, 479, 480, 484, 501, 502, 503, 504, 505, 507, 508, 509, 510, 512, 513, 515, 516, 517, 518, 520, 530, 540,
    541, 551, 559, 561, 562, 563, 567, 570, 571, 573, 574, 575, 580, 585, 586, 601, 602, 603, 605, 606, 607, 608, 609, 610,
    612, 614, 615, 616, 617, 618, 619, 620, 623, 626, 630, 631, 636, 641, 646, 650, 651, 660, 661, 662, 678, 682, 701, 702,
    703, 704, 706, 707, 708, 712, 713, 714, 715, 716, 717, 718, 719, 720, 724, 727, 731, 732, 734, 740, 754, 757, 760, 763,
    765, 770, 772, 773, 774, 775, 781, 785, 786, 801, 802, 803, 804, 805, 806, 808, 810, 812, 813, 814, 815, 816, 817, 818,
    828, 830, 831, 832, 843, 845, 847, 848, 850, 856, 857, 858, 859, 860, 862, 863, 864, 865, 870, 878, 901, 903, 904, 906,
    907, 908, 909, 910, 912, 913, 914, 915, 916, 917, 918, 919, 920, 925, 928, 931, 936, 937, 940, 941, 947, 949, 951, 952,
    954, 956, 970, 971, 972, 973, 978, 979, 980, 985, 989,
];

#[rustfmt::skip]
const CA_AREA_CODES: &[i64] = &[
    204, 226, 236, 249, 250, 289, 306, 343, 365, 403, 416, 418, 437, 438, 450, 506, 514, 519, 579, 581, 587, 604, 613, 647,
    705, 709, 778, 780, 807, 819, 867, 873, 902, 905,
];
