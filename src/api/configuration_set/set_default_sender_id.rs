//! # SetDefaultSenderId
//!
//! Sets the sender ID of messages that name the configuration set, where the account has no identity for the destination's
//! country, in the place of an earlier one.
//!
//! - Observed: any text of a sender ID's form is taken, whether or not the account has such a sender ID, and kept as it is.
//! - Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use super::{SetNames, lock_set, read_set, read_set_name};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        configuration_set::ConfigurationSetName, error::ServiceError, member::Members, resource::Named,
        shape::SENDER_ID,
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct SetDefaultSenderId;

/// `SetDefaultSenderIdRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_name: Option<String>,
    sender_id: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    configuration_set: Named<ConfigurationSetName>,
    sender_id: String,
}

/// `SetDefaultSenderIdResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    set: SetNames,
    sender_id: String,
}

impl Operation for SetDefaultSenderId {
    const NAME: &'static str = "SetDefaultSenderId";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let set = read_set_name(&mut members, input.configuration_set_name);
        let sender_id = members.required("senderId", input.sender_id, &SENDER_ID);
        members.verdict()?;
        Ok(Request { configuration_set: read_set(&set, call)?, sender_id })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }
}

impl Run for SetDefaultSenderId {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, mut set) = lock_set(&request.configuration_set, call, tx).await?;
        set.defaults.sender_id = Some(request.sender_id.clone());
        store::configuration_set::update(tx, set.key, &set.defaults).await?;
        let set = SetNames::of(&scope, &request.configuration_set.key);
        Ok(Output { set, sender_id: request.sender_id.clone() })
    }
}
