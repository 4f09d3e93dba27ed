-- The refusals of RequestSenderId are kept and replayed, too.
alter table callsign.client_token add column is_refusal boolean not null default false;

create or replace view inspect.client_tokens as
select t.client_token,
       t.operation,
       t.account_id,
       t.region,
       t.answer,
       t.created_at,
       t.expires_at,
       t.is_refusal
from callsign.client_token t;

comment on view inspect.client_tokens is 'Client tokens of requests that were answered, kept for client_tokens.retention_hours';
comment on column inspect.client_tokens.answer is 'The stored answer, which a retry gets again byte for byte, or the stored refusal';
comment on column inspect.client_tokens.is_refusal is 'Whether the answer is an exception';
