-- The association: one row for each origination identity in a pool.
create table callsign.pool_origination_identity (
    id              uuid        primary key,
    pool_id         uuid        not null references callsign.pool,
    phone_number_id uuid        references callsign.phone_number,
    sender_id_id    uuid        references callsign.sender_id,
    created_at      timestamptz not null,
    request_id      text        not null,
    constraint association_has_one_identity check (num_nonnulls(phone_number_id, sender_id_id) = 1),
    -- A phone number is in one pool at most; a sender ID may be in many, but in each only once.
    constraint phone_number_is_in_one_pool unique (phone_number_id),
    constraint sender_id_is_once_in_a_pool unique (pool_id, sender_id_id)
);

create index pool_origination_identity_page on callsign.pool_origination_identity (pool_id, created_at, id);
create index pool_origination_identity_sender_id on callsign.pool_origination_identity (sender_id_id);

-- What happened to associations. It outlives pools and identities, so it holds their names as text.
create table callsign.association_event (
    id                       bigint      generated always as identity primary key,
    account_id               text        not null,
    region                   text        not null,
    event                    text        not null check (event in ('ASSOCIATED', 'DISASSOCIATED')),
    pool_id                  text        not null,
    pool_arn                 text        not null,
    origination_identity     text        not null,
    origination_identity_arn text        not null,
    iso_country_code         text        not null,
    at                       timestamptz not null,
    request_id               text        not null
);

create index association_event_at on callsign.association_event (at);
create index association_event_pool on callsign.association_event (pool_id, at);
