-- squawk-ignore-file adding-field-with-default,ban-drop-constraint,constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- Whoever advances a clock says so, that workers leave the account alone meanwhile: until the lease ends, by the real clock.
alter table callsign.clock add column advancing_by uuid;
alter table callsign.clock add column advancing_until timestamptz;
alter table callsign.clock add constraint clock_is_advanced_for_a_time
    check ((advancing_by is null) = (advancing_until is null));

-- Faults that calls are to meet: which, how often, how late, and where on their way.
create table callsign.fault (
    id            uuid        primary key,
    -- Null: for every account, or for every region.
    account_id    text        check (account_id ~ '^[0-9]{12}$'),
    region        text,
    -- Null: for every access key.
    access_key_id text,
    -- An operation's name, or `*`.
    operation     text        not null check (length(operation) between 1 and 128),
    -- Members of the request, and what they must be.
    match         jsonb       not null default '{}' check (jsonb_typeof(match) = 'object'),
    probability   float8      not null default 1 check (probability between 0 and 1),
    -- For how many calls it still is; null: for all.
    times         bigint      check (times >= 0),
    -- A delay is drawn between the two, in milliseconds.
    least_ms      bigint      not null default 0 check (least_ms between 0 and 60000),
    most_ms       bigint      not null default 0 check (most_ms between least_ms and 60000),
    -- Null: it only delays.
    phase         text        check (phase in ('before', 'before_commit', 'after_commit', 'lost_response')),
    error_type    text,
    reason        text,
    created_at    timestamptz not null,
    sequence      bigint      generated always as identity,
    constraint fault_of_a_region_is_of_an_account check (account_id is not null or region is null),
    constraint fault_has_an_error_where_it_answers check (
        (coalesce(phase, 'lost_response') <> 'lost_response') = (error_type is not null)),
    constraint fault_has_a_reason_of_its_error check (reason is null or error_type is not null)
);

insert into callsign.version (kind) values ('fault');
create trigger fault_has_a_version after insert or update of account_id, operation or delete or truncate on callsign.fault
    for each statement execute function callsign.note_version('fault');

create view inspect.faults as
select f.id::text as fault_id,
       f.operation,
       f.account_id,
       f.region,
       f.access_key_id,
       f.match,
       f.probability,
       f.times,
       case when f.most_ms > 0 and f.least_ms = f.most_ms then to_jsonb(f.most_ms)
            when f.most_ms > 0 then jsonb_build_array(f.least_ms, f.most_ms)
       end as latency_ms,
       f.phase,
       case when f.error_type is not null then
           jsonb_strip_nulls(jsonb_build_object('type', f.error_type, 'reason', f.reason))
       end as error,
       f.created_at as created_timestamp,
       f.sequence
from callsign.fault f;

comment on view inspect.faults is 'Rules for faults that calls meet';
comment on column inspect.faults.fault_id is 'The id of the rule';
comment on column inspect.faults.operation is 'The operation that it is for; *: every one';
comment on column inspect.faults.account_id is 'The AWS account that it is for, twelve digits; null: every one';
comment on column inspect.faults.region is 'The AWS region that it is for; null: every one';
comment on column inspect.faults.access_key_id is 'The access key that it is for; null: every one';
comment on column inspect.faults.match is 'Members of the request, and what they must be';
comment on column inspect.faults.probability is 'How likely a call meets it, from 0 to 1';
comment on column inspect.faults.times is 'For how many calls it still is; null: for all';
comment on column inspect.faults.latency_ms is 'How long calls are delayed, in milliseconds, or least and most; null: not at all';
comment on column inspect.faults.phase is
    'before, before_commit, after_commit or lost_response: what is done when the call is answered so; null: it is only delayed';
comment on column inspect.faults.error is 'What is answered as {"type", "reason"}; null: the connection closes, or nothing is changed';
comment on column inspect.faults.created_timestamp is 'When it was made';
comment on column inspect.faults.sequence is 'The order of rules, those of one moment included';

-- Short codes have no plus.
alter table callsign.phone_number drop constraint phone_number_phone_number_check;
alter table callsign.phone_number add constraint phone_number_phone_number_check check (
    phone_number ~ '^\+[1-9][0-9]{1,18}$' or (number_type = 'SHORT_CODE' and phone_number ~ '^[1-9][0-9]{2,7}$'));
