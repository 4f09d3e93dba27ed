-- The calls of the API, as callsign keeps them for people who ask why one was refused. Written beside the calls, in batches; what didn't
-- fit isn't here. Swept by sequence, the oldest first.
create table callsign.request (
    sequence bigint generated always as identity primary key,
    request_id uuid not null,
    at timestamptz not null,
    account_time timestamptz,
    operation text not null,
    outcome text not null,
    reason text,
    resource_type text,
    resource_id text,
    fields text[],
    access_key_id text,
    principal_arn text,
    account_id text,
    region text,
    client_token text,
    duration_ms double precision not null,
    fault_id uuid,
    input jsonb,
    answer jsonb,
    recorded_at timestamptz not null default now()
);

-- An answer's x-amzn-RequestId leads here.
create unique index request_by_id on callsign.request (request_id);

-- The newest calls of a scope.
create index request_of_scope on callsign.request (account_id, region, sequence);

create view inspect.requests as
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
       r.answer
from callsign.request r;

comment on view inspect.requests is 'Calls of the API, the refused ones with why';
comment on column inspect.requests.request_id is 'The x-amzn-RequestId of its answer';
comment on column inspect.requests.at is 'When it was answered, by the real clock';
comment on column inspect.requests.account_time is 'The same by the account''s clock; null for who is not known';
comment on column inspect.requests.sequence is 'The order of calls, as they were noted';
comment on column inspect.requests.operation is 'The operation, also one that is not served; - where none is named';
comment on column inspect.requests.outcome is 'success, the exception''s name, or client left';
comment on column inspect.requests.reason is 'Reason of the refusal; null without one';
comment on column inspect.requests.resource_type is 'ResourceType of the refusal; null without one';
comment on column inspect.requests.resource_id is 'ResourceId of the refusal; null without one';
comment on column inspect.requests.fields is 'The names of the members that failed validation; null without one';
comment on column inspect.requests.access_key_id is 'The access key; as it was sent where the signature was refused';
comment on column inspect.requests.principal_arn is 'Who called; null where the signature was refused';
comment on column inspect.requests.account_id is 'The AWS account that called, twelve digits; null where the signature was refused';
comment on column inspect.requests.region is 'The AWS region that was called; null where the signature was refused';
comment on column inspect.requests.client_token is 'ClientToken; null without one';
comment on column inspect.requests.duration_ms is 'From the first byte to the answer, in milliseconds';
comment on column inspect.requests.fault_id is 'The fault that was applied; null without one';
comment on column inspect.requests.input is 'The members of the request; null where the signature was refused, and for what is not JSON';
comment on column inspect.requests.answer is 'The members of the answer or of the error; null where the client left';
