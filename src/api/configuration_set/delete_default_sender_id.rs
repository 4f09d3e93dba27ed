//! # DeleteDefaultSenderId
//!
//! Deletes the default sender ID of a configuration set, and answers what it was.
//!
//! - Settled (decision RD1): without one, the set alone is answered.
//! - Documented: it raises no ConflictException.

use serde::Serialize;

use super::{SetInput, SetNames, SetRequest, lock_set};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::error::ServiceError,
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct DeleteDefaultSenderId;

/// `DeleteDefaultSenderIdResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    set: SetNames,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_id: Option<String>,
}

impl Operation for DeleteDefaultSenderId {
    const NAME: &'static str = "DeleteDefaultSenderId";
    const DECLARES_CONFLICT: bool = false;
    type Input = SetInput;
    type Request = SetRequest;
    type Output = Output;

    fn read(input: SetInput, call: &Call) -> Result<SetRequest, ServiceError> {
        SetRequest::read(input, call)
    }

    fn permissions(request: &SetRequest) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }
}

impl Run for DeleteDefaultSenderId {
    async fn run(request: &SetRequest, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, mut set) = lock_set(&request.configuration_set, call, tx).await?;
        let sender_id = set.defaults.sender_id.take();
        store::configuration_set::update(tx, set.key, &set.defaults).await?;
        Ok(Output { set: SetNames::of(&scope, &request.configuration_set.key), sender_id })
    }
}
