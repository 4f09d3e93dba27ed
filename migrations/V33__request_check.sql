-- What the rule said that refused a call, as it was then: kept, since the state that it judged is gone.
alter table callsign.request add column checks jsonb;

create or replace view inspect.requests as
select r.request_id::text as request_id,
       r.at,
       r.account_time,
       r.sequence,
       r.operation,
       r.outcome,
       r.reason,
       r.resource_type,
       r.resource_id,
       r.fields,
       r.access_key_id,
       r.principal_arn,
       r.account_id,
       r.region,
       r.client_token,
       r.duration_ms,
       r.fault_id::text as fault_id,
       r.input,
       r.answer,
       r.checks
from callsign.request r;

comment on column inspect.requests.checks is
    'All checks of the rule that refused the call, as of then; null where no rule did, and for what is another account''s';
