//! # DeleteConfigurationSet
//!
//! Deletes an existing configuration set, with its event destinations and its defaults, and answers what it was.
//! A protect configuration that is associated stays.
//!
//! - Documented: it raises no ConflictException: nothing keeps a set.

use super::{SetInput, SetRequest};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{configuration_set::ConfigurationSetInformation, error::ServiceError},
    path::{Call, Operation, Run},
    store::{self, configuration_set::Lock},
};

/// The operation.
pub struct DeleteConfigurationSet;

impl Operation for DeleteConfigurationSet {
    const NAME: &'static str = "DeleteConfigurationSet";
    const DECLARES_CONFLICT: bool = false;
    type Input = SetInput;
    type Request = SetRequest;
    type Output = ConfigurationSetInformation;

    fn read(input: SetInput, call: &Call) -> Result<SetRequest, ServiceError> {
        SetRequest::read(input, call)
    }

    fn permissions(request: &SetRequest) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }
}

impl Run for DeleteConfigurationSet {
    async fn run(request: &SetRequest, call: &Call, tx: &mut Tx) -> Result<ConfigurationSetInformation, ServiceError> {
        let scope = call.scope_of(&request.configuration_set.resource())?;
        let set = store::configuration_set::lock(tx, &scope, &request.configuration_set.key, Lock::ToDelete)
            .await?
            .ok_or_else(|| request.configuration_set.not_found())?;
        let information = store::configuration_set::describe(tx, &scope, set.key).await?;
        store::configuration_set::delete(tx, set.key).await?;
        // Documented: the result has no ProtectConfigurationId.
        Ok(ConfigurationSetInformation { protect_configuration_id: None, ..information })
    }
}
