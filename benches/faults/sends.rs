//! R31: messages outlive the service and PostgreSQL, killed at each step of acceptance and of carrying out, and under senders.
//!
//! As for associations, triggers make the chosen step wait for a lock that this program holds.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use sqlx::PgConnection;
use tokio::task::JoinSet;

use crate::{
    client::{Answer, Client},
    crash::{WAIT, until_somebody_waits},
    postgres::{Stop, free_port},
    table::{Row, correct},
    world::{Place, World, run as execute, until},
};

const SENDERS: usize = 16;

/// Receipts that come while the rounds last, and money for all of them.
const SOON: [(&str, &str); 3] =
    [("delivery.accepted_ms", "20"), ("delivery.delivered_ms", "60"), ("spend_limits.text_message", "100000")];

/// A step of acceptance or of carrying out, the table that it writes, and the trigger that waits there.
const STEPS: [(&str, &str, &str); 6] = [
    ("spend counted", "callsign.monthly_spend", "after insert or update"),
    ("message written", "callsign.message", "after insert"),
    ("events scheduled", "callsign.message_event", "after insert"),
    ("event happened", "callsign.message_event", "after update"),
    ("status changed", "callsign.message", "after update"),
    ("stickiness kept", "callsign.sticky_identity", "after insert or update"),
];

/// What waits in the commit itself.
const COMMITS: [(&str, &str, &str); 2] = [
    ("in the commit of the acceptance", "callsign.message", "insert"),
    ("in the commit of what happened", "callsign.message_event", "update"),
];

/// What must hold of all messages once nothing is to come: nothing twice, nothing missing, in order, and paid for once.
const WRONG: [(&str, &str); 4] = [
    (
        "messages without exactly their events, in order",
        "
        select count(*) from callsign.message m cross join lateral (
            select count(*) as n, count(e.happened_at) as happened, max(e.ordinal) as last,
                   bool_and(e.due_at >= coalesce(earlier.due_at, e.due_at)) as is_in_order
            from callsign.message_event e left join callsign.message_event earlier
                on earlier.message_id = e.message_id and earlier.ordinal = e.ordinal - 1
            where e.message_id = m.id) e
        where e.n = 0 or e.happened <> e.n or e.last <> e.n or not e.is_in_order",
    ),
    (
        "events that are shown twice",
        "
        select count(*) from (select from inspect.message_events group by message_id, event having count(*) > 1) twice",
    ),
    ("messages that aren't delivered", "select count(*) from inspect.messages where status <> 'DELIVERED'"),
    (
        "spend beside what the messages cost",
        "
        select count(*) from (select sum(total_message_price + total_carrier_fee) as cost from callsign.message) m,
            (select sum(spent) as spent from callsign.monthly_spend) s
        where m.cost is distinct from s.spent",
    ),
];

/// What is killed.
#[derive(Clone, Copy, Debug)]
enum Killed {
    Service,
    Database,
}

async fn pool(server: SocketAddr) -> String {
    let mut client = Client::new(server);
    let number = json!({"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"], "NumberType": "TOLL_FREE"});
    let number = client.call("RequestPhoneNumber", &number).await.expect("a number is leased");
    let number: Value = serde_json::from_str(&number.body).expect("an answer is JSON");
    let pool =
        json!({"OriginationIdentity": number["PhoneNumberId"], "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL"});
    let pool = client.call("CreatePool", &pool).await.expect("a pool is made");
    let pool: Value = serde_json::from_str(&pool.body).expect("an answer is JSON");
    pool["PoolId"].as_str().expect("the pool has an id").to_owned()
}

fn message(pool: &str) -> Value {
    json!({"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": pool, "MessageBody": "Your code is 123456"})
}

/// The id of a message that was accepted.
async fn send(client: &mut Client, pool: &str) -> Option<String> {
    let answer = client.call("SendTextMessage", &message(pool)).await.ok().filter(Answer::is_success)?;
    let answer: Value = serde_json::from_str(&answer.body).expect("an answer is JSON");
    answer["MessageId"].as_str().map(str::to_owned)
}

/// Waits until nothing is to come: what is wrong then, and how many of the acknowledged messages are missing.
async fn judged(world: &World, place: &Place, acknowledged: &[String]) -> Vec<String> {
    let to_come = "select count(*) from callsign.message where next_due_at is not null";
    until("all that is due is carried out", || async { world.count(place, to_come).await == 0 }).await;
    let mut wrong = Vec::new();
    for (what, query) in WRONG {
        let count = world.count(place, query).await;
        if count > 0 {
            wrong.push(format!("{count} {what}"));
        }
    }
    let there = world.texts(place, "select message_id::text from inspect.messages").await;
    let missing = acknowledged.iter().filter(|one| there.iter().filter(|other| other == one).count() != 1).count();
    if missing > 0 {
        wrong.push(format!("{missing} acknowledged not there once"));
    }
    wrong
}

/// Kills at one step, starts again, and judges.
async fn at_step(world: &mut World, name: &str, step: &str, trigger: (&str, &str), killed: Killed) -> Row {
    let rounds = world.rounds(5, 1);
    let place = world.database(name).await;
    let (table, create) = trigger;
    let mut acknowledged = Vec::new();
    let mut victim = world.serve(&place.url, &SOON).await;
    let pool = pool(victim.address).await;
    execute(&mut world.connect(&place).await, WAIT).await;
    for _ in 0..rounds {
        let mut holder: PgConnection = world.connect(&place).await;
        execute(&mut holder, &format!("select pg_advisory_lock(42); {create}")).await;
        let address = victim.address;
        let asked = pool.clone();
        let call = tokio::spawn(async move { send(&mut Client::new(address), &asked).await });
        until_somebody_waits(&mut holder).await;
        match killed {
            Killed::Service => {
                victim.kill().await;
                execute(&mut holder, "select pg_advisory_unlock(42)").await;
            }
            Killed::Database => {
                world.postgres.stop(Stop::Immediate).await;
                world.postgres.launch();
                world.postgres.until_up().await;
                holder = world.connect(&place).await;
            }
        }
        execute(&mut holder, &format!("drop trigger step on {table}")).await;
        acknowledged.extend(call.await.expect("no panic"));
        if matches!(killed, Killed::Service) {
            victim = world.serve(&place.url, &SOON).await;
        }
        // One more, so that there is something to be in order with.
        let again = std::sync::Mutex::new(None);
        until("messages are accepted again", || async {
            let sent = send(&mut Client::new(victim.address), &pool).await;
            let is_sent = sent.is_some();
            *again.lock().expect("nobody panics") = sent;
            is_sent
        })
        .await;
        acknowledged.extend(again.into_inner().expect("nobody panics"));
    }
    let wrong = judged(world, &place, &acknowledged).await;
    correct(
        "R31",
        format!(
            "{killed:?} killed, {step}, x{rounds}: every acknowledged message once, each of its events once, in order"
        ),
        format!("{} acknowledged, wrong: {wrong:?}", acknowledged.len()),
        wrong.is_empty() && acknowledged.len() >= rounds,
    )
}

/// Both of them killed in turn under senders, two services.
async fn under_senders(world: &mut World) -> Row {
    let rounds = world.rounds(20, 4);
    let place = world.database("sends_killed").await;
    let ports = [free_port(), free_port()];
    let mut servers = ports.map(|port| world.launch(&place.url, port, &SOON));
    for server in &mut servers {
        server.until_ready().await;
    }
    let pool = Arc::new(pool(servers[0].address).await);
    let addresses = [servers[0].address, servers[1].address];
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut senders = JoinSet::new();
    for index in 0..SENDERS {
        let (pool, stop, done) = (Arc::clone(&pool), Arc::clone(&stop), Arc::clone(&done));
        senders.spawn(async move {
            let mut acknowledged = Vec::new();
            let mut server = index;
            let mut client = Client::new(addresses[server % 2]);
            while !stop.load(Ordering::Relaxed) {
                if let Some(id) = send(&mut client, &pool).await {
                    acknowledged.push(id);
                    done.fetch_add(1, Ordering::Relaxed);
                } else {
                    server += 1;
                    client.turn_to(addresses[server % 2]);
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            acknowledged
        });
    }
    for round in 0..rounds {
        let enough = done.load(Ordering::Relaxed) + 200;
        until("messages are accepted", || async { done.load(Ordering::Relaxed) >= enough }).await;
        if round % 4 == 3 {
            world.postgres.stop(Stop::Immediate).await;
            world.postgres.launch();
            world.postgres.until_up().await;
        } else {
            servers[round % 2].kill().await;
            servers[round % 2] = world.launch(&place.url, ports[round % 2], &SOON);
            servers[round % 2].until_ready().await;
        }
    }
    stop.store(true, Ordering::Relaxed);
    let acknowledged = senders.join_all().await.concat();
    let wrong = judged(world, &place, &acknowledged).await;
    correct(
        "R31",
        format!(
            "{SENDERS} senders, x2, {rounds} kills of the service and of PostgreSQL: every acknowledged message once, each of its events once, in order"
        ),
        format!("{} acknowledged, wrong: {wrong:?}", acknowledged.len()),
        wrong.is_empty() && !acknowledged.is_empty(),
    )
}

/// All of them.
pub async fn run(world: &mut World) -> Vec<Row> {
    let mut rows = Vec::new();
    for killed in [Killed::Service, Killed::Database] {
        for (index, (step, table, when)) in STEPS.into_iter().enumerate() {
            let create = format!("create trigger step {when} on {table} for each row execute function public.wait()");
            let name = format!("sends_{killed:?}_{index}").to_lowercase();
            rows.push(at_step(world, &name, step, (table, &create), killed).await);
        }
        for (index, (step, table, event)) in COMMITS.into_iter().enumerate() {
            let create = format!(
                "create constraint trigger step after {event} on {table} deferrable initially deferred
                 for each row execute function public.wait()"
            );
            let name = format!("sends_{killed:?}_commit_{index}").to_lowercase();
            rows.push(at_step(world, &name, step, (table, &create), killed).await);
        }
    }
    rows.push(under_senders(world).await);
    rows
}
