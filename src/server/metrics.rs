//! What `/metrics` shows, as Prometheus text.

use std::time::Duration;

use prometheus::{
    Gauge, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use crate::{database::migrate::program_version, path::Shared};

/// The figures of this process.
pub struct Metrics {
    registry: Registry,
    calls: IntCounterVec,
    durations: HistogramVec,
    connections: IntGaugeVec,
    waiting: IntGauge,
    clients: IntGauge,
    requests_dropped: IntCounter,
    deliveries: IntGaugeVec,
    oldest_delivery: Gauge,
    /// Held by who asks the database what is to be delivered.
    pub asks: tokio::sync::Mutex<()>,
}

/// What is to be delivered, over all processes on the database.
#[derive(Clone, Copy, Debug, Default)]
pub struct Backlog {
    /// How much waits.
    pub pending: i64,
    /// How many seconds the oldest of it has waited.
    pub oldest_s: f64,
    /// How much has failed for good.
    pub failed: i64,
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
        let deliveries = IntGaugeVec::new(
            Opts::new("callsign_deliveries", "Deliveries of events, of all processes: pending, or failed for good"),
            &["status"],
        )?;
        let oldest_delivery = Gauge::new(
            "callsign_delivery_oldest_pending_seconds",
            "How long the oldest delivery has waited that is pending; 0 where none is",
        )?;
        let build = IntGaugeVec::new(
            Opts::new("callsign_build_info", "1, with the program's version and the schema version that it knows"),
            &["version", "schema"],
        )?;
        let schema = program_version().to_string();
        build.with_label_values(&[env!("CARGO_PKG_VERSION"), schema.as_str()]).set(1);
        let registry = Registry::new();
        registry.register(Box::new(build))?;
        registry.register(Box::new(requests_dropped.clone()))?;
        registry.register(Box::new(calls.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(connections.clone()))?;
        registry.register(Box::new(waiting.clone()))?;
        registry.register(Box::new(clients.clone()))?;
        registry.register(Box::new(deliveries.clone()))?;
        registry.register(Box::new(oldest_delivery.clone()))?;
        Ok(Self {
            registry,
            calls,
            durations,
            connections,
            waiting,
            clients,
            requests_dropped,
            deliveries,
            oldest_delivery,
            asks: tokio::sync::Mutex::default(),
        })
    }

    /// Counts one call.
    pub fn count(&self, operation: &str, outcome: &str, duration: Duration) {
        self.calls.with_label_values(&[operation, outcome]).inc();
        self.durations.with_label_values(&[operation]).observe(duration.as_secs_f64());
    }

    /// The text, with the connections to a database that are open and idle now and the calls that wait, if there is one, the `clients`
    /// that are connected, how many calls were dropped by the request log, and what is to be delivered, where the database says it.
    ///
    /// # Errors
    ///
    /// Those of the encoder.
    pub fn text(
        &self,
        shared: Option<&Shared>,
        clients: usize,
        requests_dropped: u64,
        backlog: Option<Backlog>,
    ) -> Result<String, prometheus::Error> {
        if let Some(Backlog { pending, oldest_s, failed }) = backlog {
            self.deliveries.with_label_values(&["pending"]).set(pending);
            self.deliveries.with_label_values(&["failed"]).set(failed);
            self.oldest_delivery.set(oldest_s);
        }
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
