//! Pools: which origination identities one accepts.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    deployment::LastPhoneNumber,
    keyword::Keywords,
    origination_identity::{Configuration, OriginationIdentity},
    quota,
    two_way::TwoWay,
};
use crate::model::{
    error::{ConflictReason, QuotaReason, ServiceError},
    message::MessageType,
    pool::{PoolId, PoolStatus},
    resource_type::ResourceType,
};

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
    /// The identity is a phone number in another pool.
    pub in_another_pool: bool,
    /// How many identities this pool has, counted as far as the rule asks: a join up to the quota, a leave up to two.
    pub size: i64,
    /// How many phone numbers this pool has, counted as far.
    pub phone_numbers: i64,
    /// The pool and the phone number use different opt-out lists, and each is the list `Default` of its account.
    pub lists_are_both_default: bool,
    /// The pool's keywords.
    pub pool_keywords: Keywords,
    /// The phone number's keywords; a sender ID has none.
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

    /// Whether `identity` may join. The order of the questions is settled (18.1 of the behaviour notes); the first that
    /// fails answers.
    ///
    /// # Errors
    ///
    /// - RESOURCE_NOT_ACTIVE: the pool or the number isn't ACTIVE.
    /// - RESOURCE_ALREADY_ASSOCIATED: the identity is in this pool. Assumed (row 1).
    /// - PHONE_NUMBER_ASSOCIATED_TO_POOL: the number is in another pool. Documented: the rule; Assumed (row 2): the Reason.
    /// - a mismatch: see [`Pool::matches`].
    /// - ORIGINATION_IDENTITIES_PER_POOL: the pool is full. Documented: the quota and its Reason.
    pub fn accepts(
        &self,
        identity: &OriginationIdentity,
        circumstances: &Circumstances,
        quota: u32,
        presents: Presents,
    ) -> Result<(), ServiceError> {
        self.is_active(presents.of_pool)?;
        identity.is_active(presents.of_identity)?;
        if circumstances.in_this_pool {
            return Err(identity.conflict(ConflictReason::ResourceAlreadyAssociated));
        }
        if circumstances.in_another_pool {
            return Err(identity.conflict(ConflictReason::PhoneNumberAssociatedToPool));
        }
        self.matches(identity, circumstances)?;
        quota::has_room(quota, circumstances.size, QuotaReason::OriginationIdentitiesPerPool)
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
        Err(ServiceError::conflict(ConflictReason::ResourceNotActive, ResourceType::Pool, self.id().as_str()))
    }

    /// Whether the configuration of `identity` is the pool's.
    ///
    /// Documented: it must be. The order of the Reasons is settled (18.1); the message names every setting that differs
    /// (Documented: AWS's does). Keywords are equal if word, message and action are (Assumed, row 14). A sender ID has a
    /// message type only (Assumed, row 17). The lists `Default` of two accounts match (decision D17): a shared number could join
    /// no pool as it comes otherwise; it keeps its owner's list. Not compared: country, number
    /// type and capabilities (Assumed, row 15), tags, deletion protection (Assumed, row 18).
    ///
    /// # Errors
    ///
    /// ConflictException MESSAGE_TYPE_MISMATCH, OPT_OUT_LIST_MISMATCH, SELF_MANAGED_OPT_OUTS_MISMATCH,
    /// TWO_WAY_CONFIG_MISMATCH or KEYWORD_MISMATCH.
    pub fn matches(&self, identity: &OriginationIdentity, circumstances: &Circumstances) -> Result<(), ServiceError> {
        let pool = &self.configuration;
        let mut differing: Vec<(ConflictReason, &str)> = Vec::new();
        match identity {
            OriginationIdentity::PhoneNumber(number) => {
                let number = &number.configuration;
                if number.message_type != pool.message_type {
                    differing.push((ConflictReason::MessageTypeMismatch, "MessageType"));
                }
                if number.opt_out_list_id != pool.opt_out_list_id && !circumstances.lists_are_both_default {
                    differing.push((ConflictReason::OptOutListMismatch, "OptOutListName"));
                }
                if number.self_managed_opt_outs_enabled != pool.self_managed_opt_outs_enabled {
                    differing.push((ConflictReason::SelfManagedOptOutsMismatch, "SelfManagedOptOutsEnabled"));
                }
                let two_way = number.two_way.differences(&pool.two_way);
                differing.extend(two_way.into_iter().map(|name| (ConflictReason::TwoWayConfigMismatch, name)));
                if circumstances.identity_keywords != circumstances.pool_keywords {
                    differing.push((ConflictReason::KeywordMismatch, "Keywords"));
                }
            }
            OriginationIdentity::SenderId(sender_id) => {
                if !sender_id.message_types.contains(&pool.message_type) {
                    differing.push((ConflictReason::MessageTypeMismatch, "MessageType"));
                }
            }
        }
        match differing.first() {
            None => Ok(()),
            Some((reason, _)) => Err(mismatch(identity, *reason, &differing)),
        }
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
        Ok(Configuration { opt_out_list_id, ..self.configuration.clone() })
    }
}

impl Pool {
    /// Whether `identity` may leave. The order of the questions is settled (18.1 of the behaviour notes).
    ///
    /// # Errors
    ///
    /// - RESOURCE_NOT_ACTIVE: the pool or the number isn't ACTIVE.
    /// - PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL: the number isn't in this pool. Assumed: the Reason's name says so.
    /// - ResourceNotFoundException: the sender ID isn't in this pool. Assumed (row 22): there is no Reason for it.
    /// - LAST_PHONE_NUMBER: the pool would be without identities (Assumed, row 21), or without phone numbers while it has
    ///   sender IDs (Documented: a pool keeps at least one number; a setting relaxes it).
    pub fn releases(
        &self,
        identity: &OriginationIdentity,
        circumstances: &Circumstances,
        last_phone_number: LastPhoneNumber,
        presents: Presents,
    ) -> Result<(), ServiceError> {
        self.is_active(presents.of_pool)?;
        identity.is_active(presents.of_identity)?;
        let is_number = matches!(identity, OriginationIdentity::PhoneNumber(_));
        if !circumstances.in_this_pool {
            return Err(if is_number {
                identity.conflict(ConflictReason::PhoneNumberNotAssociatedToPool)
            } else {
                ServiceError::not_found(ResourceType::SenderId, identity.id())
            });
        }
        let is_last_number =
            is_number && circumstances.phone_numbers == 1 && last_phone_number == LastPhoneNumber::Refuse;
        if circumstances.size == 1 || is_last_number {
            return Err(identity.conflict(ConflictReason::LastPhoneNumber));
        }
        Ok(())
    }

    /// Whether it may be deleted.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_NOT_ACTIVE or DELETION_PROTECTION_ENABLED. Documented: the rules; Assumed: the Reasons'
    /// names say so.
    pub fn may_be_deleted(&self, now: OffsetDateTime) -> Result<(), ServiceError> {
        self.is_active(now)?;
        if self.deletion_protection_enabled {
            let reason = ConflictReason::DeletionProtectionEnabled;
            return Err(ServiceError::conflict(reason, ResourceType::Pool, self.id().as_str()));
        }
        Ok(())
    }
}

fn mismatch(
    identity: &OriginationIdentity,
    reason: ConflictReason,
    differing: &[(ConflictReason, &str)],
) -> ServiceError {
    let names: Vec<&str> = differing.iter().map(|(_, name)| *name).collect();
    identity.conflict(reason).with_detail(&format!(" Differing settings: {}", names.join(", ")))
}

/// The configuration of a pool that is created from `identity` for messages of `message_type`.
///
/// Documented: a pool inherits message type, opt-out list, two-way, self-managed opt-outs and keywords (which the store
/// copies). A sender ID has only the first; the pool then gets `default_opt_out_list_id` and the defaults (Assumed, row 26). So it does
/// of a number that `has_default_list`, the list `Default` of an account that need not be the pool's (decision D17).
///
/// # Errors
///
/// ConflictException MESSAGE_TYPE_MISMATCH if the identity doesn't send messages of that type. Documented: CreatePool
/// raises the conflicts of an association.
pub fn configuration_from(
    identity: &OriginationIdentity,
    message_type: MessageType,
    default_opt_out_list_id: Uuid,
    has_default_list: bool,
) -> Result<Configuration, ServiceError> {
    let configuration = match identity {
        OriginationIdentity::PhoneNumber(number) if has_default_list => {
            Configuration { opt_out_list_id: default_opt_out_list_id, ..number.configuration.clone() }
        }
        OriginationIdentity::PhoneNumber(number) => number.configuration.clone(),
        OriginationIdentity::SenderId(_) => Configuration::new(message_type, default_opt_out_list_id),
    };
    let sends_it = match identity {
        OriginationIdentity::PhoneNumber(number) => number.configuration.message_type == message_type,
        OriginationIdentity::SenderId(sender_id) => sender_id.message_types.contains(&message_type),
    };
    if sends_it {
        return Ok(configuration);
    }
    let reason = ConflictReason::MessageTypeMismatch;
    Err(mismatch(identity, reason, &[(reason, "MessageType")]))
}

impl Configuration {
    /// What a new phone number has, and a pool that was created from a sender ID.
    /// Documented: two-way and self-managed opt-outs are off until they are switched on.
    #[must_use]
    pub fn new(message_type: MessageType, opt_out_list_id: Uuid) -> Self {
        Self { message_type, opt_out_list_id, self_managed_opt_outs_enabled: false, two_way: TwoWay::default() }
    }
}

/// The status of a pool that is ACTIVE from `active_at` on. Documented: CREATING, then ACTIVE.
#[must_use]
pub fn pool_status(active_at: OffsetDateTime, now: OffsetDateTime) -> PoolStatus {
    if now < active_at { PoolStatus::Creating } else { PoolStatus::Active }
}
