//! The country of a phone number.

use callsign::domain::message::destination::{Destination, Simulated};
use proptest::prelude::*;

use super::{answer, to};

#[test]
fn a_phone_number_is_of_the_country_that_has_it() {
    for (phone_number, country) in [
        ("+12065550142", "US"),
        ("+18335550100", "US"),
        ("+15555550100", "US"),
        ("+19995550100", "US"),
        ("+17875550100", "PR"),
        ("+19395550100", "PR"),
        ("+13405550100", "VI"),
        ("+16715550100", "GU"),
        ("+16845550100", "AS"),
        ("+16705550100", "MP"),
        ("+17215550100", "SX"),
        ("+16495550100", "TC"),
        ("+17845550100", "VC"),
        ("+14415550100", "BM"),
        ("+18765550100", "JM"),
        ("+16585550100", "JM"),
        ("+18095550100", "DO"),
        ("+18295550100", "DO"),
        ("+18495550100", "DO"),
        ("+14165550100", "CA"),
        ("+12365550100", "CA"),
        ("+79161234567", "RU"),
        ("+77011234567", "KZ"),
        ("+262692123456", "RE"),
        ("+262639012345", "YT"),
        ("+262269601234", "YT"),
        ("+262600000000", "RE"),
        ("+447700900123", "GB"),
        ("+441632960001", "GB"),
        ("+441481723153", "GG"),
        ("+441534123456", "JE"),
        ("+441624723153", "IM"),
        ("+353209100000", "IE"),
        ("+33639980000", "FR"),
        ("+46701740605", "SE"),
        ("+493023125000", "DE"),
        ("+61491570156", "AU"),
        ("+390669812345", "VA"),
    ] {
        assert_eq!(to(phone_number).iso_country_code, country, "{phone_number}");
    }
}

#[test]
fn a_number_without_a_plus_is_the_same_number() {
    assert_eq!(to("12065550142"), to("+12065550142"));
    assert_eq!(to("14254147755"), to("+14254147755"));
    assert_eq!(to("12065550142").phone_number, "+12065550142");
}

#[test]
fn a_number_of_no_country_is_refused_in_its_field() {
    for phone_number in
        ["+99912345678", "+21012345678", "+80012345678", "+88212345678", "+1234567", "+1206555014200000"]
    {
        let refused = answer(Destination::read(phone_number));
        assert_eq!(refused, "ValidationException INVALID_PARAMETER destinationPhoneNumber", "{phone_number}");
    }
}

#[test]
fn the_length_of_a_number_is_checked_from_eight_to_fifteen_digits_alone() {
    for phone_number in ["+12065550", "+120655501420000"] {
        assert_eq!(to(phone_number).iso_country_code, "US", "{phone_number}");
    }
}

#[test]
fn the_numbers_of_the_simulator_are_of_the_countries_that_aws_lists_them_for() {
    for (success, failure, country) in [
        ("+43676800442031", "+43676800442032", "AT"),
        ("+3584573979110", "+3584573979111", "FI"),
        ("+447937404990", "+447937404992", "JE"),
        ("+447860019066", "+447860019067", "GB"),
        ("+4525919410", "+4525919215", "DK"),
        ("+886903444630", "+886903444632", "TW"),
        ("+14254147755", "+14254147167", "US"),
    ] {
        let expected = [(success, Simulated::Success), (failure, Simulated::Failure)];
        for (phone_number, simulated) in expected {
            let destination = to(phone_number);
            assert_eq!((destination.iso_country_code.as_str(), destination.simulated), (country, Some(simulated)));
        }
    }
    assert_eq!(to("+14254147756").simulated, None);
}

proptest! {
    #[test]
    fn no_number_of_the_shape_makes_the_reader_panic(text in r"\+?[1-9][0-9]{1,18}") {
        if let Ok(destination) = Destination::read(&text) {
            prop_assert!(destination.phone_number.ends_with(text.trim_start_matches('+')));
            prop_assert_eq!(destination.iso_country_code.len(), 2);
        }
    }
}
