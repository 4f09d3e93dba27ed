//! # callsign
//!
//! A stateful staging backend for the AWS End User Messaging SMS and Voice v2 API (`PinpointSMSVoiceV2`): AWS SDKs, the AWS
//! CLI and Terraform point their endpoint at it, and what they create is real state in PostgreSQL.
//!
//! ## The road of a call
//!
//! ```text
//! bytes ─▶ server ─▶ wire::sigv4::verify ─▶ api::dispatch (a table: name → type)
//!              path:  read types ▸ check shapes ▸ parse ARNs ▸ turn or lane ▸ begin (the present) ▸ authorise ▸ rate ▸ client token ▸ run ▸ authorise again ▸ keep the answer ▸ commit
//!                                      run:  store::…::lock ─▶ domain rule (pure) ─▶ store::…::associate
//! bytes ◀─ wire::aws_json ◀────────────────────────────────────────────────────┘
//! ```
//!
//! ### An association, alone
//!
//! 1. `server::connection` reads one request off its connection, within bounds; `server::aws` finds the row of the operation,
//!    verifies the signature and makes the [`path::Call`].
//! 2. `path::served` reads types, then `AssociateOriginationIdentity::read` checks shapes and parses ARNs: all failing members in one
//!    ValidationException. From here on it is a [`path::Request`], whichever operation's, so that the road is compiled once; `path::authorise`
//!    settles what needs no rows.
//! 3. The request joins the lane of its pool and finds it free: it is the only [`path::Asked`] of its unit of work.
//! 4. `path::perform` begins, which brings the present of every account; authorises; looks the client token up.
//! 5. `lock` locks pool and identity and reads what counts beside them, in one trip (`callsign.lock_to_associate`). `decide` is the rule:
//!    country, then [`domain::pool::Joining`]. `write` inserts the association and its line of history.
//! 6. The answer is kept with the client token, the last row that is written, and the transaction is committed. The answer goes back.
//!
//! ### The same, in company
//!
//! 1. While a lane is busy, others join it, up to sixteen. Who has gone away by the time that the lane is free has asked for nothing.
//! 2. Each step is taken for all of them at once. Rows that others hold are passed over; of two requests for one number, or with one
//!    client token, the first goes on. Each grant changes what was read for those after it (`after`), and the rule stays singular.
//! 3. Whoever is left over (a held row, a twin, a failure that any of them caused, a panic) comes back alone, waits for rows, and is
//!    answered as if nobody else had been there. Who was refused is refused whatever becomes of the commit.
//!
//! Opt-out lists are made, and texts are sent, by the same steps: of a text `lock` reads what it is sent from, one after the other, and
//! locks the month that counts its cost, once for all; `decide` asks whether the month has room; `write` is one statement.
//!
//! ## Where things are
//!
//! Each floor uses only what stands below it; `tests/it/house.rs` keeps that.
//!
//! | module | what it knows | what it never contains |
//! | --- | --- | --- |
//! | [`serve`] | starting and stopping | the rest |
//! | [`server`] | HTTP: the only place where wire and operation meet; health, metrics | rules, SQL |
//! | [`staging`] | what `/_callsign/v1` offers, an endpoint a file | HTTP, SQL |
//! | [`console`] | the pages of `/_callsign/console`, a screen a file with its template beside it | HTTP, SQL, rules |
//! | [`background`] | what goes on beside the calls | HTTP, SQL |
//! | [`delivery`] | how a record goes out: the calls of AWS, envelopes of SNS, webhooks | SQL, what comes in |
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
//! - Nothing is decided outside the transaction that writes it, and nothing on what was read before its lock: `Pool` and
//!   `OriginationIdentity` come from locking functions only, and permissions that rest on rows are asked again (tests: `races`,
//!   `sharing::revoking`).
//! - No query goes without the scope of its resource: [`model::arn::Scope`] is made by the caller's own account or by
//!   `domain::sharing` only, and for a text from a phone by the number that it comes to (test: `house`).
//! - No connection is used again unless the work on it ran to its end: it is closed on drop, and given back by
//!   [`database::unit_of_work::Tx`]'s `commit` and `rollback` alone (tests: `faults`).
//! - A stored time is compared with the present of the account that owns its row; no process's clock decides a status (test:
//!   `lifecycle`).
//! - A client token is a leaf: nothing is locked or written after it.
//! - No operation answers an empty success: what isn't built is an UnknownOperationException (test: `coverage`).

pub mod api;
pub mod background;
pub mod config;
pub mod console;
pub mod database;
pub mod delivery;
pub mod domain;
pub mod model;
pub mod path;
pub mod serve;
pub mod server;
pub mod staging;
pub mod store;
pub mod telemetry;
pub mod wire;
