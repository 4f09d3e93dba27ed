-- What a seed's file calls a number or a pool, so that the file which is written of what is there calls it the same.
create table callsign.seed_name (
    resource_id uuid primary key references callsign.resource on delete cascade,
    name        text not null
);
