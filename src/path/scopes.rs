//! The scopes that are known to have their row.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::model::arn::Scope;

/// How many scopes a generation holds. Two are remembered, so that what is in use stays known whatever else comes by.
const GENERATION: usize = 5_000;

/// The scopes that this process has seen lately. To make sure of one again is only a cheap statement.
#[derive(Default)]
pub struct Scopes(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    new: HashSet<Scope>,
    old: HashSet<Scope>,
}

impl Scopes {
    fn generations(&self) -> MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the scope has its row for certain.
    pub fn know(&self, scope: &Scope) -> bool {
        let mut generations = self.generations();
        if generations.new.contains(scope) {
            return true;
        }
        let is_old = generations.old.contains(scope);
        if is_old {
            generations.remember(scope.clone());
        }
        is_old
    }

    /// Remembers a scope that has its row.
    pub fn remember(&self, scope: Scope) {
        self.generations().remember(scope);
    }
}

impl Generations {
    fn remember(&mut self, scope: Scope) {
        if self.new.len() >= GENERATION {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(scope);
    }
}
