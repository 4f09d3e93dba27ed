-- squawk-ignore-file constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- A phone that can't test an RCS agent. Nobody but a staging says so of one.
alter table callsign.verified_destination_number
    add column is_unsupported boolean not null default false,
    add constraint only_who_tests_is_unsupported
        check (not is_unsupported or rcs_agent_id is not null and verified_at is null);

create or replace view inspect.verified_destination_numbers as
select r.id as verified_destination_number_id,
       callsign.arn(v.account_id, v.region, 'verified-destination-number/' || r.id) as verified_destination_number_arn,
       v.destination_phone_number,
       case
           when v.is_unsupported then 'UNSUPPORTED'
           when v.verified_at <= callsign.present(c.mode, c.at, c.offset_ms) then 'VERIFIED'
           else 'PENDING'
       end as status,
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

comment on column inspect.verified_destination_numbers.status is
    'Status: PENDING, VERIFIED, or UNSUPPORTED, which only a phone is that was to test an RCS agent';
comment on column inspect.verified_destination_numbers.verified_at is
    'When the right code was said, or from when on a tester of an RCS agent is verified; null while that is open';
