//! # DiscardRegistrationVersion
//!
//! Gives the current version of a registration up.
//!
//! - Assumed (decision RD24): AWS's pages contradict each other; drafts and versions that nobody looks at yet may be given up. The
//!   registration falls back to where it was before, and the version stays the current one until a new one is made.

use super::{IdInput, IdRequest, VersionOutput};
use crate::{
    database::unit_of_work::Tx,
    domain::{check, registration::writing::Discarding, sharing::Permission},
    model::{error::ServiceError, notify_configuration::TierUpgradeStatus, registration::RegistrationVersionStatus},
    path::{Call, Operation, Run, examine},
    store::{
        self,
        registration::{Moved, effect, review},
    },
};

/// The operation.
pub struct DiscardRegistrationVersion;

impl Operation for DiscardRegistrationVersion {
    const NAME: &'static str = "DiscardRegistrationVersion";
    type Input = IdInput;
    type Request = IdRequest;
    type Output = VersionOutput;

    fn read(input: IdInput, call: &Call) -> Result<IdRequest, ServiceError> {
        IdRequest::read(input, call)
    }

    fn permissions(request: &IdRequest) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Discarding<'_>>()
    }
}

impl Run for DiscardRegistrationVersion {
    async fn run(request: &IdRequest, call: &Call, tx: &mut Tx) -> Result<VersionOutput, ServiceError> {
        let named = &request.registration;
        let scope = call.scope_of(&named.resource())?;
        let registration = review::lock(tx, &scope, &named.key).await?.ok_or_else(|| named.not_found())?;
        examine(call, &Discarding { registration: &registration })?;
        let status = registration.discarded()?;
        let (key, number) = (registration.key, registration.current().number);
        let (discarded, at) = (RegistrationVersionStatus::Discarded, call.now_in(&scope));
        store::registration::version::move_to(tx, key, number, discarded, at).await?;
        let moved = Moved { events: &call.deployment.events, scope: &scope, registration: &registration, at };
        store::registration::update(tx, moved, status, None).await?;
        effect::upgrade(tx, key, TierUpgradeStatus::Basic).await?;
        let version = store::registration::version::describe(tx, key, number).await?;
        Ok(VersionOutput::of(&scope, &registration.id(), version))
    }
}
