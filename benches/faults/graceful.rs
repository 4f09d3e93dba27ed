//! R23: a graceful stop under keep-alive clients that heed `Connection: close`.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    client::{Client, Lost},
    postgres::free_port,
    table::{Row, correct, within},
    world::{Provided, World, token},
};

const CLIENTS: usize = 64;

#[derive(Default)]
struct Tally {
    acknowledged: Vec<String>,
    broken: usize,
    refused: usize,
}

/// Keeps its connection until it is asked to close it, then turns to the other server, as behind a balancer.
async fn heedful(
    servers: [SocketAddr; 2],
    first: usize,
    provided: Arc<Provided>,
    next: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
) -> Tally {
    let mut turn = first;
    let mut client = Client::new(servers[turn % 2]);
    let mut tally = Tally::default();
    while !over.load(Ordering::Relaxed) {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(number) = provided.numbers.get(index) else { break };
        let pool = &provided.pools[index % provided.pools.len()];
        let body = json!({
            "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US", "ClientToken": token(),
        });
        match client.call("AssociateOriginationIdentity", &body).await {
            Ok(answer) => {
                if answer.is_success() {
                    tally.acknowledged.push(number.clone());
                } else {
                    tally.refused += 1;
                }
                if answer.closes {
                    turn += 1;
                    client.turn_to(servers[turn % 2]);
                }
            }
            Err(Lost::NotSent | Lost::Unknown) => {
                tally.broken += 1;
                turn += 1;
                client.turn_to(servers[turn % 2]);
            }
        }
        // Half of what the machine can do: the stop is tried, not the load.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tally
}

/// Stops one server after the other while the clients go on.
pub async fn run(world: &World) -> Vec<Row> {
    let rounds = world.rounds(20, 4);
    let place = world.database("graceful").await;
    let settings = [("server.drain_ms", "1000")];
    let ports = [free_port(), free_port()];
    let mut servers = ports.map(|port| world.launch(&place.url, port, &settings));
    for server in &mut servers {
        server.until_ready().await;
    }
    let numbers = if world.short { 40_000 } else { 120_000 };
    let provided = Arc::new(world.provide(&place, &servers[0], 16, numbers).await);
    let addresses = [servers[0].address, servers[1].address];
    let (next, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut clients = JoinSet::new();
    for first in 0..CLIENTS {
        clients.spawn(heedful(addresses, first, Arc::clone(&provided), Arc::clone(&next), Arc::clone(&over)));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;

    let (mut slowest, mut unclean) = (Duration::ZERO, 0);
    for round in 0..rounds {
        let began = Instant::now();
        servers[round % 2].signal("TERM");
        if servers[round % 2].end().await != Some(0) {
            unclean += 1;
        }
        slowest = slowest.max(began.elapsed());
        servers[round % 2] = world.launch(&place.url, ports[round % 2], &settings);
        servers[round % 2].until_ready().await;
    }
    over.store(true, Ordering::Relaxed);
    let mut all = Tally::default();
    while let Some(tally) = clients.join_next().await {
        let tally = tally.expect("no panic");
        all.acknowledged.extend(tally.acknowledged);
        all.broken += tally.broken;
        all.refused += tally.refused;
    }

    let query = "select origination_identity from inspect.associations where request_id <> 'anchor'";
    let there: std::collections::HashSet<String> = world.texts(&place, query).await.into_iter().collect();
    let lost = all.acknowledged.iter().filter(|number| !there.contains(*number)).count();
    let unanswered = there.len() + lost - all.acknowledged.len();
    let sent = all.acknowledged.len() + all.broken + all.refused;
    vec![
        correct(
            "R23",
            format!(
                "SIGTERM x{rounds} under {CLIENTS} keep-alive clients: 0 acknowledged lost, 0 executed but unanswered"
            ),
            format!("{} acknowledged, {lost} lost, {unanswered} unanswered", all.acknowledged.len()),
            lost == 0 && unanswered == 0,
        ),
        correct(
            "R23",
            "0 broken requests for clients that heed Connection: close, every exit is 0",
            format!("{} broken and {} refused of {sent}, {unclean} unclean exits", all.broken, all.refused),
            all.broken == 0 && all.refused == 0 && unclean == 0,
        ),
        within("R23", "slowest exit, a drain of 1 s included", Duration::from_secs(5), slowest),
    ]
}
