-- squawk-ignore-file ban-drop-function,ban-drop-constraint,constraint-missing-not-valid,disallowed-unique-constraint,adding-foreign-key-constraint
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- RCS agents: what RCS messages come from. Where one stands follows from its registrations and isn't kept.
create table callsign.rcs_agent (
    id                            uuid        primary key,
    account_id                    text        not null,
    region                        text        not null,
    deletion_protection_enabled   boolean     not null,
    opt_out_list_id               uuid        not null references callsign.opt_out_list,
    self_managed_opt_outs_enabled boolean     not null default false,
    two_way_enabled               boolean     not null default false,
    two_way_channel_arn           text        check (length(two_way_channel_arn) between 20 and 2048),
    two_way_channel_role          text        check (length(two_way_channel_role) between 20 and 2048),
    two_way_media_s3_bucket_name  text        check (length(two_way_media_s3_bucket_name) between 3 and 63),
    two_way_media_s3_key_prefix   text        check (length(two_way_media_s3_key_prefix) between 1 and 1024),
    two_way_media_s3_role         text        check (length(two_way_media_s3_role) between 20 and 2048),
    -- Which events of a conversation are published.
    two_way_rcs_events_enabled    text[]      not null default '{}'
                                              check (cardinality(two_way_rcs_events_enabled) <= 100),
    created_at                    timestamptz not null,
    foreign key (account_id, region) references callsign.account_region,
    constraint rcs_agent_has_media_settings_together check (
        num_nonnulls(two_way_media_s3_bucket_name, two_way_media_s3_role) <> 1
        and (two_way_media_s3_key_prefix is null or two_way_media_s3_bucket_name is not null)),
    -- Deferred, because the row is there before the trigger makes its resource.
    constraint rcs_agent_is_a_resource
        foreign key (id) references callsign.resource deferrable initially deferred
);

create index rcs_agent_page on callsign.rcs_agent (account_id, region, created_at, id);
create index rcs_agent_opt_out_list on callsign.rcs_agent (opt_out_list_id);

create trigger insert_resources after insert on callsign.rcs_agent referencing new table as made
    for each statement execute function callsign.insert_resources('rcs-agent/rcs-');
create trigger delete_resources after delete on callsign.rcs_agent referencing old table as gone
    for each statement execute function callsign.delete_resources();

create function callsign.rcs_agent_id(key uuid) returns text
    language sql immutable strict parallel safe
    return 'rcs-' || replace(key::text, '-', '');

-- Registrations are for RCS agents, too. The agent goes last.
alter table callsign.registration_association
    add column rcs_agent_id uuid references callsign.rcs_agent,
    drop constraint registration_association_is_one_thing,
    add constraint registration_association_is_one_thing
        check (num_nonnulls(phone_number_id, sender_id_id, rcs_agent_id, parent_registration_id, notify_configuration_id)
               = 1),
    add constraint rcs_agent_is_once_in_a_registration unique (rcs_agent_id, registration_id);

-- Where an RCS agent stands: a function of those of its registrations that were submitted. Views run it with the reader's rights, who
-- may not read the tables.
create function callsign.rcs_agent_status(agent uuid) returns text
    language sql stable security definer parallel safe set search_path = pg_catalog
    return (
        select case
                   when count(*) filter (where s.is_launch and s.is_complete) > 0
                       then case when bool_and(s.is_complete) filter (where s.is_launch) then 'ACTIVE' else 'PARTIAL' end
                   when bool_or(s.is_complete) then 'TESTING'
                   when count(*) > 0 then 'PENDING'
                   else 'CREATED'
               end
        from (select r.registration_status = 'COMPLETE' as is_complete,
                     r.registration_type <> 'TEST_RCS_LAUNCH_REGISTRATION' as is_launch
              from callsign.registration_association a
              join callsign.registration r on r.id = a.registration_id
              where a.rcs_agent_id = agent and r.registration_status <> 'CREATED') s);

-- Where the launch of an RCS agent in a country stands, by the status of the registration for it.
create function callsign.rcs_launch_status(registration_status text) returns text
    language sql immutable strict parallel safe
    return case
               when registration_status = 'CREATED' then 'CREATED'
               when registration_status = 'COMPLETE' then 'ACTIVE'
               when registration_status in ('REQUIRES_UPDATES', 'CLOSED') then 'REJECTED'
               else 'PENDING'
           end;

-- Testers of an RCS agent: they get no code, and are verified once the agent can be tested, from the moment verified_at on.
alter table callsign.verified_destination_number
    add column rcs_agent_id uuid references callsign.rcs_agent on delete cascade,
    drop constraint verified_destination_number_is_unique,
    add constraint verified_destination_number_is_unique
        unique nulls not distinct (account_id, region, destination_phone_number, rcs_agent_id);
create index verified_destination_number_rcs_agent on callsign.verified_destination_number (rcs_agent_id)
    where rcs_agent_id is not null;

-- The third kind of identity in pools. As a phone number, it is in one at most.
alter table callsign.pool_origination_identity
    add column rcs_agent_id uuid references callsign.rcs_agent,
    drop constraint association_has_one_identity,
    add constraint association_has_one_identity check (num_nonnulls(phone_number_id, sender_id_id, rcs_agent_id) = 1),
    add constraint rcs_agent_is_in_one_pool unique (rcs_agent_id);

alter table callsign.keyword
    add column rcs_agent_id uuid references callsign.rcs_agent on delete cascade,
    drop constraint keyword_has_one_owner,
    add constraint keyword_has_one_owner check (num_nonnulls(pool_id, phone_number_id, rcs_agent_id) = 1),
    add constraint keyword_is_once_on_an_rcs_agent unique (rcs_agent_id, keyword);

drop function callsign.lock_to_associate(jsonb, boolean, integer);

-- Locks the pool and the identity of each wish and reads what counts beside them, in one trip. It decides nothing. Each statement in it
-- sees what was committed before it began, so what is read after a lock is what the lock guards.
--
-- Patient, it waits for rows that others hold; else it passes over them. A quota of 0 counts nothing: then many may join a pool at the
-- same time. What a pool holds is counted as far as the quota asks.
create function callsign.lock_to_associate(wishes jsonb, is_patient boolean, quota integer)
    returns table (
        place bigint,
        pool jsonb,
        phone_number jsonb,
        sender_id jsonb,
        rcs_agent jsonb,
        in_this_pool boolean,
        in_another_pool boolean,
        size bigint,
        phone_numbers bigint,
        lists_are_both_default boolean,
        pool_keywords jsonb,
        identity_keywords jsonb)
    language plpgsql volatile
as $$
#variable_conflict use_column
declare
    wish   record;
    p      callsign.pool;
    n      callsign.phone_number;
    s      callsign.sender_id;
    g      callsign.rcs_agent;
    joined uuid;
    list   uuid;
begin
    for wish in
        select * from jsonb_to_recordset(wishes) as w (
            place bigint, region text, pool_account_id text, pool uuid, identity_account_id text, phone_number uuid,
            sender_id text, iso_country_code text, rcs_agent uuid)
    loop
        p := null;
        n := null;
        s := null;
        g := null;
        if is_patient and quota > 0 then
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool for no key update;
        elsif is_patient then
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool for share;
        elsif quota > 0 then
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool
            for no key update skip locked;
        else
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool for share skip locked;
        end if;

        if p.id is null then
            null;
        elsif wish.phone_number is not null and is_patient then
            select * into n from callsign.phone_number
            where account_id = wish.identity_account_id and region = wish.region and id = wish.phone_number
            for no key update;
        elsif wish.phone_number is not null then
            select * into n from callsign.phone_number
            where account_id = wish.identity_account_id and region = wish.region and id = wish.phone_number
            for no key update skip locked;
        elsif wish.sender_id is not null and is_patient then
            select * into s from callsign.sender_id
            where account_id = wish.identity_account_id and region = wish.region
              and iso_country_code = wish.iso_country_code and sender_id = wish.sender_id
            for key share;
        elsif wish.sender_id is not null then
            select * into s from callsign.sender_id
            where account_id = wish.identity_account_id and region = wish.region
              and iso_country_code = wish.iso_country_code and sender_id = wish.sender_id
            for key share skip locked;
        elsif wish.rcs_agent is not null and is_patient then
            select * into g from callsign.rcs_agent
            where account_id = wish.identity_account_id and region = wish.region and id = wish.rcs_agent
            for no key update;
        elsif wish.rcs_agent is not null then
            select * into g from callsign.rcs_agent
            where account_id = wish.identity_account_id and region = wish.region and id = wish.rcs_agent
            for no key update skip locked;
        end if;

        place := wish.place;
        pool := case when p.id is not null then to_jsonb(p) end;
        phone_number := case when n.id is not null then to_jsonb(n) end;
        sender_id := case when s.id is not null then to_jsonb(s) end;
        rcs_agent := case
            when g.id is not null then to_jsonb(g) || jsonb_build_object('status', callsign.rcs_agent_status(g.id)) end;
        in_this_pool := false;
        in_another_pool := false;
        size := 0;
        phone_numbers := 0;
        lists_are_both_default := false;
        pool_keywords := null;
        identity_keywords := null;
        -- One statement for each kind: plpgsql plans each by itself, and an "or" or a "case" over two kinds costs as much as all the rest.
        if n.id is not null then
            select (select i.pool_id from callsign.pool_origination_identity i where i.phone_number_id = n.id),
                   (select jsonb_agg(k) from callsign.keyword k where k.phone_number_id = n.id),
                   (select jsonb_agg(k) from callsign.keyword k where k.pool_id = p.id)
            into joined, identity_keywords, pool_keywords;
            list := n.opt_out_list_id;
        elsif g.id is not null then
            select (select i.pool_id from callsign.pool_origination_identity i where i.rcs_agent_id = g.id),
                   (select jsonb_agg(k) from callsign.keyword k where k.rcs_agent_id = g.id),
                   (select jsonb_agg(k) from callsign.keyword k where k.pool_id = p.id)
            into joined, identity_keywords, pool_keywords;
            list := g.opt_out_list_id;
        elsif s.id is not null then
            in_this_pool := exists (
                select from callsign.pool_origination_identity i where i.pool_id = p.id and i.sender_id_id = s.id);
        end if;
        if n.id is not null or g.id is not null then
            in_this_pool := joined is not distinct from p.id;
            in_another_pool := coalesce(joined <> p.id, false);
            if p.opt_out_list_id <> list then
                lists_are_both_default := (
                    select count(*) = 2 from callsign.opt_out_list l
                    where l.id in (p.opt_out_list_id, list) and l.name = 'Default');
            end if;
        end if;
        if n.id is not null or g.id is not null or s.id is not null then
            select count(*), count(held.phone_number_id) into size, phone_numbers
            from (select i.phone_number_id from callsign.pool_origination_identity i where i.pool_id = p.id limit quota) held;
        end if;
        return next;
    end loop;
end $$;

create or replace view inspect.associations as
select callsign.pool_id(p.id) as pool_id,
       callsign.arn(p.account_id, p.region, 'pool/' || callsign.pool_id(p.id)) as pool_arn,
       coalesce(callsign.phone_number_id(n.id), s.sender_id, callsign.rcs_agent_id(g.id)) as origination_identity,
       case when n.id is not null
            then callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id))
            when s.id is not null
            then callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code)
            else callsign.arn(g.account_id, g.region, 'rcs-agent/' || callsign.rcs_agent_id(g.id))
       end as origination_identity_arn,
       coalesce(n.iso_country_code, s.iso_country_code, 'ZZ') as iso_country_code,
       n.phone_number,
       p.account_id,
       p.region,
       a.created_at as associated_at,
       a.request_id
from callsign.pool_origination_identity a
join callsign.pool p on p.id = a.pool_id
left join callsign.phone_number n on n.id = a.phone_number_id
left join callsign.sender_id s on s.id = a.sender_id_id
left join callsign.rcs_agent g on g.id = a.rcs_agent_id;

-- HELP and STOP are constants of the program, the same texts as in src/domain/keyword.rs.
create or replace view inspect.keywords as
with owner as (
    select id as pool_key, null::uuid as phone_number_key, null::uuid as rcs_agent_key, account_id, region
    from callsign.pool
    union all
    select null::uuid, id, null::uuid, account_id, region from callsign.phone_number
    union all
    select null::uuid, null::uuid, id, account_id, region from callsign.rcs_agent
), constant (keyword, keyword_message, keyword_action) as (
    values ('HELP', 'For help, contact the sender of this message. Reply STOP to opt out.', 'AUTOMATIC_RESPONSE'),
           ('STOP', 'You are now opted out and will no longer receive messages.', 'OPT_OUT')
), effective as (
    select o.*, k.keyword, k.keyword_message, k.keyword_action
    from owner o
    join callsign.keyword k
      on k.pool_id = o.pool_key or k.phone_number_id = o.phone_number_key or k.rcs_agent_id = o.rcs_agent_key
    union all
    select o.*, c.keyword, c.keyword_message, c.keyword_action
    from owner o cross join constant c
    where not exists (
        select from callsign.keyword k
        where k.keyword = c.keyword
          and (k.pool_id = o.pool_key or k.phone_number_id = o.phone_number_key or k.rcs_agent_id = o.rcs_agent_key))
)
select coalesce(callsign.pool_id(e.pool_key), callsign.phone_number_id(e.phone_number_key),
                callsign.rcs_agent_id(e.rcs_agent_key)) as origination_identity,
       callsign.arn(e.account_id, e.region, coalesce(
           'pool/' || callsign.pool_id(e.pool_key),
           'phone-number/' || callsign.phone_number_id(e.phone_number_key),
           'rcs-agent/' || callsign.rcs_agent_id(e.rcs_agent_key))) as origination_identity_arn,
       e.keyword,
       e.keyword_message,
       e.keyword_action,
       e.account_id,
       e.region
from effective e;

create or replace view inspect.registration_associations as
select callsign.registration_id(r.id) as registration_id,
       coalesce('phone-' || replace(n.id::text, '-', ''), s.sender_id, callsign.rcs_agent_id(g.id),
                callsign.notify_configuration_id(f.id), callsign.registration_id(p.id)) as resource_id,
       case when n.id is not null then callsign.arn(n.account_id, n.region, 'phone-number/phone-' || replace(n.id::text, '-', ''))
            when s.id is not null then callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code)
            when g.id is not null then callsign.arn(g.account_id, g.region, 'rcs-agent/' || callsign.rcs_agent_id(g.id))
            when f.id is not null then callsign.arn(f.account_id, f.region, 'notify-configuration/' || callsign.notify_configuration_id(f.id))
            else callsign.arn(p.account_id, p.region, 'registration/' || callsign.registration_id(p.id)) end as resource_arn,
       case when n.id is not null then n.number_type
            when s.id is not null then 'SENDER_ID'
            when g.id is not null then 'RCS_AGENT'
            when f.id is not null then 'NOTIFY_CONFIGURATION'
            else p.registration_type end as resource_type,
       coalesce(n.iso_country_code, s.iso_country_code) as iso_country_code,
       n.phone_number,
       r.account_id,
       r.region,
       a.created_at as associated_at
from callsign.registration_association a
join callsign.registration r on r.id = a.registration_id
left join callsign.phone_number n on n.id = a.phone_number_id
left join callsign.sender_id s on s.id = a.sender_id_id
left join callsign.rcs_agent g on g.id = a.rcs_agent_id
left join callsign.notify_configuration f on f.id = a.notify_configuration_id
left join callsign.registration p on p.id = a.parent_registration_id;

create or replace view inspect.verified_destination_numbers as
select r.id as verified_destination_number_id,
       callsign.arn(v.account_id, v.region, 'verified-destination-number/' || r.id) as verified_destination_number_arn,
       v.destination_phone_number,
       case when v.verified_at <= callsign.present(c.mode, c.at, c.offset_ms) then 'VERIFIED' else 'PENDING' end as status,
       (select c.code from callsign.verification_code c
        where c.verified_destination_number_id = v.id order by c.sequence desc limit 1) as verification_code,
       v.code_sent_at,
       v.verified_at,
       v.account_id,
       v.region,
       v.created_at as created_timestamp,
       callsign.rcs_agent_id(v.rcs_agent_id) as rcs_agent_id
from callsign.verified_destination_number v
left join callsign.clock c on c.account_id = v.account_id
cross join lateral (select 'vdn-' || replace(v.id::text, '-', '') as id) r;

create view inspect.rcs_agents as
select callsign.rcs_agent_id(g.id) as rcs_agent_id,
       callsign.arn(g.account_id, g.region, 'rcs-agent/' || callsign.rcs_agent_id(g.id)) as rcs_agent_arn,
       callsign.rcs_agent_status(g.id) as status,
       g.deletion_protection_enabled,
       l.name as opt_out_list_name,
       g.self_managed_opt_outs_enabled,
       g.two_way_enabled,
       g.two_way_channel_arn,
       g.two_way_channel_role,
       g.two_way_media_s3_bucket_name,
       g.two_way_media_s3_key_prefix,
       g.two_way_media_s3_role,
       g.two_way_rcs_events_enabled,
       callsign.pool_id(a.pool_id) as pool_id,
       g.account_id,
       g.region,
       g.created_at as created_timestamp
from callsign.rcs_agent g
join callsign.opt_out_list l on l.id = g.opt_out_list_id
left join callsign.pool_origination_identity a on a.rcs_agent_id = g.id;

create view inspect.rcs_country_launches as
select callsign.rcs_agent_id(a.rcs_agent_id) as rcs_agent_id,
       left(r.registration_type, 2) as iso_country_code,
       callsign.rcs_launch_status(r.registration_status) as status,
       callsign.registration_id(r.id) as registration_id,
       r.account_id,
       r.region,
       a.created_at as associated_at
from callsign.registration_association a
join callsign.registration r on r.id = a.registration_id
where a.rcs_agent_id is not null and r.registration_type <> 'TEST_RCS_LAUNCH_REGISTRATION';

comment on column inspect.associations.origination_identity is 'OriginationIdentity: PhoneNumberId, SenderId or RcsAgentId';
comment on column inspect.associations.origination_identity_arn is
    'OriginationIdentityArn: the ARN of the phone number, sender ID or RCS agent';
comment on column inspect.associations.iso_country_code is
    'IsoCountryCode: the country of the origination identity, ISO 3166-1 alpha-2; ZZ for an RCS agent';
comment on column inspect.associations.phone_number is
    'PhoneNumber: the number in E.164 form; null for a sender ID and an RCS agent';
comment on column inspect.association_history.origination_identity is
    'OriginationIdentity: PhoneNumberId, SenderId or RcsAgentId';
comment on column inspect.association_history.origination_identity_arn is
    'OriginationIdentityArn: the ARN of the phone number, sender ID or RCS agent';
comment on column inspect.association_history.iso_country_code is
    'IsoCountryCode: the country of the origination identity, ISO 3166-1 alpha-2; ZZ for an RCS agent';
comment on view inspect.keywords is 'Keywords of pools, phone numbers and RCS agents, HELP and STOP included';
comment on column inspect.keywords.origination_identity is 'PoolId, PhoneNumberId or RcsAgentId';
comment on column inspect.keywords.origination_identity_arn is 'The ARN of the pool, phone number or RCS agent';
comment on column inspect.registration_associations.resource_id is
    'ResourceId: of the number, the sender ID, the RCS agent, the notify configuration or the other registration';
comment on column inspect.registration_associations.resource_type is
    'ResourceType: the number''s type, SENDER_ID, RCS_AGENT, NOTIFY_CONFIGURATION, or the other registration''s type';
comment on column inspect.registration_associations.iso_country_code is
    'IsoCountryCode; null for an RCS agent and a registration';
comment on column inspect.verified_destination_numbers.verified_at is
    'When the right code was said, or from when on a tester of an RCS agent is verified; null while that is open';
comment on column inspect.verified_destination_numbers.rcs_agent_id is
    'RcsAgentId: the agent that the phone tests; null where it tests none';

comment on view inspect.rcs_agents is 'RCS agents, as DescribeRcsAgents shows them';
comment on column inspect.rcs_agents.rcs_agent_id is 'RcsAgentId: rcs- and 32 digits';
comment on column inspect.rcs_agents.rcs_agent_arn is 'RcsAgentArn: the ARN';
comment on column inspect.rcs_agents.status is
    'Status: CREATED, PENDING, TESTING, PARTIAL or ACTIVE, which follows from its registrations';
comment on column inspect.rcs_agents.deletion_protection_enabled is
    'DeletionProtectionEnabled: whether it can''t be deleted';
comment on column inspect.rcs_agents.opt_out_list_name is 'OptOutListName: the name of its opt-out list';
comment on column inspect.rcs_agents.self_managed_opt_outs_enabled is
    'SelfManagedOptOutsEnabled: whether the account answers HELP and STOP itself';
comment on column inspect.rcs_agents.two_way_enabled is 'TwoWayEnabled: whether incoming messages are published';
comment on column inspect.rcs_agents.two_way_channel_arn is 'TwoWayChannelArn: where to';
comment on column inspect.rcs_agents.two_way_channel_role is 'TwoWayChannelRole: the role that may write there';
comment on column inspect.rcs_agents.two_way_media_s3_bucket_name is
    'TwoWayMediaS3BucketName: the bucket of incoming media';
comment on column inspect.rcs_agents.two_way_media_s3_key_prefix is
    'TwoWayMediaS3KeyPrefix: what their keys begin with';
comment on column inspect.rcs_agents.two_way_media_s3_role is 'TwoWayMediaS3Role: the role that may write there';
comment on column inspect.rcs_agents.two_way_rcs_events_enabled is
    'TwoWayRcsEventsEnabled: which events are published; empty for none';
comment on column inspect.rcs_agents.pool_id is 'PoolId: the pool that it is in; null without one';
comment on column inspect.rcs_agents.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.rcs_agents.region is 'The AWS region that the resource is in';
comment on column inspect.rcs_agents.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.rcs_country_launches is
    'The countries that RCS agents are launched in, as DescribeRcsAgentCountryLaunchStatus shows them';
comment on column inspect.rcs_country_launches.rcs_agent_id is 'RcsAgentId: whose launch it is';
comment on column inspect.rcs_country_launches.iso_country_code is 'IsoCountryCode: the country, ISO 3166-1 alpha-2';
comment on column inspect.rcs_country_launches.status is 'Status: CREATED, PENDING, ACTIVE or REJECTED';
comment on column inspect.rcs_country_launches.registration_id is 'RegistrationId: the registration for it';
comment on column inspect.rcs_country_launches.account_id is 'The AWS account that owns the agent, twelve digits';
comment on column inspect.rcs_country_launches.region is 'The AWS region that the agent is in';
comment on column inspect.rcs_country_launches.associated_at is 'When agent and registration were associated';
