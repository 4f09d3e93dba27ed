//! # SetDefaultMessageType
//!
//! Sets the type that messages have which name the configuration set and no type, in the place of an earlier one.
//!
//! - Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use super::{SetNames, lock_set, read_set, read_set_name};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        configuration_set::ConfigurationSetName, error::ServiceError, member::Members, message::MessageType,
        resource::Named,
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct SetDefaultMessageType;

/// `SetDefaultMessageTypeRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_name: Option<String>,
    message_type: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    configuration_set: Named<ConfigurationSetName>,
    message_type: MessageType,
}

/// `SetDefaultMessageTypeResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    set: SetNames,
    message_type: MessageType,
}

impl Operation for SetDefaultMessageType {
    const NAME: &'static str = "SetDefaultMessageType";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let set = read_set_name(&mut members, input.configuration_set_name);
        let message_type = members.required_enumeration("messageType", input.message_type);
        members.verdict()?;
        Ok(Request { configuration_set: read_set(&set, call)?, message_type })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }
}

impl Run for SetDefaultMessageType {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, mut set) = lock_set(&request.configuration_set, call, tx).await?;
        set.defaults.message_type = Some(request.message_type);
        store::configuration_set::update(tx, set.key, &set.defaults).await?;
        let set = SetNames::of(&scope, &request.configuration_set.key);
        Ok(Output { set, message_type: request.message_type })
    }
}
