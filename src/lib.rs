//! # callsign
//!
//! A stateful staging backend for the AWS End User Messaging SMS and Voice v2 API (`PinpointSMSVoiceV2`): AWS SDKs, the AWS
//! CLI and Terraform point their endpoint at it, and what they create is real state in PostgreSQL.
//!
//! ## The path of a request
//!
//! ```text
//! bytes ─▶ server ─▶ wire::sigv4::verify ─▶ operation::dispatch (a table: name → type)
//!              execute:  read types ▸ check shapes ▸ parse ARNs ▸ turn ▸ begin ▸ authorise ▸ rate ▸ client token ▸ run ▸ keep the answer ▸ commit
//!                                      run:  store::…::lock ─▶ domain rule (pure) ─▶ store::…::associate
//! bytes ◀─ wire::aws_json ◀────────────────────────────────────────────────────┘
//! ```
//!
//! Associations of phone numbers that are asked for at the same time take this path together, each step for all of them at
//! once: see `operation::associate_origination_identity`.
//!
//! ## Where things are
//!
//! | module | what it knows | what it never contains |
//! | --- | --- | --- |
//! | [`model`] | the vocabulary of the AWS model: shapes, enumerations, ARNs, exceptions | I/O, rules about the state |
//! | [`domain`] | the rules, pure and synchronous | a clock, a random source, SQL |
//! | [`store`] | PostgreSQL: tables, connections, units of work, migrations, the embedded cluster | HTTP |
//! | [`wire`] | AWS JSON 1.0 and Signature Version 4 | SQL, rules |
//! | [`operation`] | the API, one page a file, and the path that all of them take | headers, SQL |
//! | [`server`] | HTTP: the only place where wire and operation meet; health, metrics | rules, SQL |
//! | [`serve`] | starting and stopping | the rest |
//!
//! ## Invariants
//!
//! - Nothing is decided outside the transaction that writes it, and nothing is decided on what was read before its lock.
//! - No query goes without the scope of its resource: [`model::arn::Scope`] is made by the caller's own account or by
//!   `domain::sharing` only.
//! - No connection is used again unless the work on it ran to its end.
//! - No operation answers an empty success: what isn't built is an UnknownOperationException.

pub mod config;
pub mod domain;
pub mod model;
pub mod operation;
pub mod serve;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod wire;
