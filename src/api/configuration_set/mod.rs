//! Configuration sets, and the event destinations in them.
//!
//! A message that names a configuration set takes from it what it doesn't say itself: its type, the sender ID where no identity
//! of the account fits, whether it waits for feedback. What happens to the message goes to the set's event destinations:
//! topics of SNS, delivery streams of Firehose, log groups of CloudWatch Logs.
//!
//! - Documented: a set is named by its name or its ARN; a destination by its name within the set, it has no ARN.
//! - Documented: an event goes to a destination that lists its type, the wildcard of its family, or `ALL`; nothing goes to one
//!   that isn't enabled.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    domain::event_destination::Targets,
    model::{
        arn::Scope,
        configuration_set::{
            CloudWatchLogsDestination, ConfigurationSetInformation, ConfigurationSetName, EventDestination, EventType,
            KinesisFirehoseDestination, SnsDestination,
        },
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        resource::{self, Key, Named},
        shape::{
            CONFIGURATION_SET_NAME_OR_ARN, DELIVERY_STREAM_ARN, IAM_ROLE_ARN, LOG_GROUP_ARN, SNS_TOPIC_ARN, StringShape,
        },
        structure::Structure,
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        configuration_set::{ConfigurationSet, Lock},
        keyset::List,
        next_token::{Page, Position},
    },
};

mod create_configuration_set;
mod create_event_destination;
mod delete_configuration_set;
mod delete_default_message_type;
mod delete_default_sender_id;
mod delete_event_destination;
mod describe_configuration_sets;
mod set_default_message_feedback_enabled;
mod set_default_message_type;
mod set_default_sender_id;
mod update_event_destination;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<create_configuration_set::CreateConfigurationSet>(),
    served::<create_event_destination::CreateEventDestination>(),
    served::<delete_configuration_set::DeleteConfigurationSet>(),
    served::<delete_default_message_type::DeleteDefaultMessageType>(),
    served::<delete_default_sender_id::DeleteDefaultSenderId>(),
    served::<delete_event_destination::DeleteEventDestination>(),
    served::<describe_configuration_sets::DescribeConfigurationSets>(),
    served::<set_default_message_feedback_enabled::SetDefaultMessageFeedbackEnabled>(),
    served::<set_default_message_type::SetDefaultMessageType>(),
    served::<set_default_sender_id::SetDefaultSenderId>(),
    served::<update_event_destination::UpdateEventDestination>(),
];

/// `ConfigurationSetFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("event-destination-name", FilterValues::Any),
    ("matching-event-types", FilterValues::OneOf(EventType::VARIANTS)),
    ("default-message-type", FilterValues::OneOf(MessageType::VARIANTS)),
    ("default-sender-id", FilterValues::Any),
    ("default-message-feedback-enabled", FilterValues::Boolean),
    ("protect-configuration-id", FilterValues::Any),
];

impl Listable for ConfigurationSetName {
    type Information = ConfigurationSetInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, ConfigurationSetInformation)>, ServiceError> {
        store::configuration_set::page(tx, list, filters, page).await
    }
}

/// The members of a request that names a set and nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetInput {
    configuration_set_name: Option<String>,
}

/// What they name.
#[derive(Serialize)]
pub struct SetRequest {
    /// The set.
    pub configuration_set: Named<ConfigurationSetName>,
}

impl SetRequest {
    /// Checks the shape and reads the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: SetInput, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let name = read_set_name(&mut members, input.configuration_set_name);
        members.verdict()?;
        Ok(Self { configuration_set: read_set(&name, call)? })
    }
}

const SET_NAME: &str = "configurationSetName";

/// Checks the shape of ConfigurationSetName.
pub fn read_set_name(members: &mut Members, text: Option<String>) -> String {
    members.required(SET_NAME, text, &CONFIGURATION_SET_NAME_OR_ARN)
}

/// Reads ConfigurationSetName, whose shape was checked.
///
/// # Errors
///
/// ValidationException INVALID_ARN.
pub fn read_set(text: &str, call: &Call) -> Result<Named<ConfigurationSetName>, ServiceError> {
    resource::configuration_set(SET_NAME, text, &call.caller)
}

/// The set that a request names, locked against other changes of it and of its destinations, and its scope.
///
/// # Errors
///
/// ResourceNotFoundException; AccessDeniedException for another account's.
pub async fn lock_set(
    named: &Named<ConfigurationSetName>,
    call: &Call,
    tx: &mut Tx,
) -> Result<(Scope, ConfigurationSet), ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let set = store::configuration_set::lock(tx, &scope, &named.key, Lock::Alone).await?;
    Ok((scope, set.ok_or_else(|| named.not_found())?))
}

/// How answers name a set.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetNames {
    configuration_set_arn: String,
    configuration_set_name: String,
}

impl SetNames {
    /// Of the set with this name.
    pub fn of(scope: &Scope, name: &ConfigurationSetName) -> Self {
        Self { configuration_set_arn: scope.arn(name.path()), configuration_set_name: name.0.clone() }
    }
}

/// `CreateEventDestinationResult` of the model; Update and Delete answer the same.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DestinationOutput {
    /// The set.
    #[serde(flatten)]
    pub set: SetNames,
    /// The destination.
    pub event_destination: EventDestination,
}

/// A log group and a role as the wire has them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CloudWatchLogsInput {
    iam_role_arn: Option<String>,
    log_group_arn: Option<String>,
}

/// A delivery stream and a role as the wire has them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KinesisFirehoseInput {
    iam_role_arn: Option<String>,
    delivery_stream_arn: Option<String>,
}

/// A topic as the wire has it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SnsInput {
    topic_arn: Option<String>,
}

/// Checks the shapes of the members that say where events go.
pub fn read_targets(
    members: &mut Members,
    cloud_watch_logs: Option<Structure<CloudWatchLogsInput>>,
    kinesis_firehose: Option<Structure<KinesisFirehoseInput>>,
    sns: Option<Structure<SnsInput>>,
) -> Targets {
    Targets {
        cloud_watch_logs: cloud_watch_logs.map(|Structure(logs)| {
            let mut arn = |inner, text, shape| inside(members, "cloudWatchLogsDestination", inner, text, shape);
            CloudWatchLogsDestination {
                iam_role_arn: arn("iamRoleArn", logs.iam_role_arn, &IAM_ROLE_ARN),
                log_group_arn: arn("logGroupArn", logs.log_group_arn, &LOG_GROUP_ARN),
            }
        }),
        kinesis_firehose: kinesis_firehose.map(|Structure(firehose)| {
            let mut arn = |inner, text, shape| inside(members, "kinesisFirehoseDestination", inner, text, shape);
            KinesisFirehoseDestination {
                iam_role_arn: arn("iamRoleArn", firehose.iam_role_arn, &IAM_ROLE_ARN),
                delivery_stream_arn: arn("deliveryStreamArn", firehose.delivery_stream_arn, &DELIVERY_STREAM_ARN),
            }
        }),
        sns: sns.map(|Structure(sns)| SnsDestination {
            topic_arn: inside(members, "snsDestination", "topicArn", sns.topic_arn, &SNS_TOPIC_ARN),
        }),
    }
}

/// A string that must be there inside the member `outer`, and of `shape`.
fn inside(
    members: &mut Members,
    outer: &'static str,
    inner: &str,
    text: Option<String>,
    shape: &StringShape,
) -> String {
    let fault = text.as_deref().map_or(Some("Member must not be null".to_owned()), |text| shape.fault(text));
    if let Some(fault) = fault {
        members.broken(outer, &format!("{fault} (at '{inner}')"));
    }
    text.unwrap_or_default()
}

/// Checks the values of MatchingEventTypes. Documented: as many as there are types at most.
pub fn read_event_types(members: &mut Members, texts: Vec<String>) -> Vec<EventType> {
    members.enumeration_list("matchingEventTypes", texts, 1..=EventType::VARIANTS.len())
}
