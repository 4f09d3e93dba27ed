//! Lanes: how work that may be done together comes together.
//!
//! What concerns the same resource goes into the same lane. A lane does one piece of work at a time, and what comes in meanwhile
//! is the next piece. Nothing waits for company: who comes alone finds the lane free.

use std::{
    future::Future,
    hash::{DefaultHasher, Hash, Hasher},
};

use tokio::{
    runtime::Handle,
    sync::mpsc::{self, Sender, error::TrySendError},
};

use crate::{database::connections::WAITING_FOR_EACH, model::error::ServiceError};

/// How many a lane does together at most.
const TOGETHER: usize = 16;

/// How many lanes there are at most: a database that serves so many at once has each of them busy.
const MOST_LANES: usize = 16;

/// Lanes of work on `T`s.
pub struct Lanes<T> {
    lanes: Vec<Sender<T>>,
}

impl<T: Send + 'static> Lanes<T> {
    /// As many lanes as a quarter of the connections, so that the others are left for other work. `work` does what came
    /// together, and runs on `runtime`.
    pub fn open<W, F>(runtime: &Handle, max_connections: usize, work: W) -> Self
    where
        W: Fn(Vec<T>) -> F + Clone + Send + 'static,
        F: Future<Output = ()> + Send,
    {
        let count = (max_connections / 4).clamp(1, MOST_LANES);
        let lane = |_| {
            let (sender, mut waiting) = mpsc::channel(max_connections * WAITING_FOR_EACH / count);
            let work = work.clone();
            runtime.spawn(async move {
                let mut together = Vec::with_capacity(TOGETHER);
                while waiting.recv_many(&mut together, TOGETHER).await > 0 {
                    work(std::mem::take(&mut together)).await;
                }
            });
            sender
        };
        Self { lanes: (0..count).map(lane).collect() }
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lanes.iter().map(|lane| lane.max_capacity() - lane.capacity()).sum()
    }

    /// Puts `wanting` into the lane of `resource`.
    ///
    /// # Errors
    ///
    /// ThrottlingException when so many wait there that one more had better come back later.
    pub fn join(&self, resource: impl Hash, wanting: T) -> Result<(), ServiceError> {
        let mut hasher = DefaultHasher::new();
        resource.hash(&mut hasher);
        let lane = usize::try_from(hasher.finish() % self.lanes.len() as u64).unwrap_or_default();
        self.lanes[lane].try_send(wanting).map_err(|refused| match refused {
            TrySendError::Full(_) => ServiceError::throttling(),
            TrySendError::Closed(_) => ServiceError::internal("a lane has ended"),
        })
    }
}
