//! The scopes that are known to have their row.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    model::{arn::Scope, error::ServiceError},
    store::account_region,
};

/// How many scopes a generation holds. Two are remembered, so that what is in use stays known whatever else comes by.
const GENERATION: usize = 5_000;

/// The scopes that this process has seen lately. To make one again is only a cheap statement.
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

    /// Makes the row of a scope that this process doesn't know, and its list `Default`.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn ensure(&self, database: &Database, scope: &Scope, list: Uuid) -> Result<(), ServiceError> {
        if self.know(scope) {
            return Ok(());
        }
        let (connections, wanted) = (database.connections().clone(), scope.clone());
        database
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
                let now = tx.present().of(wanted.account_id());
                account_region::insert(&mut tx, &wanted, list, now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        self.remember(scope.clone());
        Ok(())
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
