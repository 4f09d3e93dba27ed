//! Which origination identities a pool accepts.

use super::{Circumstances, NOT_USABLE, Pool, Presents, USABLE, differing, mismatch, status_of};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        origination_identity::OriginationIdentity,
        quota,
        settings::Settings,
    },
    model::error::{ConflictReason, QuotaReason},
};

/// An identity that is to join a pool. The order of the questions is settled (18.1 of the behaviour notes): IsoCountryCode, ACTIVE,
/// where the identity is, what differs, the quota.
pub struct Joining<'r> {
    /// The country that the request says the identity is of.
    pub iso_country_code: Option<&'r str>,
    /// The pool.
    pub pool: &'r Pool,
    /// The identity.
    pub identity: &'r OriginationIdentity,
    /// What counts beside them.
    pub circumstances: &'r Circumstances,
    /// How many identities a pool may have; 0 for any number.
    pub quota: u32,
    /// When.
    pub presents: Presents,
}

impl Joining<'_> {
    /// The settings of identity and pool, if it has some.
    fn settings(&self) -> Option<(&Settings, &Settings)> {
        Some((self.identity.settings()?, &self.pool.configuration.settings))
    }

    fn shown<T: ToString>(&self, setting: impl Fn(&Settings) -> T) -> (String, String) {
        let settings = self.settings().map(|(own, pool)| (setting(own).to_string(), setting(pool).to_string()));
        settings.unwrap_or_default()
    }

    fn has_room(&self) -> bool {
        quota::has_room(self.quota, self.circumstances.size, QuotaReason::OriginationIdentitiesPerPool).is_ok()
    }

    fn is_active(&self) -> bool {
        self.pool.is_active(self.presents.of_pool).is_ok()
    }

    /// How a setting of the identity becomes the pool's.
    fn take_over(&self, setting: &str) -> String {
        let (identity, kind) = (self.identity.described(), self.identity.kind());
        let whose = if matches!(self.identity, OriginationIdentity::RcsAgent(_)) { "agent" } else { "number" };
        format!(
            "Give {identity} the pool's {setting} with Update{kind}, or give the pool the {whose}'s with UpdatePool."
        )
    }

    fn mismatch(&self, reason: ConflictReason) -> crate::model::error::ServiceError {
        mismatch(self.identity, reason, &differing(self.pool, self.identity, self.circumstances))
    }
}

impl Joining<'_> {
    /// Whether the configurations match, and the quota.
    fn of_configuration() -> impl Iterator<Item = Question<Self>> {
        [
            // Documented: the configuration must be the pool's. The order of the Reasons is settled; a sender ID has a message type only
            // (Assumed, row 17).
            Question::<Self> {
                name: "message_type_matches",
                mark: Mark::Documented,
                holds: |r| Some(r.identity.sends(r.pool.configuration.message_type)),
                refusal: |r| r.mismatch(ConflictReason::MessageTypeMismatch),
                compared: |r| (r.identity.message_types(), r.pool.configuration.message_type.to_string()),
                remedy: |r| {
                    let (id, wanted) = (r.identity.id(), r.pool.configuration.message_type);
                    format!(
                        "{id} doesn't send {wanted} messages, and its message type never changes: request one with \
                         MessageType {wanted}, or use a pool of its type."
                    )
                },
            },
            // Assumed (decision D17): the lists `Default` of two accounts match.
            Question::<Self> {
                name: "opt_out_list_matches",
                mark: Mark::Documented,
                holds: |r| {
                    let (own, pool) = r.settings()?;
                    Some(own.opt_out_list_id == pool.opt_out_list_id || r.circumstances.lists_are_both_default)
                },
                refusal: |r| r.mismatch(ConflictReason::OptOutListMismatch),
                compared: |r| r.shown(|settings| settings.opt_out_list_id),
                remedy: |r| r.take_over("OptOutListName"),
            },
            Question::<Self> {
                name: "self_managed_opt_outs_match",
                mark: Mark::Documented,
                holds: |r| {
                    let (own, pool) = r.settings()?;
                    Some(own.self_managed_opt_outs_enabled == pool.self_managed_opt_outs_enabled)
                },
                refusal: |r| r.mismatch(ConflictReason::SelfManagedOptOutsMismatch),
                compared: |r| r.shown(|settings| settings.self_managed_opt_outs_enabled),
                remedy: |r| r.take_over("SelfManagedOptOutsEnabled"),
            },
            // Assumed (row 16): channel and role count only where two-way is enabled.
            Question::<Self> {
                name: "two_way_matches",
                mark: Mark::Documented,
                holds: |r| r.settings().map(|(own, pool)| own.two_way.differences(&pool.two_way).is_empty()),
                refusal: |r| r.mismatch(ConflictReason::TwoWayConfigMismatch),
                compared: |r| r.shown(|settings| settings.two_way.described()),
                remedy: |r| {
                    let names = r.settings().map(|(own, pool)| own.two_way.differences(&pool.two_way));
                    r.take_over(&names.unwrap_or_default().join(", "))
                },
            },
            // Assumed (row 14): keywords are equal if word, message and action are.
            Question::<Self> {
                name: "keywords_match",
                mark: Mark::Documented,
                holds: |r| r.settings().map(|_| r.circumstances.identity_keywords == r.circumstances.pool_keywords),
                refusal: |r| r.mismatch(ConflictReason::KeywordMismatch),
                compared: |r| {
                    let (own, pool) = (&r.circumstances.identity_keywords, &r.circumstances.pool_keywords);
                    (own.beside(pool), pool.beside(own))
                },
                remedy: |r| {
                    format!(
                        "Give {} the pool's keywords with PutKeyword and DeleteKeyword, word by word.",
                        r.identity.described()
                    )
                },
            },
            // Documented: the quota and its Reason.
            Question::<Self> {
                name: "pool_has_room",
                mark: Mark::Documented,
                holds: |r| Some(r.has_room()),
                refusal: |_| {
                    crate::model::error::ServiceError::quota_exceeded(QuotaReason::OriginationIdentitiesPerPool)
                },
                compared: |r| quota::room(r.circumstances.size, r.quota),
                remedy: |_| {
                    "Take an identity out with DisassociateOriginationIdentity, use another pool, or raise \
                     quotas.origination_identities_per_pool."
                        .to_owned()
                },
            },
        ]
        .into_iter()
    }
}

impl Rule for Joining<'_> {
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
            // Assumed (row 10): RESOURCE_NOT_ACTIVE's name says so.
            Question::<Self> {
                name: "pool_is_active",
                mark: Mark::Assumed,
                holds: |r| Some(r.is_active()),
                refusal: |r| r.pool.not_active(),
                compared: |r| (status_of(r.pool, r.presents.of_pool), "ACTIVE".to_owned()),
                remedy: |r| format!("Wait until pool {} is ACTIVE.", r.pool.id().as_str()),
            },
            // Assumed (row 11). A sender ID has no status.
            Question::<Self> {
                name: "phone_number_is_active",
                mark: Mark::Assumed,
                holds: |r| r.identity.number_is_active(r.presents.of_identity),
                refusal: |r| r.identity.conflict(ConflictReason::ResourceNotActive),
                compared: |r| (r.identity.status(r.presents.of_identity), "ACTIVE".to_owned()),
                remedy: |r| format!("Wait until phone number {} is ACTIVE.", r.identity.id()),
            },
            // Assumed (row 12).
            Question::<Self> {
                name: "rcs_agent_is_usable",
                mark: Mark::Assumed,
                holds: |r| r.identity.agent_is_usable(),
                refusal: |r| r.identity.conflict(ConflictReason::ResourceNotActive),
                compared: |r| (r.identity.status(r.presents.of_identity), USABLE.to_owned()),
                remedy: |_| NOT_USABLE.to_owned(),
            },
            // Assumed (row 1).
            Question::<Self> {
                name: "is_not_in_this_pool",
                mark: Mark::Assumed,
                holds: |r| Some(!r.circumstances.in_this_pool),
                refusal: |r| r.identity.conflict(ConflictReason::ResourceAlreadyAssociated),
                compared: |r| {
                    let place = if r.circumstances.in_this_pool { "in this pool" } else { "not in this pool" };
                    (place.to_owned(), "not in this pool".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Nothing: {} is in the pool already. DisassociateOriginationIdentity takes it out.",
                        r.identity.id()
                    )
                },
            },
            // Documented: the rule; Assumed (rows 2 and 3): the Reason. A sender ID may be in any number of pools.
            Question::<Self> {
                name: "is_in_no_other_pool",
                mark: Mark::Documented,
                holds: |r| r.identity.is_in_one_pool().map(|_| !r.circumstances.in_another_pool),
                refusal: |r| {
                    let reason = r.identity.is_in_one_pool();
                    r.identity.conflict(reason.unwrap_or(ConflictReason::ResourceAlreadyAssociated))
                },
                compared: |r| {
                    let place = if r.circumstances.in_another_pool { "in another pool" } else { "in no other pool" };
                    (place.to_owned(), "in no other pool".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Take {} out of the pool that it is in (Describe{}s says which) with \
                         DisassociateOriginationIdentity.",
                        r.identity.described(),
                        r.identity.kind()
                    )
                },
            },
        ]
        .into_iter()
        .chain(Self::of_configuration())
    }
}
