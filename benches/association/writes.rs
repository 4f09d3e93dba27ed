//! Associations: (a) and (b) by pgbench, (c) by callsign, block by block in turn.

use std::{sync::Arc, time::Duration};

use crate::{
    bench::Bench,
    block::{Block, by_http, by_pgbench, row, table},
    client,
    figure::{Spread, markdown},
    generator::{Load, Request},
    load::{WRITES, associations, pool_of, warm_up},
    report::Report,
    script, seed, transaction,
};

const LEANEST: &str = include_str!("leanest.sql");

const NAMES: [&str; 3] =
    ["(a) pgbench: the same transaction", "(b) pgbench: the leanest statement", "(c) callsign: HTTP, signed"];

/// Runs the part.
pub async fn run(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let same = script::of(&transaction::observe(bench, WRITES).await);
    eprintln!("(a) is\n{same}");
    let scripts = [same.as_str(), LEANEST].map(|script| format!("\\set p :n % {} + 1\n{script}", seed::POOLS));
    let server = bench.serve(WRITES, &[]).await;
    warm_up(bench, report, WRITES, &server).await;
    let mut rounds: Vec<Vec<[Block; 3]>> = Vec::new();
    for round in 0..bench.size.rounds {
        let mut by_clients = Vec::new();
        for &clients in bench.size.clients {
            let mut blocks: [Option<Block>; 3] = [None, None, None];
            for place in 0..3 {
                let kind = (place + round) % 3;
                let what = format!("{}, {clients} clients, round {}", NAMES[kind], round + 1);
                let load = (kind == 2).then(|| associations(bench, &server, clients, pool_of));
                bench.reset(WRITES).await;
                let block = match load {
                    Some(load) => by_http(bench, report, &server, load, &what),
                    None => by_pgbench(bench, report, WRITES, &scripts[kind], clients, &what),
                };
                eprintln!("{what}: {:.0} a second, p50 {:.2} ms", block.rate, block.p50);
                bench.check_counts(report, WRITES, &what, block.done).await;
                blocks[kind] = Some(block);
            }
            by_clients.push(blocks.map(|block| block.expect("each kind had its turn")));
        }
        rounds.push(by_clients);
    }
    let trivial = trivial(bench, report, &server);
    show(bench, report, &rounds, &trivial);
}

/// What callsign answers without its database: the load's own rate, or more.
fn trivial(bench: &Bench, report: &mut Report, server: &crate::server::Server) -> Block {
    let bytes = client::request(server.address, "DescribeNothing", "{}");
    let requests = Arc::new(vec![Request { bytes, status: 400, holds: "UnknownOperation".to_owned() }]);
    let time = bench.size.block.min(Duration::from_secs(3));
    let load = Load { address: server.address, clients: 64, requests, again: true, most: usize::MAX, time };
    by_http(bench, report, server, load, "an operation that doesn't exist")
}

fn show(bench: &Bench, report: &mut Report, rounds: &[Vec<[Block; 3]>], trivial: &Block) {
    let (mut rows, mut ratios) = (Vec::new(), Vec::new());
    for (place, &clients) in bench.size.clients.iter().enumerate() {
        for (kind, name) in NAMES.iter().enumerate() {
            let blocks: Vec<&Block> = rounds.iter().map(|round| &round[place][kind]).collect();
            rows.push(row(name, clients, &blocks));
        }
        let ratio = |of: fn(&[Block; 3]) -> f64| Spread::of(rounds.iter().map(|round| of(&round[place])));
        let (same, leanest) = (ratio(|[a, _, c]| c.rate / a.rate), ratio(|[_, b, c]| c.rate / b.rate));
        let (p50, tail) = (ratio(|[a, _, c]| c.p50 / a.p50), ratio(|[_, _, c]| c.p99 / c.p50));
        ratios.push([&same, &leanest, &p50, &tail].iter().fold(vec![clients.to_string()], |mut row, spread| {
            row.push(spread.text(2));
            row
        }));
        match clients {
            1 => {
                report.goal("p50", p50);
                report.goal("leanest-1", leanest);
            }
            8 => report.goal("leanest-8", leanest),
            64 => {
                report.goal("same", same);
                report.goal("leanest-64", leanest);
                report.goal("p99", tail);
                let fastest = |round: &Vec<[Block; 3]>| round.iter().map(|[_, b, _]| b.rate).fold(0.0, f64::max);
                report.goal("fastest", Spread::of(rounds.iter().map(|round| round[place][2].rate / fastest(round))));
            }
            _ => {}
        }
    }
    rows.push(row("the load itself: an operation that callsign doesn't know", 64, &[trivial]));
    report.add("Associations", &table(&rows));
    report.add(
        "Ratios, round by round",
        &markdown(&["clients", "c/a", "c/b", "p50 of c / p50 of a", "p99 / p50 of c"], &ratios),
    );
}
