//! Writers that associate numbers with pools, each call with a client token of its own, and keep a ledger of what was
//! acknowledged.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    client::{Answer, Client, Lost},
    world::{Place, Provided, World, token},
};

/// An association that was answered.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    /// The request.
    pub body: Value,
    /// The number's id.
    pub number: String,
    /// The answer.
    pub answer: String,
    /// When it came.
    pub at: Instant,
}

/// What writers saw.
#[derive(Default)]
pub struct Ledger {
    /// What was answered with 200.
    pub acknowledged: Vec<Acknowledged>,
    /// What was answered otherwise, or not at all.
    pub troubles: Vec<(Instant, String)>,
    /// Answers that no retry with the same token may get.
    pub wrong: Vec<String>,
    /// How long calls took that were answered with 200 at once.
    pub took: Vec<Duration>,
}

impl Ledger {
    fn add(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.troubles.extend(other.troubles);
        self.wrong.extend(other.wrong);
        self.took.extend(other.took);
    }
}

/// Writers at work.
pub struct Load {
    stop: Arc<AtomicBool>,
    writers: JoinSet<Ledger>,
    /// How many calls were acknowledged so far.
    pub done: Arc<AtomicUsize>,
}

impl Load {
    /// Starts as many writers, which go round the servers when one doesn't answer.
    pub fn start(writers: usize, servers: &[SocketAddr], provided: &Provided) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let done = Arc::new(AtomicUsize::new(0));
        let next = Arc::new(AtomicUsize::new(0));
        let numbers: Arc<Vec<String>> = Arc::new(provided.numbers.clone());
        let pools: Arc<Vec<String>> = Arc::new(provided.pools.clone());
        let mut tasks = JoinSet::new();
        for index in 0..writers {
            let writer = Writer {
                servers: servers.to_vec(),
                server: index,
                client: Client::new(servers[index % servers.len()]),
                ledger: Ledger::default(),
                stop: Arc::clone(&stop),
                done: Arc::clone(&done),
            };
            let (next, numbers, pools) = (Arc::clone(&next), Arc::clone(&numbers), Arc::clone(&pools));
            tasks.spawn(async move { writer.run(&next, &numbers, &pools).await });
        }
        Self { stop, writers: tasks, done }
    }

    /// Waits until this many more calls are acknowledged, a minute at most.
    pub async fn progress(&self, more: usize) {
        let (until, began) = (self.done.load(Ordering::Relaxed) + more, Instant::now());
        while self.done.load(Ordering::Relaxed) < until && began.elapsed() < Duration::from_mins(1) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Stops; every writer first learns what became of its last call.
    pub async fn end(mut self) -> Ledger {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Ledger::default();
        while let Some(ledger) = self.writers.join_next().await {
            all.add(ledger.expect("a writer doesn't panic"));
        }
        all
    }
}

struct Writer {
    servers: Vec<SocketAddr>,
    server: usize,
    client: Client,
    ledger: Ledger,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicUsize>,
}

impl Writer {
    async fn run(mut self, next: &AtomicUsize, numbers: &[String], pools: &[String]) -> Ledger {
        while !self.stop.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(number) = numbers.get(index) else { break };
            let body = json!({
                "PoolId": pools[index % pools.len()],
                "OriginationIdentity": number,
                "IsoCountryCode": "US",
                "ClientToken": token(),
            });
            self.associate(number, body).await;
        }
        self.ledger
    }

    /// Asks until there is an answer; half a minute without one is a trouble of its own.
    async fn associate(&mut self, number: &str, body: Value) {
        let began = Instant::now();
        let mut tries = 0;
        while began.elapsed() < Duration::from_secs(30) {
            tries += 1;
            let answered = self.client.call("AssociateOriginationIdentity", &body).await;
            let now = Instant::now();
            match answered {
                Ok(answer) if answer.is_success() => {
                    if tries == 1 {
                        self.ledger.took.push(self.client.took);
                    }
                    self.done.fetch_add(1, Ordering::Relaxed);
                    let number = number.to_owned();
                    self.ledger.acknowledged.push(Acknowledged { body, number, answer: answer.body, at: now });
                    return;
                }
                Ok(answer) if may_pass(&answer) => self.ledger.troubles.push((now, answer.kind())),
                Ok(answer) => {
                    self.ledger.wrong.push(format!("{number} try {tries}: {}", answer.kind()));
                    return;
                }
                Err(lost) => {
                    self.ledger.troubles.push((now, format!("{lost:?}")));
                    self.server += 1;
                    self.client.turn_to(self.servers[self.server % self.servers.len()]);
                    if lost == Lost::NotSent {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                }
            }
            if tries > 3 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        self.ledger.wrong.push(format!("{number}: no answer in half a minute"));
    }
}

/// What a client may retry: throttling, an internal error, a resource that is busy.
pub fn may_pass(answer: &Answer) -> bool {
    ["ThrottlingException", "InternalServerException", "ConflictException", "ServiceUnavailableException"]
        .contains(&answer.kind().as_str())
}

/// What the database and the API say about a ledger.
pub struct Verdict {
    /// Acknowledged, and not there.
    pub lost: usize,
    /// Carried out more than once.
    pub double: i64,
    /// Answers of retries that differ from the first.
    pub differing: usize,
}

/// Holds a ledger against the database, and asks again with a part of the tokens.
pub async fn verify(world: &World, place: &Place, server: SocketAddr, ledger: &Ledger) -> Verdict {
    let there = world.texts(place, "select pool_id || origination_identity from inspect.associations").await;
    let there: std::collections::HashSet<String> = there.into_iter().collect();
    let pool = |acknowledged: &Acknowledged| acknowledged.body["PoolId"].as_str().unwrap_or_default().to_owned();
    let lost = ledger.acknowledged.iter().filter(|one| !there.contains(&(pool(one) + &one.number))).count();
    let double = "select count(*) from (select 1 from callsign.association_event where event = 'ASSOCIATED'
                  group by origination_identity having count(*) > 1) as twice";
    let mut differing = 0;
    let mut client = Client::new(server);
    let step = (ledger.acknowledged.len() / 1_000).max(1);
    for one in ledger.acknowledged.iter().step_by(step) {
        let again = client.call("AssociateOriginationIdentity", &one.body).await;
        if again.map_or(true, |answer| answer.body != one.answer) {
            differing += 1;
        }
    }
    Verdict { lost, double: world.count(place, double).await, differing }
}
