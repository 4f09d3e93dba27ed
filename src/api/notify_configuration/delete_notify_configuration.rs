//! # DeleteNotifyConfiguration
//!
//! Deletes a notify configuration, and answers what it was. Its pool may be deleted then.
//!
//! - Documented: one that is protected is refused.

use super::{IdInput, IdRequest, lock};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{error::ServiceError, notify_configuration::NotifyConfigurationInformation},
    path::{Call, Operation, Run},
    store::{self, notify_configuration::Lock},
};

/// The operation.
pub struct DeleteNotifyConfiguration;

impl Operation for DeleteNotifyConfiguration {
    const NAME: &'static str = "DeleteNotifyConfiguration";
    type Input = IdInput;
    type Request = IdRequest;
    type Output = NotifyConfigurationInformation;

    fn read(input: IdInput, call: &Call) -> Result<IdRequest, ServiceError> {
        IdRequest::read(input, call)
    }

    fn permissions(request: &IdRequest) -> Vec<Permission> {
        vec![Permission::Own(request.notify_configuration.resource())]
    }
}

impl Run for DeleteNotifyConfiguration {
    async fn run(
        request: &IdRequest,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<NotifyConfigurationInformation, ServiceError> {
        let (scope, found) = lock(&request.notify_configuration, Lock::ToDelete, call, tx).await?;
        found.may_be_deleted()?;
        let information = store::notify_configuration::describe(tx, &scope, found.key).await?;
        store::notify_configuration::delete(tx, found.key).await?;
        Ok(information)
    }
}
