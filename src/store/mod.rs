//! PostgreSQL: the tables, one file for each or for a pair, and how they are reached.
//!
//! Rules are `domain`'s. A store function reads or writes what its name says: `find`, `lock`, `page`, `insert`,
//! `associate`. What a rule needs is a column of a locked row, or is read by a statement that starts after the locks are
//! held: under READ COMMITTED a statement that waited for a lock still sees every other table as of its own start.

pub mod account_region;
pub mod carrier_lookup;
pub mod client_token;
pub mod clock;
pub mod configuration_set;
pub mod delivery;
pub mod event_destination;
pub mod fault;
pub mod handset;
pub mod in_force;
pub mod keyset;
pub mod keyword;
pub mod message;
pub mod monthly_spend;
pub mod network_opt_out;
pub mod next_token;
pub mod notify_configuration;
pub mod opt_out_list;
pub mod opted_out_number;
pub mod origination_identity;
pub mod phone_number;
pub mod pool;
pub mod pool_event;
pub mod pool_origination_identity;
pub mod protect_configuration;
pub mod protect_country_rule;
pub mod protect_number_override;
pub mod rcs_agent;
pub mod registration;
pub mod registration_association;
pub mod registration_attachment;
pub mod request;
pub mod reset;
pub mod resource;
pub mod resource_policy;
pub mod seed;
pub mod sender_id;
pub mod session_key;
pub mod sns_signing_key;
pub mod sns_subscription;
pub mod spend_limit_override;
pub mod sweep;
pub mod tag;
pub mod verification_code;
pub mod verified_destination_number;
pub mod view;
