-- Requests come together by their pool, so a group's wishes are for one. What is the pool's own is locked and read once for the wishes
-- of it that follow each other, not for each: of sixteen, that was the most of what this costs.
create or replace function callsign.lock_to_associate(wishes jsonb, is_patient boolean, quota integer)
    returns table (
        place bigint,
        pool jsonb,
        phone_number jsonb,
        sender_id jsonb,
        rcs_agent jsonb,
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
    g      callsign.rcs_agent;
    joined uuid;
    list   uuid;
begin
    for wish in
        select * from jsonb_to_recordset(wishes) as w (
            place bigint, region text, pool_account_id text, pool uuid, identity_account_id text, phone_number uuid,
            sender_id text, iso_country_code text, rcs_agent uuid)
    loop
        n := null;
        s := null;
        g := null;
        if p.id = wish.pool and p.account_id = wish.pool_account_id and p.region = wish.region then
            null;
        else
            p := null;
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
                where account_id = wish.pool_account_id and region = wish.region and id = wish.pool
                for share skip locked;
            end if;
            pool := null;
            size := 0;
            phone_numbers := 0;
            pool_keywords := null;
            if p.id is not null then
                pool := to_jsonb(p);
                select count(*), count(held.phone_number_id) into size, phone_numbers
                from (select i.phone_number_id from callsign.pool_origination_identity i
                      where i.pool_id = p.id limit quota) held;
                pool_keywords := (select jsonb_agg(k) from callsign.keyword k where k.pool_id = p.id);
            end if;
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
        elsif wish.rcs_agent is not null and is_patient then
            select * into g from callsign.rcs_agent
            where account_id = wish.identity_account_id and region = wish.region and id = wish.rcs_agent
            for no key update;
        elsif wish.rcs_agent is not null then
            select * into g from callsign.rcs_agent
            where account_id = wish.identity_account_id and region = wish.region and id = wish.rcs_agent
            for no key update skip locked;
        end if;

        place := wish.place;
        phone_number := case when n.id is not null then to_jsonb(n) end;
        sender_id := case when s.id is not null then to_jsonb(s) end;
        rcs_agent := case
            when g.id is not null then to_jsonb(g) || jsonb_build_object('status', callsign.rcs_agent_status(g.id)) end;
        in_this_pool := false;
        in_another_pool := false;
        lists_are_both_default := false;
        identity_keywords := null;
        -- One statement for each kind: plpgsql plans each by itself, and an "or" or a "case" over two kinds costs as much as all the rest.
        if n.id is not null then
            select (select i.pool_id from callsign.pool_origination_identity i where i.phone_number_id = n.id),
                   (select jsonb_agg(k) from callsign.keyword k where k.phone_number_id = n.id)
            into joined, identity_keywords;
            list := n.opt_out_list_id;
        elsif g.id is not null then
            select (select i.pool_id from callsign.pool_origination_identity i where i.rcs_agent_id = g.id),
                   (select jsonb_agg(k) from callsign.keyword k where k.rcs_agent_id = g.id)
            into joined, identity_keywords;
            list := g.opt_out_list_id;
        elsif s.id is not null then
            in_this_pool := exists (
                select from callsign.pool_origination_identity i where i.pool_id = p.id and i.sender_id_id = s.id);
        end if;
        if n.id is not null or g.id is not null then
            in_this_pool := joined is not distinct from p.id;
            in_another_pool := coalesce(joined <> p.id, false);
            if p.opt_out_list_id <> list then
                lists_are_both_default := (
                    select count(*) = 2 from callsign.opt_out_list l
                    where l.id in (p.opt_out_list_id, list) and l.name = 'Default');
            end if;
        end if;
        return next;
    end loop;
end $$;
