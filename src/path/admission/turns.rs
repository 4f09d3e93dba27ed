//! Turns at a resource: units of work that want the same one wait here for each other, and not each with a connection of its
//! own, of which there would be none left for anybody else.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::model::error::ServiceError;

/// How long a turn is waited for: a little less than a lock, so that who waits behind somebody who waits for a lock is
/// refused with him.
const PATIENCE: Duration = Duration::from_millis(1_900);

/// The resources that somebody wants, by ARN.
pub struct Turns {
    at_once: usize,
    wanted: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// A turn; the next one's when it is dropped.
pub struct Turn {
    turns: Arc<Turns>,
    arn: String,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// So many turns at each resource that a quarter of the connections is left for what others want.
    #[must_use]
    pub fn new(max_connections: usize) -> Self {
        let at_once = max_connections - max_connections / 4;
        Self { at_once, wanted: Mutex::default() }
    }

    /// How many resources somebody wants now.
    #[must_use]
    pub fn wanted(&self) -> usize {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits for a turn at a resource.
    ///
    /// # Errors
    ///
    /// ConflictException if others take too long.
    pub async fn take(self: &Arc<Self>, arn: String) -> Result<Turn, ServiceError> {
        let wanted = {
            let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(wanted.entry(arn.clone()).or_insert_with(|| Arc::new(Semaphore::new(self.at_once))))
        };
        // Forgets the resource when it is dropped, also while it waits.
        let mut turn = Turn { turns: Arc::clone(self), arn, permit: None };
        match tokio::time::timeout(PATIENCE, wanted.acquire_owned()).await {
            Ok(permit) => {
                turn.permit = Some(permit.map_err(ServiceError::internal)?);
                Ok(turn)
            }
            Err(_elapsed) => Err(ServiceError::conflicting_operation()),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut wanted = self.turns.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        self.permit = None;
        // Nobody else has it or waits for it.
        if wanted.get(&self.arn).is_some_and(|resource| Arc::strong_count(resource) == 1) {
            wanted.remove(&self.arn);
        }
    }
}
