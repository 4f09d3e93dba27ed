//! # UpdateEventDestination
//!
//! Changes an event destination of a configuration set: whether it is enabled, which events it matches, where they go.
//!
//! - Observed: it may carry any of them alone; what is absent stays as it is. Settled (decision RD2): with none of them it
//!   answers the destination unchanged.
//! - Observed: a target of another kind is refused. Settled (decision RD4): no target is contacted.

use serde::{Deserialize, Serialize};

use super::{
    CloudWatchLogsInput, DestinationOutput, KinesisFirehoseInput, SetNames, SnsInput, lock_set, read_event_types,
    read_set, read_set_name, read_targets,
};
use crate::{
    database::unit_of_work::Tx,
    domain::{event_destination, sharing::Permission},
    model::{
        configuration_set::{ConfigurationSetName, EventType, Target},
        error::ServiceError,
        member::Members,
        resource::Named,
        resource_type::ResourceType,
        shape::EVENT_DESTINATION_NAME,
        structure::Structure,
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct UpdateEventDestination;

/// `UpdateEventDestinationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_name: Option<String>,
    event_destination_name: Option<String>,
    enabled: Option<bool>,
    matching_event_types: Option<Vec<String>>,
    cloud_watch_logs_destination: Option<Structure<CloudWatchLogsInput>>,
    kinesis_firehose_destination: Option<Structure<KinesisFirehoseInput>>,
    sns_destination: Option<Structure<SnsInput>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    configuration_set: Named<ConfigurationSetName>,
    event_destination_name: String,
    enabled: Option<bool>,
    matching_event_types: Option<Vec<EventType>>,
    target: Option<Target>,
}

impl Operation for UpdateEventDestination {
    const NAME: &'static str = "UpdateEventDestination";
    type Input = Input;
    type Request = Request;
    type Output = DestinationOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let set = read_set_name(&mut members, input.configuration_set_name);
        let name = members.required("eventDestinationName", input.event_destination_name, &EVENT_DESTINATION_NAME);
        let types = input.matching_event_types.map(|types| read_event_types(&mut members, types));
        let targets = read_targets(
            &mut members,
            input.cloud_watch_logs_destination,
            input.kinesis_firehose_destination,
            input.sns_destination,
        );
        members.verdict()?;
        let target = targets.at_most_one()?;
        let configuration_set = read_set(&set, call)?;
        if let Some(target) = &target {
            event_destination::has_fitting_arns(target, &call.caller)?;
        }
        Ok(Request {
            configuration_set,
            event_destination_name: name,
            enabled: input.enabled,
            matching_event_types: types,
            target,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }
}

impl Run for UpdateEventDestination {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<DestinationOutput, ServiceError> {
        let (scope, set) = lock_set(&request.configuration_set, call, tx).await?;
        let name = &request.event_destination_name;
        let mut destination = store::event_destination::find(tx, set.key, name)
            .await?
            .ok_or_else(|| ServiceError::not_found(ResourceType::EventDestination, name))?;
        if let Some(target) = &request.target {
            event_destination::may_replace(&destination.target, target, name)?;
        }
        event_destination::may_be_used(
            request.matching_event_types.as_deref().unwrap_or_default(),
            request.target.as_ref(),
            &call.deployment.compatibility,
            &call.deployment.events,
        )?;

        destination.enabled = request.enabled.unwrap_or(destination.enabled);
        destination.matching_event_types =
            request.matching_event_types.clone().unwrap_or(destination.matching_event_types);
        destination.target = request.target.clone().unwrap_or(destination.target);
        store::event_destination::update(tx, set.key, &destination).await?;
        let set = SetNames::of(&scope, &request.configuration_set.key);
        Ok(DestinationOutput { set, event_destination: destination })
    }
}
