//! The whole suite, one binary: the real server on a real PostgreSQL, called by the official SDK.

mod harness;

mod associate_origination_identity;
mod client_token;
mod create_opt_out_list;
mod create_pool;
mod describe_phone_numbers;
mod describe_pools;
mod describe_sender_ids;
mod embedded;
mod list_pool_origination_identities;
mod migrations;
mod paging;
mod request_phone_number;
mod request_sender_id;
mod restore;
mod sigv4;
mod validation;
