//! The whole suite, one binary: the real server on a real PostgreSQL, called by the official SDK.

mod harness;

mod associate_origination_identity;
mod delete_pool;
mod disassociate_origination_identity;
mod embedded;
mod lifecycle;
mod release_phone_number;
mod release_sender_id;
mod sigv4;
mod terraform;
mod update_phone_number;
mod update_pool;
mod update_sender_id;
