//! # callsign
//!
//! A stateful staging backend for the AWS End User Messaging SMS and Voice v2 API (`PinpointSMSVoiceV2`): AWS SDKs, the AWS
//! CLI and Terraform point their endpoint at it, and what they create is real state in PostgreSQL.
//!
//! ## The path of a request
//!
//! ```text
//! bytes ─▶ server ─▶ wire::sigv4::verify ─▶ api::dispatch (a table: name → type)
//!              path:  read types ▸ check shapes ▸ parse ARNs ▸ turn ▸ begin ▸ authorise ▸ rate ▸ client token ▸ run ▸ keep the answer ▸ commit
//!                                      run:  store::…::lock ─▶ domain rule (pure) ─▶ store::…::associate
//! bytes ◀─ wire::aws_json ◀────────────────────────────────────────────────────┘
//! ```
//!
//! Associations of phone numbers that are asked for at the same time take this path together, each step for all of them at
//! once: see `api::pool::associate_origination_identity`.
//!
//! ## Where things are
//!
//! Each floor uses only what stands below it; `tests/it/house.rs` keeps that.
//!
//! | module | what it knows | what it never contains |
//! | --- | --- | --- |
//! | [`serve`] | starting and stopping | the rest |
//! | [`server`] | HTTP: the only place where wire and operation meet; health, metrics | rules, SQL |
//! | [`background`] | what goes on beside the calls | HTTP, SQL |
//! | [`api`] | the API reference: a folder for each family, in it one page a file | headers, SQL |
//! | [`path`] | the road that every call takes; it names no operation | headers, SQL |
//! | [`store`] | PostgreSQL's tables, a file for each or for a pair | HTTP |
//! | [`database`] | connections, units of work, migrations, the embedded cluster | HTTP, a resource's table |
//! | [`wire`] | AWS JSON 1.0 and Signature Version 4 | SQL, rules |
//! | [`domain`] | the rules, pure and synchronous | a clock, a random source, SQL |
//! | [`model`] | the vocabulary of the AWS model, by family: ids, enumerations, information, ARNs, exceptions | I/O, rules about the state |
//!
//! ## A kind of resource
//!
//! Each resource has a row in its own table and one in the table `resource`, which triggers keep: tags, resource policies and
//! ARNs hang on that one, whatever the kind. So [`store::resource`], `tag` and `resource_policy` name no kind, nor does
//! `path::listing`, the request of every Describe operation of resources. An association never comes to that table.
//!
//! ## Invariants
//!
//! - Nothing is decided outside the transaction that writes it, and nothing is decided on what was read before its lock.
//! - No query goes without the scope of its resource: [`model::arn::Scope`] is made by the caller's own account or by
//!   `domain::sharing` only.
//! - No connection is used again unless the work on it ran to its end.
//! - No operation answers an empty success: what isn't built is an UnknownOperationException.

pub mod api;
pub mod background;
pub mod config;
pub mod database;
pub mod domain;
pub mod model;
pub mod path;
pub mod serve;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod wire;
