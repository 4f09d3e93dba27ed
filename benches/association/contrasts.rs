//! Pairs of loads on callsign, in turn: replays against fresh, one hot pool against all, sender IDs against numbers, calls on record
//! against none, the callsign of a commit before against this one, many present against none.

use std::{path::PathBuf, sync::Arc};

use crate::{
    bench::Bench,
    block::{self, by_http},
    figure::{Spread, number},
    generator::Load,
    load::{self, WRITES, associations, pool_of, warm_up},
    pairs::{alternate, show},
    report::Report,
    seed,
};

const CLIENTS: usize = 64;

/// The database in which many associations are present.
const PRESENT: &str = "present";

/// The database of the callsign of a commit before.
const BEFORE: &str = "before";

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
        let known = block::load(&server, CLIENTS, Arc::new(known), bench.size.block);
        let known = Load { again: true, most: usize::MAX, ..known };
        let again = by_http(bench, report, &server, known, "replays");
        bench.check_counts(report, WRITES, "replays", fresh.done).await;
        rounds.push([fresh, again]);
    }
    show(report, "Replays", ["fresh client tokens", "replays of them"], CLIENTS, &rounds, "replay");
}

/// All clients on one pool against all pools, with the quota of a pool off.
pub async fn hot(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let server = bench.serve(WRITES, &[("quotas.origination_identities_per_pool", "0")]).await;
    warm_up(bench, report, WRITES, &server).await;
    let rounds = alternate(bench.size.rounds, async |kind| {
        let load = associations(bench, &server, CLIENTS, [pool_of, |_| 1][kind]);
        bench.reset(WRITES).await;
        let block = by_http(bench, report, &server, load, "quota off");
        bench.check_counts(report, WRITES, "quota off", block.done).await;
        block
    })
    .await;
    let names = ["all pools, quota off", "one hot pool, quota off"];
    show(report, "One hot pool", names, CLIENTS, &rounds, "hot");
}

/// Sender IDs that join pools against phone numbers that do, as many of each.
pub async fn sender_ids(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let server = bench.serve(WRITES, &[]).await;
    warm_up(bench, report, WRITES, &server).await;
    let rounds = alternate(bench.size.rounds, async |kind| {
        let requests = (1..=bench.size.sender_ids).map(|number| {
            let pool = pool_of(number);
            if kind == 0 {
                load::signed_association(&server, number, pool)
            } else {
                load::signed_association_of_a_sender_id(&server, number, pool)
            }
        });
        let load = block::load(&server, CLIENTS, Arc::new(requests.collect()), bench.size.block);
        bench.reset(WRITES).await;
        let block = by_http(bench, report, &server, load, "one kind of identity");
        bench.check_counts(report, WRITES, "one kind of identity", block.done).await;
        block
    })
    .await;
    show(report, "Sender IDs", ["phone numbers", "sender IDs"], CLIENTS, &rounds, "sender-ids");
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
    let rounds = alternate(bench.size.pairs, async |kind| {
        let load = associations(bench, &servers[kind], CLIENTS, pool_of);
        bench.reset(WRITES).await;
        let block = by_http(bench, report, &servers[kind], load, kept[kind]);
        bench.check_counts(report, WRITES, kept[kind], block.done).await;
        block
    })
    .await;
    let names = ["requests.keep = none", "requests.keep = all"];
    show(report, "Calls on record", names, CLIENTS, &rounds, "recorded");
}

/// This callsign against that of a commit before, which `CALLSIGN_BEFORE` names by its binary.
pub async fn before(bench: &Bench, report: &mut Report) {
    let Some(binary) = std::env::var_os("CALLSIGN_BEFORE").map(PathBuf::from) else {
        report.add("A commit before", "CALLSIGN_BEFORE names no binary\n");
        return;
    };
    bench.provide_writes().await;
    bench.migrate(&binary, BEFORE).await;
    bench.seed(BEFORE, &seed::writes(bench.size.numbers, bench.size.sender_ids)).await;
    let mut earlier = bench.launch_with(&binary, &["--database-url", &bench.postgres.url(BEFORE)], &[]);
    earlier.until_ready().await;
    let servers = [earlier, bench.serve(WRITES, &[]).await];
    let databases = [BEFORE, WRITES];
    for (server, database) in servers.iter().zip(databases) {
        warm_up(bench, report, database, server).await;
    }
    let rounds = alternate(bench.size.pairs, async |kind| {
        let load = associations(bench, &servers[kind], CLIENTS, pool_of);
        bench.reset(databases[kind]).await;
        let block = by_http(bench, report, &servers[kind], load, databases[kind]);
        bench.check_counts(report, databases[kind], databases[kind], block.done).await;
        block
    })
    .await;
    show(report, "A commit before", ["the commit before", "this one"], CLIENTS, &rounds, "before");
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
    let mut rounds = alternate(bench.size.rounds + 1, async |kind| {
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
        block
    })
    .await;
    // The first round warms up.
    rounds.remove(0);
    drop(servers);
    bench.run("postgres", &format!("drop database {PRESENT} with (force)")).await;
    let names = ["an empty database".to_owned(), format!("{present} associations present")];
    let names = [names[0].as_str(), names[1].as_str()];
    show(report, "Many associations present", names, CLIENTS, &rounds, "grown");
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
        let requests = (1..=count).map(|number| load::signed_association(&server, number, pool_of(number)));
        let time = std::time::Duration::from_mins(4);
        let load = block::load(&server, CLIENTS, Arc::new(requests.collect()), time);
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
