//! R7: a history of associate, disassociate and describe under kills and restarts is linearizable.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    checker::{Answered, Asked, Call, is_linearizable, misjudged},
    client::Client,
    load::may_pass,
    postgres::{Stop, free_port},
    table::{Row, correct, shown},
    world::{Place, Provided, World},
};

const CLIENTS: usize = 8;
const POOLS: u8 = 3;

struct Asking {
    client: Client,
    servers: [std::net::SocketAddr; 2],
    provided: Arc<Provided>,
    over: Arc<AtomicBool>,
    epoch: Instant,
    random: u64,
}

impl Asking {
    fn below(&mut self, bound: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % bound
    }

    async fn run(mut self) -> Vec<(usize, Call)> {
        let mut calls = Vec::new();
        let mut server = 0;
        while !self.over.load(Ordering::Relaxed) {
            let number = usize::try_from(self.below(self.provided.numbers.len() as u64)).unwrap_or_default();
            let pool = u8::try_from(self.below(u64::from(POOLS))).unwrap_or_default() + 1;
            let asked = match self.below(3) {
                0 => Asked::Associate(pool),
                1 => Asked::Disassociate(pool),
                _ => Asked::Describe,
            };
            let began = self.epoch.elapsed().as_nanos();
            let answered = self.ask(asked, number, pool).await;
            let ended = self.epoch.elapsed().as_nanos();
            match answered {
                // It certainly wasn't carried out.
                None => {}
                Some(Answered::Unknown) => {
                    calls.push((number, Call { asked, answered: Answered::Unknown, began, ended: u128::MAX }));
                }
                Some(answered) => calls.push((number, Call { asked, answered, began, ended })),
            }
            if !matches!(answered, Some(Answered::Done | Answered::Refused | Answered::In(_))) {
                server += 1;
                self.client.turn_to(self.servers[server % 2]);
                // Few unknown ones leave the others more to say.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        calls
    }

    async fn ask(&mut self, asked: Asked, number: usize, pool: u8) -> Option<Answered> {
        let id = self.provided.numbers[number].clone();
        let body = json!({
            "PoolId": self.provided.pools[usize::from(pool) - 1], "OriginationIdentity": id, "IsoCountryCode": "US",
        });
        let answer = match asked {
            Asked::Associate(_) => self.client.call("AssociateOriginationIdentity", &body).await,
            Asked::Disassociate(_) => self.client.call("DisassociateOriginationIdentity", &body).await,
            Asked::Describe => self.client.call("DescribePhoneNumbers", &json!({"PhoneNumberIds": [id]})).await,
        };
        match answer {
            Ok(answer) if answer.is_success() && asked == Asked::Describe => {
                let body: Value = serde_json::from_str(&answer.body).ok()?;
                let pool = body["PhoneNumbers"][0]["PoolId"].as_str();
                let index = pool.map(|pool| self.provided.pools.iter().position(|one| one == pool));
                Some(Answered::In(index.map_or(0, |index| u8::try_from(index.unwrap_or(99) + 1).unwrap_or(99))))
            }
            Ok(answer) if answer.is_success() => Some(Answered::Done),
            // Throttling comes before anything is done.
            Ok(answer) if answer.kind() == "ThrottlingException" || answer.kind() == "ConflictException" => None,
            Ok(answer) if may_pass(&answer) => Some(Answered::Unknown),
            Ok(answer) if answer.exception == "ConflictException" => Some(Answered::Refused),
            // An answer that nothing explains: no state fits it.
            Ok(_) => Some(Answered::In(98)),
            Err(crate::client::Lost::NotSent) => None,
            Err(crate::client::Lost::Unknown) => Some(Answered::Unknown),
        }
    }
}

/// Under kills of the service and stops of PostgreSQL.
pub async fn run(world: &mut World) -> Vec<Row> {
    let place = world.database("history").await;
    vec![on(world, &place, true).await]
}

/// On a database that is there.
pub async fn on(world: &mut World, place: &Place, restarts: bool) -> Row {
    let span = Duration::from_secs(world.rounds(30, 8) as u64);
    let ports = [free_port(), free_port()];
    let mut servers = ports.map(|port| world.launch(&place.url, port, &[]));
    for server in &mut servers {
        server.until_ready().await;
    }
    let provided = Arc::new(world.provide(place, &servers[0], usize::from(POOLS), 60).await);
    let addresses = [servers[0].address, servers[1].address];
    let (over, epoch) = (Arc::new(AtomicBool::new(false)), Instant::now());
    let mut clients = JoinSet::new();
    for index in 0..CLIENTS {
        let asking = Asking {
            client: Client::new(addresses[index % 2]),
            servers: addresses,
            provided: Arc::clone(&provided),
            over: Arc::clone(&over),
            epoch,
            random: 42 + index as u64,
        };
        clients.spawn(asking.run());
    }
    let (mut kills, mut stops) = (0, 0);
    while epoch.elapsed() < span {
        tokio::time::sleep(Duration::from_millis(700)).await;
        if (kills + stops) % 3 == 2 && restarts {
            world.postgres.stop(if stops % 2 == 0 { Stop::Immediate } else { Stop::Fast }).await;
            world.postgres.launch();
            world.postgres.until_up().await;
            stops += 1;
        } else {
            servers[kills % 2].kill().await;
            servers[kills % 2] = world.launch(&place.url, ports[kills % 2], &[]);
            servers[kills % 2].until_ready().await;
            kills += 1;
        }
    }
    over.store(true, Ordering::Relaxed);
    let mut histories = vec![Vec::new(); provided.numbers.len()];
    let (mut count, mut unknown) = (0, 0);
    while let Some(calls) = clients.join_next().await {
        for (number, call) in calls.expect("no panic") {
            count += 1;
            unknown += usize::from(call.answered == Answered::Unknown);
            histories[number].push(call);
        }
    }
    let began = Instant::now();
    let refused = tokio::task::spawn_blocking(move || histories.iter().filter(|calls| !is_linearizable(calls)).count());
    let refused = refused.await.expect("the checker doesn't panic");
    let checker = misjudged();
    correct(
        "R7",
        format!(
            "{CLIENTS} clients on 60 numbers for {}, {kills} kills, {stops} PostgreSQL stops: every history linearizable",
            shown(span)
        ),
        format!(
            "{refused} of 60 not, {count} calls, {unknown} unknown, checked in {}, checker wrong: {checker:?}",
            shown(began.elapsed())
        ),
        refused == 0 && checker.is_none() && count > 500,
    )
}
