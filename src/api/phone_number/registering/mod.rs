//! Numbers that have a registration, from their request to their release.

use time::OffsetDateTime;

use crate::{
    api::registration::{self, associating},
    database::unit_of_work::Tx,
    domain::{
        origination_identity::{NumberLife, PhoneNumber},
        registration::{
            association::{room_for_numbers, takes_now},
            life::Registration,
        },
    },
    model::{
        arn::Scope,
        error::{ConflictReason, Field, ServiceError, ValidationReason},
        phone_number::NumberType,
        registration::{RegistrationId, RegistrationStatus},
        resource::{self, Named},
        resource_type::ResourceType,
    },
    path::Call,
    store::{
        self,
        phone_number::NewPhoneNumber,
        registration::{Lock, Moved, review},
    },
};

const MEMBER: &str = "registrationId";

/// Reads the member RegistrationId, whose shape was checked, where it is given.
///
/// # Errors
///
/// ValidationException INVALID_ARN.
pub fn read(id: Option<&str>, call: &Call) -> Result<Option<Named<RegistrationId>>, ServiceError> {
    id.map(|id| resource::registration(MEMBER, id, &call.caller)).transpose()
}

/// Reads the same of a request for a number of this kind. Assumed (decision RD33): where the settings ask for a registration, 10DLC numbers
/// need one, and the request shows by itself that it lacks one: nothing is looked for before.
///
/// # Errors
///
/// ValidationException MISSING_PARAMETER, INVALID_ARN.
pub fn read_for(
    number_type: NumberType,
    id: Option<&str>,
    call: &Call,
) -> Result<Option<Named<RegistrationId>>, ServiceError> {
    let is_wanted = number_type == NumberType::TenDlc && call.deployment.registrations.are_required_for(number_type);
    if is_wanted && id.is_none() {
        let field = Field::new(MEMBER, "A 10DLC number needs the registration of a campaign");
        return Err(ServiceError::validation(ValidationReason::MissingParameter, vec![field]));
    }
    read(id, call)
}

/// Whether numbers may be looked for that a registration, which isn't locked, is to take: once it is COMPLETE. Assumed: the Reason.
///
/// # Errors
///
/// ResourceNotFoundException; ConflictException REGISTRATION_NOT_COMPLETE.
pub async fn is_complete(named: &Named<RegistrationId>, call: &Call, tx: &mut Tx) -> Result<(), ServiceError> {
    let (_, found) = registration::find(named, call, tx).await?;
    if found.registration_status.0 == RegistrationStatus::Complete {
        return Ok(());
    }
    let id = RegistrationId::of(found.key);
    Err(ServiceError::conflict(ConflictReason::RegistrationNotComplete, ResourceType::Registration, id.as_str()))
}

/// The registration that a request for a number names, locked; it must take such a number now.
///
/// # Errors
///
/// ValidationException INVALID_REGISTRATION_ASSOCIATION; ResourceNotFoundException; ConflictException for its state;
/// ServiceQuotaExceededException.
pub async fn lock(
    named: Option<&Named<RegistrationId>>,
    (number_type, iso_country_code): (NumberType, &str),
    call: &Call,
    tx: &mut Tx,
) -> Result<Option<Registration>, ServiceError> {
    let Some(named) = named else { return Ok(None) };
    let (_, registration) = registration::lock(named, Lock::Alone, call, tx).await?;
    let entry = associating::entry(MEMBER, &registration, number_type.as_ref())?;
    if entry.iso_country_code.as_ref().is_some_and(|country| country != iso_country_code) {
        let field = Field::new(MEMBER, format!("The registration is not for {iso_country_code}"));
        return Err(ServiceError::validation(ValidationReason::InvalidRegistrationAssociation, vec![field]));
    }
    takes_now(&registration, entry.association_behavior)?;
    let counts = store::registration_association::counts(tx, registration.key).await?;
    room_for_numbers(&call.deployment.quotas, number_type, counts.phone_numbers).is_left()?;
    Ok(Some(registration))
}

/// When a new number is ACTIVE. Observed: a toll-free number waits for its registration (decision RD34).
#[must_use]
pub fn active_at(number_type: NumberType, has_registration: bool, call: &Call) -> OffsetDateTime {
    let is_to_wait = has_registration || call.deployment.registrations.are_required_for(number_type);
    match number_type {
        NumberType::Simulator => call.now(),
        NumberType::TollFree if is_to_wait => NumberLife::UNTIL_REGISTERED,
        _ => call.now() + call.deployment.lifecycle.pending(),
    }
}

/// Associates a new number with its registration, if it has one, which must be locked.
///
/// # Errors
///
/// Those of an association.
pub async fn register(
    registration: Option<&Registration>,
    new: &NewPhoneNumber<'_>,
    call: &Call,
    tx: &mut Tx,
) -> Result<(), ServiceError> {
    let Some(registration) = registration else { return Ok(()) };
    let number = PhoneNumber {
        key: new.key,
        iso_country_code: new.iso_country_code.to_owned(),
        number_type: new.number_type,
        life: NumberLife { active_at: new.active_at, changing_status: None, changing_until: None },
        deletion_protection_enabled: new.deletion_protection_enabled,
        configuration: new.configuration.clone(),
    };
    associating::associate_number(MEMBER, registration, &number, call, tx).await?;
    Ok(())
}

/// The registration of a number that is to be released, locked.
///
/// # Errors
///
/// The database's.
pub async fn of_number(scope: &Scope, number: &PhoneNumber, tx: &mut Tx) -> Result<Option<Registration>, ServiceError> {
    match store::registration_association::of_phone_number(tx, number.key).await? {
        Some(key) => store::registration::lock(tx, scope, &RegistrationId::of(key), Lock::Alone).await,
        None => Ok(None),
    }
}

/// What becomes of a registration once its number is released.
///
/// # Errors
///
/// The database's.
pub async fn released(
    registration: Option<&Registration>,
    scope: &Scope,
    call: &Call,
    tx: &mut Tx,
) -> Result<(), ServiceError> {
    match registration {
        Some(registration) => {
            let at = call.now_in(scope);
            let moved = Moved { events: &call.deployment.events, scope, registration, at };
            review::close_if_empty(tx, moved).await
        }
        None => Ok(()),
    }
}
