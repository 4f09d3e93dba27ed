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
    /// Whether a notify configuration names it.
    pub is_in_notify_configuration: bool,
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
            // Documented: the rule; Assumed (decision RD70): its place.
            Question::<Self> {
                name: "pool_is_in_no_notify_configuration",
                mark: Mark::Documented,
                holds: |r| Some(!r.is_in_notify_configuration),
                refusal: |r| {
                    let reason = ConflictReason::PoolAssociatedToNotifyConfiguration;
                    ServiceError::conflict(reason, ResourceType::Pool, r.pool.id().as_str())
                },
                compared: |r| {
                    let there = if r.is_in_notify_configuration { "a notify configuration" } else { "none" };
                    (there.to_owned(), "none".to_owned())
                },
                remedy: |_| {
                    "Take it from the notify configurations with UpdateNotifyConfiguration (UNSET_DEFAULT_POOL_FOR_NOTIFY), \
                     or delete them."
                        .to_owned()
                },
            },
        ]
        .into_iter()
    }
}
