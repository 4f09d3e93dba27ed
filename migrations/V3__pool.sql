-- Pools. A pool carries the configuration that every origination identity in it must have.
create table callsign.pool (
    id                            uuid        primary key,
    account_id                    text        not null,
    region                        text        not null,
    message_type                  text        not null check (message_type in ('TRANSACTIONAL', 'PROMOTIONAL')),
    two_way_enabled               boolean     not null,
    two_way_channel_arn           text        check (length(two_way_channel_arn) between 20 and 2048),
    two_way_channel_role          text        check (length(two_way_channel_role) between 20 and 2048),
    self_managed_opt_outs_enabled boolean     not null,
    opt_out_list_id               uuid        not null references callsign.opt_out_list,
    shared_routes_enabled         boolean     not null,
    deletion_protection_enabled   boolean     not null,
    created_at                    timestamptz not null,
    -- Status in time is data: CREATING before this moment, ACTIVE from it on.
    active_at                     timestamptz not null,
    foreign key (account_id, region) references callsign.account_region
);

create index pool_page on callsign.pool (account_id, region, created_at, id);
create index pool_opt_out_list on callsign.pool (opt_out_list_id);
