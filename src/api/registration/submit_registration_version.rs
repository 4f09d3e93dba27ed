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
        registration::{
            association::{NOTIFY_CONFIGURATION, RCS_AGENT},
            catalogue, form,
            life::Registration,
            settings::MissingFields,
        },
        sharing::Permission,
    },
    model::{
        error::{ConflictReason, ServiceError},
        member::Members,
        notify_configuration::TierUpgradeStatus,
        registration::{
            RegistrationId, RegistrationStatus, RegistrationVersionStatus,
            definition::RegistrationAssociationBehavior as Behaviour,
        },
        resource::Named,
    },
    path::{Call, Operation, Run},
    store::{
        self,
        registration::{effect, field_value::Of, review, version},
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
}

impl Run for SubmitRegistrationVersion {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let named = &request.registration;
        let scope = call.scope_of(&named.resource())?;
        // An approval may make a sender ID, which counts.
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let registration = review::lock(tx, &scope, &named.key).await?.ok_or_else(|| named.not_found())?;
        registration.may_be_submitted()?;
        is_whole(&registration, call, tx).await?;

        let (key, number, now) = (registration.key, registration.current().number, call.now_in(&scope));
        version::ask_aws(tx, key, number, request.aws_review).await?;
        version::move_to(tx, key, number, RegistrationVersionStatus::Submitted, now).await?;
        let due = now + call.deployment.registrations.submitted();
        store::registration::update(tx, key, RegistrationStatus::Submitted, Some(due)).await?;
        effect::upgrade(tx, key, TierUpgradeStatus::PendingUpgrade).await?;
        let submitted = version::describe(tx, key, number).await?;
        if let Some(registration) = review::lock(tx, &scope, &named.key).await? {
            review::carry_out(tx, &scope, registration, now, &call.deployment).await?;
        }
        let version = VersionOutput::of(&scope, &named.key, submitted);
        Ok(Output { version, aws_review: request.aws_review })
    }
}

/// Whether everything is associated that must be before, and, where the settings say so, the form is complete.
async fn is_whole(registration: &Registration, call: &Call, tx: &mut Tx) -> Result<(), ServiceError> {
    let refusal = || registration.conflict(ConflictReason::SubmitRegistrationVersionNotAllowed);
    let Some(of) = catalogue::find(&registration.registration_type) else { return Err(refusal()) };
    let counts = store::registration_association::counts(tx, registration.key).await?;
    let is_there = |resource_type: &String| match resource_type.as_str() {
        NOTIFY_CONFIGURATION => counts.notify_configurations > 0,
        RCS_AGENT => counts.rcs_agents > 0,
        _ if catalogue::find(resource_type).is_none() => counts.phone_numbers > 0,
        _ => counts.parents.contains(resource_type),
    };
    let mut before = of
        .definition
        .supported_associations
        .iter()
        .filter(|one| one.association_behavior == Behaviour::AssociateBeforeSubmit);
    if !before.all(|one| is_there(&one.resource_type)) {
        return Err(refusal());
    }
    if call.deployment.registrations.missing_fields == MissingFields::Refuse {
        let number = registration.current().number;
        let of_version = Of { registration: registration.key, number };
        let values = store::registration::field_value::values(tx, of_version).await?;
        if !form::faults(of, &values).is_empty() {
            return Err(refusal());
        }
    }
    Ok(())
}
