//! The rules of AWS, pure and synchronous: what may be associated with what, who may do it, and how much of it.
//!
//! Nothing here reads a clock, a database or a random source: what a rule needs is handed to it.

pub mod account;
pub mod authorisation;
pub mod carrier_lookup;
pub mod check;
pub mod clock;
pub mod country;
pub mod delivery;
pub mod deployment;
pub mod event_destination;
pub mod fault;
pub mod inbound;
pub mod keyword;
pub mod message;
pub mod messaging_limits;
pub mod notify;
pub mod number_preference;
pub mod opt_out_list;
pub mod origination_identity;
pub mod policy;
pub mod pool;
pub mod protect_configuration;
pub mod quota;
pub mod rate;
pub mod rcs_agent;
pub mod registration;
pub mod sender_id;
pub mod sending;
pub mod settings;
pub mod sharing;
pub mod spend_limit;
pub mod two_way;
pub mod two_way_update;
pub mod verification;
