-- squawk-ignore-file ban-drop-not-null,constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- What is told of registrations goes out as what is told of messages does. There is no foreign key: that a registration is gone is told,
-- too, and what was told of it stays until it is swept.
alter table callsign.delivery
    alter column message_id drop not null,
    add column registration_id uuid,
    add constraint delivery_tells_of_one_thing check (num_nonnulls(message_id, registration_id) = 1);
create index delivery_of_registration on callsign.delivery (recorded_at) where registration_id is not null;

create or replace view inspect.event_deliveries as
select d.id::text as delivery_id,
       d.message_id::text as message_id,
       d.event_type,
       d.configuration_set_name,
       d.event_destination_name,
       d.destination_arn,
       d.record,
       d.status,
       d.attempts,
       d.last_attempt_at,
       d.last_error,
       d.next_attempt_at,
       d.account_id,
       d.region,
       d.recorded_at as created_timestamp,
       d.sequence,
       callsign.registration_id(d.registration_id) as registration_id
from callsign.delivery d;

comment on view inspect.event_deliveries is 'What goes to event destinations, event buses and two-way channels';
comment on column inspect.event_deliveries.message_id is 'MessageId: the id of the message; null for a registration''s';
comment on column inspect.event_deliveries.event_type is
    'eventType, such as TEXT_DELIVERED; REGISTRATION_STATUS_CHANGE; null for what was received';
comment on column inspect.event_deliveries.account_id is 'The AWS account that the message or registration is of, twelve digits';
comment on column inspect.event_deliveries.region is 'The AWS region that the message or registration is in';
comment on column inspect.event_deliveries.registration_id is 'RegistrationId; null for a message''s';
