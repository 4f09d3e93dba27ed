//! What a message costs, in exact decimals.
//!
//! The figures are a table of this program, not AWS's price list, which isn't published as data.

use std::{collections::HashMap, fmt, ops::Add, sync::LazyLock};

use serde::Deserialize;

use super::channel::Channel;

/// US dollars, in whole hundred-thousandths. Documented: no price of AWS, and no MaxPrice, has more than five decimals, so
/// that these integers are exact, here and in a `bigint` column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dollars(pub i64);

const DECIMALS: usize = 5;
const UNITS: i64 = 100_000;

impl Dollars {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole dollars.
    #[must_use]
    pub fn whole(dollars: i64) -> Self {
        Self(dollars.saturating_mul(UNITS))
    }

    /// Reads `1`, `0.00581` or `.05`; `None` for any other form, and for more than five decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.len() + fraction.len()) == 0 || fraction.len() > DECIMALS || !is_number(whole) || !is_number(fraction)
        {
            return None;
        }
        format!("{whole}{fraction:0<DECIMALS$}").parse().ok().map(Self)
    }

    /// This so many times.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self(self.0.saturating_mul(i64::from(count)))
    }
}

impl Add for Dollars {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// The shortest decimal, `0.0195` and `0`: as a JSON number has it.
impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, units) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, fraction) = (units / UNITS.unsigned_abs(), units % UNITS.unsigned_abs());
        let text = format!("{sign}{whole}.{fraction:0>DECIMALS$}");
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// What something costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// AWS's own part.
    pub price: Dollars,
    /// The carriers' part. Assumed: one for each country; AWS's varies by carrier.
    pub carrier_fee: Dollars,
}

impl Price {
    /// Both together. Documented: what counts against limits and MaxPrice is their sum.
    #[must_use]
    pub fn cost(self) -> Dollars {
        self.price + self.carrier_fee
    }

    /// So many parts or minutes of it. Documented: the price of a message is price and fee, times its parts.
    #[must_use]
    pub fn times(self, count: u32) -> Self {
        Self { price: self.price.times(count), carrier_fee: self.carrier_fee.times(count) }
    }
}

/// The price of one part of a text, of a media or an RCS message, or of a started minute of a call to the country.
#[must_use]
pub fn unit_price(channel: Channel, iso_country_code: &str) -> Price {
    let figure = |member: &str| {
        let of_country = PRICES.countries.get(iso_country_code).and_then(|country| country.get(member));
        let text = of_country.or_else(|| PRICES.default.get(member));
        text.and_then(|text| Dollars::parse(text)).unwrap_or_default()
    };
    let (price, carrier_fee) = match channel {
        Channel::Text => ("sms_part", "sms_carrier_fee"),
        Channel::Media => ("mms", "mms_carrier_fee"),
        Channel::Voice => ("voice_minute", "voice_carrier_fee"),
        Channel::Rcs => ("rcs", "rcs_carrier_fee"),
    };
    Price { price: figure(price), carrier_fee: figure(carrier_fee) }
}

#[derive(Deserialize)]
struct Prices {
    default: HashMap<String, String>,
    countries: HashMap<String, HashMap<String, String>>,
}

static PRICES: LazyLock<Prices> = LazyLock::new(|| {
    serde_json::from_str(include_str!("sms-prices.json"))
        .expect("sms-prices.json is part of the program, and tests read it")
});
