//! Log lines, on standard error: one for each call, and what happens to the program itself.
//!
//! Never a secret, a signature or a body: `wire::sigv4` keeps its secrets in a type that doesn't show them, and nothing logs
//! headers or bodies.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, Registry, fmt, prelude::*, reload};

use crate::config::{Log, LogFormat, LogLevel};

/// The level that is logged, which can be set anew.
pub struct Level(reload::Handle<EnvFilter, Registry>);

impl Level {
    /// Logs this level from now on.
    ///
    /// # Errors
    ///
    /// Nothing logs any more.
    pub fn set(&self, level: LogLevel) -> Result<(), reload::Error> {
        self.0.reload(filter(level))
    }
}

/// Starts logging. Called once, before anything logs.
pub fn start(log: &Log) -> Level {
    let (filter, level) = reload::Layer::new(filter(log.level));
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Text => registry
            .with(
                fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).with_target(false),
            )
            .init(),
        LogFormat::Json => registry.with(fmt::layer().json().flatten_event(true).with_writer(std::io::stderr)).init(),
    }
    Level(level)
}

fn filter(level: LogLevel) -> EnvFilter {
    let level = level.as_ref();
    // Dependencies say at info what is only of interest to their own developers.
    // sqlx repeats parameters of a URL that it doesn't know, with their values: a misspelt password would be among them.
    // Its pool holds the connection for notices only, and warns when that is lost in some ways: we say ourselves what is gone.
    let quiet = "refinery_core=warn,actix_server=warn,actix_http=warn,sqlx_postgres::options=off,\
                 sqlx_core::pool::connection=error";
    EnvFilter::new(format!("{level},{quiet}"))
}
