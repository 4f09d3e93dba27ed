-- Locks the pool and the identity of each wish and reads what counts beside them, in one trip. It decides nothing. Each statement in it
-- sees what was committed before it began, so what is read after a lock is what the lock guards.
--
-- Patient, it waits for rows that others hold; else it passes over them. A quota of 0 counts nothing: then many may join a pool at the
-- same time. What a pool holds is counted as far as the quota asks.
create function callsign.lock_to_associate(wishes jsonb, is_patient boolean, quota integer)
    returns table (
        place bigint,
        pool jsonb,
        phone_number jsonb,
        sender_id jsonb,
        in_this_pool boolean,
        in_another_pool boolean,
        size bigint,
        phone_numbers bigint,
        lists_are_both_default boolean,
        pool_keywords jsonb,
        identity_keywords jsonb)
    language plpgsql volatile
as $$
#variable_conflict use_column
declare
    wish   record;
    p      callsign.pool;
    n      callsign.phone_number;
    s      callsign.sender_id;
    joined uuid;
begin
    for wish in
        select * from jsonb_to_recordset(wishes) as w (
            place bigint, region text, pool_account_id text, pool uuid, identity_account_id text, phone_number uuid,
            sender_id text, iso_country_code text)
    loop
        p := null;
        n := null;
        s := null;
        if is_patient and quota > 0 then
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool for no key update;
        elsif is_patient then
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool for share;
        elsif quota > 0 then
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool
            for no key update skip locked;
        else
            select * into p from callsign.pool
            where account_id = wish.pool_account_id and region = wish.region and id = wish.pool for share skip locked;
        end if;

        if p.id is null then
            null;
        elsif wish.phone_number is not null and is_patient then
            select * into n from callsign.phone_number
            where account_id = wish.identity_account_id and region = wish.region and id = wish.phone_number
            for no key update;
        elsif wish.phone_number is not null then
            select * into n from callsign.phone_number
            where account_id = wish.identity_account_id and region = wish.region and id = wish.phone_number
            for no key update skip locked;
        elsif wish.sender_id is not null and is_patient then
            select * into s from callsign.sender_id
            where account_id = wish.identity_account_id and region = wish.region
              and iso_country_code = wish.iso_country_code and sender_id = wish.sender_id
            for key share;
        elsif wish.sender_id is not null then
            select * into s from callsign.sender_id
            where account_id = wish.identity_account_id and region = wish.region
              and iso_country_code = wish.iso_country_code and sender_id = wish.sender_id
            for key share skip locked;
        end if;

        place := wish.place;
        pool := case when p.id is not null then to_jsonb(p) end;
        phone_number := case when n.id is not null then to_jsonb(n) end;
        sender_id := case when s.id is not null then to_jsonb(s) end;
        in_this_pool := false;
        in_another_pool := false;
        size := 0;
        phone_numbers := 0;
        lists_are_both_default := false;
        pool_keywords := null;
        identity_keywords := null;
        if n.id is not null then
            joined := (select i.pool_id from callsign.pool_origination_identity i where i.phone_number_id = n.id);
            in_this_pool := joined is not distinct from p.id;
            in_another_pool := joined <> p.id;
            in_another_pool := coalesce(in_another_pool, false);
            identity_keywords := (select jsonb_agg(k) from callsign.keyword k where k.phone_number_id = n.id);
            pool_keywords := (select jsonb_agg(k) from callsign.keyword k where k.pool_id = p.id);
            if p.opt_out_list_id <> n.opt_out_list_id then
                lists_are_both_default := (
                    select count(*) = 2 from callsign.opt_out_list l
                    where l.id in (p.opt_out_list_id, n.opt_out_list_id) and l.name = 'Default');
            end if;
        elsif s.id is not null then
            in_this_pool := exists (
                select from callsign.pool_origination_identity i where i.pool_id = p.id and i.sender_id_id = s.id);
        end if;
        if n.id is not null or s.id is not null then
            select count(*), count(held.phone_number_id) into size, phone_numbers
            from (select i.phone_number_id from callsign.pool_origination_identity i where i.pool_id = p.id limit quota) held;
        end if;
        return next;
    end loop;
end $$;
