-- squawk-ignore-file require-concurrent-index-creation,constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- Messages by notify configurations: the configuration by its id, since messages outlive it, and what was said.
alter table callsign.message
    add column notify_configuration_id text,
    add column template_id             text,
    add column template_variables      jsonb,
    add constraint message_by_notify_says_so check (
        num_nonnulls(notify_configuration_id, template_id, template_variables)
        = case when kind = 'NOTIFY' then 3 else 0 end);

create index message_by_notify on callsign.message (account_id, region, notify_configuration_id, created_at)
    where notify_configuration_id is not null;

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
       m.template_variables
from callsign.message m
left join callsign.clock c on c.account_id = m.account_id;

create view inspect.notify_usage as
select m.notify_configuration_id,
       (m.created_at at time zone 'UTC')::date as day,
       m.destination_phone_number,
       count(*) as messages,
       m.account_id,
       m.region
from callsign.message m
where m.notify_configuration_id is not null
group by m.account_id, m.region, m.notify_configuration_id, day, m.destination_phone_number;

comment on column inspect.messages.notify_configuration_id is
    'NotifyConfigurationId of the one that sent it; null for others';
comment on column inspect.messages.template_id is 'TemplateId: what it says before its variables are filled in; null for others';
comment on column inspect.messages.template_variables is 'TemplateVariables, as they were sent; null for others';

comment on view inspect.notify_usage is 'How many messages notify configurations sent, by day and destination';
comment on column inspect.notify_usage.notify_configuration_id is 'NotifyConfigurationId of the one that sent them';
comment on column inspect.notify_usage.day is 'The day, of UTC by the clock of the account';
comment on column inspect.notify_usage.destination_phone_number is 'DestinationPhoneNumber: where they went';
comment on column inspect.notify_usage.messages is 'How many they are';
comment on column inspect.notify_usage.account_id is 'The AWS account that sent them, twelve digits';
comment on column inspect.notify_usage.region is 'The AWS region that they were sent in';
