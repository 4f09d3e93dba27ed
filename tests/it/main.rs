//! The whole suite, one binary: the real server on a real PostgreSQL, called by the official SDK.

mod harness;

mod associate_origination_identity;
mod aws_json;
mod client_token;
mod coverage;
mod create_opt_out_list;
mod create_pool;
mod delete_pool;
mod describe_phone_numbers;
mod describe_pools;
mod describe_sender_ids;
mod disassociate_origination_identity;
mod embedded;
mod example_settings;
mod faults;
mod house;
mod lifecycle;
mod list_pool_origination_identities;
mod migrations;
mod paging;
mod program;
mod races;
mod release_phone_number;
mod release_sender_id;
mod request_phone_number;
mod request_sender_id;
mod restore;
mod settings;
mod sigv4;
mod sql;
mod terraform;
mod update_phone_number;
mod update_pool;
mod update_sender_id;
mod validation;
