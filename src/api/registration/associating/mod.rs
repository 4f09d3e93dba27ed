//! Associating: the checks and the rows that CreateRegistrationAssociation and RequestPhoneNumber share.

use crate::{
    database::unit_of_work::Tx,
    domain::{
        notify::NotifyConfiguration,
        origination_identity::PhoneNumber,
        rcs_agent::RcsAgent,
        registration::{
            association::{
                NOTIFY_CONFIGURATION, RCS_AGENT, has_room_for_campaign, has_room_for_number, supported, takes_now,
            },
            catalogue,
            life::Registration,
        },
    },
    model::{
        arn::Scope,
        error::{ConflictReason, ServiceError},
        phone_number::PhoneNumberId,
        registration::{
            RegistrationAssociationMetadata, RegistrationId, RegistrationStatus, definition::SupportedAssociation,
        },
        resource::Named,
        resource_type::ResourceType,
    },
    path::Call,
    store::{
        self,
        registration::Lock,
        registration_association::{self, Associated},
    },
};

/// The entry of a registration's type for such a resource.
///
/// # Errors
///
/// ValidationException INVALID_REGISTRATION_ASSOCIATION for `member`.
pub fn entry<'t>(
    member: &'static str,
    registration: &Registration,
    resource_type: &str,
) -> Result<&'t SupportedAssociation, ServiceError> {
    let of = catalogue::named(member, &registration.registration_type)?;
    supported(of, member, resource_type)
}

/// Associates a number with a registration, both locked.
///
/// # Errors
///
/// ValidationException INVALID_REGISTRATION_ASSOCIATION for `member`; ConflictException for the country, the state, and a number that has
/// a registration; ServiceQuotaExceededException.
pub async fn associate_number(
    member: &'static str,
    registration: &Registration,
    number: &PhoneNumber,
    call: &Call,
    tx: &mut Tx,
) -> Result<RegistrationAssociationMetadata, ServiceError> {
    let supported = entry(member, registration, number.number_type.as_ref())?;
    if supported.iso_country_code.as_ref().is_some_and(|country| *country != number.iso_country_code) {
        return Err(of_number(ConflictReason::PhoneNumberNotInRegistrationRegion, number));
    }
    takes_now(registration, supported.association_behavior)?;
    match registration_association::of_phone_number(tx, number.key).await? {
        Some(same) if same == registration.key => {
            return Err(of_number(ConflictReason::ResourceAlreadyAssociated, number));
        }
        Some(_) => return Err(of_number(ConflictReason::PhoneNumberAssociatedToRegistration, number)),
        None => {}
    }
    let counts = registration_association::counts(tx, registration.key).await?;
    has_room_for_number(&call.deployment.quotas, number.number_type, counts.phone_numbers)?;
    insert(registration, Associated::PhoneNumber(number.key), call, tx).await
}

/// Associates an RCS agent with a registration, both locked.
///
/// # Errors
///
/// ValidationException INVALID_REGISTRATION_ASSOCIATION for `member`; ConflictException for the state, and (decision RD63) an agent that
/// has a registration of the type.
pub async fn associate_agent(
    member: &'static str,
    registration: &Registration,
    agent: &RcsAgent,
    call: &Call,
    tx: &mut Tx,
) -> Result<RegistrationAssociationMetadata, ServiceError> {
    let supported = entry(member, registration, RCS_AGENT)?;
    takes_now(registration, supported.association_behavior)?;
    match registration_association::of_rcs_agent(tx, agent.key, &registration.registration_type).await? {
        Some(same) if same == registration.key => {
            return Err(agent.conflict(ConflictReason::ResourceAlreadyAssociated));
        }
        Some(_) => return Err(agent.conflict(ConflictReason::RcsAgentAlreadyAssociatedToRegistrationType)),
        None => {}
    }
    insert(registration, Associated::RcsAgent(agent.key), call, tx).await
}

fn of_number(reason: ConflictReason, number: &PhoneNumber) -> ServiceError {
    ServiceError::conflict(reason, ResourceType::PhoneNumber, PhoneNumberId::of(number.key).as_str())
}

/// Lets a registration stand on another; locks both.
///
/// # Errors
///
/// ResourceNotFoundException for either; the others of [`associate_number`].
pub async fn associate_parent(
    named: &Named<RegistrationId>,
    parent: &Named<RegistrationId>,
    call: &Call,
    tx: &mut Tx,
) -> Result<(Registration, RegistrationAssociationMetadata), ServiceError> {
    let scope: Scope = call.own_scope();
    let keys: Vec<_> = [named.key.key(), parent.key.key()].into_iter().flatten().collect();
    store::registration::lock_in_order(tx, &scope, &keys).await?;
    let (_, registration) = super::lock(named, Lock::Alone, call, tx).await?;
    let (_, brand) = super::lock(parent, Lock::Alone, call, tx).await?;
    let supported = entry("resourceId", &registration, &brand.registration_type)?;
    takes_now(&registration, supported.association_behavior)?;
    if brand.status != RegistrationStatus::Complete {
        return Err(brand.conflict(ConflictReason::RegistrationNotComplete));
    }
    if registration_association::stands_on(tx, registration.key, brand.key).await? {
        return Err(brand.conflict(ConflictReason::ResourceAlreadyAssociated));
    }
    let of_type = &registration.registration_type;
    let there = registration_association::count_children(tx, brand.key, of_type).await?;
    has_room_for_campaign(&call.deployment.quotas, there)?;
    let association = insert(&registration, Associated::Registration(brand.key), call, tx).await?;
    Ok((registration, association))
}

/// Associates a notify configuration with a registration, both locked.
///
/// # Errors
///
/// ValidationException INVALID_REGISTRATION_ASSOCIATION; ConflictException for the state, and, assumed, for one that has a registration.
pub async fn associate_notify_configuration(
    registration: &Registration,
    configuration: &NotifyConfiguration,
    call: &Call,
    tx: &mut Tx,
) -> Result<RegistrationAssociationMetadata, ServiceError> {
    let supported = entry("resourceId", registration, NOTIFY_CONFIGURATION)?;
    takes_now(registration, supported.association_behavior)?;
    if registration_association::of_notify_configuration(tx, configuration.key).await?.is_some() {
        let (reason, kind) = (ConflictReason::ResourceAlreadyAssociated, ResourceType::NotifyConfiguration);
        return Err(ServiceError::conflict(reason, kind, configuration.id().as_str()));
    }
    insert(registration, Associated::NotifyConfiguration(configuration.key), call, tx).await
}

async fn insert(
    registration: &Registration,
    associated: Associated,
    call: &Call,
    tx: &mut Tx,
) -> Result<RegistrationAssociationMetadata, ServiceError> {
    let (scope, key) = (call.own_scope(), call.new_key());
    registration_association::insert(tx, key, registration.key, associated, call.now()).await?;
    registration_association::describe(tx, &scope, registration.key, key).await
}
