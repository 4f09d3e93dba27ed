//! # DeleteProtectConfiguration
//!
//! Deletes a protect configuration with its country rules and number overrides, and answers what it was.
//!
//! - Documented: one that is protected, that is the account's default, or that is associated with a configuration set is refused.

use super::{IdInput, IdRequest, lock};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{error::ServiceError, protect_configuration::ProtectConfigurationInformation},
    path::{Call, Operation, Run},
    store::{self, protect_configuration::Lock},
};

/// The operation.
pub struct DeleteProtectConfiguration;

impl Operation for DeleteProtectConfiguration {
    const NAME: &'static str = "DeleteProtectConfiguration";
    type Input = IdInput;
    type Request = IdRequest;
    type Output = ProtectConfigurationInformation;

    fn read(input: IdInput, call: &Call) -> Result<IdRequest, ServiceError> {
        IdRequest::read(input, call)
    }

    fn permissions(request: &IdRequest) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }
}

impl Run for DeleteProtectConfiguration {
    async fn run(
        request: &IdRequest,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<ProtectConfigurationInformation, ServiceError> {
        let (scope, found) = lock(&request.protect_configuration, Lock::ToDelete, call, tx).await?;
        // Nobody gets associated with it any more.
        let is_associated = store::protect_configuration::is_associated(tx, found.key).await?;
        found.may_be_deleted(is_associated)?;
        let information = store::protect_configuration::describe(tx, &scope, found.key).await?;
        store::protect_configuration::delete(tx, found.key).await?;
        Ok(information)
    }
}
