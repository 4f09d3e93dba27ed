//! What `/metrics` shows, as Prometheus text.

use std::time::Duration;

use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder};

/// The figures of this process.
pub struct Metrics {
    registry: Registry,
    calls: IntCounterVec,
    durations: HistogramVec,
    connections: IntGaugeVec,
}

impl Metrics {
    /// All figures at zero.
    ///
    /// # Errors
    ///
    /// None that a user can cause: names and labels are constants.
    pub fn new() -> Result<Self, prometheus::Error> {
        let calls = IntCounterVec::new(
            Opts::new("callsign_calls_total", "Calls by operation and outcome: success, or the exception's name"),
            &["operation", "outcome"],
        )?;
        let durations = HistogramVec::new(
            HistogramOpts::new("callsign_call_duration_seconds", "How long calls take, by operation")
                .buckets(vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]),
            &["operation"],
        )?;
        let connections = IntGaugeVec::new(
            Opts::new("callsign_database_connections", "Connections to PostgreSQL: in use, or idle"),
            &["state"],
        )?;
        let registry = Registry::new();
        registry.register(Box::new(calls.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(connections.clone()))?;
        Ok(Self { registry, calls, durations, connections })
    }

    /// Counts one call.
    pub fn count(&self, operation: &str, outcome: &str, duration: Duration) {
        self.calls.with_label_values(&[operation, outcome]).inc();
        self.durations.with_label_values(&[operation]).observe(duration.as_secs_f64());
    }

    /// The text, with the connections that are open and idle now, if there is a database.
    ///
    /// # Errors
    ///
    /// Those of the encoder.
    pub fn text(&self, connections: Option<(usize, usize)>) -> Result<String, prometheus::Error> {
        let (open, idle) = connections.unwrap_or_default();
        let gauge = |state: &str, count: usize| {
            self.connections.with_label_values(&[state]).set(i64::try_from(count).unwrap_or(i64::MAX));
        };
        gauge("in_use", open.saturating_sub(idle));
        gauge("idle", idle);
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}
