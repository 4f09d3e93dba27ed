//! The scopes that are known to have their row.

use std::{
    collections::HashSet,
    sync::{PoisonError, RwLock},
};

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Tx},
    },
    model::{arn::Scope, error::ServiceError},
    store::account_region,
};

/// How many scopes the process remembers having made. Beyond it, making one again is only a cheap statement.
const REMEMBERED_SCOPES: usize = 10_000;

/// The scopes that this process has seen.
#[derive(Default)]
pub struct Scopes(RwLock<HashSet<Scope>>);

impl Scopes {
    /// Makes the row of a scope that this process sees for the first time, and its list `Default`.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn ensure(
        &self,
        database: &Database,
        scope: &Scope,
        list: Uuid,
        now: OffsetDateTime,
    ) -> Result<(), ServiceError> {
        if self.0.read().unwrap_or_else(PoisonError::into_inner).contains(scope) {
            return Ok(());
        }
        let (connections, wanted) = (database.connections().clone(), scope.clone());
        database
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::Write).await?;
                account_region::insert(&mut tx, &wanted, list, now).await?;
                tx.commit().await
            })
            .await?;
        let mut scopes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if scopes.len() < REMEMBERED_SCOPES {
            scopes.insert(scope.clone());
        }
        Ok(())
    }
}
