//! The whole suite, one binary: the real server on a real PostgreSQL, called by the official SDK.

mod harness;

mod associate_origination_identity;
mod coverage;
mod embedded;
mod example_settings;
mod house;
mod migrations;
mod restore;
mod sigv4;
mod sql;
