-- squawk-ignore-file adding-field-with-default,require-concurrent-index-deletion
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- The present of each account. Accounts whose clock is real have no row.
create table callsign.clock (
    account_id text        primary key check (account_id ~ '^[0-9]{12}$'),
    mode       text        not null check (mode in ('offset', 'frozen')),
    -- Where it stands.
    at         timestamptz,
    -- How far it is ahead of the real one.
    offset_ms  bigint,
    -- So far that no time is beyond what programs can reckon with.
    constraint clock_is_near check (coalesce(at between '1970-01-01 00:00Z' and '9000-01-01 00:00Z', true)
                                    and coalesce(abs(offset_ms) <= 3155760000000, true)),
    constraint clock_is_set_by_its_mode check (
        (mode = 'frozen') = (at is not null) and (mode = 'offset') = (offset_ms is not null))
);

-- Processes keep these tables in memory; every unit of work asks for the version when it begins.
create table callsign.version (
    kind    text   primary key,
    version bigint not null default 0
);
insert into callsign.version (kind) values ('clock');

create function callsign.note_version() returns trigger
    language plpgsql
as $$
begin
    update callsign.version set version = version + 1 where kind = tg_argv[0];
    return null;
end $$;

create trigger clock_has_a_version after insert or update or delete or truncate on callsign.clock
    for each statement execute function callsign.note_version('clock');

create function callsign.present(mode text, at timestamptz, offset_ms bigint) returns timestamptz
    language sql stable parallel safe
    return case mode
               when 'frozen' then at
               when 'offset' then clock_timestamp() + offset_ms * interval '1 millisecond'
               else clock_timestamp()
           end;

-- Views run it with the reader's rights, who may not read the table.
create function callsign.present(account text) returns timestamptz
    language sql stable security definer parallel safe set search_path = pg_catalog
    return (select callsign.present(c.mode, c.at, c.offset_ms)
            from (values (account)) as asked (account_id)
            left join callsign.clock c on c.account_id = asked.account_id);

-- What is swept goes by the real clock, whatever the account's own shows.
alter table callsign.association_event add column recorded_at timestamptz not null default clock_timestamp();
update callsign.association_event set recorded_at = at;
create index association_event_recorded_at on callsign.association_event (recorded_at);
drop index callsign.association_event_at;

-- What joined in the same moment stays in its order.
alter table callsign.pool_origination_identity add column sequence bigint generated always as identity;
create index pool_origination_identity_sequence on callsign.pool_origination_identity (pool_id, created_at, sequence);
drop index callsign.pool_origination_identity_page;

create or replace view inspect.pools as
select callsign.pool_id(p.id) as pool_id,
       callsign.arn(p.account_id, p.region, 'pool/' || callsign.pool_id(p.id)) as pool_arn,
       p.account_id,
       p.region,
       case when p.active_at > callsign.present(c.mode, c.at, c.offset_ms) then 'CREATING' else 'ACTIVE' end as status,
       p.message_type,
       p.two_way_enabled,
       case when p.two_way_enabled then p.two_way_channel_arn end as two_way_channel_arn,
       case when p.two_way_enabled then p.two_way_channel_role end as two_way_channel_role,
       p.self_managed_opt_outs_enabled,
       l.name as opt_out_list_name,
       p.shared_routes_enabled,
       p.deletion_protection_enabled,
       p.created_at as created_timestamp
from callsign.pool p
join callsign.opt_out_list l on l.id = p.opt_out_list_id
left join callsign.clock c on c.account_id = p.account_id;

create or replace view inspect.phone_numbers as
select callsign.phone_number_id(n.id) as phone_number_id,
       callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id)) as phone_number_arn,
       n.account_id,
       n.region,
       n.phone_number,
       case when n.active_at > callsign.present(c.mode, c.at, c.offset_ms) then 'PENDING'
            when n.changing_until > callsign.present(c.mode, c.at, c.offset_ms) then n.changing_status
            else 'ACTIVE'
       end as status,
       n.iso_country_code,
       n.message_type,
       n.number_capabilities,
       n.number_type,
       n.monthly_leasing_price,
       n.two_way_enabled,
       case when n.two_way_enabled then n.two_way_channel_arn end as two_way_channel_arn,
       case when n.two_way_enabled then n.two_way_channel_role end as two_way_channel_role,
       n.self_managed_opt_outs_enabled,
       l.name as opt_out_list_name,
       n.international_sending_enabled,
       n.deletion_protection_enabled,
       callsign.pool_id(a.pool_id) as pool_id,
       n.created_at as created_timestamp
from callsign.phone_number n
join callsign.opt_out_list l on l.id = n.opt_out_list_id
left join callsign.pool_origination_identity a on a.phone_number_id = n.id
left join callsign.clock c on c.account_id = n.account_id;

create or replace view inspect.association_history as
select e.event,
       e.at,
       e.pool_id,
       e.pool_arn,
       e.origination_identity,
       e.origination_identity_arn,
       e.iso_country_code,
       e.account_id,
       e.region,
       e.request_id,
       e.id as sequence
from callsign.association_event e;

comment on column inspect.association_history.sequence is 'The order of events, those of one moment included';

create view inspect.clocks as
select c.account_id,
       c.mode,
       callsign.present(c.mode, c.at, c.offset_ms) as now,
       case when c.mode = 'offset' then c.offset_ms end as offset_ms
from callsign.clock c;

comment on view inspect.clocks is 'The clocks of accounts that were set; every other account goes by the real one';
comment on column inspect.clocks.account_id is 'Whose clock it is';
comment on column inspect.clocks.mode is 'offset: it goes, ahead of the real one; frozen: it stands';
comment on column inspect.clocks.now is 'The account''s present';
comment on column inspect.clocks.offset_ms is 'How many milliseconds an offset clock is ahead';
