//! R4: the service killed at each step of an association, and the retry.
//!
//! Triggers make the chosen step wait for a lock that this program holds; the service is killed there. The answer to the
//! commit is kept by the way to the database.

use std::sync::atomic::Ordering;

use serde_json::json;
use sqlx::PgConnection;

use crate::{
    client::{Client, Lost},
    postgres::free_port,
    proxy::Way,
    table::{Row, correct},
    world::{Place, World, run as execute, token, until},
};

/// A step, and the trigger that waits there.
const STEPS: [(&str, &str); 5] = [
    ("token in", "create trigger step after insert on callsign.client_token for each row execute function public.wait()"),
    (
        "locked",
        "create trigger step before insert on callsign.pool_origination_identity for each row execute function public.wait()",
    ),
    (
        "changed",
        "create trigger step after insert on callsign.association_event for each row execute function public.wait()",
    ),
    (
        "answer stored",
        "create trigger step after insert or update on callsign.client_token for each row when (new.answer is not null)
         execute function public.wait()",
    ),
    (
        "in the commit",
        "create constraint trigger step after insert on callsign.pool_origination_identity deferrable initially deferred
         for each row execute function public.wait()",
    ),
];

/// It waits however soon the transaction gives up on other locks, so that the kill meets the one that wrote first.
pub const WAIT: &str = "
    create function public.wait() returns trigger language plpgsql set lock_timeout = 0 as $$
    begin
        perform pg_advisory_xact_lock(42);
        return new;
    end $$";

/// What became of one crash: an empty text if all is well.
async fn retried(world: &World, place: &Place, client: &mut Client, body: &serde_json::Value) -> String {
    let mut answers = Vec::new();
    for _ in 0..2 {
        loop {
            match client.call("AssociateOriginationIdentity", body).await {
                // The dead one's session isn't over yet.
                Ok(answer) if answer.kind() == "ConflictException" => {}
                Ok(answer) => {
                    answers.push(answer);
                    break;
                }
                Err(lost) => return format!("{lost:?}"),
            }
        }
    }
    if !answers[0].is_success() || answers[0] != answers[1] {
        return format!("{} then {}", answers[0].kind(), answers[1].kind());
    }
    let number = body["OriginationIdentity"].as_str().unwrap_or_default();
    let token = body["ClientToken"].as_str().unwrap_or_default();
    let counts = [
        format!("select count(*) from inspect.associations where origination_identity = '{number}'"),
        format!("select count(*) from inspect.association_history where origination_identity = '{number}'"),
        format!("select count(*) from callsign.client_token where client_token = '{token}' and answer is not null"),
    ];
    for query in counts {
        let count = world.count(place, &query).await;
        if count != 1 {
            return format!("{count} rows: {query}");
        }
    }
    String::new()
}

/// Waits until a step is reached.
pub async fn until_somebody_waits(connection: &mut PgConnection) {
    let waiting = "select count(*) from pg_locks where locktype = 'advisory' and objid = 42 and not granted";
    let began = std::time::Instant::now();
    loop {
        let count: i64 = sqlx::query_scalar(waiting).fetch_one(&mut *connection).await.expect("locks are shown");
        if count > 0 {
            return;
        }
        assert!(began.elapsed().as_secs() < 20, "the step is reached");
    }
}

/// All steps. One service is killed, the other one gets the retry.
pub async fn run(world: &World) -> Vec<Row> {
    let place = world.database("crash_points").await;
    on(world, &place).await
}

/// The same on a database that is there.
pub async fn on(world: &World, place: &Place) -> Vec<Row> {
    let rounds = world.rounds(20, 4);
    let way = Way::to(place, world.postgres.port()).await;
    let other = world.serve(&place.url, &[]).await;
    let provided = world.provide(place, &other, 4, (STEPS.len() + 1) * rounds).await;
    let mut numbers = provided.numbers.iter();
    let mut retry = Client::new(other.address);
    let mut holder = world.connect(place).await;
    execute(&mut holder, WAIT).await;
    let mut rows = Vec::new();
    let after_commit = ("after the commit", "");
    for (step, trigger) in STEPS.into_iter().chain([after_commit]) {
        let (mut wrong, mut answered) = (Vec::new(), 0);
        for round in 0..rounds {
            let number = numbers.next().expect("there are as many");
            let pool = &provided.pools[round % provided.pools.len()];
            let body = json!({
                "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US", "ClientToken": token(),
            });
            let mut victim = world.launch(&way.url, free_port(), &[]);
            victim.until_ready().await;
            if trigger.is_empty() {
                // The first call of a process that writes may have a scope to make, and a commit of its own.
                drop(Client::new(victim.address).call("UpdatePool", &json!({ "PoolId": pool })).await);
                way.keep_commits(true);
            } else {
                execute(&mut holder, &format!("select pg_advisory_lock(42); {trigger}")).await;
            }
            let mut client = Client::new(victim.address);
            let asked = body.clone();
            let call = tokio::spawn(async move { client.call("AssociateOriginationIdentity", &asked).await });
            if trigger.is_empty() {
                until("the answer to the commit is kept", || async { way.has_kept.load(Ordering::SeqCst) }).await;
            } else {
                until_somebody_waits(&mut holder).await;
            }
            victim.kill().await;
            if trigger.is_empty() {
                way.keep_commits(false);
            } else {
                let release = "select pg_advisory_unlock(42)";
                execute(&mut holder, release).await;
            }
            answered += usize::from(call.await.expect("no panic") != Err(Lost::Unknown));
            if !trigger.is_empty() {
                let table = trigger.split(" on ").nth(1).and_then(|rest| rest.split_whitespace().next());
                execute(&mut holder, &format!("drop trigger step on {}", table.unwrap_or_default())).await;
            }
            let seen = retried(world, place, &mut retry, &body).await;
            if !seen.is_empty() {
                wrong.push(seen);
            }
        }
        let mut shown = wrong.clone();
        shown.dedup();
        shown.truncate(2);
        rows.push(correct(
            "R4",
            format!(
                "kill -9 at the step: {step}, x{rounds}: after the retry 1 association, 1 event, 1 token, one answer"
            ),
            format!("{} wrong {shown:?}, {answered} were answered all the same", wrong.len()),
            wrong.is_empty() && answered == 0,
        ));
    }
    rows
}
