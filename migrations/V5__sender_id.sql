-- Sender IDs of an account in a region. The same text may stand for several countries, each a sender ID of its own.
create table callsign.sender_id (
    id                          uuid        primary key,
    account_id                  text        not null,
    region                      text        not null,
    sender_id                   text        not null check (sender_id ~ '^[A-Za-z0-9_-]{1,11}$'),
    iso_country_code            text        not null check (iso_country_code ~ '^[A-Z]{2}$'),
    message_types               text[]      not null check (
                                    cardinality(message_types) between 1 and 2
                                    and message_types <@ array['TRANSACTIONAL', 'PROMOTIONAL']),
    monthly_leasing_price       text        not null,
    deletion_protection_enabled boolean     not null,
    registered                  boolean     not null,
    created_at                  timestamptz not null,
    foreign key (account_id, region) references callsign.account_region
);

-- The text is compared without case and answered as it was requested.
create unique index sender_id_is_unique on callsign.sender_id (account_id, region, iso_country_code, upper(sender_id));
create index sender_id_page on callsign.sender_id (account_id, region, created_at, id);
