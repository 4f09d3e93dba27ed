//! The whole suite, one binary: the real server on a real PostgreSQL, called by the official SDK.

mod harness;

mod associate_origination_identity;
mod aws_json;
mod embedded;
mod faults;
mod migrations;
mod program;
mod races;
mod settings;
mod sigv4;
