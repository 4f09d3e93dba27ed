//! What goes on beside the calls.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::task::JoinHandle;

use crate::{
    domain::deployment::Deployment,
    path::{Shared, request_log::RequestLog},
};

pub mod advance;
pub mod delivery;
pub mod lifecycle;
mod notices;
pub mod sweep;

use delivery::Worker;
use sweep::Kept;

/// How often expired client tokens and old history are swept.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// How long it takes at most until what is due is seen.
const DUE_EVERY: Duration = Duration::from_millis(100);

/// How long it takes at most until rules for faults hold that another process was told.
const FAULTS_EVERY: Duration = Duration::from_secs(1);

/// How often calls are written that were noted.
const NOTE_EVERY: Duration = Duration::from_millis(100);

/// What goes on, until it is stopped.
pub struct Background(Vec<JoinHandle<()>>);

impl Background {
    /// Begins all of it.
    #[must_use]
    pub fn start(
        shared: &Arc<Shared>,
        requests: &Arc<RequestLog>,
        deployment: &Arc<Deployment>,
        kept: Kept,
        worker: Worker,
    ) -> Self {
        let database = || Arc::clone(&shared.database);
        let (swept, due, noted, requests) = (database(), database(), database(), Arc::clone(requests));
        let (deployment, faulty) = (Arc::clone(deployment), Arc::clone(shared));
        Self(vec![
            every(SWEEP_EVERY, move || {
                let database = Arc::clone(&swept);
                async move { sweep::round(&database, kept).await }
            }),
            every(DUE_EVERY, move || {
                let (database, deployment) = (Arc::clone(&due), Arc::clone(&deployment));
                async move {
                    if let Err(error) = lifecycle::round(&database, &deployment).await {
                        database.tell(&error, "what is due waits for the next round").await;
                    }
                }
            }),
            every(FAULTS_EVERY, move || {
                let shared = Arc::clone(&faulty);
                async move {
                    if let Err(error) = shared.faults.refresh(&shared.database).await {
                        shared.database.tell(&error, "the rules for faults are as they were").await;
                    }
                }
            }),
            every(NOTE_EVERY, move || {
                let (database, requests) = (Arc::clone(&noted), Arc::clone(&requests));
                async move {
                    if let Err(error) = requests.write(&database).await {
                        database.tell(&error, "calls that were noted wait for the next round").await;
                    }
                }
            }),
            tokio::spawn(worker.run()),
            tokio::spawn(notices::run(Arc::clone(&shared.database))),
        ])
    }

    /// Ends all of it: what is under way in the database ends there, and a delivery whose claim runs out is sent again.
    pub fn stop(&self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

/// Rests, then does a round, again and again.
fn every<F>(rest: Duration, round: impl Fn() -> F + Send + 'static) -> JoinHandle<()>
where
    F: Future<Output = ()> + Send,
{
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(rest).await;
            round().await;
        }
    })
}
