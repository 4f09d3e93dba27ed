//! # CreateRegistrationVersion
//!
//! Begins a new version of a registration: a draft without values. Attachments and associations stay.
//!
//! - Observed: the new version has no values; earlier ones are read only.
//! - Assumed (decision RD23): allowed once the current version is denied, given up, approved or revoked, and the registration isn't closed
//!   or being made.
//! - Documented: there is a quota a day; Assumed (decision RD35): ten of a registration.

use time::Duration;

use super::{IdInput, IdRequest, VersionOutput, lock};
use crate::{
    database::unit_of_work::Tx,
    domain::{check, registration::writing::Versioning, sharing::Permission},
    model::error::ServiceError,
    path::{Call, Operation, Run, examine},
    store::{self, registration::Lock},
};

/// The operation.
pub struct CreateRegistrationVersion;

impl Operation for CreateRegistrationVersion {
    const NAME: &'static str = "CreateRegistrationVersion";
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
        check::names::<Versioning<'_>>()
    }
}

impl Run for CreateRegistrationVersion {
    async fn run(request: &IdRequest, call: &Call, tx: &mut Tx) -> Result<VersionOutput, ServiceError> {
        let (scope, registration) = lock(&request.registration, Lock::Alone, call, tx).await?;
        let most = call.deployment.quotas.registration_versions_per_day;
        let since = call.now_in(&scope) - Duration::hours(24);
        let made = store::registration::version::count_since(tx, registration.key, since).await?;
        examine(call, &Versioning { registration: &registration, most, made })?;
        let number = registration.next_version()?;

        store::registration::version::insert(tx, registration.key, number, call.now_in(&scope)).await?;
        let version = store::registration::version::describe(tx, registration.key, number).await?;
        Ok(VersionOutput::of(&scope, &registration.id(), version))
    }
}
