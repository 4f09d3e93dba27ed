//! Pairs of loads on callsign, in turn: replays against fresh, one hot pool against all, calls on record against none, many present against
//! none.

use std::sync::Arc;

use crate::{
    bench::{Bench, WRITES, pool_of},
    block::{Block, associations, by_http, row, table, warm_up},
    figure::{Spread, number},
    generator::Load,
    report::Report,
    seed,
};

const CLIENTS: usize = 64;

/// The database in which many associations are present.
const PRESENT: &str = "present";

/// Client tokens that are known against fresh ones.
pub async fn replay(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let server = bench.serve(WRITES, &[]).await;
    warm_up(bench, report, WRITES, &server).await;
    let mut rounds = Vec::new();
    for _ in 0..bench.size.rounds {
        let load = associations(bench, &server, CLIENTS, pool_of);
        bench.reset(WRITES).await;
        let requests = Arc::clone(&load.requests);
        let fresh = by_http(bench, report, &server, load, "fresh tokens");
        bench.check_counts(report, WRITES, "fresh tokens", fresh.done).await;
        // The first ones are those that were answered, because each client takes the next one; nobody else holds them now.
        let mut known = Arc::into_inner(requests).expect("the load has ended");
        known.truncate(fresh.done);
        let known = crate::block::load(&server, CLIENTS, Arc::new(known), bench.size.block);
        let known = Load { again: true, most: usize::MAX, ..known };
        let again = by_http(bench, report, &server, known, "replays");
        bench.check_counts(report, WRITES, "replays", fresh.done).await;
        rounds.push([fresh, again]);
    }
    show(report, "Replays", ["fresh client tokens", "replays of them"], &rounds, "replay", |[fresh, again]| {
        again.rate / fresh.rate
    });
}

/// All clients on one pool against all pools, with the quota of a pool off.
pub async fn hot(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let server = bench.serve(WRITES, &[("quotas.origination_identities_per_pool", "0")]).await;
    warm_up(bench, report, WRITES, &server).await;
    let mut rounds = Vec::new();
    for round in 0..bench.size.rounds {
        let mut blocks = [None, None];
        for place in 0..2 {
            let kind = (place + round) % 2;
            let load = associations(bench, &server, CLIENTS, [pool_of, |_| 1][kind]);
            bench.reset(WRITES).await;
            let block = by_http(bench, report, &server, load, "quota off");
            bench.check_counts(report, WRITES, "quota off", block.done).await;
            blocks[kind] = Some(block);
        }
        rounds.push(blocks.map(|block| block.expect("each kind had its turn")));
    }
    let names = ["all pools, quota off", "one hot pool, quota off"];
    show(report, "One hot pool", names, &rounds, "hot", |[spread, hot]| hot.rate / spread.rate);
}

/// All calls on record against none.
pub async fn recorded(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let kept = ["none", "all"];
    let servers = [
        bench.serve(WRITES, &[("requests.keep", kept[0])]).await,
        bench.serve(WRITES, &[("requests.keep", kept[1])]).await,
    ];
    for server in &servers {
        warm_up(bench, report, WRITES, server).await;
    }
    let mut rounds = Vec::new();
    for round in 0..bench.size.pairs {
        let mut blocks = [None, None];
        for place in 0..2 {
            let kind = (place + round) % 2;
            let load = associations(bench, &servers[kind], CLIENTS, pool_of);
            bench.reset(WRITES).await;
            let block = by_http(bench, report, &servers[kind], load, kept[kind]);
            bench.check_counts(report, WRITES, kept[kind], block.done).await;
            blocks[kind] = Some(block);
        }
        rounds.push(blocks.map(|block| block.expect("each kind had its turn")));
    }
    let names = ["requests.keep = none", "requests.keep = all"];
    show(report, "Calls on record", names, &rounds, "recorded", |[none, all]| all.rate / none.rate);
}

/// A database that holds many associations against one that holds none.
pub async fn grown(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let present = bench.size.present;
    eprintln!("making {present} associations");
    bench.database(PRESENT, Some(WRITES)).await;
    bench.seed(PRESENT, &seed::present(present)).await;
    let servers = [bench.serve(WRITES, &[]).await, bench.serve(PRESENT, &[]).await];
    warm_up(bench, report, WRITES, &servers[0]).await;
    let mut rounds = Vec::new();
    for round in 0..=bench.size.rounds {
        let mut blocks = [None, None];
        for place in 0..2 {
            let kind = (place + round) % 2;
            let load = associations(bench, &servers[kind], CLIENTS, pool_of);
            if kind == 0 {
                bench.reset(WRITES).await;
            } else {
                undo(bench).await;
            }
            let what = ["an empty database", "many present"][kind];
            let block = by_http(bench, report, &servers[kind], load, what);
            let there = [0, present][kind];
            bench.check_counts(report, [WRITES, PRESENT][kind], what, there + block.done).await;
            blocks[kind] = Some(block);
        }
        // The first round warms up.
        if round > 0 {
            rounds.push(blocks.map(|block| block.expect("each kind had its turn")));
        }
    }
    drop(servers);
    bench.run("postgres", &format!("drop database {PRESENT} with (force)")).await;
    let names = ["an empty database".to_owned(), format!("{present} associations present")];
    let names = [names[0].as_str(), names[1].as_str()];
    show(report, "Many associations present", names, &rounds, "grown", |[empty, full]| full.rate / empty.rate);
}

/// Takes out what blocks added, so that each begins with the same.
async fn undo(bench: &Bench) {
    let last = bench.size.numbers;
    bench
        .run(
            PRESENT,
            &format!(
                "delete from callsign.pool_origination_identity
                     where phone_number_id <= lpad('{last}', 32, '0')::uuid;
                 delete from callsign.association_event where origination_identity <= 'phone-' || lpad('{last}', 32, '0');
                 delete from callsign.client_token where client_token <= lpad('{last}', 32, '0') and client_token !~ '-'"
            ),
        )
        .await;
    for table in ["pool_origination_identity", "association_event", "client_token"] {
        bench.run(PRESENT, &format!("vacuum callsign.{table}")).await;
    }
    bench.run(PRESENT, "checkpoint").await;
}

fn show(
    report: &mut Report,
    heading: &str,
    names: [&str; 2],
    rounds: &[[Block; 2]],
    goal: &'static str,
    ratio: fn(&[Block; 2]) -> f64,
) {
    let rows: Vec<Vec<String>> = names
        .iter()
        .enumerate()
        .map(|(kind, name)| row(name, CLIENTS, &rounds.iter().map(|round| &round[kind]).collect::<Vec<_>>()))
        .collect();
    let ratio = Spread::of(rounds.iter().map(ratio));
    report.add(heading, &format!("{}\nsecond against first: {}\n", table(&rows), ratio.text(2)));
    report.goal(goal, ratio);
}

/// callsign's memory when it has done nothing, and after many associations.
pub async fn memory(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let server = bench.serve(WRITES, &[]).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let idle = crate::figure::mib(server.resident_kib());
    // As many as the pools hold by their quota; then they are emptied.
    let batch = 100_000.min(bench.size.numbers);
    let mut done = 0;
    let mut seconds = 0.0;
    while done < bench.size.worked {
        let count = batch.min(bench.size.worked - done);
        let requests = (1..=count).map(|number| crate::bench::signed_association(&server, number, pool_of(number)));
        let time = std::time::Duration::from_mins(4);
        let load = crate::block::load(&server, CLIENTS, Arc::new(requests.collect()), time);
        bench.reset(WRITES).await;
        let block = by_http(bench, report, &server, load, "memory");
        bench.check_counts(report, WRITES, "memory", block.done).await;
        if block.done == 0 {
            break;
        }
        done += block.done;
        seconds += number(block.done) / block.rate;
    }
    let worked = crate::figure::mib(server.resident_kib());
    report.add(
        "Memory of callsign, without an embedded server",
        &format!(
            "idle {idle:.1} MiB; after {done} associations by {CLIENTS} clients, {:.0} a second, {worked:.1} MiB\n",
            number(done) / seconds
        ),
    );
    report.goal("idle", Spread::of([idle]));
    report.goal("worked", Spread::of([worked]));
}
