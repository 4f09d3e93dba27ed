//! What `/metrics` shows, as Prometheus text.

use std::time::Duration;

use prometheus::{
    HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use crate::path::Shared;

/// The figures of this process.
pub struct Metrics {
    registry: Registry,
    calls: IntCounterVec,
    durations: HistogramVec,
    connections: IntGaugeVec,
    waiting: IntGauge,
    clients: IntGauge,
    requests_dropped: IntCounter,
}

impl Metrics {
    /// All figures at zero.
    ///
    /// # Errors
    ///
    /// None that a user can cause: names and labels are constants.
    pub fn new() -> Result<Self, prometheus::Error> {
        let calls = IntCounterVec::new(
            Opts::new(
                "callsign_calls_total",
                "Calls by operation and outcome: success, the exception's name, or client left",
            ),
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
        let waiting = IntGauge::new(
            "callsign_calls_waiting",
            "Calls that wait until those before them are done, to be carried out together",
        )?;
        let clients = IntGauge::new("callsign_client_connections", "Connections that clients have open")?;
        let requests_dropped = IntCounter::new(
            "callsign_requests_dropped_total",
            "Calls that the request log was to keep and didn't: they came faster than it is written",
        )?;
        let registry = Registry::new();
        registry.register(Box::new(requests_dropped.clone()))?;
        registry.register(Box::new(calls.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(connections.clone()))?;
        registry.register(Box::new(waiting.clone()))?;
        registry.register(Box::new(clients.clone()))?;
        Ok(Self { registry, calls, durations, connections, waiting, clients, requests_dropped })
    }

    /// Counts one call.
    pub fn count(&self, operation: &str, outcome: &str, duration: Duration) {
        self.calls.with_label_values(&[operation, outcome]).inc();
        self.durations.with_label_values(&[operation]).observe(duration.as_secs_f64());
    }

    /// The text, with the connections to a database that are open and idle now and the calls that wait, if there is one, and the `clients`
    /// that are connected; and how many calls were dropped by the request log.
    ///
    /// # Errors
    ///
    /// Those of the encoder.
    pub fn text(
        &self,
        shared: Option<&Shared>,
        clients: usize,
        requests_dropped: u64,
    ) -> Result<String, prometheus::Error> {
        let (open, idle) = shared.map(|shared| shared.database.connections().open_and_idle()).unwrap_or_default();
        let waiting = shared.map(Shared::waiting).unwrap_or_default();
        let set = |gauge: &IntGauge, count: usize| gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
        set(&self.connections.with_label_values(&["in_use"]), open.saturating_sub(idle));
        set(&self.connections.with_label_values(&["idle"]), idle);
        set(&self.waiting, waiting);
        set(&self.clients, clients);
        self.requests_dropped.inc_by(requests_dropped.saturating_sub(self.requests_dropped.get()));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}
