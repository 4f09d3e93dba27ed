-- What the settings say, for people who read the state: each instance writes it as it starts, and credentials when it reads them anew.
-- Nothing here decides anything.
create table callsign.quota (
    name text   primary key,
    -- 0 turns it off.
    max  bigint not null check (max >= 0)
);

create table callsign.credential (
    access_key_id     text        primary key,
    account_id        text        not null check (account_id ~ '^[0-9]{12}$'),
    principal_arn     text        not null,
    has_session_token boolean     not null,
    policy            text,
    since             timestamptz not null default clock_timestamp()
);

create view inspect.credentials as
select c.access_key_id,
       c.account_id,
       c.principal_arn,
       c.has_session_token,
       c.policy,
       c.since
from callsign.credential c;

create view inspect.quotas as
with used as (
    select 'phone_numbers' as name, account_id, region, count(*) as used
    from callsign.phone_number group by account_id, region
    union all
    select 'pools', account_id, region, count(*) from callsign.pool group by account_id, region
    union all
    select 'sender_ids', account_id, region, count(*) from callsign.sender_id group by account_id, region
    union all
    select 'opt_out_lists', account_id, region, count(*) from callsign.opt_out_list group by account_id, region
    union all
    select 'configuration_sets', account_id, region, count(*) from callsign.configuration_set group by account_id, region
    union all
    select 'protect_configurations', account_id, region, count(*)
    from callsign.protect_configuration group by account_id, region
    union all
    select 'verified_destination_numbers', account_id, region, count(*)
    from callsign.verified_destination_number group by account_id, region
    union all
    select 'rcs_agents', account_id, region, count(*) from callsign.rcs_agent group by account_id, region
    union all
    select 'notify_configurations', account_id, region, count(*)
    from callsign.notify_configuration group by account_id, region
    union all
    select 'registrations', account_id, region, count(*) from callsign.registration group by account_id, region
    union all
    select 'registration_attachments', account_id, region, count(*)
    from callsign.registration_attachment group by account_id, region
    union all
    select 'event_destinations_per_configuration_set', s.account_id, s.region, max(d.used)
    from (select configuration_set_id, count(*) as used from callsign.event_destination group by 1) d
    join callsign.configuration_set s on s.id = d.configuration_set_id
    group by s.account_id, s.region
    union all
    select 'protect_number_overrides', c.account_id, c.region, max(o.used)
    from (select protect_configuration_id, count(*) as used from callsign.protect_number_override group by 1) o
    join callsign.protect_configuration c on c.id = o.protect_configuration_id
    group by c.account_id, c.region
    union all
    select 'origination_identities_per_pool', p.account_id, p.region, max(i.used)
    from (select pool_id, count(*) as used from callsign.pool_origination_identity group by 1) i
    join callsign.pool p on p.id = i.pool_id
    group by p.account_id, p.region
    union all
    select 'keywords_per_phone_number', n.account_id, n.region, max(k.used)
    from (select phone_number_id, count(*) as used from callsign.keyword
          where keyword not in ('HELP', 'STOP') group by 1) k
    join callsign.phone_number n on n.id = k.phone_number_id
    group by n.account_id, n.region
    union all
    select 'keywords_per_pool', p.account_id, p.region, max(k.used)
    from (select pool_id, count(*) as used from callsign.keyword where keyword not in ('HELP', 'STOP') group by 1) k
    join callsign.pool p on p.id = k.pool_id
    group by p.account_id, p.region
    union all
    select 'tags_per_resource', r.account_id, r.region, max(t.used)
    from (select resource_id, count(*) as used from callsign.tag group by 1) t
    join callsign.resource r on r.id = t.resource_id
    group by r.account_id, r.region
)
select q.name,
       coalesce(u.used, case when q.name in (
           'phone_numbers', 'pools', 'sender_ids', 'opt_out_lists', 'configuration_sets', 'protect_configurations',
           'verified_destination_numbers', 'rcs_agents', 'notify_configurations', 'registrations',
           'registration_attachments', 'event_destinations_per_configuration_set', 'protect_number_overrides', 'origination_identities_per_pool',
           'keywords_per_phone_number', 'keywords_per_pool', 'tags_per_resource') then 0 end) as used,
       nullif(q.max, 0) as max,
       a.account_id,
       a.region
from callsign.account_region a
cross join callsign.quota q
left join used u on u.name = q.name and u.account_id = a.account_id and u.region = a.region;

comment on view inspect.credentials is 'Who may call, without secrets: what the instance said that started last or read its settings anew';
comment on column inspect.credentials.access_key_id is 'The access key';
comment on column inspect.credentials.account_id is 'The AWS account that it is of, twelve digits';
comment on column inspect.credentials.principal_arn is 'The ARN that its caller is named by';
comment on column inspect.credentials.has_session_token is 'Whether callers have to send a session token, too';
comment on column inspect.credentials.policy is 'Its policy; null where it may do everything in its account';
comment on column inspect.credentials.since is 'Since when it is as it is';

comment on view inspect.quotas is 'The quotas in force, and how much of each is used: one row for each quota in each account and region';
comment on column inspect.quotas.name is 'The quota, by the name of its setting below quotas';
comment on column inspect.quotas.used is 'How much there is; by the fullest one, for what is counted in each pool, set or resource; null for what is counted in a time or by other rules';
comment on column inspect.quotas.max is 'How much there may be; null for a quota that is turned off';
comment on column inspect.quotas.account_id is 'The AWS account, twelve digits';
comment on column inspect.quotas.region is 'The AWS region';
