//! Log lines, on standard error: one for each call, and what happens to the program itself.
//!
//! Never a secret, a signature or a body: `wire::sigv4` keeps its secrets in a type that doesn't show them, and nothing logs
//! headers or bodies.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::config::{Log, LogFormat};

/// Starts logging. Called once, before anything logs.
pub fn start(log: &Log) {
    let level = log.level.as_ref();
    // Dependencies say at info what is only of interest to their own developers.
    // sqlx repeats parameters of a URL that it doesn't know, with their values: a misspelt password would be among them.
    let quiet = "refinery_core=warn,actix_server=warn,actix_http=warn,sqlx_postgres::options=off";
    let filter = EnvFilter::new(format!("{level},{quiet}"));
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Text => registry
            .with(
                fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).with_target(false),
            )
            .init(),
        LogFormat::Json => registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).init(),
    }
}
