-- Opt-out lists. Pools and phone numbers name theirs by its key, so that a list in use cannot go away.
create table callsign.opt_out_list (
    id         uuid        primary key,
    account_id text        not null,
    region     text        not null,
    name       text        not null check (name ~ '^[A-Za-z0-9_-]{1,64}$'),
    created_at timestamptz not null,
    foreign key (account_id, region) references callsign.account_region,
    constraint opt_out_list_name_is_unique unique (account_id, region, name)
);

create index opt_out_list_page on callsign.opt_out_list (account_id, region, created_at, id);
