//! What may be associated with a registration, and what of it stands in the way of its end.

use super::{catalogue::RegistrationType, life::Registration};
use crate::{
    domain::quota::{self, Quotas},
    model::{
        error::{ConflictReason, Field, QuotaReason, ServiceError, ValidationReason},
        phone_number::NumberType,
        registration::{
            RegistrationStatus as Status, RegistrationVersionStatus as VersionStatus,
            definition::{RegistrationAssociationBehavior as Behaviour, SupportedAssociation},
        },
    },
};

/// The word for the numbers that an approval makes; the others' words are their kinds, too.
pub const SHORT_CODE: &str = "SHORT_CODE";
/// The words for what is associated that isn't a number or a registration. Assumed (RD19): AWS shows TOLL_FREE only.
pub const SENDER_ID: &str = "SENDER_ID";
/// For RCS agents. Assumed (RD19), too.
pub const RCS_AGENT: &str = "RCS_AGENT";

/// That for a notify configuration.
pub const NOTIFY_CONFIGURATION: &str = "NOTIFY_CONFIGURATION";

/// The entry of a type for such a resource.
///
/// # Errors
///
/// ValidationException INVALID_REGISTRATION_ASSOCIATION for `member`: the type takes none, or makes them by its approval.
pub fn supported<'t>(
    of: &'t RegistrationType,
    member: &'static str,
    resource_type: &str,
) -> Result<&'t SupportedAssociation, ServiceError> {
    let associations = &of.definition.supported_associations;
    let found = associations
        .iter()
        .find(|one| one.resource_type == resource_type && one.association_behavior != Behaviour::AssociateOnApproval);
    found.ok_or_else(|| {
        let sentence = format!("{} takes no {resource_type}", of.name());
        ServiceError::validation(ValidationReason::InvalidRegistrationAssociation, vec![Field::new(member, sentence)])
    })
}

/// Whether something may be associated now. Assumed (decision RD20): the Reasons.
///
/// # Errors
///
/// ConflictException RESOURCE_MODIFICATION_NOT_ALLOWED, REGISTRATION_NOT_COMPLETE or REGISTRATION_ALREADY_SUBMITTED.
pub fn takes_now(registration: &Registration, behaviour: Behaviour) -> Result<(), ServiceError> {
    let reason = match behaviour {
        _ if registration.status == Status::Closed => ConflictReason::ResourceModificationNotAllowed,
        Behaviour::AssociateAfterComplete if registration.status != Status::Complete => {
            ConflictReason::RegistrationNotComplete
        }
        Behaviour::AssociateBeforeSubmit if registration.current().status != VersionStatus::Draft => {
            ConflictReason::RegistrationAlreadySubmitted
        }
        _ => return Ok(()),
    };
    Err(registration.conflict(reason))
}

/// The room for campaigns on a brand that has so many. Documented: how many.
#[must_use]
pub fn room_for_campaigns(quotas: &Quotas, there: i64) -> Room {
    Room { most: quotas.campaigns_per_brand, there, reason: QuotaReason::AssociationsPerRegistration }
}

/// The room for numbers of this kind in a registration that has so many. Documented: how many of a campaign; Assumed: of a registration
/// for toll-free numbers; others as a campaign.
#[must_use]
pub fn room_for_numbers(quotas: &Quotas, number_type: NumberType, there: i64) -> Room {
    let most = match number_type {
        NumberType::TollFree => quotas.phone_numbers_per_toll_free_registration,
        _ => quotas.phone_numbers_per_campaign,
    };
    Room { most, there, reason: QuotaReason::PhoneNumbersPerRegistration }
}

/// How many of its kind a registration may have, how many there are, and what is raised for one too many.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// The quota; 0 is none.
    pub most: u32,
    /// How many there are, read after the lock.
    pub there: i64,
    /// Its Reason.
    pub reason: QuotaReason,
}

impl Room {
    /// Whether there is some.
    ///
    /// # Errors
    ///
    /// ServiceQuotaExceededException.
    pub fn is_left(self) -> Result<(), ServiceError> {
        quota::has_room(self.most, self.there, self.reason)
    }
}

/// What hangs on a registration that is to be deleted.
#[derive(Clone, Copy, Debug)]
pub struct Hanging {
    /// How many numbers and sender IDs are associated with it.
    pub identities: i64,
    /// How many registrations it is the parent of.
    pub children: i64,
}
