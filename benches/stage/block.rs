//! One block: a load for a few seconds, what it reached and what it cost.

use std::{sync::Arc, time::Duration};

use crate::{
    bench::Bench,
    figure::{Spread, markdown, mib, ms, number, quantile},
    generator::{Load, Request},
    pgbench,
    report::Report,
    server::Server,
    usage,
};

/// What a block reached and cost.
pub struct Block {
    /// Right answers, or transactions.
    pub done: usize,
    /// Of them a second.
    pub rate: f64,
    /// Half of them took no longer, in milliseconds.
    pub p50: f64,
    /// 99 of 100 took no longer, in milliseconds.
    pub p99: f64,
    /// What callsign took of a processor, in milliseconds for a thousand of them.
    pub callsign: f64,
    /// What PostgreSQL took.
    pub postgres: f64,
    /// What the load took.
    pub load: f64,
    /// What the load took, as a part of one processor.
    pub share: f64,
    /// What callsign had in RAM afterwards, in MiB.
    pub memory: Option<f64>,
}

/// How much there was of a block, and what the processors spent on it.
struct Measured {
    done: usize,
    took: Vec<Duration>,
    elapsed: Duration,
    callsign: Duration,
    postgres: Duration,
    load: Duration,
    memory: Option<f64>,
}

impl Measured {
    fn block(mut self) -> Block {
        let count = number(self.took.len());
        let cost = |spent: Duration| ms(spent) / (count / 1e3);
        Block {
            done: self.done,
            rate: count / self.elapsed.as_secs_f64(),
            p50: quantile(&mut self.took, 0.5),
            p99: quantile(&mut self.took, 0.99),
            callsign: cost(self.callsign),
            postgres: cost(self.postgres),
            load: cost(self.load),
            share: self.load.as_secs_f64() / self.elapsed.as_secs_f64(),
            memory: self.memory,
        }
    }
}

/// Has pgbench run a script.
pub fn by_pgbench(
    bench: &Bench,
    report: &mut Report,
    database: &str,
    script: &str,
    clients: usize,
    what: &str,
) -> Block {
    let outcome = pgbench::run(bench, database, script, clients, bench.size.block);
    let trouble = outcome.trouble.clone().unwrap_or_default();
    report.check(outcome.trouble.is_none(), format!("{what}: every transaction succeeds: {trouble}"));
    let measured = Measured {
        done: outcome.done,
        took: outcome.took,
        elapsed: outcome.elapsed,
        callsign: Duration::ZERO,
        postgres: outcome.postgres,
        load: outcome.cpu,
        memory: None,
    };
    measured.block()
}

/// Has clients ask callsign.
pub fn by_http(bench: &Bench, report: &mut Report, server: &Server, load: Load, what: &str) -> Block {
    let spent = || (usage::of_process(server.id()), bench.postgres.id().map_or(Duration::ZERO, usage::of_family));
    let before = spent();
    let outcome = load.run();
    let after = spent();
    report.check(
        outcome.wrong == 0,
        format!("{what}: every answer is right; {} weren't: {}", outcome.wrong, outcome.troubles.join("; ")),
    );
    report.check(
        outcome.throttled * 200 <= outcome.took.len(),
        format!("{what}: at most one in 200 is throttled; {} were", outcome.throttled),
    );
    let measured = Measured {
        done: outcome.took.len(),
        took: outcome.took,
        elapsed: outcome.elapsed,
        callsign: after.0.saturating_sub(before.0),
        postgres: after.1.saturating_sub(before.1),
        load: outcome.cpu,
        memory: Some(mib(server.resident_kib())),
    };
    measured.block()
}

/// Clients that ask each of these once.
pub fn load(server: &Server, clients: usize, requests: Arc<Vec<Request>>, time: Duration) -> Load {
    let most = requests.len();
    Load { address: server.address, clients, requests, again: false, most, time }
}

/// The rows of a table: blocks of one kind together.
pub fn row(name: &str, clients: usize, blocks: &[&Block]) -> Vec<String> {
    let of = |figure: fn(&Block) -> f64| Spread::of(blocks.iter().map(|block| figure(block)));
    let cost = |spread: Spread| format!("{:.0}", spread.median);
    let memory: Vec<f64> = blocks.iter().filter_map(|block| block.memory).collect();
    vec![
        clients.to_string(),
        name.to_owned(),
        of(|block| block.rate).text(0),
        of(|block| block.p50).text(2),
        of(|block| block.p99).text(2),
        if memory.is_empty() { "–".to_owned() } else { cost(of(|block| block.callsign)) },
        cost(of(|block| block.postgres)),
        cost(of(|block| block.load)),
        format!("{:.0} %", of(|block| block.share).median * 1e2),
        if memory.is_empty() { "–".to_owned() } else { format!("{:.1}", Spread::of(memory).median) },
    ]
}

/// A table of such rows.
pub fn table(rows: &[Vec<String>]) -> String {
    markdown(
        &[
            "clients",
            "what",
            "a second",
            "p50 ms",
            "p99 ms",
            "callsign: core-ms for 1,000",
            "PostgreSQL",
            "load",
            "load: part of a core",
            "callsign MiB",
        ],
        rows,
    )
}
