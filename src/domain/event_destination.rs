//! Event destinations: where the events of a configuration set may go.
//!
//! Settled (decision RD4): callsign asks none of the ARNs whether it is there; they must only be of the right kind.

use super::deployment::{Compatibility, Events, TextSent};
use crate::model::{
    caller::Caller,
    configuration_set::{CloudWatchLogsDestination, EventType, KinesisFirehoseDestination, SnsDestination, Target},
    error::{ConflictReason, Field, ServiceError, ValidationReason},
    resource_type::ResourceType,
};

/// The members that say where events go, of which a destination has exactly one.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct Targets {
    pub cloud_watch_logs: Option<CloudWatchLogsDestination>,
    pub kinesis_firehose: Option<KinesisFirehoseDestination>,
    pub sns: Option<SnsDestination>,
}

/// The names of the members, in the model's order.
const MEMBERS: [&str; 3] = ["cloudWatchLogsDestination", "kinesisFirehoseDestination", "snsDestination"];

impl Targets {
    /// The one that is there, if one is.
    ///
    /// # Errors
    ///
    /// ValidationException PARAMETERS_CANNOT_BE_USED_TOGETHER, naming those that are there. Documented: the rule;
    /// Assumed: the Reason's name says so.
    pub fn at_most_one(self) -> Result<Option<Target>, ServiceError> {
        let targets = [
            self.cloud_watch_logs.map(Target::CloudWatchLogsDestination),
            self.kinesis_firehose.map(Target::KinesisFirehoseDestination),
            self.sns.map(Target::SnsDestination),
        ];
        let mut present: Vec<Target> = targets.into_iter().flatten().collect();
        if present.len() > 1 {
            let fields = present.iter().map(|target| Field::new(member(target), "A destination has one target only"));
            let reason = ValidationReason::ParametersCannotBeUsedTogether;
            return Err(ServiceError::validation(reason, fields.collect()));
        }
        Ok(present.pop())
    }

    /// The one that must be there.
    ///
    /// # Errors
    ///
    /// As [`Targets::at_most_one`]; ValidationException MISSING_PARAMETER naming all three if none is there. Documented: the
    /// rule; settled (decision RD2): the Reason and the Fields.
    pub fn exactly_one(self) -> Result<Target, ServiceError> {
        self.at_most_one()?.ok_or_else(|| {
            let fields = MEMBERS.map(|member| Field::new(member, "One of the three targets must be there")).to_vec();
            ServiceError::validation(ValidationReason::MissingParameter, fields)
        })
    }
}

/// The member that a target came by.
fn member(target: &Target) -> &'static str {
    match target {
        Target::CloudWatchLogsDestination(_) => MEMBERS[0],
        Target::KinesisFirehoseDestination(_) => MEMBERS[1],
        Target::SnsDestination(_) => MEMBERS[2],
    }
}

/// The ARNs of a target: that of its role, and that of what events go to.
fn arns(target: &Target) -> (Option<&str>, &str) {
    match target {
        Target::CloudWatchLogsDestination(logs) => (Some(&logs.iam_role_arn), &logs.log_group_arn),
        Target::KinesisFirehoseDestination(firehose) => (Some(&firehose.iam_role_arn), &firehose.delivery_stream_arn),
        Target::SnsDestination(sns) => (None, &sns.topic_arn),
    }
}

/// Whether the ARNs of a target are of the service and kind that the member is for, in the caller's partition.
///
/// # Errors
///
/// ValidationException INVALID_ARN naming the member (decision RD4).
pub fn has_fitting_arns(target: &Target, caller: &Caller) -> Result<(), ServiceError> {
    let partition = caller.region.partition();
    let (role, place) = arns(target);
    let is_role = role.is_none_or(|role| {
        parts(role, partition, "iam").is_some_and(|(region, resource)| region.is_empty() && is_named(resource, "role/"))
    });
    let (service, is_of_kind): (_, fn(&str) -> bool) = match target {
        Target::CloudWatchLogsDestination(_) => ("logs", is_log_group),
        Target::KinesisFirehoseDestination(_) => ("firehose", |resource| is_named(resource, "deliverystream/")),
        Target::SnsDestination(_) => ("sns", |resource| !resource.is_empty() && !resource.contains(':')),
    };
    let is_place =
        parts(place, partition, service).is_some_and(|(region, resource)| !region.is_empty() && is_of_kind(resource));
    if is_role && is_place {
        return Ok(());
    }
    let message = match target {
        Target::CloudWatchLogsDestination(_) => "The ARNs are not those of an IAM role and of a log group",
        Target::KinesisFirehoseDestination(_) => "The ARNs are not those of an IAM role and of a delivery stream",
        Target::SnsDestination(_) => "The ARN is not that of an SNS topic",
    };
    Err(ServiceError::validation(ValidationReason::InvalidArn, vec![Field::new(member(target), message)]))
}

/// The region and the resource of an ARN of a partition and service that has an account.
fn parts<'t>(text: &'t str, partition: &str, service: &str) -> Option<(&'t str, &'t str)> {
    let rest = text.strip_prefix("arn:")?.strip_prefix(partition)?.strip_prefix(':')?.strip_prefix(service)?;
    let (region, rest) = rest.strip_prefix(':')?.split_once(':')?;
    let (account_id, resource) = rest.split_once(':')?;
    (!account_id.is_empty()).then_some((region, resource))
}

fn is_named(resource: &str, kind: &str) -> bool {
    resource.strip_prefix(kind).is_some_and(|name| !name.is_empty() && !name.contains(':'))
}

/// Documented: a log group's ARN ends in `:*` where its streams are meant.
fn is_log_group(resource: &str) -> bool {
    is_named(resource.strip_suffix(":*").unwrap_or(resource), "log-group:")
}

/// Whether a destination may match these types, and whether its target can be accessed.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER for `TEXT_SENT` (decision RD3), RESOURCE_NOT_ACCESSIBLE for a target that the setting
/// `events.inaccessible` names (decision RD4). Documented: AWS refuses what it can't access; Assumed: the Reason's name
/// says so.
pub fn may_be_used(
    types: &[EventType],
    target: Option<&Target>,
    compatibility: &Compatibility,
    events: &Events,
) -> Result<(), ServiceError> {
    if compatibility.text_sent == TextSent::Refuse && types.contains(&EventType::TextSent) {
        let field = Field::new("matchingEventTypes", "TEXT_SENT is not supported");
        return Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]));
    }
    let Some(target) = target else { return Ok(()) };
    let (role, place) = arns(target);
    let is_listed = |arn: &str| events.inaccessible.iter().any(|inaccessible| inaccessible == arn);
    let message = match target {
        _ if role.is_some_and(is_listed) => "The IAM role can't be assumed",
        _ if !is_listed(place) => return Ok(()),
        Target::CloudWatchLogsDestination(_) => "The log group can't be accessed",
        Target::KinesisFirehoseDestination(_) => "The Firehose stream can't be accessed",
        Target::SnsDestination(_) => "The topic can't be accessed",
    };
    Err(ServiceError::validation(ValidationReason::ResourceNotAccessible, vec![Field::new(member(target), message)]))
}

/// The type that stands for all.
const ALL: &str = "ALL";

/// Whether a destination that matches these types takes an event of the type `event_type`. Documented: the type itself, `ALL`, or the
/// wildcard of its family; `TEXT_SENT` is no event's (decision RD3).
#[must_use]
pub fn takes(matching_event_types: &[String], event_type: &str) -> bool {
    let family = event_type.split('_').next().unwrap_or_default();
    let is_wildcard = |name: &str| name == ALL || name.strip_suffix("_ALL") == Some(family);
    matching_event_types.iter().any(|name| name == event_type || is_wildcard(name))
}

/// Whether a destination of the name `name` that has the target `stored` may get the target `new`.
///
/// # Errors
///
/// ConflictException EVENT_DESTINATION_MISMATCH for one of another kind. Observed: the rule; Assumed: the Reason's name
/// says so.
pub fn may_replace(stored: &Target, new: &Target, name: &str) -> Result<(), ServiceError> {
    if member(stored) == member(new) {
        return Ok(());
    }
    Err(ServiceError::conflict(ConflictReason::EventDestinationMismatch, ResourceType::EventDestination, name))
}
