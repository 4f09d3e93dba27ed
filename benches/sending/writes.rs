//! Sends: the leanest statement by pgbench and callsign, of one account and of an account for each client, block by block in turn.

use crate::{
    bench::Bench,
    block::{Block, by_http, by_pgbench, row, table},
    figure::{Spread, markdown},
    load::{ACCOUNT, LATER, SENDS, Stage, sends, warm_up},
    report::Report,
};

const LEANEST: &str = include_str!("leanest.sql");

const NAMES: [&str; 4] = [
    "pgbench: the leanest statement",
    "callsign: HTTP, signed",
    "pgbench: the leanest statement, each client an account of its own",
    "callsign: each client an account of its own",
];

/// Runs the part.
pub async fn run(bench: &Bench, report: &mut Report, stage: &Stage) {
    let server = bench.serve(SENDS, &LATER).await;
    warm_up(bench, report, SENDS, &server, stage).await;
    let one_account = LEANEST.replace("@account@", &format!("'{ACCOUNT:012}'"));
    let apart = LEANEST.replace("@account@", "(100000000000 + :client_id::bigint)::text");
    let mut rounds: Vec<Vec<[Block; 4]>> = Vec::new();
    for round in 0..bench.size.rounds {
        let mut by_clients = Vec::new();
        for &clients in bench.size.clients {
            let mut blocks = [const { None }; 4];
            for place in 0..4 {
                let kind = (place + round) % 4;
                let what = format!("{}, {clients} clients, round {}", NAMES[kind], round + 1);
                let load = match kind {
                    1 => Some(sends(bench, &server, clients, |_| (ACCOUNT, &stage.pool))),
                    3 => Some(sends(bench, &server, clients, |number| stage.apart(number % clients))),
                    _ => None,
                };
                bench.reset(SENDS).await;
                let block = match load {
                    Some(load) => by_http(bench, report, &server, load, &what),
                    None => {
                        by_pgbench(bench, report, SENDS, if kind == 0 { &one_account } else { &apart }, clients, &what)
                    }
                };
                eprintln!("{what}: {:.0} a second, p50 {:.2} ms", block.rate, block.p50);
                bench.check_sent(report, SENDS, &what, block.done).await;
                blocks[kind] = Some(block);
            }
            by_clients.push(blocks.map(|block: Option<Block>| block.expect("each kind had its turn")));
        }
        rounds.push(by_clients);
    }
    show(bench, report, &rounds);
}

fn show(bench: &Bench, report: &mut Report, rounds: &[Vec<[Block; 4]>]) {
    let (mut rows, mut ratios) = (Vec::new(), Vec::new());
    for (place, &clients) in bench.size.clients.iter().enumerate() {
        for (kind, name) in NAMES.iter().enumerate() {
            let blocks: Vec<&Block> = rounds.iter().map(|round| &round[place][kind]).collect();
            rows.push(row(name, clients, &blocks));
        }
        let ratio = |of: fn(&[Block; 4]) -> f64| Spread::of(rounds.iter().map(|round| of(&round[place])));
        let one = ratio(|[leanest, callsign, ..]| callsign.rate / leanest.rate);
        let apart = ratio(|[.., leanest, callsign]| callsign.rate / leanest.rate);
        ratios.push(vec![clients.to_string(), one.text(2), apart.text(2)]);
        match clients {
            1 => report.goal("leanest-1", one),
            8 => report.goal("leanest-8", one),
            32 => report.goal("leanest-32", one),
            64 => {
                report.goal("leanest-64", one);
                report.goal("apart", apart);
            }
            _ => {}
        }
    }
    report.add("Sends", &table(&rows));
    report.add(
        "Ratios, round by round",
        &markdown(&["clients", "one account", "each client an account of its own"], &ratios),
    );
}
