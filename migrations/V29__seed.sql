-- squawk-ignore-file adding-field-with-default
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- What a seed's file calls a number or a pool, so that the file which is written of what is there calls it the same.
create table callsign.seed_name (
    resource_id uuid primary key references callsign.resource on delete cascade,
    name        text not null
);

-- Which transaction wrote a call down: who reads on misses none, as with messages.
alter table callsign.request add column transaction_id xid8 not null default callsign.transaction_id();
create index request_in_order on callsign.request (transaction_id, sequence);
