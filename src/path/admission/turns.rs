//! Turns at a resource: units of work that want the same one wait here for each other, and not each with a connection of its
//! own, of which there would be none left for anybody else.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

use crate::model::error::ServiceError;

/// How long turns are waited for: a little less than a lock, so that who waits behind somebody who waits for a lock is
/// refused with him.
const PATIENCE: Duration = Duration::from_millis(1_900);

/// The resources that somebody wants, by name.
#[derive(Default)]
pub struct Turns {
    wanted: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// A turn; the next one's when it is dropped.
pub struct Turn {
    turns: Arc<Turns>,
    resource: String,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// How many resources somebody wants now.
    #[must_use]
    pub fn wanted(&self) -> usize {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits for a turn at each of these resources, of which each lets `at_once` in. They are taken in the order of their names, so
    /// that nobody waits in a circle.
    ///
    /// # Errors
    ///
    /// ConflictException if others take too long.
    pub async fn take(self: &Arc<Self>, mut resources: Vec<(String, usize)>) -> Result<Vec<Turn>, ServiceError> {
        resources.sort();
        resources.dedup();
        let deadline = Instant::now() + PATIENCE;
        let mut turns = Vec::with_capacity(resources.len());
        for (resource, at_once) in resources {
            turns.push(self.take_one(resource, at_once, deadline).await?);
        }
        Ok(turns)
    }

    async fn take_one(
        self: &Arc<Self>,
        resource: String,
        at_once: usize,
        deadline: Instant,
    ) -> Result<Turn, ServiceError> {
        let wanted = {
            let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(wanted.entry(resource.clone()).or_insert_with(|| Arc::new(Semaphore::new(at_once))))
        };
        // Forgets the resource when it is dropped, also while it waits.
        let mut turn = Turn { turns: Arc::clone(self), resource, permit: None };
        match tokio::time::timeout_at(deadline, wanted.acquire_owned()).await {
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
        if wanted.get(&self.resource).is_some_and(|resource| Arc::strong_count(resource) == 1) {
            wanted.remove(&self.resource);
        }
    }
}
