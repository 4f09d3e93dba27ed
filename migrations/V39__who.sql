-- Who did what has a request id: it outlives the request itself, which is kept for a week. And the number that joined or left: its id
-- says nothing once it is released.
alter table callsign.pool_origination_identity
    add column access_key_id text,
    add column principal_arn text;

alter table callsign.association_event
    add column phone_number text,
    add column access_key_id text,
    add column principal_arn text;

alter table callsign.message
    add column access_key_id text,
    add column principal_arn text;

update callsign.association_event e
set phone_number = n.phone_number
from callsign.phone_number n
where callsign.phone_number_id(n.id) = e.origination_identity;

create index association_event_phone_number on callsign.association_event (phone_number, id) where phone_number is not null;

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
       a.request_id,
       a.access_key_id,
       a.principal_arn
from callsign.pool_origination_identity a
join callsign.pool p on p.id = a.pool_id
left join callsign.phone_number n on n.id = a.phone_number_id
left join callsign.sender_id s on s.id = a.sender_id_id
left join callsign.rcs_agent g on g.id = a.rcs_agent_id;

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
       e.id as sequence,
       e.phone_number,
       e.access_key_id,
       e.principal_arn
from callsign.association_event e;

create or replace view inspect.messages as
select m.id::text as message_id,
       m.direction,
       m.channel,
       m.kind,
       m.status,
       m.origination_identity,
       m.origination_identity_arn,
       m.origination_phone_number,
       m.is_international_send,
       m.destination_phone_number,
       m.iso_country_code,
       m.pool_id,
       m.chosen_by,
       m.message_type,
       m.message_body,
       m.message_encoding,
       m.total_message_parts,
       (m.total_message_price * 0.00001)::numeric(14, 5) as total_message_price,
       (m.total_carrier_fee * 0.00001)::numeric(14, 5) as total_carrier_fee,
       m.spend_month,
       m.spend_given_back,
       m.call_seconds as call_duration_in_seconds,
       m.call_minutes as total_duration_in_minutes,
       m.voice_id,
       m.message_body_text_type,
       m.media_urls,
       m.context,
       m.destination_country_parameters,
       m.keyword,
       (m.max_price * 0.00001)::numeric(14, 5) as max_price,
       m.time_to_live,
       m.configuration_set_name,
       m.protect_configuration_id,
       m.protect_status,
       m.message_feedback_enabled,
       case when not m.message_feedback_enabled then null
            when m.message_feedback_status is not null then m.message_feedback_status
            when m.created_at + interval '1 hour' <= callsign.present(c.mode, c.at, c.offset_ms) then 'FAILED'
            else 'PENDING'
       end as message_feedback_status,
       m.mcc,
       m.mnc,
       m.carrier_name,
       m.is_suspicious,
       m.handset_id::text as handset_id,
       m.reply_to_message_id::text as reply_to_message_id,
       m.message_keyword,
       m.account_id,
       m.region,
       m.request_id,
       m.created_at as created_timestamp,
       m.sequence,
       m.notify_configuration_id,
       m.template_id,
       m.template_variables,
       m.access_key_id,
       m.principal_arn
from callsign.message m
left join callsign.clock c on c.account_id = m.account_id;

comment on column inspect.associations.access_key_id is 'The access key that did it; token and its name, console, replay or interface for callsign''s own';
comment on column inspect.associations.principal_arn is 'Who did it; null where that isn''t known';
comment on column inspect.association_history.phone_number is 'PhoneNumber: the number in E.164 form, also once it is released; null for a sender ID and an RCS agent';
comment on column inspect.association_history.access_key_id is 'The access key that did it; token and its name, console, replay or interface for callsign''s own';
comment on column inspect.association_history.principal_arn is 'Who did it; null where that isn''t known';
comment on column inspect.messages.access_key_id is 'The access key that sent it; token and its name, console, replay or interface for callsign''s own';
comment on column inspect.messages.principal_arn is 'Who sent it; null where that isn''t known, and for what phones send';
