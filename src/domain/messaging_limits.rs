//! How many message parts an origination identity sends in a second. Nobody is held to it here: it is what Describe operations tell.
//!
//! Documented: the throughput of each kind of identity, in message parts. Assumed (decision RD74): it stands beside each of the
//! identity's capabilities.

use std::iter;

use crate::model::{
    messaging_limits::MessagingLimits,
    phone_number::{NumberCapability, NumberType},
};

/// Of a phone number.
#[must_use]
pub fn of_phone_number(
    number_type: NumberType,
    iso_country_code: &str,
    number_capabilities: &[NumberCapability],
) -> MessagingLimits {
    let per_second = match (number_type, iso_country_code) {
        (NumberType::ShortCode, _) => 100,
        (NumberType::TenDlc | NumberType::Simulator, _) | (NumberType::LongCode, "CA") => 1,
        (NumberType::TollFree, _) => 3,
        (NumberType::LongCode, _) => 10,
    };
    let beside = |capability: &NumberCapability| (capability.to_string(), per_second);
    MessagingLimits { rate_limits: number_capabilities.iter().map(beside).collect() }
}

/// Of an RCS agent. Assumed (decision RD74): 20.
#[must_use]
pub fn of_rcs_agent() -> MessagingLimits {
    MessagingLimits { rate_limits: iter::once((NumberCapability::Rcs.to_string(), 20)).collect() }
}

/// Of a sender ID, which carries text messages.
#[must_use]
pub fn of_sender_id() -> MessagingLimits {
    MessagingLimits { rate_limits: iter::once((NumberCapability::Sms.to_string(), 10)).collect() }
}
