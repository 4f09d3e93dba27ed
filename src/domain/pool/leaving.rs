//! Which origination identities may leave a pool.

use super::{Circumstances, Pool, Presents, status_of};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        deployment::LastPhoneNumber,
        origination_identity::OriginationIdentity,
    },
    model::error::{ConflictReason, ServiceError},
};

/// An identity that is to leave a pool. The order of the questions is settled (18.1 of the behaviour notes).
pub struct Leaving<'r> {
    /// The country that the request says the identity is of.
    pub iso_country_code: Option<&'r str>,
    /// The pool.
    pub pool: &'r Pool,
    /// The identity.
    pub identity: &'r OriginationIdentity,
    /// What counts beside them.
    pub circumstances: &'r Circumstances,
    /// Whether the last phone number may.
    pub last_phone_number: LastPhoneNumber,
    /// When.
    pub presents: Presents,
}

impl Leaving<'_> {
    fn is_number(&self) -> bool {
        matches!(self.identity, OriginationIdentity::PhoneNumber(_))
    }

    fn leaves_enough(&self) -> bool {
        let is_last_number = self.is_number()
            && self.circumstances.phone_numbers == 1
            && self.last_phone_number == LastPhoneNumber::Refuse;
        self.circumstances.size != 1 && !is_last_number
    }
}

impl Rule for Leaving<'_> {
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
                holds: |r| Some(r.pool.is_active(r.presents.of_pool).is_ok()),
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
            // Assumed: PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL's name says so; row 22: there is no Reason for others.
            Question::<Self> {
                name: "is_in_this_pool",
                mark: Mark::Assumed,
                holds: |r| Some(r.circumstances.in_this_pool),
                refusal: |r| {
                    if r.is_number() {
                        r.identity.conflict(ConflictReason::PhoneNumberNotAssociatedToPool)
                    } else {
                        ServiceError::not_found(r.identity.resource_type(), r.identity.id())
                    }
                },
                compared: |r| {
                    let place = if r.circumstances.in_this_pool { "in this pool" } else { "not in this pool" };
                    (place.to_owned(), "in this pool".to_owned())
                },
                remedy: |r| format!("Name the pool that {} is in.", r.identity.id()),
            },
            // Assumed (row 21): the pool would be without identities. Documented: a pool keeps at least one number; a setting relaxes it.
            Question::<Self> {
                name: "is_not_the_last",
                mark: Mark::Documented,
                holds: |r| Some(!r.circumstances.in_this_pool || r.leaves_enough()),
                refusal: |r| r.identity.conflict(ConflictReason::LastPhoneNumber),
                compared: |r| {
                    let last = if r.leaves_enough() { "one of several" } else { "the last" };
                    (last.to_owned(), "one of several".to_owned())
                },
                remedy: |_| "Put another phone number into the pool first, or delete the pool.".to_owned(),
            },
        ]
        .into_iter()
    }
}
