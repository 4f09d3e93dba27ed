//! What the calls of this process share.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    admission::{lanes::Lanes, turns::Turns},
    scopes::Scopes,
};
use crate::{database::Database, store::next_token::NextTokens};

/// What the calls of this process share.
pub struct Shared {
    /// The database.
    pub database: Arc<Database>,
    /// What seals and opens this database's NextTokens.
    pub next_tokens: NextTokens,
    /// The scopes that have their row.
    pub scopes: Scopes,
    /// The turns at resources that many want at the same time.
    pub turns: Arc<Turns>,
    lanes: Mutex<HashMap<TypeId, OneOperations>>,
}

/// The lanes of one operation, whichever it is.
struct OneOperations {
    lanes: Arc<dyn Any + Send + Sync>,
    waiting: Box<dyn Fn() -> usize + Send + Sync>,
}

impl Shared {
    /// Calls on a database with its NextTokens.
    #[must_use]
    pub fn new(database: Database, next_tokens: NextTokens) -> Self {
        Self {
            database: Arc::new(database),
            next_tokens,
            scopes: Scopes::default(),
            turns: Arc::default(),
            lanes: Mutex::default(),
        }
    }

    /// How many calls wait to be carried out together with others.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.all_lanes().values().map(|one| (one.waiting)()).sum()
    }

    /// The lanes of one operation, in which its `T`s wait: opened by `open` when they are first asked for.
    pub(super) fn lanes<T: Send + 'static>(&self, open: impl Fn() -> Lanes<T>) -> Arc<Lanes<T>> {
        let mut all = self.all_lanes();
        let one = all.entry(TypeId::of::<T>()).or_insert_with(|| {
            let lanes = Arc::new(open());
            let counted = Arc::clone(&lanes);
            OneOperations { lanes, waiting: Box::new(move || counted.waiting()) }
        });
        // The entry of a type holds that type's lanes.
        Arc::clone(&one.lanes).downcast().unwrap_or_else(|_| Arc::new(open()))
    }

    fn all_lanes(&self) -> MutexGuard<'_, HashMap<TypeId, OneOperations>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
