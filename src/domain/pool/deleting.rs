//! Which pools may be deleted.

use time::OffsetDateTime;

use super::{Pool, status_of};
use crate::{
    domain::check::{Mark, Question, Rule},
    model::{
        error::{ConflictReason, ServiceError},
        resource_type::ResourceType,
    },
};

/// A pool that is to go. Documented: the rules; Assumed: the Reasons' names say so.
pub struct Deleting<'r> {
    /// The pool.
    pub pool: &'r Pool,
    /// The present of its account.
    pub now: OffsetDateTime,
}

impl Rule for Deleting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "pool_is_active",
                mark: Mark::Documented,
                holds: |r| Some(r.pool.is_active(r.now).is_ok()),
                refusal: |r| r.pool.not_active(),
                compared: |r| (status_of(r.pool, r.now), "ACTIVE".to_owned()),
                remedy: |r| format!("Wait until pool {} is ACTIVE.", r.pool.id().as_str()),
            },
            Question::<Self> {
                name: "deletion_protection_is_off",
                mark: Mark::Documented,
                holds: |r| Some(!r.pool.deletion_protection_enabled),
                refusal: |r| {
                    let reason = ConflictReason::DeletionProtectionEnabled;
                    ServiceError::conflict(reason, ResourceType::Pool, r.pool.id().as_str())
                },
                compared: |r| (r.pool.deletion_protection_enabled.to_string(), "false".to_owned()),
                remedy: |_| "Switch DeletionProtectionEnabled off with UpdatePool.".to_owned(),
            },
        ]
        .into_iter()
    }
}
