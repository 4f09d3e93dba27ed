//! Which destinations an origination identity reaches.
//!
//! Reach is data, so that one statement finds what reaches a destination: an identity reaches its own country, and others if
//! its type is one of [`INTERNATIONAL`] and international sending is on; a SIMULATOR number only the simulator's numbers.
//!
//! ```sql
//! case when kind = 'RCS_AGENT' then is_launched or is_tester
//!      when number_type = 'SIMULATOR' then iso_country_code = $country and $is_simulated
//!      when $channel = 'MEDIA' and number_type = 'TOLL_FREE' then iso_country_code = $country
//!      else iso_country_code = $country or (number_type = any($international) and international_sending_enabled) end
//! and ($channel <> 'MEDIA' or $country = any($media_countries))
//! ```

use super::{channel::Channel, destination::Destination};
use crate::model::phone_number::NumberType;

/// The types that reach other countries once InternationalSendingEnabled is on. Documented: toll-free numbers; Assumed: long
/// codes, and that nothing is excepted. Documented: short codes and 10DLC stay in their country.
pub const INTERNATIONAL: [NumberType; 2] = [NumberType::LongCode, NumberType::TollFree];

/// The countries that media messages can be sent to. Documented.
pub const MEDIA_COUNTRIES: [&str; 2] = ["US", "CA"];

/// What reach depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A phone number.
    PhoneNumber {
        /// Its type.
        number_type: NumberType,
        /// Whether it may send abroad.
        international_sending_enabled: bool,
    },
    /// A sender ID.
    SenderId,
    /// An RCS agent.
    RcsAgent {
        /// Whether it is launched in the destination's country.
        is_launched: bool,
        /// Whether the destination is a VERIFIED tester of it.
        is_tester: bool,
    },
}

impl Sender {
    /// Whether what is sent from it, being of the country `iso_country_code`, reaches the destination.
    ///
    /// Documented: a sender ID stays in its country; a SIMULATOR number reaches the simulator's numbers of its country alone;
    /// media messages go to the US and Canada, from US toll-free numbers to the US only. Assumed: a simulator's number is
    /// reached as any number of its country is. Documented: an RCS agent reaches the countries where it is launched, and its testers.
    #[must_use]
    pub fn reaches(&self, iso_country_code: &str, destination: &Destination, channel: Channel) -> bool {
        let country = destination.iso_country_code.as_str();
        let is_home = iso_country_code == country;
        if channel == Channel::Media && !MEDIA_COUNTRIES.contains(&country) {
            return false;
        }
        match self {
            Self::SenderId => is_home,
            Self::RcsAgent { is_launched, is_tester } => *is_launched || *is_tester,
            Self::PhoneNumber { number_type: NumberType::Simulator, .. } => is_home && destination.is_simulated(),
            Self::PhoneNumber { number_type: NumberType::TollFree, .. } if channel == Channel::Media => is_home,
            Self::PhoneNumber { number_type, international_sending_enabled } => {
                is_home || (INTERNATIONAL.contains(number_type) && *international_sending_enabled)
            }
        }
    }
}
