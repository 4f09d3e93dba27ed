//! Pairs of loads on callsign, in turn: many identities against one, calls on record against none, the callsign of a commit before
//! against this one.

use std::path::PathBuf;

use crate::{
    bench::{Bench, binary},
    block::by_http,
    load::{ACCOUNT, LATER, SENDS, Stage, sends, warm_up},
    pairs::{alternate, show},
    report::Report,
};

const CLIENTS: usize = 64;

/// The database of the callsign of a commit before.
const BEFORE: &str = "before";

/// A pool with many identities against one with a single one.
pub async fn identities(bench: &Bench, report: &mut Report, stage: &Stage) {
    let server = bench.serve(SENDS, &LATER).await;
    warm_up(bench, report, SENDS, &server, stage).await;
    let rounds = alternate(bench.size.rounds, async |kind| {
        let pool = [&stage.pool, &stage.large_pool][kind];
        let load = sends(bench, &server, CLIENTS, |_| (ACCOUNT, pool));
        bench.reset(SENDS).await;
        let block = by_http(bench, report, &server, load, "one pool");
        bench.check_sent(report, SENDS, "one pool", block.done).await;
        block
    })
    .await;
    let many = format!("{} identities", bench.size.identities);
    show(report, "Identities in the pool", ["1 identity", &many], CLIENTS, &rounds, "identities");
}

/// All calls on record against none.
pub async fn recorded(bench: &Bench, report: &mut Report, stage: &Stage) {
    let settings = |keep| [LATER.as_slice(), &[("requests.keep", keep)]].concat();
    let servers = [bench.serve(SENDS, &settings("none")).await, bench.serve(SENDS, &settings("all")).await];
    for server in &servers {
        warm_up(bench, report, SENDS, server, stage).await;
    }
    let rounds = alternate(bench.size.pairs, async |kind| {
        let load = sends(bench, &servers[kind], CLIENTS, |_| (ACCOUNT, &stage.pool));
        bench.reset(SENDS).await;
        let block = by_http(bench, report, &servers[kind], load, "calls on record");
        bench.check_sent(report, SENDS, "calls on record", block.done).await;
        block
    })
    .await;
    let names = ["requests.keep = none", "requests.keep = all"];
    show(report, "Calls on record", names, CLIENTS, &rounds, "recorded");
}

/// This callsign against that of a commit before, which `CALLSIGN_BEFORE` names by its binary.
pub async fn before(bench: &Bench, report: &mut Report, stage: &Stage) {
    let Some(earlier) = std::env::var_os("CALLSIGN_BEFORE").map(PathBuf::from) else {
        report.add("A commit before", "CALLSIGN_BEFORE names no binary\n");
        return;
    };
    // Each has a database of its own, with equal pools: their ids differ.
    bench.migrate(&earlier, BEFORE).await;
    let serve = async |binary, database, settings: &[(&str, &str)]| {
        let mut server = bench.launch_with(binary, &["--database-url", &bench.postgres.url(database)], settings);
        server.until_ready().await;
        server
    };
    let server = serve(&earlier, BEFORE, &[]).await;
    let their = Stage { pool: crate::load::pool(&server, ACCOUNT, 1).await, ..stage.clone() };
    drop(server);
    let servers = [serve(&earlier, BEFORE, &LATER).await, serve(&binary(), SENDS, &LATER).await];
    warm_up(bench, report, BEFORE, &servers[0], &their).await;
    warm_up(bench, report, SENDS, &servers[1], stage).await;
    let rounds = alternate(bench.size.pairs, async |kind| {
        let (stage, database) = ([&their, stage][kind], [BEFORE, SENDS][kind]);
        let load = sends(bench, &servers[kind], CLIENTS, |_| (ACCOUNT, &stage.pool));
        bench.reset(database).await;
        let block = by_http(bench, report, &servers[kind], load, database);
        bench.check_sent(report, database, database, block.done).await;
        block
    })
    .await;
    show(report, "A commit before", ["the commit before", "this one"], CLIENTS, &rounds, "before");
}
