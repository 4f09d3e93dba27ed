-- squawk-ignore-file require-concurrent-index-creation,adding-required-field,constraint-missing-not-valid,adding-field-with-default
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- A conversation is what an own identity and a phone said to each other: these two columns name it, whichever of them began.
alter table callsign.message
    add column own_identity text not null generated always as (
        coalesce(origination_identity,
                 case direction when 'INBOUND' then destination_phone_number else origination_phone_number end)) stored,
    add column phone text not null generated always as (
        case direction when 'INBOUND' then origination_phone_number else destination_phone_number end) stored;

create index message_conversation
    on callsign.message (account_id, region, own_identity, phone, transaction_id, sequence);

-- All accounts and regions, in order.
create index message_in_order on callsign.message (transaction_id, sequence);

-- Views show ids as text, and are asked by them.
create unique index message_id_as_text on callsign.message ((id::text));

-- Which transaction carried an event out: whoever reads on keeps the snapshot of his last reading, as with messages.
alter table callsign.message_event add column happened_in xid8;
update callsign.message_event set happened_in = callsign.transaction_id() where happened_at is not null;
create index message_event_in_order on callsign.message_event (happened_in, sequence) where happened_in is not null;

-- By the message's own id, which has an index as text.
create or replace view inspect.message_events as
select m.id::text as message_id,
       e.sequence,
       e.event_type,
       e.message_status,
       e.event::jsonb ->> 'messageStatusDescription' as message_status_description,
       e.is_final,
       e.happened_at as event_timestamp,
       e.event::jsonb as event,
       m.account_id,
       m.region
from callsign.message_event e
join callsign.message m on m.id = e.message_id
where e.happened_at is not null;

create or replace view inspect.scheduled_message_events as
select m.id::text as message_id,
       e.sequence,
       e.event_type,
       e.message_status,
       e.is_final,
       e.due_at,
       m.account_id,
       m.region
from callsign.message_event e
join callsign.message m on m.id = e.message_id
where e.happened_at is null;
