//! # DisassociateProtectConfiguration
//!
//! Ends the association of a protect configuration with a configuration set.
//!
//! - Documented: a protect configuration that isn't associated with the set is refused.
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
pub struct DisassociateProtectConfiguration;

impl Operation for DisassociateProtectConfiguration {
    const NAME: &'static str = "DisassociateProtectConfiguration";
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

impl Run for DisassociateProtectConfiguration {
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
        if locked.defaults.protect_configuration != Some(protect.key) {
            return Err(protect.not_associated());
        }
        locked.defaults.protect_configuration = None;
        store::configuration_set::update(tx, locked.key, &locked.defaults).await?;
        Ok(PairOutput::of(&scope, request))
    }
}
