-- Tags. Each belongs to exactly one resource and goes with it.
create table callsign.tag (
    id              uuid not null primary key default gen_random_uuid(),
    pool_id         uuid references callsign.pool on delete cascade,
    phone_number_id uuid references callsign.phone_number on delete cascade,
    sender_id_id    uuid references callsign.sender_id on delete cascade,
    opt_out_list_id uuid references callsign.opt_out_list on delete cascade,
    key             text not null check (length(key) between 1 and 128),
    value           text not null check (length(value) <= 256),
    constraint tag_has_one_resource check (num_nonnulls(pool_id, phone_number_id, sender_id_id, opt_out_list_id) = 1),
    constraint tag_is_once_on_a_pool unique (pool_id, key),
    constraint tag_is_once_on_a_phone_number unique (phone_number_id, key),
    constraint tag_is_once_on_a_sender_id unique (sender_id_id, key),
    constraint tag_is_once_on_an_opt_out_list unique (opt_out_list_id, key)
);
