-- Configuration sets: what messages that name one default to, and where events about them go.
create table callsign.configuration_set (
    id                               uuid        primary key,
    account_id                       text        not null,
    region                           text        not null,
    name                             text        not null check (name ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- Null where there is no default.
    default_message_type             text        check (default_message_type in ('TRANSACTIONAL', 'PROMOTIONAL')),
    -- As it was set: it need not be a sender ID of the account.
    default_sender_id                text        check (default_sender_id ~ '^[A-Za-z0-9_-]{1,11}$'),
    default_message_feedback_enabled boolean,
    created_at                       timestamptz not null,
    foreign key (account_id, region) references callsign.account_region,
    -- Deferred, because the row is there before the trigger makes its resource.
    constraint configuration_set_is_a_resource
        foreign key (id) references callsign.resource deferrable initially deferred,
    constraint configuration_set_name_is_unique unique (account_id, region, name)
);

create index configuration_set_page on callsign.configuration_set (account_id, region, created_at, id);

create trigger insert_resources after insert on callsign.configuration_set referencing new table as made
    for each statement execute function callsign.insert_resources('configuration-set/', 'name');
create trigger delete_resources after delete on callsign.configuration_set referencing old table as gone
    for each statement execute function callsign.delete_resources();

-- Event destinations. They go with their set.
create table callsign.event_destination (
    id                   uuid        primary key,
    configuration_set_id uuid        not null references callsign.configuration_set on delete cascade,
    name                 text        not null check (name ~ '^[A-Za-z0-9_-]{1,64}$'),
    enabled              boolean     not null,
    -- As they were sent, wildcards too.
    matching_event_types text[]      not null check (cardinality(matching_event_types) >= 1),
    -- The role that may write to the log group or the delivery stream.
    iam_role_arn         text        check (length(iam_role_arn) between 20 and 2048),
    log_group_arn        text        check (length(log_group_arn) between 20 and 2048),
    delivery_stream_arn  text        check (length(delivery_stream_arn) between 20 and 2048),
    topic_arn            text        check (length(topic_arn) between 20 and 2048),
    created_at           timestamptz not null,
    constraint event_destination_has_one_target check (num_nonnulls(log_group_arn, delivery_stream_arn, topic_arn) = 1),
    constraint event_destination_has_its_role check ((iam_role_arn is null) = (topic_arn is not null)),
    constraint event_destination_name_is_unique unique (configuration_set_id, name)
);

create view inspect.configuration_sets as
select s.name as configuration_set_name,
       callsign.arn(s.account_id, s.region, 'configuration-set/' || s.name) as configuration_set_arn,
       s.account_id,
       s.region,
       s.default_message_type,
       s.default_sender_id,
       s.default_message_feedback_enabled,
       s.created_at as created_timestamp
from callsign.configuration_set s;

create view inspect.event_destinations as
select d.name as event_destination_name,
       s.name as configuration_set_name,
       callsign.arn(s.account_id, s.region, 'configuration-set/' || s.name) as configuration_set_arn,
       d.enabled,
       d.matching_event_types,
       d.iam_role_arn,
       d.log_group_arn,
       d.delivery_stream_arn,
       d.topic_arn,
       d.created_at as created_timestamp,
       s.account_id,
       s.region
from callsign.event_destination d
join callsign.configuration_set s on s.id = d.configuration_set_id;

comment on view inspect.configuration_sets is 'Configuration sets, as DescribeConfigurationSets shows them';
comment on column inspect.configuration_sets.configuration_set_name is 'ConfigurationSetName: the name of the set';
comment on column inspect.configuration_sets.configuration_set_arn is 'ConfigurationSetArn: the ARN of the set';
comment on column inspect.configuration_sets.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.configuration_sets.region is 'The AWS region that the resource is in';
comment on column inspect.configuration_sets.default_message_type is
    'DefaultMessageType: TRANSACTIONAL or PROMOTIONAL; null if none is set';
comment on column inspect.configuration_sets.default_sender_id is
    'DefaultSenderId: the sender ID where a message names no identity; null if none is set';
comment on column inspect.configuration_sets.default_message_feedback_enabled is
    'DefaultMessageFeedbackEnabled: whether messages wait for feedback; null if it was never set';
comment on column inspect.configuration_sets.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.event_destinations is 'Where the events of configuration sets go';
comment on column inspect.event_destinations.event_destination_name is
    'EventDestinationName: the name of the destination within its set';
comment on column inspect.event_destinations.configuration_set_name is 'ConfigurationSetName: the name of the set';
comment on column inspect.event_destinations.configuration_set_arn is 'ConfigurationSetArn: the ARN of the set';
comment on column inspect.event_destinations.enabled is 'Enabled: whether events go out';
comment on column inspect.event_destinations.matching_event_types is
    'MatchingEventTypes: which events go out, wildcards as they were sent';
comment on column inspect.event_destinations.iam_role_arn is
    'IamRoleArn: the role that may write to the log group or the delivery stream; null for a topic';
comment on column inspect.event_destinations.log_group_arn is 'LogGroupArn of CloudWatchLogsDestination';
comment on column inspect.event_destinations.delivery_stream_arn is 'DeliveryStreamArn of KinesisFirehoseDestination';
comment on column inspect.event_destinations.topic_arn is 'TopicArn of SnsDestination';
comment on column inspect.event_destinations.created_timestamp is 'When the destination was created';
comment on column inspect.event_destinations.account_id is 'The AWS account that owns the set, twelve digits';
comment on column inspect.event_destinations.region is 'The AWS region that the set is in';
