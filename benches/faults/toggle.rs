//! Clients that associate and disassociate a number of their own for as long as they are told to.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    client::Client,
    world::{Provided, token},
};

/// A call that isn't served.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// How long it took.
    pub took: Duration,
    /// What came.
    pub kind: String,
    /// Whether it says when to come back.
    pub has_retry_after: bool,
}

/// What the clients saw together.
#[derive(Default)]
pub struct Seen {
    /// How long served calls took.
    pub took: Vec<Duration>,
    /// The others.
    pub troubles: Vec<Trouble>,
}

/// The clients.
pub struct Toggles {
    stop: Arc<AtomicBool>,
    /// How many calls were served so far.
    pub served: Arc<AtomicUsize>,
    seen: Arc<Mutex<Seen>>,
    clients: JoinSet<()>,
}

impl Toggles {
    /// Starts as many clients on the servers, each with a number of its own from the front of `provided`.
    pub fn start(clients: usize, servers: &[SocketAddr], provided: &Provided, patience: Duration) -> Self {
        let toggles =
            Self { stop: Arc::default(), served: Arc::default(), seen: Arc::default(), clients: JoinSet::new() };
        let mut toggles = toggles;
        for index in 0..clients {
            let toggle = Toggle {
                client: Client::new(servers[index % servers.len()]).giving_up_after(patience),
                pool: provided.pools[index % provided.pools.len()].clone(),
                number: provided.numbers[index].clone(),
                stop: Arc::clone(&toggles.stop),
                served: Arc::clone(&toggles.served),
                seen: Arc::clone(&toggles.seen),
            };
            toggles.clients.spawn(toggle.run());
        }
        toggles
    }

    /// How many calls a second are served in the next `span`.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    pub async fn rate(&self, span: Duration) -> f64 {
        let (before, began) = (self.served.load(Ordering::Relaxed), Instant::now());
        tokio::time::sleep(span).await;
        (self.served.load(Ordering::Relaxed) - before) as f64 / began.elapsed().as_secs_f64()
    }

    /// What was seen since the last time.
    pub fn take(&self) -> Seen {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stops them.
    pub async fn end(mut self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        while self.clients.join_next().await.is_some() {}
        self.take()
    }
}

struct Toggle {
    client: Client,
    pool: String,
    number: String,
    stop: Arc<AtomicBool>,
    served: Arc<AtomicUsize>,
    seen: Arc<Mutex<Seen>>,
}

impl Toggle {
    async fn run(mut self) {
        let mut joins = true;
        while !self.stop.load(Ordering::Relaxed) {
            let operation = if joins { "AssociateOriginationIdentity" } else { "DisassociateOriginationIdentity" };
            let body = json!({
                "PoolId": self.pool, "OriginationIdentity": self.number, "IsoCountryCode": "US", "ClientToken": token(),
            });
            let at = Instant::now();
            let answer = self.client.call(operation, &body).await;
            let kind = answer.as_ref().map_or_else(|lost| format!("{lost:?}"), crate::client::Answer::kind);
            // Where an answer got lost, the number may be where the next call wants it already.
            let is_served = [
                "200",
                "ConflictException RESOURCE_ALREADY_ASSOCIATED",
                "ConflictException PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL",
            ]
            .contains(&kind.as_str());
            if is_served {
                joins = !joins;
                self.served.fetch_add(1, Ordering::Relaxed);
            }
            let took = self.client.took;
            {
                let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
                if is_served {
                    seen.took.push(took);
                } else {
                    let has_retry_after = answer.is_ok_and(|answer| answer.has_retry_after);
                    seen.troubles.push(Trouble { took, kind, has_retry_after });
                }
            }
            if !is_served {
                // As SDKs do before they try again.
                tokio::time::sleep(Duration::from_millis(50 + u64::from(at.elapsed().subsec_nanos() % 100))).await;
            }
        }
    }
}
