//! Reviews as they are carried out: each step in its order, at the moment at which it falls due, in the transaction that finds it due.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{
    Lock, Moved, effect,
    field_value::{self, Of},
    short_code::{self, Wanted},
    version,
};
use crate::{
    domain::{
        deployment::Deployment,
        registration::{
            association::{SENDER_ID, SHORT_CODE},
            catalogue, compliance,
            form::Values,
            life::{Decision, Edge, Registration},
            review::{Denial, Reviewed, Step, due},
            short_code::message_type,
        },
    },
    model::{
        arn::Scope,
        error::ServiceError,
        notify_configuration::TierUpgradeStatus,
        registration::{
            RegistrationId, RegistrationStatus as Status, RegistrationVersionStatus as VersionStatus,
            definition::{
                RegistrationAssociationBehavior as Behaviour, RegistrationDisassociationBehavior as Disassociation,
            },
        },
        sender_id::SenderIdKey,
    },
    store::keyword,
};

/// The field that names the sender ID of a registration for one. Observed: its path.
const SENDER_ID_FIELD: &str = "senderIdInfo.senderId";

/// Locks what a step of a review may change, then the registration: the scope's row must be locked before. `None` if it is gone.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds something for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &RegistrationId,
) -> Result<Option<Registration>, ServiceError> {
    if let Some(key) = id.key() {
        effect::lock_identities(tx, scope, key).await?;
    }
    super::lock(tx, scope, id, Lock::Alone).await
}

/// Carries out all steps of a registration, which must be locked by [`lock`], that fall due until a time. Answers how many.
///
/// # Errors
///
/// The database's.
pub async fn carry_out(
    tx: &mut PgConnection,
    scope: &Scope,
    mut registration: Registration,
    until: OffsetDateTime,
    deployment: &Deployment,
) -> Result<usize, ServiceError> {
    let mut count = 0;
    while let Some(at) = registration.next_due_at.filter(|due| *due <= until) {
        let moved = Moved { events: &deployment.events, scope, registration: &registration, at };
        step(tx, moved, deployment).await?;
        count += 1;
        let again = super::lock(tx, scope, &registration.id(), Lock::Alone).await?;
        registration = again.ok_or_else(|| ServiceError::internal("a locked registration is gone"))?;
    }
    Ok(count)
}

async fn step(tx: &mut PgConnection, moved: Moved<'_>, deployment: &Deployment) -> Result<(), ServiceError> {
    let Moved { scope, registration, at, .. } = moved;
    let Some(of) = catalogue::find(&registration.registration_type) else {
        // A type that the catalogue lost: nobody reviews it any more.
        return super::update(tx, moved, registration.status, None).await;
    };
    let current = registration.current();
    let asked = version::asked(tx, registration.key, current.number).await?;
    let values = field_value::values(tx, Of { registration: registration.key, number: current.number }).await?;
    let keywords =
        if compliance::repeats_answers(of) { keyword::of_rcs_agents(tx, registration.key).await? } else { Vec::new() };
    let reviewed = Reviewed {
        of,
        status: current.status,
        registration: registration.status,
        values: &values,
        keywords: &keywords,
        aws_review: asked.aws_review,
        was_to_authenticate: asked.was_to_authenticate,
        region: scope.region(),
    };
    match reviewed.next(&deployment.registrations) {
        Step::To(VersionStatus::Approved, ..) => approve(tx, moved, deployment).await,
        Step::To(to, status, after, feedback) => {
            version::move_to(tx, registration.key, current.number, to, at).await?;
            if feedback.is_some() {
                version::say(tx, registration.key, current.number, &[], feedback).await?;
            }
            super::update(tx, moved, status, due(at, after)).await
        }
        Step::Deny(denial) => deny(tx, moved, &denial).await,
        Step::Complete => complete(tx, moved, &values, deployment).await,
    }
}

async fn approve(tx: &mut PgConnection, moved: Moved<'_>, deployment: &Deployment) -> Result<(), ServiceError> {
    let Moved { registration, at, .. } = moved;
    if let Some(earlier) = registration.approved() {
        version::move_to(tx, registration.key, earlier, VersionStatus::Archived, at).await?;
    }
    let number = registration.current().number;
    version::move_to(tx, registration.key, number, VersionStatus::Approved, at).await?;
    let after = deployment.registrations.provisioning();
    super::update(tx, moved, Status::Provisioning, Some(at + after)).await
}

async fn deny(tx: &mut PgConnection, moved: Moved<'_>, denial: &Denial) -> Result<(), ServiceError> {
    let Moved { registration, at, .. } = moved;
    let (key, number) = (registration.key, registration.current().number);
    version::move_to(tx, key, number, VersionStatus::Denied, at).await?;
    let feedback = denial.feedback.as_deref();
    version::say(tx, key, number, &denial.reasons, feedback).await?;
    field_value::deny(tx, Of { registration: key, number }, &denial.fields, feedback).await?;
    effect::upgrade(tx, key, TierUpgradeStatus::Rejected).await?;
    super::update(tx, moved, Status::RequiresUpdates, None).await
}

/// Denies a version that was approved, since what it is for can't be made. Assumed: the version that counted before it counts again, as
/// it does beside every other denial.
async fn take_back(tx: &mut PgConnection, moved: Moved<'_>, denial: &Denial) -> Result<(), ServiceError> {
    let registration = moved.registration;
    if let Some(before) = registration.superseded() {
        version::bring_back(tx, registration.key, before).await?;
    }
    deny(tx, moved, denial).await
}

/// Makes what the registration is for.
async fn complete(
    tx: &mut PgConnection,
    moved: Moved<'_>,
    values: &Values,
    deployment: &Deployment,
) -> Result<(), ServiceError> {
    let Moved { scope, registration, at, .. } = moved;
    if let Some(name) = sender_id(registration, values) {
        let most = deployment.quotas.sender_ids;
        if !effect::register_sender_id(tx, scope, registration.key, &name, most, at).await? {
            let denial = Denial::of_field(SENDER_ID_FIELD, "Sender ID not available");
            return take_back(tx, moved, &denial).await;
        }
    }
    if let Some(iso_country_code) = country_of_made(registration, SHORT_CODE) {
        let (message_type, most) = (message_type(values), deployment.quotas.phone_numbers);
        let wanted = Wanted { registration: registration.key, iso_country_code, message_type, most, at };
        if !short_code::make(tx, scope, wanted).await? {
            let denial = Denial::because("Short code not available", "No short code is free, or there is no room.");
            return take_back(tx, moved, &denial).await;
        }
    }
    effect::activate(tx, registration.key, at).await?;
    effect::upgrade(tx, registration.key, TierUpgradeStatus::Advanced).await?;
    effect::let_test(tx, registration.key, at + deployment.lifecycle.tester()).await?;
    super::update(tx, moved, Status::Complete, None).await
}

/// The sender ID that the approval makes.
fn sender_id(registration: &Registration, values: &Values) -> Option<SenderIdKey> {
    let country = country_of_made(registration, SENDER_ID)?;
    let text = values.get(SENDER_ID_FIELD)?.text_value.as_deref()?;
    Some(SenderIdKey::new(text, country))
}

/// The country of what the approval makes, if it makes one of this kind.
fn country_of_made(registration: &Registration, resource_type: &str) -> Option<&'static str> {
    let mut associations = catalogue::find(&registration.registration_type)?.definition.supported_associations.iter();
    let association = associations
        .find(|one| one.resource_type == resource_type && one.association_behavior == Behaviour::AssociateOnApproval)?;
    association.iso_country_code.as_deref()
}

/// What a person decides, and says about it.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Why a version is denied.
    pub denial: Denial,
    /// What else is said of it.
    pub feedback: Option<String>,
}

/// Carries out what a person decides about a registration, which must be locked by [`lock`], and what follows from it at once. `false`
/// where it leads nowhere.
///
/// # Errors
///
/// The database's.
pub async fn decide(
    tx: &mut PgConnection,
    scope: &Scope,
    registration: &Registration,
    decision: Decision,
    said: &Said,
    now: OffsetDateTime,
    deployment: &Deployment,
) -> Result<bool, ServiceError> {
    let Some(Edge { version: moved, status }) = registration.edge(decision) else { return Ok(false) };
    let (key, current) = (registration.key, registration.current().number);
    let moving = Moved { events: &deployment.events, scope, registration, at: now };
    match decision {
        Decision::Approve => approve(tx, moving, deployment).await?,
        Decision::Deny => deny(tx, moving, &said.denial).await?,
        _ => {
            if let Some(version) = moved {
                version::move_to(tx, key, version.number, version.status, now).await?;
            }
            let due = (decision == Decision::Authenticate).then(|| now + deployment.registrations.reviewing());
            super::update(tx, moving, status, due).await?;
            if decision == Decision::Revoke {
                effect::revoke(tx, key).await?;
            }
        }
    }
    if said.feedback.is_some() {
        let reasons: &[_] = if decision == Decision::Deny { &said.denial.reasons } else { &[] };
        version::say(tx, key, current, reasons, said.feedback.as_deref()).await?;
    }
    if let Some(again) = super::lock(tx, scope, &registration.id(), Lock::Alone).await? {
        carry_out(tx, scope, again, now, deployment).await?;
    }
    Ok(true)
}

/// What becomes of a registration, which must be locked, when a number or sender ID of it is gone. Documented: with the last one it is
/// closed, where its type says so. Assumed: whatever its status, so that nobody approves what has lost what it is for.
///
/// # Errors
///
/// The database's.
pub async fn close_if_empty(tx: &mut PgConnection, moved: Moved<'_>) -> Result<(), ServiceError> {
    let registration = moved.registration;
    let closes = catalogue::find(&registration.registration_type).is_some_and(|of| {
        let mut associations = of.definition.supported_associations.iter();
        associations.any(|one| one.disassociation_behavior == Disassociation::DisassociateAllClosesRegistration)
    });
    let counts = crate::store::registration_association::counts(tx, registration.key).await?;
    if closes && counts.phone_numbers + counts.sender_ids == 0 {
        super::update(tx, moved, Status::Closed, None).await?;
    }
    Ok(())
}
