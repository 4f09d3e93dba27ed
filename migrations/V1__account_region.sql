-- One row for each account and region that was ever used. Creating operations lock it and count,
-- which keeps the quotas of an account exact.
create table callsign.account_region (
    account_id text        not null check (account_id ~ '^[0-9]{12}$'),
    region     text        not null check (length(region) between 1 and 32),
    created_at timestamptz not null,
    primary key (account_id, region)
);

-- One random key for each database. It signs the NextTokens that this database's pages hand out, so that every
-- callsign on the same database reads the others' tokens and nobody else can make one.
create table callsign.next_token_key (
    only_row boolean primary key default true check (only_row),
    key      bytea   not null
);

-- Two random uuids hold 244 random bits; PostgreSQL draws them from its strong source.
insert into callsign.next_token_key (key)
values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
