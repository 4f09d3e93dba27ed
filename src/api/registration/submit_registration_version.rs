//! # SubmitRegistrationVersion
//!
//! Submits the current version of a registration for review. The answer is SUBMITTED; where the settings leave no time between, the review
//! is over by then, and the next read shows its outcome.
//!
//! - Documented: what must be associated before is asked for; a version is submitted once.
//! - Assumed (decision RD25): a form that lacks something is taken and denied, or refused where the settings say so.
//! - Assumed (decision RD50): with AwsReview, AWS checks the form beforehand.

use serde::{Deserialize, Serialize};

use super::{VersionOutput, named, read_id};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{
        check,
        registration::{
            association::{NOTIFY_CONFIGURATION, RCS_AGENT},
            catalogue, form,
            life::Registration,
            settings::MissingFields,
            writing::Submitting,
        },
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        member::Members,
        notify_configuration::TierUpgradeStatus,
        registration::{
            RegistrationId, RegistrationStatus, RegistrationVersionStatus,
            definition::RegistrationAssociationBehavior as Behaviour,
        },
        resource::Named,
    },
    path::{Call, Operation, Run, examine},
    store::{
        self,
        registration::{
            Moved, effect,
            field_value::{self, Of},
            review, version,
        },
    },
};

/// The operation.
pub struct SubmitRegistrationVersion;

/// `SubmitRegistrationVersionRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_id: Option<String>,
    aws_review: Option<bool>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration: Named<RegistrationId>,
    aws_review: bool,
}

/// `SubmitRegistrationVersionResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    version: VersionOutput,
    aws_review: bool,
}

impl Operation for SubmitRegistrationVersion {
    const NAME: &'static str = "SubmitRegistrationVersion";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        members.verdict()?;
        Ok(Request { registration: named(&id, call)?, aws_review: input.aws_review.unwrap_or_default() })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Submitting<'_>>()
    }
}

impl Run for SubmitRegistrationVersion {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let named = &request.registration;
        let scope = call.scope_of(&named.resource())?;
        // An approval may make a sender ID, which counts.
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let registration = review::lock(tx, &scope, &named.key).await?.ok_or_else(|| named.not_found())?;
        examine_whole(&registration, call, tx).await?;

        let (key, number, now) = (registration.key, registration.current().number, call.now_in(&scope));
        version::ask_aws(tx, key, number, request.aws_review).await?;
        version::move_to(tx, key, number, RegistrationVersionStatus::Submitted, now).await?;
        let due = now + call.deployment.registrations.submitted();
        let moved = Moved { events: &call.deployment.events, scope: &scope, registration: &registration, at: now };
        store::registration::update(tx, moved, RegistrationStatus::Submitted, Some(due)).await?;
        effect::upgrade(tx, key, TierUpgradeStatus::PendingUpgrade).await?;
        let submitted = version::describe(tx, key, number).await?;
        if let Some(registration) = review::lock(tx, &scope, &named.key).await? {
            review::carry_out(tx, &scope, registration, now, &call.deployment).await?;
        }
        let version = VersionOutput::of(&scope, &named.key, submitted);
        Ok(Output { version, aws_review: request.aws_review })
    }
}

/// Whether it may be submitted: its draft, what must be associated before, and, where the settings say so, its form.
async fn examine_whole(registration: &Registration, call: &Call, tx: &mut Tx) -> Result<(), ServiceError> {
    let of = catalogue::find(&registration.registration_type);
    let counts = store::registration_association::counts(tx, registration.key).await?;
    let is_there = |resource_type: &str| match resource_type {
        NOTIFY_CONFIGURATION => counts.notify_configurations > 0,
        RCS_AGENT => counts.rcs_agents > 0,
        _ if catalogue::find(resource_type).is_none() => counts.phone_numbers > 0,
        _ => counts.parents.iter().any(|parent| parent == resource_type),
    };
    let lacks = of.map(|of| {
        let all = of.definition.supported_associations.iter();
        let before = all.filter(|one| one.association_behavior == Behaviour::AssociateBeforeSubmit);
        before.map(|one| one.resource_type.as_str()).filter(|one| !is_there(one)).collect()
    });
    let mut faults = None;
    if let Some(of) = of.filter(|_| call.deployment.registrations.missing_fields == MissingFields::Refuse) {
        let of_version = Of { registration: registration.key, number: registration.current().number };
        faults = Some(form::faults(of, &field_value::values(tx, of_version).await?).len());
    }
    examine(call, &Submitting { registration, lacks, faults })
}
