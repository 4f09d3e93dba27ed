-- PostgreSQL plans a function of the language sql anew for every statement that can't take its body in, and none can take in what asks
-- for the time or runs with its owner's rights: that took longer than all else in the choice of what a message is sent from. plpgsql
-- plans once for a connection.

create or replace function callsign.present(mode text, at timestamptz, offset_ms bigint) returns timestamptz
    language plpgsql stable parallel safe
as $$
begin
    return case mode
               when 'frozen' then at
               when 'offset' then clock_timestamp() + offset_ms * interval '1 millisecond'
               else clock_timestamp()
           end;
end $$;

-- Views run it with the reader's rights, who may not read the table.
create or replace function callsign.present(account text) returns timestamptz
    language plpgsql stable security definer parallel safe set search_path = pg_catalog
as $$
begin
    return (select callsign.present(c.mode, c.at, c.offset_ms)
            from (values (account)) as asked (account_id)
            left join callsign.clock c on c.account_id = asked.account_id);
end $$;

create or replace function callsign.transaction_id() returns xid8
    language plpgsql volatile security definer set search_path = pg_catalog
as $$
begin
    return pg_current_xact_id();
end $$;
