//! R24: live and ready while the database is away.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::{
    client::Client,
    postgres::Stop,
    table::{Row, correct, quantile, shown, within},
    world::World,
};

/// What was asked when, and how long the answer took.
struct Seen {
    at: Instant,
    took: Duration,
    status: Option<u16>,
}

async fn watch(
    address: std::net::SocketAddr,
    path: &'static str,
    until: tokio::sync::watch::Receiver<bool>,
) -> Vec<Seen> {
    let mut client = Client::new(address);
    let mut seen = Vec::new();
    while !*until.borrow() {
        let at = Instant::now();
        let status = client.get(path).await.ok().map(|answer| answer.status);
        seen.push(Seen { at, took: client.took, status });
        sleep(Duration::from_millis(10)).await;
    }
    seen
}

/// Stops the database for a while.
pub async fn run(world: &mut World) -> Vec<Row> {
    let place = world.database("health").await;
    let mut server = world.serve(&place.url, &[]).await;
    let (over, until) = tokio::sync::watch::channel(false);
    let live = tokio::spawn(watch(server.address, "/health/live", until.clone()));
    let ready = tokio::spawn(watch(server.address, "/health/ready", until));
    sleep(Duration::from_millis(500)).await;

    let away = Duration::from_secs(if world.short { 4 } else { 20 });
    let stopped = Instant::now();
    world.postgres.stop(Stop::Fast).await;
    sleep(away).await;
    world.postgres.launch();
    let back = world.postgres.until_up().await;
    sleep(Duration::from_secs(3)).await;
    over.send_replace(true);
    let (live, ready) = (live.await.expect("no panic"), ready.await.expect("no panic"));

    let not_live = live.iter().filter(|seen| seen.status != Some(200)).count();
    let mut took: Vec<Duration> = live.iter().map(|seen| seen.took).collect();
    let first_503 = ready.iter().find(|seen| seen.at >= stopped && seen.status == Some(503));
    let last_503 = ready.iter().rfind(|seen| seen.status != Some(200));
    let until_503 = first_503.map_or(Duration::MAX, |seen| (seen.at + seen.took).duration_since(stopped));
    let until_200 =
        last_503.map_or(Duration::ZERO, |seen| (seen.at + seen.took).checked_duration_since(back).unwrap_or_default());
    let strange = ready.iter().filter(|seen| !matches!(seen.status, Some(200 | 503))).count();
    let asked = live.len();
    vec![
        correct(
            "R24",
            format!("database away for {}: /health/live always 200", shown(away)),
            format!("{not_live} of {asked} otherwise"),
            not_live == 0,
        ),
        within("R24", "/health/live p99", Duration::from_millis(50), quantile(&mut took, 0.99)),
        within("R24", "/health/ready 503 after the stop", Duration::from_secs(2), until_503),
        within("R24", "/health/ready 200 after the return", Duration::from_secs(2), until_200),
        correct(
            "R24",
            "ready says 200 or 503, and the process goes on",
            format!("{strange} otherwise, ended: {}", server.has_ended()),
            strange == 0 && !server.has_ended(),
        ),
    ]
}
