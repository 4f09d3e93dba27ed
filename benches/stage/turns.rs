//! One request, asked at two callsigns in turn, one client at a time.

use std::{sync::Arc, time::Duration};

use crate::{
    figure::{Spread, quantile},
    generator::{Load, Request},
    report::Report,
    server::Server,
};

/// How many calls are measured, in how many turns, and how long a turn may take.
const CALLS: usize = 200;
const TURNS: usize = 4;
const TURN: Duration = Duration::from_secs(2);

/// What the second took at the median, in milliseconds, and how many times as long as the first.
pub fn measure(report: &mut Report, servers: [&Server; 2], requests: [Request; 2], what: &str) -> (Spread, Spread) {
    let asked = requests.map(|request| Arc::new(vec![request]));
    let mut turns = Vec::new();
    for turn in 0..=TURNS {
        let p50 = [0, 1].map(|kind| {
            // The first turn lets every connection prepare its statement and settle on a plan for it.
            let most = if turn == 0 { 60 } else { CALLS / TURNS };
            let requests = Arc::clone(&asked[kind]);
            let load = Load { address: servers[kind].address, clients: 1, requests, again: true, most, time: TURN };
            let mut outcome = load.run();
            let what = format!("{what}: {}", outcome.troubles.join("; "));
            report.check(outcome.wrong + outcome.throttled == 0, what);
            quantile(&mut outcome.took, 0.5)
        });
        if turn > 0 {
            turns.push(p50);
        }
    }
    (
        Spread::of(turns.iter().map(|[_, second]| *second)),
        Spread::of(turns.iter().map(|[first, second]| second / first)),
    )
}
