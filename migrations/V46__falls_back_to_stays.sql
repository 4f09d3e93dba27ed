-- squawk-ignore-file ban-drop-constraint,constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- What is sent in the stead of an RCS message stays beside it, whether it is sent or not: a message that has it and is RCS may fall back,
-- by itself or by hand, and one that is something else has.
alter table callsign.message
    drop constraint message_falls_back_from_rcs,
    add constraint message_falls_back_from_rcs
        check (falls_back_to is null or channel in ('RCS', falls_back_to ->> 'channel'));

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
       m.rcs_billing_event_type,
       case when m.falls_back_to is not null then jsonb_build_object(
           'channel', m.falls_back_to -> 'channel',
           'origination_identity', m.falls_back_to -> 'origination_identity',
           'origination_identity_arn', m.falls_back_to -> 'origination_identity_arn',
           'origination_phone_number', m.falls_back_to -> 'origination_phone_number',
           'pool_id', m.falls_back_to -> 'pool_id',
           'chosen_by', m.falls_back_to -> 'chosen_by',
           'message_type', m.falls_back_to -> 'message_type',
           'message_body', m.falls_back_to -> 'message_body',
           'message_encoding', m.falls_back_to -> 'message_encoding',
           'total_message_parts', m.falls_back_to -> 'total_message_parts',
           'media_urls', m.falls_back_to -> 'media_urls',
           'time_to_live', m.falls_back_to -> 'time_to_live',
           'total_message_price', ((m.falls_back_to ->> 'total_message_price')::bigint * 0.00001)::numeric(14, 5),
           'total_carrier_fee', ((m.falls_back_to ->> 'total_carrier_fee')::bigint * 0.00001)::numeric(14, 5)) end as falls_back_to
from callsign.message m
left join callsign.clock c on c.account_id = m.account_id;

comment on column inspect.messages.falls_back_to is
    'What is sent in the stead of an RCS message, by the names of these columns: it would be while channel is RCS, and was once it is another; null where nothing is';
