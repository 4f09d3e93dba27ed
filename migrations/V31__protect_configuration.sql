-- squawk-ignore-file constraint-missing-not-valid,adding-foreign-key-constraint
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- Protect configurations: which destinations messages may go to.
create table callsign.protect_configuration (
    id                          uuid        primary key,
    account_id                  text        not null,
    region                      text        not null,
    -- Whether it holds where neither a message nor its configuration set has one.
    account_default             boolean     not null default false,
    deletion_protection_enabled boolean     not null,
    created_at                  timestamptz not null,
    foreign key (account_id, region) references callsign.account_region,
    -- Deferred, because the row is there before the trigger makes its resource.
    constraint protect_configuration_is_a_resource
        foreign key (id) references callsign.resource deferrable initially deferred
);

create index protect_configuration_page on callsign.protect_configuration (account_id, region, created_at, id);
create unique index protect_configuration_is_the_default
    on callsign.protect_configuration (account_id, region) where account_default;

create trigger insert_resources after insert on callsign.protect_configuration referencing new table as made
    for each statement execute function callsign.insert_resources('protect-configuration/protect-');
create trigger delete_resources after delete on callsign.protect_configuration referencing old table as gone
    for each statement execute function callsign.delete_resources();

-- What a configuration says about countries, where that isn't ALLOW: a new one has no row.
create table callsign.protect_country_rule (
    protect_configuration_id uuid not null references callsign.protect_configuration on delete cascade,
    number_capability        text not null check (number_capability in ('SMS', 'VOICE', 'MMS')),
    iso_country_code         text not null check (iso_country_code ~ '^[A-Z]{2}$'),
    protect_status           text not null check (protect_status in ('BLOCK', 'MONITOR', 'FILTER')),
    constraint protect_country_rule_is_once_in_a_configuration
        primary key (protect_configuration_id, number_capability, iso_country_code)
);

-- What a configuration says about numbers, which comes before its rules for countries.
create table callsign.protect_number_override (
    id                       uuid        primary key,
    protect_configuration_id uuid        not null references callsign.protect_configuration on delete cascade,
    destination_phone_number text        not null check (destination_phone_number ~ '^\+[1-9][0-9]{1,14}$'),
    action                   text        not null check (action in ('ALLOW', 'BLOCK')),
    -- Null for a number of no country.
    iso_country_code         text        check (iso_country_code ~ '^[A-Z]{2}$'),
    -- From then on it says nothing, by the clock of its account; null: it always does.
    expires_at               timestamptz,
    created_at               timestamptz not null,
    constraint protect_number_override_is_once_in_a_configuration
        unique (protect_configuration_id, destination_phone_number)
);

create index protect_number_override_page
    on callsign.protect_number_override (protect_configuration_id, created_at, id);

-- A set has one configuration at most, and keeps it from going.
alter table callsign.configuration_set
    add column protect_configuration_id uuid references callsign.protect_configuration;

create index configuration_set_protected_by on callsign.configuration_set (protect_configuration_id)
    where protect_configuration_id is not null;

create function callsign.protect_configuration_id(key uuid) returns text
    language sql immutable strict parallel safe
    return 'protect-' || replace(key::text, '-', '');

create or replace view inspect.configuration_sets as
select s.name as configuration_set_name,
       callsign.arn(s.account_id, s.region, 'configuration-set/' || s.name) as configuration_set_arn,
       s.account_id,
       s.region,
       s.default_message_type,
       s.default_sender_id,
       s.default_message_feedback_enabled,
       s.created_at as created_timestamp,
       callsign.protect_configuration_id(s.protect_configuration_id) as protect_configuration_id
from callsign.configuration_set s;

create view inspect.protect_configurations as
select callsign.protect_configuration_id(c.id) as protect_configuration_id,
       callsign.arn(c.account_id, c.region, 'protect-configuration/' || callsign.protect_configuration_id(c.id))
           as protect_configuration_arn,
       c.account_id,
       c.region,
       c.account_default,
       c.deletion_protection_enabled,
       c.created_at as created_timestamp
from callsign.protect_configuration c;

create view inspect.protect_country_rules as
select callsign.protect_configuration_id(c.id) as protect_configuration_id,
       callsign.arn(c.account_id, c.region, 'protect-configuration/' || callsign.protect_configuration_id(c.id))
           as protect_configuration_arn,
       r.number_capability,
       r.iso_country_code,
       r.protect_status,
       c.account_id,
       c.region
from callsign.protect_country_rule r
join callsign.protect_configuration c on c.id = r.protect_configuration_id;

create view inspect.protect_number_overrides as
select callsign.protect_configuration_id(c.id) as protect_configuration_id,
       callsign.arn(c.account_id, c.region, 'protect-configuration/' || callsign.protect_configuration_id(c.id))
           as protect_configuration_arn,
       o.destination_phone_number,
       o.action,
       o.iso_country_code,
       o.expires_at as expiration_timestamp,
       o.created_at as created_timestamp,
       c.account_id,
       c.region
from callsign.protect_number_override o
join callsign.protect_configuration c on c.id = o.protect_configuration_id;

comment on column inspect.configuration_sets.protect_configuration_id is
    'ProtectConfigurationId: what protects messages that name the set; null if none is associated';

comment on view inspect.protect_configurations is 'Protect configurations, as DescribeProtectConfigurations shows them';
comment on column inspect.protect_configurations.protect_configuration_id is 'ProtectConfigurationId: protect- and 32 digits';
comment on column inspect.protect_configurations.protect_configuration_arn is 'ProtectConfigurationArn: the ARN';
comment on column inspect.protect_configurations.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.protect_configurations.region is 'The AWS region that the resource is in';
comment on column inspect.protect_configurations.account_default is
    'AccountDefault: whether it holds where neither a message nor its configuration set has one';
comment on column inspect.protect_configurations.deletion_protection_enabled is
    'DeletionProtectionEnabled: whether deleting it is refused';
comment on column inspect.protect_configurations.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.protect_country_rules is
    'What protect configurations say about countries; a country without a row is allowed';
comment on column inspect.protect_country_rules.protect_configuration_id is 'ProtectConfigurationId: whose rule it is';
comment on column inspect.protect_country_rules.protect_configuration_arn is 'ProtectConfigurationArn: the ARN of that one';
comment on column inspect.protect_country_rules.number_capability is 'NumberCapability: SMS, VOICE or MMS';
comment on column inspect.protect_country_rules.iso_country_code is 'IsoCountryCode: the country of the destination';
comment on column inspect.protect_country_rules.protect_status is 'ProtectStatus: BLOCK, MONITOR or FILTER';
comment on column inspect.protect_country_rules.account_id is
    'The AWS account that owns the protect configuration, twelve digits';
comment on column inspect.protect_country_rules.region is 'The AWS region that the protect configuration is in';

comment on view inspect.protect_number_overrides is
    'What protect configurations say about numbers, which comes before countries; expired ones too';
comment on column inspect.protect_number_overrides.protect_configuration_id is
    'ProtectConfigurationId: whose override it is';
comment on column inspect.protect_number_overrides.protect_configuration_arn is
    'ProtectConfigurationArn: the ARN of that one';
comment on column inspect.protect_number_overrides.destination_phone_number is
    'DestinationPhoneNumber: the number, in E.164 form';
comment on column inspect.protect_number_overrides.action is 'Action: ALLOW or BLOCK';
comment on column inspect.protect_number_overrides.iso_country_code is
    'IsoCountryCode: the country of the number; null if it is of none';
comment on column inspect.protect_number_overrides.expiration_timestamp is
    'ExpirationTimestamp: from when on it says nothing; null if it always does';
comment on column inspect.protect_number_overrides.created_timestamp is
    'CreatedTimestamp: when the number first got an override here';
comment on column inspect.protect_number_overrides.account_id is
    'The AWS account that owns the protect configuration, twelve digits';
comment on column inspect.protect_number_overrides.region is 'The AWS region that the protect configuration is in';
