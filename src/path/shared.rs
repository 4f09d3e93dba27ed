//! What the calls of this process share.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    admission::{lanes::Lanes, turns::Turns},
    fault::Faults,
    member::Waiting,
    scopes::Scopes,
};
use crate::{
    database::Database,
    store::{next_token::NextTokens, session_key::SessionKey},
};

/// What the calls of this process share.
pub struct Shared {
    /// The database.
    pub database: Arc<Database>,
    /// What seals and opens this database's NextTokens.
    pub next_tokens: NextTokens,
    /// What this database's browser sessions are signed with.
    pub session_key: SessionKey,
    /// The scopes that have their row.
    pub scopes: Scopes,
    /// The faults that calls are to meet.
    pub faults: Faults,
    /// The turns at resources that many want at the same time.
    pub turns: Arc<Turns>,
    lanes: Mutex<HashMap<&'static str, Arc<Lanes<Waiting>>>>,
}

impl Shared {
    /// Calls on a database with its keys.
    #[must_use]
    pub fn new(database: Database, next_tokens: NextTokens, session_key: SessionKey) -> Self {
        Self {
            database: Arc::new(database),
            next_tokens,
            session_key,
            scopes: Scopes::default(),
            faults: Faults::default(),
            turns: Arc::default(),
            lanes: Mutex::default(),
        }
    }

    /// How many calls wait to be carried out together with others.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.all_lanes().values().map(|lanes| lanes.waiting()).sum()
    }

    /// The lanes of one operation: opened by `open` when they are first asked for.
    pub(super) fn lanes(&self, operation: &'static str, open: impl FnOnce() -> Lanes<Waiting>) -> Arc<Lanes<Waiting>> {
        Arc::clone(self.all_lanes().entry(operation).or_insert_with(|| Arc::new(open())))
    }

    fn all_lanes(&self) -> MutexGuard<'_, HashMap<&'static str, Arc<Lanes<Waiting>>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
