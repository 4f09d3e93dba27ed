//! # AssociateProtectConfiguration
//!
//! Associates a protect configuration with a configuration set: it holds for the messages that name the set and none themselves.
//!
//! - Documented: a set has one protect configuration at most, and another one takes its place; a protect configuration may be
//!   associated with many sets.
//! - Assumed (decision RD5): the same pair again changes nothing, and nothing raises the ConflictException that is declared.
//! - Assumed: the protect configuration is looked for before the set.

use super::{PairInput, PairOutput, PairRequest, lock};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::error::ServiceError,
    path::{Call, Operation, Run},
    store::{self, protect_configuration},
};

/// The operation.
pub struct AssociateProtectConfiguration;

impl Operation for AssociateProtectConfiguration {
    const NAME: &'static str = "AssociateProtectConfiguration";
    type Input = PairInput;
    type Request = PairRequest;
    type Output = PairOutput;

    fn read(input: PairInput, call: &Call) -> Result<PairRequest, ServiceError> {
        PairRequest::read(input, call)
    }

    fn permissions(request: &PairRequest) -> Vec<Permission> {
        vec![
            Permission::Own(request.protect_configuration.resource()),
            Permission::Own(request.configuration_set.resource()),
        ]
    }
}

impl Run for AssociateProtectConfiguration {
    async fn run(request: &PairRequest, call: &Call, tx: &mut Tx) -> Result<PairOutput, ServiceError> {
        let (protect, set) = (&request.protect_configuration, &request.configuration_set);
        let scope = call.scope_of(&protect.resource())?;
        let found = store::protect_configuration::find(tx, &scope, &protect.key).await?;
        found.ok_or_else(|| protect.not_found())?;
        // Sets are locked before protect configurations.
        let locked =
            store::configuration_set::lock(tx, &scope, &set.key, store::configuration_set::Lock::Alone).await?;
        let mut locked = locked.ok_or_else(|| set.not_found())?;
        let (_, protect) = lock(protect, protect_configuration::Lock::Shared, call, tx).await?;
        locked.defaults.protect_configuration = Some(protect.key);
        store::configuration_set::update(tx, locked.key, &locked.defaults).await?;
        Ok(PairOutput::of(&scope, request))
    }
}
