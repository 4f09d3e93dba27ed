//! What a pool may be made of.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{NOT_USABLE, USABLE, mismatch};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        origination_identity::{Configuration, OriginationIdentity},
        quota::{self, Quotas},
        settings::Settings,
    },
    model::{
        error::{ConflictReason, QuotaReason, ServiceError},
        message::MessageType,
    },
};

/// A pool that is to be made of an identity. Documented: CreatePool raises the conflicts of an association.
pub struct Founding<'r> {
    /// The country that the request says the identity is of.
    pub iso_country_code: Option<&'r str>,
    /// The identity.
    pub identity: &'r OriginationIdentity,
    /// Whether it is a phone number or an RCS agent in a pool.
    pub is_in_pool: bool,
    /// What the pool is to send.
    pub message_type: MessageType,
    /// How many pools the account has, counted as far as its quota.
    pub pools: i64,
    /// How many tags the pool is to have.
    pub tags: usize,
    /// The account's quotas.
    pub quotas: &'r Quotas,
    /// The present of the account that owns the identity.
    pub now: OffsetDateTime,
}

impl Founding<'_> {
    fn tags(&self) -> i64 {
        i64::try_from(self.tags).unwrap_or(i64::MAX)
    }
}

impl Rule for Founding<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Assumed (rows 5 and 8): the Reason's name says so.
            Question::<Self> {
                name: "iso_country_code_is_that_of_the_identity",
                mark: Mark::Assumed,
                holds: |r| Some(r.identity.is_of(r.iso_country_code).is_ok()),
                refusal: |r| r.identity.is_elsewhere(r.iso_country_code),
                compared: |r| {
                    (r.iso_country_code.unwrap_or_default().to_owned(), r.identity.iso_country_code().to_owned())
                },
                remedy: |r| format!("Send IsoCountryCode {}.", r.identity.iso_country_code()),
            },
            // Assumed (row 11). A sender ID has no status.
            Question::<Self> {
                name: "phone_number_is_active",
                mark: Mark::Assumed,
                holds: |r| r.identity.number_is_active(r.now),
                refusal: |r| r.identity.conflict(ConflictReason::ResourceNotActive),
                compared: |r| (r.identity.status(r.now), "ACTIVE".to_owned()),
                remedy: |r| format!("Wait until phone number {} is ACTIVE.", r.identity.id()),
            },
            // Assumed (row 12).
            Question::<Self> {
                name: "rcs_agent_is_usable",
                mark: Mark::Assumed,
                holds: |r| r.identity.agent_is_usable(),
                refusal: |r| r.identity.conflict(ConflictReason::ResourceNotActive),
                compared: |r| (r.identity.status(r.now), USABLE.to_owned()),
                remedy: |_| NOT_USABLE.to_owned(),
            },
            // Documented: the rule; Assumed (rows 2 and 3): the Reason. A sender ID may be in any number of pools.
            Question::<Self> {
                name: "is_in_no_pool",
                mark: Mark::Documented,
                holds: |r| r.identity.is_in_one_pool().map(|_| !r.is_in_pool),
                refusal: |r| {
                    let reason = r.identity.is_in_one_pool();
                    r.identity.conflict(reason.unwrap_or(ConflictReason::ResourceAlreadyAssociated))
                },
                compared: |r| {
                    let place = if r.is_in_pool { "in a pool" } else { "in no pool" };
                    (place.to_owned(), "in no pool".to_owned())
                },
                remedy: |r| {
                    format!("Take {} out of its pool with DisassociateOriginationIdentity.", r.identity.described())
                },
            },
            Question::<Self> {
                name: "message_type_matches",
                mark: Mark::Documented,
                holds: |r| Some(r.identity.sends(r.message_type)),
                refusal: |r| {
                    let reason = ConflictReason::MessageTypeMismatch;
                    mismatch(r.identity, reason, &[(reason, "MessageType")])
                },
                compared: |r| (r.identity.message_types(), r.message_type.to_string()),
                remedy: |r| format!("Send MessageType {}.", r.identity.message_types()),
            },
            // Documented: the quota and its Reason.
            Question::<Self> {
                name: "account_has_room_for_a_pool",
                mark: Mark::Documented,
                holds: |r| Some(quota::has_room(r.quotas.pools, r.pools, QuotaReason::PoolsPerAccount).is_ok()),
                refusal: |_| ServiceError::quota_exceeded(QuotaReason::PoolsPerAccount),
                compared: |r| quota::room(r.pools, r.quotas.pools),
                remedy: |_| "Delete a pool with DeletePool, or raise quotas.pools.".to_owned(),
            },
            // Documented: the quota and its Reason.
            Question::<Self> {
                name: "tags_are_few_enough",
                mark: Mark::Documented,
                holds: |r| {
                    let reason = QuotaReason::TagsPerResource;
                    Some(quota::holds(r.quotas.tags_per_resource, r.tags(), reason).is_ok())
                },
                refusal: |_| ServiceError::quota_exceeded(QuotaReason::TagsPerResource),
                compared: |r| (r.tags.to_string(), format!("at most {}", r.quotas.tags_per_resource)),
                remedy: |_| "Send fewer Tags, or raise quotas.tags_per_resource.".to_owned(),
            },
        ]
        .into_iter()
    }
}

/// The configuration of a pool that is made of `identity`.
///
/// Documented: a pool inherits message type, opt-out list, two-way, self-managed opt-outs and keywords (which the store
/// copies). An RCS agent has all but the first (Assumed, decision RD39); a sender ID has only that: the pool then gets `default_opt_out_list_id` and the defaults (Assumed, row 26). So it does
/// of an identity that `has_default_list`, the list `Default` of an account that need not be the pool's (decision D17).
#[must_use]
pub fn configuration_from(
    identity: &OriginationIdentity,
    message_type: MessageType,
    default_opt_out_list_id: Uuid,
    has_default_list: bool,
) -> Configuration {
    let Some(own) = identity.settings() else { return Configuration::new(message_type, default_opt_out_list_id) };
    let opt_out_list_id = if has_default_list { default_opt_out_list_id } else { own.opt_out_list_id };
    Configuration { message_type, settings: Settings { opt_out_list_id, ..own.clone() } }
}
