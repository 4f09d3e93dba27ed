//! What is known about phone numbers.

#[expect(clippy::module_inception, reason = "the family has one operation, which is called as it is")]
mod carrier_lookup;
