//! # DeleteEventDestination
//!
//! Deletes an event destination of a configuration set, and answers what it was.
//!
//! - Documented: one that isn't there is refused, so that a second call is, too.
//! - Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use super::{DestinationOutput, SetNames, lock_set, read_set, read_set_name};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        configuration_set::ConfigurationSetName, error::ServiceError, member::Members, resource::Named,
        resource_type::ResourceType, shape::EVENT_DESTINATION_NAME,
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct DeleteEventDestination;

/// `DeleteEventDestinationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_name: Option<String>,
    event_destination_name: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    configuration_set: Named<ConfigurationSetName>,
    event_destination_name: String,
}

impl Operation for DeleteEventDestination {
    const NAME: &'static str = "DeleteEventDestination";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = DestinationOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let set = read_set_name(&mut members, input.configuration_set_name);
        let name = members.required("eventDestinationName", input.event_destination_name, &EVENT_DESTINATION_NAME);
        members.verdict()?;
        Ok(Request { configuration_set: read_set(&set, call)?, event_destination_name: name })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }
}

impl Run for DeleteEventDestination {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<DestinationOutput, ServiceError> {
        let (scope, set) = lock_set(&request.configuration_set, call, tx).await?;
        let name = &request.event_destination_name;
        let destination = store::event_destination::find(tx, set.key, name)
            .await?
            .ok_or_else(|| ServiceError::not_found(ResourceType::EventDestination, name))?;
        store::event_destination::delete(tx, set.key, name).await?;
        let set = SetNames::of(&scope, &request.configuration_set.key);
        Ok(DestinationOutput { set, event_destination: destination })
    }
}
