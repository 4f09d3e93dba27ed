//! Pools: which origination identities one accepts.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyword::Keywords,
    origination_identity::{Configuration, OriginationIdentity},
    settings::Settings,
};
use crate::model::{
    error::{ConflictReason, ServiceError},
    message::MessageType,
    pool::{PoolId, PoolStatus},
    resource_type::ResourceType,
};

mod deleting;
mod founding;
mod joining;
mod leaving;

pub use deleting::Deleting;
pub use founding::{Founding, configuration_from};
pub use joining::Joining;
pub use leaving::Leaving;

/// A pool, locked.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Its key.
    pub key: Uuid,
    /// When it is ACTIVE.
    pub active_at: OffsetDateTime,
    /// Whether it can't be deleted.
    pub deletion_protection_enabled: bool,
    /// What every identity in it must match.
    pub configuration: Configuration,
}

/// What counts beside the rows of a pool and an identity. Read after both are locked.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The identity is in this pool.
    pub in_this_pool: bool,
    /// The identity is a phone number or an RCS agent in another pool.
    pub in_another_pool: bool,
    /// How many identities this pool has, counted as far as the rule asks: a join up to the quota, a leave up to two.
    pub size: i64,
    /// How many phone numbers this pool has, counted as far.
    pub phone_numbers: i64,
    /// The pool and the phone number or RCS agent use different opt-out lists, and each is the list `Default` of its account.
    pub lists_are_both_default: bool,
    /// The pool's keywords.
    pub pool_keywords: Keywords,
    /// The phone number's or RCS agent's keywords; a sender ID has none.
    pub identity_keywords: Keywords,
}

/// The present of the account that owns the pool, and of that which owns the identity: times stored with each are judged by it.
#[derive(Clone, Copy, Debug)]
pub struct Presents {
    /// The pool's.
    pub of_pool: OffsetDateTime,
    /// The identity's.
    pub of_identity: OffsetDateTime,
}

impl Circumstances {
    /// As they are once `identity`, another one than the one that is asked about, has joined the same pool.
    pub fn joined_by(&mut self, identity: &OriginationIdentity) {
        self.size += 1;
        self.phone_numbers += i64::from(matches!(identity, OriginationIdentity::PhoneNumber(_)));
    }
}

impl Pool {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> PoolId {
        PoolId::of(self.key)
    }

    /// The pool must be ACTIVE.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_NOT_ACTIVE. Assumed (row 10): the Reason's name says so.
    pub fn is_active(&self, now: OffsetDateTime) -> Result<(), ServiceError> {
        if pool_status(self.active_at, now) == PoolStatus::Active {
            return Ok(());
        }
        Err(self.not_active())
    }

    fn not_active(&self) -> ServiceError {
        ServiceError::conflict(ConflictReason::ResourceNotActive, ResourceType::Pool, self.id().as_str())
    }
}

/// An opt-out list that a request names beside a pool.
#[derive(Clone, Copy, Debug)]
pub struct NamedList {
    /// Its key.
    pub key: Uuid,
    /// Whether it is the pool's, or both are their accounts' lists `Default`.
    pub is_that_of_pool: bool,
}

impl Pool {
    /// The configuration of a number that is requested for this pool: what the request names must be the pool's, the
    /// rest is inherited. Settled (decision D10). `inherited_list` is what stands for the pool's list in the number's account.
    ///
    /// # Errors
    ///
    /// ConflictException MESSAGE_TYPE_MISMATCH or OPT_OUT_LIST_MISMATCH about the pool, since the number isn't there yet.
    pub fn configuration_for(
        &self,
        message_type: MessageType,
        list: Option<NamedList>,
        inherited_list: Uuid,
    ) -> Result<Configuration, ServiceError> {
        let conflict = |reason| ServiceError::conflict(reason, ResourceType::Pool, self.id().as_str());
        if message_type != self.configuration.message_type {
            return Err(conflict(ConflictReason::MessageTypeMismatch));
        }
        if list.is_some_and(|list| !list.is_that_of_pool) {
            return Err(conflict(ConflictReason::OptOutListMismatch));
        }
        let opt_out_list_id = list.map_or(inherited_list, |list| list.key);
        let settings = Settings { opt_out_list_id, ..self.configuration.settings.clone() };
        Ok(Configuration { message_type, settings })
    }
}

/// The settings in which pool and identity differ, in the order of their Reasons.
///
/// Documented: they must be equal, and AWS's message names all that differ. Keywords are equal if word, message and action are (Assumed,
/// row 14). A sender ID has a message type only (Assumed, row 17), an RCS agent all but that (Assumed, decision RD39). The lists `Default` of two accounts match (decision D17): a shared
/// number could join no pool as it comes otherwise; it keeps its owner's list. Not compared: country, number type and capabilities
/// (Assumed, row 15), tags, deletion protection (Assumed, row 18).
fn differing(
    pool: &Pool,
    identity: &OriginationIdentity,
    circumstances: &Circumstances,
) -> Vec<(ConflictReason, &'static str)> {
    let mut differing = Vec::new();
    if !identity.sends(pool.configuration.message_type) {
        differing.push((ConflictReason::MessageTypeMismatch, "MessageType"));
    }
    let pool = &pool.configuration.settings;
    let Some(own) = identity.settings() else { return differing };
    if own.opt_out_list_id != pool.opt_out_list_id && !circumstances.lists_are_both_default {
        differing.push((ConflictReason::OptOutListMismatch, "OptOutListName"));
    }
    if own.self_managed_opt_outs_enabled != pool.self_managed_opt_outs_enabled {
        differing.push((ConflictReason::SelfManagedOptOutsMismatch, "SelfManagedOptOutsEnabled"));
    }
    let two_way = own.two_way.differences(&pool.two_way);
    differing.extend(two_way.into_iter().map(|name| (ConflictReason::TwoWayConfigMismatch, name)));
    if circumstances.identity_keywords != circumstances.pool_keywords {
        differing.push((ConflictReason::KeywordMismatch, "Keywords"));
    }
    differing
}

/// What an RCS agent must be to be used, and what helps where it isn't.
const USABLE: &str = "TESTING, PARTIAL or ACTIVE";
const NOT_USABLE: &str = "Complete a registration of the RCS agent: DescribeRegistrations says where they stand.";

fn status_of(pool: &Pool, now: OffsetDateTime) -> String {
    pool_status(pool.active_at, now).to_string()
}

fn mismatch(
    identity: &OriginationIdentity,
    reason: ConflictReason,
    differing: &[(ConflictReason, &str)],
) -> ServiceError {
    let names: Vec<&str> = differing.iter().map(|(_, name)| *name).collect();
    identity.conflict(reason).with_detail(&format!(" Differing settings: {}", names.join(", ")))
}

impl Configuration {
    /// What a new phone number has, and a pool that was created from a sender ID.
    #[must_use]
    pub fn new(message_type: MessageType, opt_out_list_id: Uuid) -> Self {
        Self { message_type, settings: Settings::new(opt_out_list_id) }
    }
}

/// The status of a pool that is ACTIVE from `active_at` on. Documented: CREATING, then ACTIVE.
#[must_use]
pub fn pool_status(active_at: OffsetDateTime, now: OffsetDateTime) -> PoolStatus {
    if now < active_at { PoolStatus::Creating } else { PoolStatus::Active }
}
