//! # DeleteRegistration
//!
//! Deletes a registration with its versions and values, and answers what it was.
//!
//! - Documented: what has numbers that would be lost, and a brand with campaigns, must be empty first. Assumed: the Reasons.
//! - Assumed: nothing is deleted while it is reviewed. Assumed (decision RD32): what was never complete goes with its associations, and a
//!   toll-free number stays PENDING.

use super::{IdInput, IdRequest, information, lock};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        check,
        registration::{associating::Deleting, association::Hanging, catalogue},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        registration::{RegistrationInformation, RegistrationStatus},
    },
    path::{Call, Operation, Run, examine},
    store::{
        self,
        registration::{Lock, told},
    },
};

/// The operation.
pub struct DeleteRegistration;

impl Operation for DeleteRegistration {
    const NAME: &'static str = "DeleteRegistration";
    type Input = IdInput;
    type Request = IdRequest;
    type Output = RegistrationInformation;

    fn read(input: IdInput, call: &Call) -> Result<IdRequest, ServiceError> {
        IdRequest::read(input, call)
    }

    fn permissions(request: &IdRequest) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Deleting<'_>>()
    }
}

impl Run for DeleteRegistration {
    async fn run(request: &IdRequest, call: &Call, tx: &mut Tx) -> Result<RegistrationInformation, ServiceError> {
        let (scope, registration) = lock(&request.registration, Lock::ToDelete, call, tx).await?;
        let counts = store::registration_association::counts(tx, registration.key).await?;
        let hanging = Hanging { identities: counts.phone_numbers + counts.sender_ids, children: counts.children };
        let of = catalogue::find(&registration.registration_type);
        examine(call, &Deleting { registration: &registration, of, hanging })?;
        store::registration::delete(tx, registration.key).await?;
        let (deleted, now) = (RegistrationStatus::Deleted, call.now_in(&scope));
        told::tell(tx, &call.deployment.events, &scope, &registration, deleted, now).await?;
        Ok(RegistrationInformation { registration_status: deleted, ..information(&scope, &registration) })
    }
}
