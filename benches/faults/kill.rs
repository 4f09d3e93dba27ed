//! R9 and R10: the service killed, PostgreSQL restarted and crashed, while writers go on.

use std::time::{Duration, Instant};

use crate::{
    load::{Ledger, Load, verify},
    postgres::{Stop, free_port},
    table::{Row, correct, quantile, shown, within},
    world::{Place, Server, World, run as execute},
};

const WRITERS: usize = 16;

fn verdict(goal: &'static str, what: String, ledger: &Ledger, verdict: &crate::load::Verdict) -> Row {
    let mut wrong = ledger.wrong.clone();
    wrong.truncate(3);
    correct(
        goal,
        what + ": every acknowledged association there, none twice, 0 answers that differ on retry",
        format!(
            "{} acknowledged, {} lost, {} double, {} differ, {} calls disturbed, wrong: {wrong:?}",
            ledger.acknowledged.len(),
            verdict.lost,
            verdict.double,
            verdict.differing,
            ledger.troubles.len()
        ),
        verdict.lost == 0
            && verdict.double == 0
            && verdict.differing == 0
            && wrong.is_empty()
            && !ledger.acknowledged.is_empty(),
    )
}

/// R9: `kill -9` of the service.
pub async fn service(world: &World) -> Vec<Row> {
    let rounds = world.rounds(50, 10);
    let place = world.database("killed_service").await;
    let ports = [free_port(), free_port()];
    let mut servers = ports.map(|port| world.launch(&place.url, port, &[]));
    for server in &mut servers {
        server.until_ready().await;
    }
    let provided = world.provide(&place, &servers[0], 16, world.rounds(200_000, 40_000)).await;
    let load = Load::start(WRITERS, &[servers[0].address, servers[1].address], &provided);
    let mut back = Vec::new();
    for round in 0..rounds {
        load.progress(300).await;
        servers[round % 2].kill().await;
        servers[round % 2] = world.launch(&place.url, ports[round % 2], &[]);
        servers[round % 2].until_ready().await;
        back.push(servers[round % 2].ready_after);
    }
    load.progress(300).await;
    let ledger = load.end().await;
    let seen = verify(world, &place, servers[0].address, &ledger).await;
    let median = quantile(&mut back.clone(), 0.5);
    vec![
        verdict("R9", format!("kill -9 of the service x{rounds} under {WRITERS} writers, x2"), &ledger, &seen),
        within(
            "R9",
            &format!("ready again, the slowest (median {})", shown(median)),
            Duration::from_millis(100),
            quantile(&mut back, 1.0),
        ),
    ]
}

/// Stops PostgreSQL again and again under writers: the ledger, and the longest time from its return to the last error.
async fn disturbed(
    world: &mut World,
    place: &Place,
    server: &Server,
    stops: &[Stop],
    numbers: usize,
) -> (Ledger, Duration) {
    let provided = world.provide(place, server, 16, numbers).await;
    let load = Load::start(WRITERS, &[server.address], &provided);
    let mut returns = Vec::new();
    for stop in stops {
        load.progress(1_000).await;
        world.postgres.stop(*stop).await;
        world.postgres.launch();
        returns.push(world.postgres.until_up().await);
    }
    load.progress(1_000).await;
    let ledger = load.end().await;
    let mut longest = Duration::ZERO;
    for (index, back) in returns.iter().enumerate() {
        // Until the next stop, whose own errors come at least this much later.
        let until = returns.get(index + 1).map_or_else(Instant::now, |next| *next);
        let troubles = ledger.troubles.iter().filter(|(at, _)| *at > *back && *at < until);
        let settled = ledger.acknowledged.iter().map(|one| one.at).filter(|at| *at > *back && *at < until);
        // The first moment with fifty answers behind it: what comes later belongs to the next stop.
        let mut settled: Vec<Instant> = settled.collect();
        settled.sort_unstable();
        let calm = settled.get(500).copied().unwrap_or(until);
        let last = troubles.filter(|(at, _)| *at < calm).map(|(at, _)| at.duration_since(*back)).max();
        longest = longest.max(last.unwrap_or_default());
    }
    (ledger, longest)
}

/// R10: PostgreSQL restarted and crashed.
pub async fn database(world: &mut World) -> Vec<Row> {
    let each = world.rounds(10, 2);
    let place = world.database("restarted").await;
    let server = world.serve(&place.url, &[]).await;
    let mut stops = vec![Stop::Fast; each];
    stops.resize(2 * each, Stop::Immediate);
    let (ledger, longest) = disturbed(world, &place, &server, &stops, world.rounds(200_000, 40_000)).await;
    let seen = verify(world, &place, server.address, &ledger).await;
    let panics = server.log().matches("panicked").count();
    vec![
        verdict("R10", format!("PostgreSQL {each} fast and {each} immediate stops, {panics} panics"), &ledger, &seen),
        correct("R10", "0 panics", panics.to_string(), panics == 0),
        within("R10", "last error after PostgreSQL is back", Duration::from_millis(500), longest),
        without_synchronous_commit(world).await,
    ]
}

/// The negative control: what is acknowledged before it is on disk gets lost.
pub async fn without_synchronous_commit(world: &mut World) -> Row {
    let place = world.database("asynchronous").await;
    let turn_off = format!("alter database {} set synchronous_commit = off", place.name);
    execute(&mut world.connect(&place).await, &turn_off).await;
    let server = world.serve(&place.url, &[]).await;
    let stops = vec![Stop::Immediate; world.rounds(8, 4)];
    let (ledger, _) = disturbed(world, &place, &server, &stops, 60_000).await;
    let seen = verify(world, &place, server.address, &ledger).await;
    correct(
        "R10",
        "negative control, synchronous_commit = off: some acknowledged are lost",
        format!("{} of {} lost in {} crashes", seen.lost, ledger.acknowledged.len(), stops.len()),
        seen.lost > 0,
    )
}
