-- squawk-ignore-file ban-drop-constraint,constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- RCS messages: what they say, what they are for, what is sent in their stead, and how they are billed.
alter table callsign.message
    add column rcs_message_content jsonb,
    add column message_traffic_type text,
    add column fallback_configuration jsonb,
    add column rcs_billing_event_type text check (rcs_billing_event_type in ('BASIC', 'RICH')),
    add constraint message_is_billed_as_rcs check (
        direction = 'INBOUND' or (channel = 'RCS') = (rcs_billing_event_type is not null)),
    -- RCS messages don't expire by themselves.
    drop constraint message_has_what_its_direction_needs,
    add constraint message_has_what_its_direction_needs check (
        direction = 'INBOUND'
        or (num_nulls(kind, origination_kind, chosen_by) = 0 and (time_to_live is not null or channel = 'RCS')));

-- Whether an RCS agent is launched in a country.
create function callsign.rcs_agent_is_launched(agent uuid, country text) returns boolean
    language sql stable parallel safe
    return exists (
        select from callsign.registration_association a
        join callsign.registration r on r.id = a.registration_id
        where a.rcs_agent_id = agent and r.registration_status = 'COMPLETE'
          and r.registration_type <> 'TEST_RCS_LAUNCH_REGISTRATION' and left(r.registration_type, 2) = country);

-- Whether a phone is a VERIFIED tester of an RCS agent at a moment.
create function callsign.rcs_agent_is_tested_by(agent uuid, phone text, at timestamptz) returns boolean
    language sql stable parallel safe
    return exists (
        select from callsign.verified_destination_number v
        where v.rcs_agent_id = agent and v.destination_phone_number = phone and v.verified_at <= at);

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
       m.principal_arn,
       m.rcs_message_content,
       m.message_traffic_type,
       m.fallback_configuration,
       m.rcs_billing_event_type
from callsign.message m
left join callsign.clock c on c.account_id = m.account_id;

comment on column inspect.messages.channel is 'TEXT, MEDIA, VOICE or RCS; what is sent from an RCS agent is RCS';
comment on column inspect.messages.origination_identity is
    'PhoneNumberId, sender ID or RcsAgentId that it was sent from; null for a shared route';
comment on column inspect.messages.origination_identity_arn is
    'The ARN of the phone number, sender ID or RCS agent, where there is one';
comment on column inspect.messages.rcs_message_content is
    'RcsMessageContent; null for what isn''t RCS, and for texts that an RCS agent carries';
comment on column inspect.messages.message_traffic_type is 'MessageTrafficType';
comment on column inspect.messages.fallback_configuration is 'FallbackConfiguration';
comment on column inspect.messages.rcs_billing_event_type is
    'How an RCS message is billed: BASIC for a text alone of 160 characters at most, else RICH; null for any other';
