-- What happened to pools. It outlives them, so that a pool that is gone still has its settings and its name.
create table callsign.pool_event (
    id            bigint      generated always as identity primary key,
    account_id    text        not null,
    region        text        not null,
    event         text        not null check (event in ('CREATED', 'UPDATED', 'DELETED')),
    pool          uuid        not null,
    -- All that the pool was then, by the names of the API's members.
    settings      jsonb       not null,
    -- The same before.
    previous      jsonb,
    at            timestamptz not null,
    recorded_at   timestamptz not null default clock_timestamp(),
    request_id    text,
    access_key_id text,
    principal_arn text
);

create index pool_event_pool on callsign.pool_event (pool, id);
create index pool_event_recorded_at on callsign.pool_event (recorded_at);

-- What a pool is: its row, its tags, and the keywords that differ from the constants.
create function callsign.pool_settings(pool uuid) returns jsonb
    language sql stable
    return (
        select jsonb_build_object(
                   'MessageType', p.message_type,
                   'TwoWayEnabled', p.two_way_enabled,
                   'TwoWayChannelArn', case when p.two_way_enabled then p.two_way_channel_arn end,
                   'TwoWayChannelRole', case when p.two_way_enabled then p.two_way_channel_role end,
                   'SelfManagedOptOutsEnabled', p.self_managed_opt_outs_enabled,
                   'OptOutListName', l.name,
                   'SharedRoutesEnabled', p.shared_routes_enabled,
                   'DeletionProtectionEnabled', p.deletion_protection_enabled,
                   'Tags', (select coalesce(jsonb_object_agg(t.key, t.value), '{}')
                            from callsign.tag t where t.resource_id = p.id),
                   'Keywords', (select coalesce(jsonb_object_agg(k.keyword, jsonb_build_object(
                                           'KeywordAction', k.keyword_action, 'KeywordMessage', k.keyword_message)), '{}')
                                from callsign.keyword k where k.pool_id = p.id))
        from callsign.pool p
        join callsign.opt_out_list l on l.id = p.opt_out_list_id
        where p.id = pool);

-- Pools that are there already were created, by whom isn't known.
insert into callsign.pool_event (account_id, region, event, pool, settings, at)
select p.account_id, p.region, 'CREATED', p.id, callsign.pool_settings(p.id), p.created_at
from callsign.pool p
order by p.created_at, p.id;

create view inspect.pool_history as
select e.event,
       e.at,
       callsign.pool_id(e.pool) as pool_id,
       callsign.arn(e.account_id, e.region, 'pool/' || callsign.pool_id(e.pool)) as pool_arn,
       e.settings -> 'Tags' ->> 'Name' as name,
       e.settings,
       (select jsonb_object_agg(s.key, jsonb_build_object('from', e.previous -> s.key, 'to', s.value))
        from jsonb_each(e.settings) s
        where e.event = 'UPDATED' and s.value is distinct from e.previous -> s.key) as changes,
       e.account_id,
       e.region,
       e.request_id,
       e.access_key_id,
       e.principal_arn,
       e.id as sequence
from callsign.pool_event e;

comment on view inspect.pool_history is 'Every making, change and removal of a pool, kept for history.retention_days';
comment on column inspect.pool_history.event is 'CREATED, UPDATED or DELETED';
comment on column inspect.pool_history.at is 'When it happened';
comment on column inspect.pool_history.pool_id is 'PoolId: the id of the pool';
comment on column inspect.pool_history.pool_arn is 'PoolArn: the ARN of the pool';
comment on column inspect.pool_history.name is 'The tag Name that the pool had; null without one';
comment on column inspect.pool_history.settings is 'What the pool was after it, or at last: its members, tags and own keywords';
comment on column inspect.pool_history.changes is 'What an update changed, member by member: from what, to what; null for other events';
comment on column inspect.pool_history.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.pool_history.region is 'The AWS region that the resource is in';
comment on column inspect.pool_history.request_id is 'The x-amzn-RequestId of the request that did it; null for pools that are older than this history';
comment on column inspect.pool_history.access_key_id is 'The access key that did it; token and its name, console, replay or interface for callsign''s own';
comment on column inspect.pool_history.principal_arn is 'Who did it; null where that isn''t known';
comment on column inspect.pool_history.sequence is 'The order of events, those of one moment included';
