//! The vocabulary of the AWS model: what requests and answers are made of.
//!
//! Nothing here reads or writes anything, and no rule of AWS about the state lives here.

pub mod account;
pub mod arn;
pub mod blob;
pub mod caller;
pub mod carrier_lookup;
pub mod configuration_set;
pub mod describe;
pub mod error;
pub mod filter;
mod id;
pub mod json;
pub mod keyword;
pub mod member;
pub mod message;
pub mod messaging_limits;
pub mod notify_configuration;
pub mod notify_template;
pub mod opt_out_list;
pub mod phone_number;
pub mod pool;
pub mod protect_configuration;
pub mod rcs_agent;
pub mod rcs_message;
pub mod registration;
pub mod resource;
pub mod resource_type;
pub mod sender_id;
pub mod shape;
pub mod structure;
pub mod tag;
pub mod timestamp;
pub mod verified_destination_number;
