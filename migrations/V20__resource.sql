-- squawk-ignore-file ban-drop-column,constraint-missing-not-valid,adding-foreign-key-constraint,adding-serial-primary-key-field
-- Nothing is released, so this is one clean step: no older program reads the columns that go, and nobody waits for the locks.

-- Resources of every kind: one row for each, with the id of its own row. What every kind has alike hangs on this table: tags,
-- resource policies, and what an ARN names. Associations name pools and identities by their own tables and never come here.
create table callsign.resource (
    id         uuid        primary key,
    -- The last part of its ARN, such as `pool/pool-…` or `sender-id/ALERTS/GB`. No operation renames a resource.
    path       text        not null check (path ~ '^[a-z]+(-[a-z]+)*/.+$'),
    kind       text        not null generated always as (split_part(path, '/', 1)) stored,
    account_id text        not null,
    region     text        not null,
    created_at timestamptz not null,
    constraint resource_path_is_unique unique (account_id, region, path)
);

insert into callsign.resource (id, path, account_id, region, created_at)
select id, 'pool/' || callsign.pool_id(id), account_id, region, created_at from callsign.pool
union all
select id, 'phone-number/' || callsign.phone_number_id(id), account_id, region, created_at from callsign.phone_number
union all
select id, 'sender-id/' || sender_id || '/' || iso_country_code, account_id, region, created_at from callsign.sender_id
union all
select id, 'opt-out-list/' || name, account_id, region, created_at from callsign.opt_out_list;

-- Makes the resources of rows that were just inserted. The first argument is what their paths begin with; the others are the
-- columns that follow, with `/` between them. Without others the id follows, as its 32 hexadecimal digits.
create function callsign.insert_resources() returns trigger
    language plpgsql as $$
begin
    insert into callsign.resource (id, path, account_id, region, created_at)
    select made.id,
           tg_argv[0] || case
               when tg_nargs = 1 then replace(made.id::text, '-', '')
               else (select string_agg(to_jsonb(made) ->> named.column_name, '/' order by named.place)
                     from unnest(tg_argv[1:]) with ordinality as named (column_name, place))
           end,
           made.account_id, made.region, made.created_at
    from made;
    return null;
end $$;

-- Takes the resources of rows that were just deleted away, and with them their tags and policies.
create function callsign.delete_resources() returns trigger
    language plpgsql as $$
begin
    delete from callsign.resource r using gone where r.id = gone.id;
    return null;
end $$;

create trigger insert_resources after insert on callsign.pool referencing new table as made
    for each statement execute function callsign.insert_resources('pool/pool-');
create trigger insert_resources after insert on callsign.phone_number referencing new table as made
    for each statement execute function callsign.insert_resources('phone-number/phone-');
create trigger insert_resources after insert on callsign.sender_id referencing new table as made
    for each statement execute function callsign.insert_resources('sender-id/', 'sender_id', 'iso_country_code');
create trigger insert_resources after insert on callsign.opt_out_list referencing new table as made
    for each statement execute function callsign.insert_resources('opt-out-list/', 'name');

create trigger delete_resources after delete on callsign.pool referencing old table as gone
    for each statement execute function callsign.delete_resources();
create trigger delete_resources after delete on callsign.phone_number referencing old table as gone
    for each statement execute function callsign.delete_resources();
create trigger delete_resources after delete on callsign.sender_id referencing old table as gone
    for each statement execute function callsign.delete_resources();
create trigger delete_resources after delete on callsign.opt_out_list referencing old table as gone
    for each statement execute function callsign.delete_resources();

-- A resource stays while its own row does. Deferred, because the row is there before the trigger makes its resource.
alter table callsign.pool add constraint pool_is_a_resource
    foreign key (id) references callsign.resource deferrable initially deferred;
alter table callsign.phone_number add constraint phone_number_is_a_resource
    foreign key (id) references callsign.resource deferrable initially deferred;
alter table callsign.sender_id add constraint sender_id_is_a_resource
    foreign key (id) references callsign.resource deferrable initially deferred;
alter table callsign.opt_out_list add constraint opt_out_list_is_a_resource
    foreign key (id) references callsign.resource deferrable initially deferred;

-- Locks a resource's own row against every other change of it and of what belongs to it, whatever its kind: the table bears
-- the name of the kind. Answers its id; null if it isn't there.
create function callsign.lock_resource(of_account_id text, of_region text, of_path text) returns uuid
    language plpgsql as $$
declare
    named callsign.resource;
    locked uuid;
begin
    select * into named from callsign.resource
    where account_id = of_account_id and region = of_region and path = of_path;
    if named.id is null then
        return null;
    end if;
    execute format('select id from callsign.%I where id = $1 for no key update', replace(named.kind, '-', '_'))
        into locked using named.id;
    return locked;
end $$;

-- Tags refer to their resource by one column.
alter table callsign.tag add column resource_id uuid;
update callsign.tag set resource_id = coalesce(pool_id, phone_number_id, sender_id_id, opt_out_list_id);

create or replace view inspect.tags as
select callsign.arn(r.account_id, r.region, r.path) as resource_arn,
       t.key,
       t.value,
       r.account_id,
       r.region
from callsign.tag t
join callsign.resource r on r.id = t.resource_id;

alter table callsign.tag drop column id;
alter table callsign.tag drop column pool_id;
alter table callsign.tag drop column phone_number_id;
alter table callsign.tag drop column sender_id_id;
alter table callsign.tag drop column opt_out_list_id;
alter table callsign.tag add constraint tag_is_once_on_a_resource primary key (resource_id, key);
alter table callsign.tag add constraint tag_resource_id_fkey
    foreign key (resource_id) references callsign.resource on delete cascade;

-- So do policies, which have no other key; their grantees refer to the same.
alter table callsign.resource_policy add column resource_id uuid;
update callsign.resource_policy set resource_id = coalesce(pool_id, phone_number_id, sender_id_id, opt_out_list_id);
alter table callsign.resource_policy_grantee add column resource_id uuid;
update callsign.resource_policy_grantee g set resource_id = p.resource_id
from callsign.resource_policy p where p.id = g.resource_policy_id;

create or replace view inspect.resource_policies as
select callsign.arn(r.account_id, r.region, r.path) as resource_arn,
       p.policy,
       (select array_agg(g.account_id order by g.account_id)
        from callsign.resource_policy_grantee g where g.resource_id = p.resource_id) as grantee_account_ids,
       p.created_at as created_timestamp,
       r.account_id,
       r.region
from callsign.resource_policy p
join callsign.resource r on r.id = p.resource_id;

alter table callsign.resource_policy_grantee drop column resource_policy_id;
alter table callsign.resource_policy drop column id;
alter table callsign.resource_policy drop column pool_id;
alter table callsign.resource_policy drop column phone_number_id;
alter table callsign.resource_policy drop column sender_id_id;
alter table callsign.resource_policy drop column opt_out_list_id;
alter table callsign.resource_policy add constraint resource_policy_is_once_on_a_resource primary key (resource_id);
alter table callsign.resource_policy add constraint resource_policy_resource_id_fkey
    foreign key (resource_id) references callsign.resource on delete cascade;
alter table callsign.resource_policy_grantee add constraint resource_policy_grantee_pkey
    primary key (account_id, resource_id);
alter table callsign.resource_policy_grantee add constraint resource_policy_grantee_resource_id_fkey
    foreign key (resource_id) references callsign.resource_policy on delete cascade;

create index resource_policy_grantee_of_policy on callsign.resource_policy_grantee (resource_id);
