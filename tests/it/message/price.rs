//! Prices in exact decimals.

use callsign::domain::message::{
    channel::Channel,
    price::{Dollars, Price, unit_price},
};
use proptest::prelude::*;

fn dollars(text: &str) -> Dollars {
    Dollars::parse(text).expect("it is a price")
}

#[test]
fn a_price_is_read_to_five_decimals() {
    for (text, units) in [("1", 100_000), ("0.00581", 581), (".05", 5_000), ("99.99999", 9_999_999), ("1.", 100_000)] {
        assert_eq!(Dollars::parse(text), Some(Dollars(units)), "{text}");
    }
    for text in ["", ".", "0.000001", "-1", "1e3", "1,5", " 1", "1.2.3", "+1", "99999999999999999999"] {
        assert_eq!(Dollars::parse(text), None, "{text:?}");
    }
}

#[test]
fn a_price_is_written_as_the_shortest_decimal() {
    for (units, text) in
        [(0, "0"), (1, "0.00001"), (581, "0.00581"), (1950, "0.0195"), (100_000, "1"), (-1500, "-0.015")]
    {
        assert_eq!(Dollars(units).to_string(), text);
    }
}

#[test]
fn each_country_has_its_figures_and_the_others_the_default() {
    for (channel, country, price, fee) in [
        (Channel::Text, "US", "0.00581", "0.00302"),
        (Channel::Media, "US", "0.0195", "0.00266"),
        (Channel::Voice, "US", "0.013", "0"),
        (Channel::Text, "CA", "0.00581", "0.00767"),
        (Channel::Text, "JP", "0.07451", "0"),
        (Channel::Media, "JP", "0.05", "0"),
        (Channel::Text, "AQ", "0.05", "0"),
        (Channel::Voice, "AQ", "0.1", "0"),
    ] {
        let expected = Price { price: dollars(price), carrier_fee: dollars(fee) };
        assert_eq!(unit_price(channel, country), expected, "{channel} {country}");
    }
}

#[test]
fn price_and_fee_are_multiplied_by_the_parts() {
    let total = unit_price(Channel::Text, "US").times(3);
    assert_eq!(
        (total.price, total.carrier_fee, total.cost()),
        (dollars("0.01743"), dollars("0.00906"), dollars("0.02649"))
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same_price(units in 0..i64::MAX) {
        prop_assert_eq!(Dollars::parse(&Dollars(units).to_string()), Some(Dollars(units)));
    }
}
