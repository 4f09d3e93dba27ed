-- Phone numbers that an account leases in a region.
create table callsign.phone_number (
    id                            uuid        primary key,
    account_id                    text        not null,
    region                        text        not null,
    phone_number                  text        not null check (phone_number ~ '^\+[1-9][0-9]{1,18}$'),
    iso_country_code              text        not null check (iso_country_code ~ '^[A-Z]{2}$'),
    message_type                  text        not null check (message_type in ('TRANSACTIONAL', 'PROMOTIONAL')),
    number_capabilities           text[]      not null check (
                                      cardinality(number_capabilities) between 1 and 4
                                      and number_capabilities <@ array['SMS', 'VOICE', 'MMS', 'RCS']),
    number_type                   text        not null check (
                                      number_type in ('SHORT_CODE', 'LONG_CODE', 'TOLL_FREE', 'TEN_DLC', 'SIMULATOR')),
    monthly_leasing_price         text        not null,
    two_way_enabled               boolean     not null,
    two_way_channel_arn           text        check (length(two_way_channel_arn) between 20 and 2048),
    two_way_channel_role          text        check (length(two_way_channel_role) between 20 and 2048),
    self_managed_opt_outs_enabled boolean     not null,
    opt_out_list_id               uuid        not null references callsign.opt_out_list,
    international_sending_enabled boolean     not null,
    deletion_protection_enabled   boolean     not null,
    created_at                    timestamptz not null,
    -- Status in time is data: PENDING before this moment, ACTIVE from it on.
    active_at                     timestamptz not null,
    -- ASSOCIATING or DISASSOCIATING until the second moment, where lifecycle settings make that visible.
    changing_status               text        check (changing_status in ('ASSOCIATING', 'DISASSOCIATING')),
    changing_until                timestamptz,
    foreign key (account_id, region) references callsign.account_region,
    constraint phone_number_is_leased_once unique (account_id, region, phone_number)
);

create index phone_number_page on callsign.phone_number (account_id, region, created_at, id);
create index phone_number_opt_out_list on callsign.phone_number (opt_out_list_id);
