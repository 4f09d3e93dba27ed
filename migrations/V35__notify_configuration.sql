-- squawk-ignore-file constraint-missing-not-valid,adding-foreign-key-constraint,ban-drop-constraint,require-concurrent-index-creation,disallowed-unique-constraint
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- Notify configurations: a brand whose one-time codes AWS sends.
create table callsign.notify_configuration (
    id                          uuid        primary key,
    account_id                  text        not null,
    region                      text        not null,
    display_name                text        not null check (display_name ~ '^[A-Za-z0-9_ -]{1,15}$'),
    use_case                    text        not null check (use_case in ('CODE_VERIFICATION')),
    -- Templates are part of the program.
    default_template_id         text        check (default_template_id ~ '^[A-Za-z0-9_-]+$' and length(default_template_id) <= 256),
    pool_id                     uuid,
    -- Null: every country of the tier.
    enabled_countries           text[]      check (cardinality(enabled_countries) between 1 and 300),
    enabled_channels            text[]      not null
                                check (cardinality(enabled_channels) > 0 and enabled_channels <@ array['SMS', 'VOICE']),
    tier                        text        not null check (tier in ('BASIC', 'ADVANCED')),
    tier_upgrade_status         text        not null
                                check (tier_upgrade_status in ('BASIC', 'PENDING_UPGRADE', 'ADVANCED', 'REJECTED')),
    -- What it is once that is decided; PENDING before.
    status                      text        not null check (status in ('ACTIVE', 'REJECTED', 'REQUIRES_VERIFICATION')),
    decided_at                  timestamptz not null,
    rejection_reason            text        check (length(rejection_reason) between 1 and 2000),
    deletion_protection_enabled boolean     not null,
    created_at                  timestamptz not null,
    foreign key (account_id, region) references callsign.account_region,
    -- A pool stays as long as one names it.
    constraint notify_configuration_keeps_its_pool foreign key (pool_id) references callsign.pool,
    -- Deferred, because the row is there before the trigger makes its resource.
    constraint notify_configuration_is_a_resource
        foreign key (id) references callsign.resource deferrable initially deferred
);

create index notify_configuration_page on callsign.notify_configuration (account_id, region, created_at, id);
create index notify_configuration_pool on callsign.notify_configuration (pool_id) where pool_id is not null;

create trigger insert_resources after insert on callsign.notify_configuration referencing new table as made
    for each statement execute function callsign.insert_resources('notify-configuration/notify-');
create trigger delete_resources after delete on callsign.notify_configuration referencing old table as gone
    for each statement execute function callsign.delete_resources();

create function callsign.notify_configuration_id(key uuid) returns text
    language sql immutable strict parallel safe
    return 'notify-' || replace(key::text, '-', '');

create view inspect.notify_configurations as
select callsign.notify_configuration_id(n.id) as notify_configuration_id,
       callsign.arn(n.account_id, n.region, 'notify-configuration/' || callsign.notify_configuration_id(n.id))
           as notify_configuration_arn,
       n.account_id,
       n.region,
       n.display_name,
       n.use_case,
       n.default_template_id,
       callsign.pool_id(n.pool_id) as pool_id,
       n.enabled_countries,
       n.enabled_channels,
       n.tier,
       n.tier_upgrade_status,
       case when n.decided_at > callsign.present(c.mode, c.at, c.offset_ms) then 'PENDING' else n.status end as status,
       case when n.decided_at <= callsign.present(c.mode, c.at, c.offset_ms) then n.rejection_reason end
           as rejection_reason,
       n.deletion_protection_enabled,
       n.created_at as created_timestamp
from callsign.notify_configuration n
left join callsign.clock c on c.account_id = n.account_id;

comment on view inspect.notify_configurations is 'Notify configurations, as DescribeNotifyConfigurations shows them';
comment on column inspect.notify_configurations.notify_configuration_id is
    'NotifyConfigurationId: notify- and 32 digits';
comment on column inspect.notify_configurations.notify_configuration_arn is 'NotifyConfigurationArn: the ARN';
comment on column inspect.notify_configurations.account_id is
    'The AWS account that owns the resource, twelve digits';
comment on column inspect.notify_configurations.region is 'The AWS region that the resource is in';
comment on column inspect.notify_configurations.display_name is 'DisplayName: the brand that codes are sent for';
comment on column inspect.notify_configurations.use_case is 'UseCase: CODE_VERIFICATION';
comment on column inspect.notify_configurations.default_template_id is
    'DefaultTemplateId: what is sent where a request names no template; null without one';
comment on column inspect.notify_configurations.pool_id is
    'PoolId: the pool whose identities come first; null without one';
comment on column inspect.notify_configurations.enabled_countries is
    'EnabledCountries: where it sends; null for every country of its tier';
comment on column inspect.notify_configurations.enabled_channels is 'EnabledChannels: SMS, VOICE or both';
comment on column inspect.notify_configurations.tier is 'Tier: BASIC or ADVANCED';
comment on column inspect.notify_configurations.tier_upgrade_status is
    'TierUpgradeStatus: BASIC, PENDING_UPGRADE, ADVANCED or REJECTED';
comment on column inspect.notify_configurations.status is
    'Status by the clock of the account: PENDING, ACTIVE, REJECTED or REQUIRES_VERIFICATION';
comment on column inspect.notify_configurations.rejection_reason is 'RejectionReason: why it is REJECTED';
comment on column inspect.notify_configurations.deletion_protection_enabled is
    'DeletionProtectionEnabled: whether deleting it is refused';
comment on column inspect.notify_configurations.created_timestamp is 'CreatedTimestamp: when the resource was created';
