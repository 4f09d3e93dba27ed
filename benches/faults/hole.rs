//! R11 and R12: a black hole before the database, and clients that vanish.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    client::{Client, request},
    proxy::Way,
    table::{Row, correct, shown, within},
    toggle::Toggles,
    world::{World, token, until},
};

const CLIENTS: usize = 24;

/// R11: the network to the database swallows everything, again and again.
pub async fn run(world: &World) -> Vec<Row> {
    let rounds = world.rounds(4, 2);
    let place = world.database("hole").await;
    let way = Way::to(&place, world.postgres.port()).await;
    let server = world.serve(&way.url, &[]).await;
    let provided = world.provide(&place, &server, CLIENTS, CLIENTS).await;
    let toggles = Toggles::start(CLIENTS, &[server.address], &provided, Duration::from_secs(1));
    toggles.rate(Duration::from_millis(500)).await;
    let usual = toggles.rate(Duration::from_secs(1)).await;
    let mut slowest = Duration::ZERO;
    for _ in 0..rounds {
        way.close();
        tokio::time::sleep(Duration::from_secs(3)).await;
        way.open();
        let began = Instant::now();
        while toggles.rate(Duration::from_millis(200)).await < usual * 0.8 && began.elapsed() < Duration::from_secs(30)
        {
        }
        slowest = slowest.max(began.elapsed());
        toggles.rate(Duration::from_millis(500)).await;
    }
    toggles.end().await;
    let began = Instant::now();
    while server.in_use().await != Some(0) && began.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let left = server.in_use().await;
    let panics = server.log().matches("panicked").count();
    vec![
        within(
            "R11",
            &format!("black hole x{rounds}, {CLIENTS} clients giving up after 1 s: 80 % of {usual:.0} calls/s again"),
            Duration::from_secs(8),
            slowest,
        ),
        correct(
            "R11",
            "no connection stays in use, 0 panics",
            format!("{left:?} in use, {panics} panics"),
            left == Some(0) && panics == 0,
        ),
    ]
}

/// A client that sends some of its request, then goes away with a reset or without a word.
async fn vanish(address: std::net::SocketAddr, index: usize, bytes: Vec<u8>, by_reset: bool) {
    let Ok(mut stream) = TcpStream::connect(address).await else { return };
    if by_reset && stream.set_zero_linger().is_err() {
        return;
    }
    // Some in the middle of the request, most while they are served.
    let length = if index.is_multiple_of(5) { bytes.len() * (index % 97) / 97 } else { bytes.len() };
    let _closed = stream.write_all(&bytes[..length]).await;
    tokio::time::sleep(Duration::from_micros((index as u64 * 37) % 3_000)).await;
}

/// R12: clients that vanish.
pub async fn vanishing(world: &World) -> Vec<Row> {
    let each = world.rounds(20_000, 3_000);
    let after = world.rounds(2_000, 500);
    let place = world.database("vanishing").await;
    let server = world.serve(&place.url, &[]).await;
    let provided = world.provide(&place, &server, 8, 64).await;
    let troubles = ["already a transaction in progress", "current transaction is aborted"];
    let logged = || troubles.map(|text| world.postgres.logged(text)).iter().sum::<usize>();
    let before = logged();
    let idle = "select count(*) from pg_stat_activity where datname = current_database()
                and state like 'idle in transaction%' and state_change < clock_timestamp() - interval '1 second'";
    let mut idle_seen = 0;
    for chunk in 0..10 {
        stream::iter(chunk * each / 5..(chunk + 1) * each / 5)
            .for_each_concurrent(64, |index| {
                let (address, provided) = (server.address, &provided);
                async move {
                    let number = &provided.numbers[index % provided.numbers.len()];
                    let pool = &provided.pools[index % provided.pools.len()];
                    let identity = json!({"PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US", "ClientToken": token()});
                    let bytes = match index % 4 {
                        0 => request(address, "AssociateOriginationIdentity", &identity.to_string()),
                        1 => request(address, "DisassociateOriginationIdentity", &identity.to_string()),
                        2 => request(address, "CreateOptOutList", &json!({"OptOutListName": format!("V{index}"), "ClientToken": token()}).to_string()),
                        _ => request(address, "DescribePhoneNumbers", &json!({"PhoneNumberIds": [number]}).to_string()),
                    };
                    vanish(address, index, bytes, (index / 4).is_multiple_of(2)).await;
                }
            })
            .await;
        idle_seen += world.count(&place, idle).await;
    }
    until("nothing runs any more", || async { server.in_use().await == Some(0) }).await;

    let answered: usize = stream::iter(0..8)
        .map(|worker| async move {
            let (mut client, mut answered) = (Client::new(server.address), 0);
            for index in (worker..after).step_by(8) {
                let body = json!({"OptOutListName": format!("After{index}"), "ClientToken": token()});
                answered +=
                    usize::from(client.call("CreateOptOutList", &body).await.is_ok_and(|answer| answer.is_success()));
            }
            answered
        })
        .buffer_unordered(8)
        .fold(0, |sum, answered| async move { sum + answered })
        .await;
    let kept = world.count(&place, "select count(*) from callsign.opt_out_list where name like 'After%'").await;
    let leaked = logged() - before;
    let bad = server.log().matches("25P02").count() + server.log().matches("panicked").count();
    vec![
        correct(
            "R12",
            format!("{each} RST and {each} FIN: 0 open transactions handed on, 0 x 25P02, 0 idle in transaction > 1 s"),
            format!("{leaked} in PostgreSQL's log, {bad} in callsign's, {idle_seen} idle"),
            leaked == 0 && bad == 0 && idle_seen == 0,
        ),
        correct(
            "R12",
            format!("the next {after} requests: all 200, and all in the database"),
            format!("{answered} answered, {kept} there"),
            answered == after && usize::try_from(kept) == Ok(after),
        ),
    ]
}

/// R25: one number that a foreign session holds.
pub async fn hot_number(world: &World) -> Vec<Row> {
    let waiters = 200;
    let place = world.database("hot").await;
    let servers = [world.serve(&place.url, &[]).await, world.serve(&place.url, &[]).await];
    let addresses = [servers[0].address, servers[1].address];
    let provided = world.provide(&place, &servers[0], 16, 32).await;
    let hot = provided.numbers[31].clone();
    let toggles = Toggles::start(8, &addresses, &provided, Duration::from_secs(15));
    toggles.rate(Duration::from_secs(1)).await;
    let mut holder = world.connect(&place).await;
    let hold =
        format!("begin; select from callsign.phone_number where id = replace('{hot}', 'phone-', '')::uuid for update");
    crate::world::run(&mut holder, &hold).await;
    toggles.take();
    let calls = (0..waiters).map(|index| {
        // A pool that the others don't use: its row is held too, while its number is waited for.
        let body = json!({
            "PoolId": provided.pools[15], "OriginationIdentity": hot, "IsoCountryCode": "US", "ClientToken": token(),
        });
        async move {
            let mut client = Client::new(addresses[index % 2]);
            let answer = client.call("AssociateOriginationIdentity", &body).await;
            (answer.map_or_else(|lost| format!("{lost:?}"), |answer| answer.kind()), client.took)
        }
    });
    let answers = futures_util::future::join_all(calls).await;
    let mut others = toggles.take();
    crate::world::run(&mut holder, "rollback").await;
    toggles.end().await;
    let count = |kind: &str| answers.iter().filter(|(seen, _)| seen == kind).count();
    let (conflict, throttled) = (count("ConflictException"), count("ThrottlingException"));
    let slowest = answers.iter().map(|(_, took)| *took).max().unwrap_or_default();
    let mut kinds: Vec<_> = others.troubles.iter().map(|trouble| trouble.kind.clone()).collect();
    kinds.sort();
    let refused = kinds.len();
    kinds.dedup();
    vec![
        correct(
            "R25",
            format!("a held number, {waiters} waiters, x2: ConflictException or ThrottlingException, 0 others"),
            format!("{conflict} and {throttled}"),
            conflict + throttled == waiters,
        ),
        within("R25", "the slowest of them", Duration::from_millis(2_200), slowest),
        within(
            "R25",
            &format!("other numbers meanwhile ({} served, {refused} refused {kinds:?}), p99", others.took.len()),
            Duration::from_millis(250),
            crate::table::quantile(&mut others.took, 0.99),
        ),
        crate::table::speed(
            "R25",
            "other numbers meanwhile: none refused",
            format!("{refused} in {}", shown(slowest)),
            refused == 0,
        ),
    ]
}
