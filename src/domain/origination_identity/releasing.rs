//! Which origination identities may be released.

use time::OffsetDateTime;

use super::{PhoneNumber, SenderId};
use crate::{
    domain::check::{Mark, Question, Rule},
    model::{
        error::{ConflictReason, ServiceError},
        phone_number::{NumberStatus, PhoneNumberId},
        resource_type::ResourceType,
    },
};

/// A phone number that is to be released. Documented: the rules; Assumed: the Reasons' names say so.
pub struct ReleasingPhoneNumber<'r> {
    /// The number.
    pub number: &'r PhoneNumber,
    /// Whether it is in a pool, read after the lock.
    pub is_in_pool: bool,
    /// When.
    pub now: OffsetDateTime,
}

impl ReleasingPhoneNumber<'_> {
    fn id(&self) -> String {
        PhoneNumberId::of(self.number.key).as_str().to_owned()
    }
}

impl Rule for ReleasingPhoneNumber<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "deletion_protection_is_off",
                mark: Mark::Documented,
                holds: |r| Some(!r.number.deletion_protection_enabled),
                refusal: |r| r.number.conflict(ConflictReason::DeletionProtectionEnabled),
                compared: |r| (r.number.deletion_protection_enabled.to_string(), "false".to_owned()),
                remedy: |_| "Switch DeletionProtectionEnabled off with UpdatePhoneNumber.".to_owned(),
            },
            Question::<Self> {
                name: "is_in_no_pool",
                mark: Mark::Documented,
                holds: |r| Some(!r.is_in_pool),
                refusal: |r| r.number.conflict(ConflictReason::PhoneNumberAssociatedToPool),
                compared: |r| {
                    (if r.is_in_pool { "in a pool" } else { "in no pool" }.to_owned(), "in no pool".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Take phone number {} out of its pool with DisassociateOriginationIdentity, or delete the pool.",
                        r.id()
                    )
                },
            },
            // Assumed (row 13).
            Question::<Self> {
                name: "phone_number_is_active",
                mark: Mark::Assumed,
                holds: |r| Some(r.number.life.status(r.now) == NumberStatus::Active || r.number.life.awaits_registration()),
                refusal: |r| r.number.conflict(ConflictReason::ResourceNotActive),
                compared: |r| (r.number.life.status(r.now).to_string(), "ACTIVE".to_owned()),
                remedy: |r| format!("Wait until phone number {} is ACTIVE.", r.id()),
            },
        ]
        .into_iter()
    }
}

/// A sender ID that is to be released. Assumed: the Reasons' names say so.
pub struct ReleasingSenderId<'r> {
    /// The sender ID.
    pub sender_id: &'r SenderId,
    /// Whether it is in any pool, read after the lock.
    pub is_in_pool: bool,
}

impl ReleasingSenderId<'_> {
    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::SenderId, self.sender_id.name.sender_id())
    }
}

impl Rule for ReleasingSenderId<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "deletion_protection_is_off",
                mark: Mark::Assumed,
                holds: |r| Some(!r.sender_id.deletion_protection_enabled),
                refusal: |r| r.conflict(ConflictReason::DeletionProtectionEnabled),
                compared: |r| (r.sender_id.deletion_protection_enabled.to_string(), "false".to_owned()),
                remedy: |_| "Switch DeletionProtectionEnabled off with UpdateSenderId.".to_owned(),
            },
            Question::<Self> {
                name: "is_in_no_pool",
                mark: Mark::Assumed,
                holds: |r| Some(!r.is_in_pool),
                refusal: |r| r.conflict(ConflictReason::SenderIdAssociatedToPool),
                compared: |r| {
                    (if r.is_in_pool { "in a pool" } else { "in no pool" }.to_owned(), "in no pool".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Take sender ID {} out of its pools with DisassociateOriginationIdentity.",
                        r.sender_id.name.sender_id()
                    )
                },
            },
        ]
        .into_iter()
    }
}
