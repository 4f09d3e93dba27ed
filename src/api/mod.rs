//! The API reference: a folder for each family, in it one operation a file, each to be read like a page.

use crate::path::Served;

mod account;
mod carrier_lookup;
mod configuration_set;
mod keyword;
mod message;
mod notify_configuration;
mod opt_out_list;
mod phone_number;
mod pool;
mod protect_configuration;
mod rcs_agent;
mod registration;
mod resource_policy;
mod sender_id;
mod tag;
mod verified_destination_number;

pub use message::route;

/// The tables of the families, by the names of their folders.
static FAMILIES: &[(&str, &[Served])] = &[
    ("account", account::OPERATIONS),
    ("carrier_lookup", carrier_lookup::OPERATIONS),
    ("configuration_set", configuration_set::OPERATIONS),
    ("keyword", keyword::OPERATIONS),
    ("message", message::OPERATIONS),
    ("notify_configuration", notify_configuration::OPERATIONS),
    ("opt_out_list", opt_out_list::OPERATIONS),
    ("phone_number", phone_number::OPERATIONS),
    ("pool", pool::OPERATIONS),
    ("protect_configuration", protect_configuration::OPERATIONS),
    ("rcs_agent", rcs_agent::OPERATIONS),
    ("registration", registration::OPERATIONS),
    ("resource_policy", resource_policy::OPERATIONS),
    ("sender_id", sender_id::OPERATIONS),
    ("tag", tag::OPERATIONS),
    ("verified_destination_number", verified_destination_number::OPERATIONS),
];

/// The families, each with the operations that are served.
pub fn families() -> impl Iterator<Item = (&'static str, &'static [Served])> + Clone {
    FAMILIES.iter().copied()
}

/// The operations that are served.
pub fn operations() -> impl Iterator<Item = &'static Served> {
    families().flat_map(|(_, table)| table)
}

/// The operation with this name, if it is served.
#[must_use]
pub fn dispatch(name: &str) -> Option<&'static Served> {
    operations().find(|served| served.name == name)
}
