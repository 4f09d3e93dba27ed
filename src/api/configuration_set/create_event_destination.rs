//! # CreateEventDestination
//!
//! Creates a new event destination in a configuration set. It is enabled.
//!
//! - Documented: exactly one of the three targets is there. Settled (decision RD4): none of them is contacted.
//! - Documented: a name that exists in the set is refused; a set has a quota of destinations.
//! - Observed: MatchingEventTypes are kept as sent, wildcards too.

use serde::{Deserialize, Serialize};

use super::{
    CloudWatchLogsInput, DestinationOutput, KinesisFirehoseInput, SetNames, SnsInput, lock_set, read_event_types,
    read_set, read_set_name, read_targets,
};
use crate::{
    database::unit_of_work::Tx,
    domain::{event_destination, quota, sharing::Permission},
    model::{
        configuration_set::{ConfigurationSetName, EventDestination, EventType, Target},
        error::{ConflictReason, QuotaReason, ServiceError},
        member::Members,
        resource::Named,
        resource_type::ResourceType,
        shape::{CLIENT_TOKEN, EVENT_DESTINATION_NAME},
        structure::Structure,
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct CreateEventDestination;

/// `CreateEventDestinationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_name: Option<String>,
    event_destination_name: Option<String>,
    matching_event_types: Option<Vec<String>>,
    cloud_watch_logs_destination: Option<Structure<CloudWatchLogsInput>>,
    kinesis_firehose_destination: Option<Structure<KinesisFirehoseInput>>,
    sns_destination: Option<Structure<SnsInput>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    configuration_set: Named<ConfigurationSetName>,
    event_destination_name: String,
    matching_event_types: Vec<EventType>,
    target: Target,
    #[serde(skip)]
    client_token: Option<String>,
}

impl Operation for CreateEventDestination {
    const NAME: &'static str = "CreateEventDestination";
    type Input = Input;
    type Request = Request;
    type Output = DestinationOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let set = read_set_name(&mut members, input.configuration_set_name);
        let name = members.required("eventDestinationName", input.event_destination_name, &EVENT_DESTINATION_NAME);
        let matching_event_types = if let Some(types) = input.matching_event_types {
            read_event_types(&mut members, types)
        } else {
            members.missing("matchingEventTypes");
            Vec::new()
        };
        let targets = read_targets(
            &mut members,
            input.cloud_watch_logs_destination,
            input.kinesis_firehose_destination,
            input.sns_destination,
        );
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        let target = targets.exactly_one()?;
        let configuration_set = read_set(&set, call)?;
        event_destination::has_fitting_arns(&target, &call.caller)?;
        Ok(Request { configuration_set, event_destination_name: name, matching_event_types, target, client_token })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for CreateEventDestination {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<DestinationOutput, ServiceError> {
        let (scope, set) = lock_set(&request.configuration_set, call, tx).await?;
        let name = &request.event_destination_name;
        event_destination::may_be_used(
            &request.matching_event_types,
            Some(&request.target),
            &call.deployment.compatibility,
            &call.deployment.events,
        )?;
        if store::event_destination::find(tx, set.key, name).await?.is_some() {
            let reason = ConflictReason::ResourceAlreadyExists;
            return Err(ServiceError::conflict(reason, ResourceType::EventDestination, name));
        }
        let most = call.deployment.quotas.event_destinations_per_configuration_set;
        let destinations = store::event_destination::count(tx, set.key, most).await?;
        quota::has_room(most, destinations, QuotaReason::EventDestinationsPerConfigurationSet)?;

        let destination = EventDestination {
            event_destination_name: name.clone(),
            enabled: true,
            matching_event_types: request.matching_event_types.clone(),
            target: request.target.clone(),
        };
        store::event_destination::insert(tx, set.key, call.new_key(), &destination, call.now()).await?;
        let set = SetNames::of(&scope, &request.configuration_set.key);
        Ok(DestinationOutput { set, event_destination: destination })
    }
}
