//! What is known about phone numbers. It is made up, or was said: callsign asks nobody.

use crate::path::{Served, served};

#[expect(clippy::module_inception, reason = "the family has one operation, which is called as it is")]
mod carrier_lookup;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[served::<carrier_lookup::CarrierLookup>()];
