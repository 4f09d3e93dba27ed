//! The whole suite, one binary: the real server on a real PostgreSQL, called by the official SDK.

mod harness;

mod associate_origination_identity;
mod client_token;
mod embedded;
mod migrations;
mod restore;
mod sigv4;
