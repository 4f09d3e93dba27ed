//! Associating: the checks and the rows that CreateRegistrationAssociation and RequestPhoneNumber share.

use uuid::Uuid;

use crate::{
    database::unit_of_work::Tx,
    domain::{
        notify::NotifyConfiguration,
        origination_identity::PhoneNumber,
        rcs_agent::RcsAgent,
        registration::{
            associating::{Already, Associating},
            association::{NOTIFY_CONFIGURATION, RCS_AGENT, room_for_campaigns, room_for_numbers, supported},
            catalogue,
            life::Registration,
        },
    },
    model::{
        arn::Scope,
        error::{ConflictReason, ServiceError},
        phone_number::PhoneNumberId,
        registration::{RegistrationAssociationMetadata, RegistrationId, definition::SupportedAssociation},
        resource::Named,
        resource_type::ResourceType,
    },
    path::{Call, examine},
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
    let there = registration_association::of_phone_number(tx, number.key).await?;
    let counts = registration_association::counts(tx, registration.key).await?;
    let rule = Associating {
        iso_country_code: Some(&number.iso_country_code),
        already: already(there, registration, ConflictReason::PhoneNumberAssociatedToRegistration),
        room: Some(room_for_numbers(&call.deployment.quotas, number.number_type, counts.phone_numbers)),
        ..of(
            member,
            registration,
            number.number_type.as_ref(),
            (ResourceType::PhoneNumber, PhoneNumberId::of(number.key).as_str().to_owned()),
        )?
    };
    examine(call, &rule)?;
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
    let there = registration_association::of_rcs_agent(tx, agent.key, &registration.registration_type).await?;
    let resource = (ResourceType::RcsAgent, agent.id().as_str().to_owned());
    let rule = Associating {
        already: already(there, registration, ConflictReason::RcsAgentAlreadyAssociatedToRegistrationType),
        ..of(member, registration, RCS_AGENT, resource)?
    };
    examine(call, &rule)?;
    insert(registration, Associated::RcsAgent(agent.key), call, tx).await
}

/// The rule about a resource of a kind that is associated with nothing and bounded by nothing.
fn of<'r>(
    member: &'static str,
    registration: &'r Registration,
    kind: &'r str,
    resource: (ResourceType, String),
) -> Result<Associating<'r>, ServiceError> {
    Ok(Associating {
        member,
        registration,
        of: catalogue::named(member, &registration.registration_type)?,
        kind,
        resource,
        iso_country_code: None,
        parent_status: None,
        already: Already::Nothing,
        room: None,
    })
}

fn already(there: Option<Uuid>, registration: &Registration, another: ConflictReason) -> Already {
    match there {
        None => Already::Nothing,
        Some(key) if key == registration.key => Already::This,
        Some(_) => Already::Another(another),
    }
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
    let stands_on = registration_association::stands_on(tx, registration.key, brand.key).await?;
    let there = registration_association::count_children(tx, brand.key, &registration.registration_type).await?;
    let resource = (ResourceType::Registration, brand.id().as_str().to_owned());
    let rule = Associating {
        parent_status: Some(brand.status),
        already: if stands_on { Already::This } else { Already::Nothing },
        room: Some(room_for_campaigns(&call.deployment.quotas, there)),
        ..of("resourceId", &registration, &brand.registration_type, resource)?
    };
    examine(call, &rule)?;
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
    let there = registration_association::of_notify_configuration(tx, configuration.key).await?;
    let resource = (ResourceType::NotifyConfiguration, configuration.id().as_str().to_owned());
    let rule = Associating {
        already: already(there, registration, ConflictReason::ResourceAlreadyAssociated),
        ..of("resourceId", registration, NOTIFY_CONFIGURATION, resource)?
    };
    examine(call, &rule)?;
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
