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

/// Whether a brand may take one more campaign. Documented: how many.
///
/// # Errors
///
/// ServiceQuotaExceededException ASSOCIATIONS_PER_REGISTRATION.
pub fn has_room_for_campaign(quotas: &Quotas, there: i64) -> Result<(), ServiceError> {
    quota::has_room(quotas.campaigns_per_brand, there, QuotaReason::AssociationsPerRegistration)
}

/// Whether a registration may take one more number of this kind. Documented: how many of a campaign; Assumed: of a registration for
/// toll-free numbers; others as a campaign.
///
/// # Errors
///
/// ServiceQuotaExceededException PHONE_NUMBERS_PER_REGISTRATION.
pub fn has_room_for_number(quotas: &Quotas, number_type: NumberType, there: i64) -> Result<(), ServiceError> {
    let most = match number_type {
        NumberType::TollFree => quotas.phone_numbers_per_toll_free_registration,
        _ => quotas.phone_numbers_per_campaign,
    };
    quota::has_room(most, there, QuotaReason::PhoneNumbersPerRegistration)
}

/// What hangs on a registration that is to be deleted.
#[derive(Clone, Copy, Debug)]
pub struct Hanging {
    /// How many numbers and sender IDs are associated with it.
    pub identities: i64,
    /// How many registrations it is the parent of.
    pub children: i64,
}

/// Whether a registration may be deleted. Documented: what must be empty; Assumed: the Reasons, and (decision RD32) that what was never
/// complete may go with its number.
///
/// # Errors
///
/// ConflictException RESOURCE_DELETION_NOT_ALLOWED or RESOURCE_NOT_EMPTY.
pub fn may_be_deleted(
    registration: &Registration,
    of: Option<&RegistrationType>,
    hanging: Hanging,
) -> Result<(), ServiceError> {
    if registration.is_under_review() {
        return Err(registration.conflict(ConflictReason::ResourceDeletionNotAllowed));
    }
    let takes_after = of.is_some_and(|of| {
        let mut associations = of.definition.supported_associations.iter();
        associations.any(|one| one.association_behavior == Behaviour::AssociateAfterComplete)
    });
    let holds_identities = hanging.identities > 0 && (takes_after || registration.status == Status::Complete);
    if hanging.children > 0 || holds_identities {
        return Err(registration.conflict(ConflictReason::ResourceNotEmpty));
    }
    Ok(())
}
