//! # DiscardRegistrationVersion
//!
//! Gives the current version of a registration up.
//!
//! - Assumed (decision RD24): AWS's pages contradict each other; drafts and versions that nobody looks at yet may be given up. The
//!   registration falls back to where it was before, and the version stays the current one until a new one is made.

use super::{IdInput, IdRequest, VersionOutput, lock};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{error::ServiceError, registration::RegistrationVersionStatus},
    path::{Call, Operation, Run},
    store::{self, registration::Lock},
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
}

impl Run for DiscardRegistrationVersion {
    async fn run(request: &IdRequest, call: &Call, tx: &mut Tx) -> Result<VersionOutput, ServiceError> {
        let (scope, registration) = lock(&request.registration, Lock::Alone, call, tx).await?;
        let status = registration.discarded()?;
        let (key, number) = (registration.key, registration.current().number);
        let discarded = RegistrationVersionStatus::Discarded;
        store::registration::version::move_to(tx, key, number, discarded, call.now_in(&scope)).await?;
        store::registration::update(tx, key, status, None).await?;
        let version = store::registration::version::describe(tx, key, number).await?;
        Ok(VersionOutput::of(&scope, &registration.id(), version))
    }
}
